from hashlib import sha256

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give what a new database has to one that is older."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    _end_agreements(env)
    _know_overseas_bodies(env)
    _number_amendments(env)
    _complete_signatures(env)


def _know_overseas_bodies(env):
    """French bodies overseas are as national as those of the mainland [R2]."""
    bodies = env["res.partner"].search(
        [
            ("cooperation_partner_type_id.national_rule", "=", "in_france"),
            ("country_id.is_french_territory", "=", True),
            ("is_national_counterpart", "=", False),
        ]
    )
    bodies.is_national_counterpart = True


def _number_amendments(env):
    """Amendments get their number within what they amend; references stay."""
    amendments = env["cooperation.agreement"].search(
        [("kind", "=", "amendment"), ("amendment_number", "in", (0, False))],
        order="id",
    )
    for amendment in amendments:
        root = amendment._get_root()
        number = root.amendment_last + 1
        root._guarded_write({"amendment_last": number})
        amendment._guarded_write({"amendment_number": number})


def _complete_signatures(env):
    """What was signed so far was signed on paper, with a file or without one."""
    parties = env["cooperation.agreement.party"].search(
        [("signed_on", "!=", False), ("signature_channel", "=", False)]
    )
    for party in parties:
        party._guarded_write(
            {
                "signature_channel": "paper",
                "name_at_signature": party._get_printed_name(),
            }
        )
    kept = env["ir.attachment"].search(
        [
            ("res_model", "=", "cooperation.agreement"),
            ("res_field", "=", "signed_file"),
        ]
    )
    agreements = env["cooperation.agreement"]
    for attachment in kept:
        agreement = agreements.browse(attachment.res_id).exists()
        if agreement and not agreement.signed_sha256:
            checksum = sha256(attachment.raw or b"").hexdigest()
            agreement._guarded_write({"signed_sha256": checksum})


def _end_agreements(env):
    """Say when agreements were terminated; give those in force their alerts.

    The day of a termination was not kept: the last change of a closed file is the
    nearest that is known, and it is never after the end of the term.
    """
    env.cr.execute(
        """UPDATE cooperation_agreement
              SET date_terminated = LEAST(write_date::date, date_end)
            WHERE state = 'terminated' AND date_terminated IS NULL"""
    )
    agreements = env["cooperation.agreement"]
    agreements.invalidate_model(["date_terminated"])
    over = agreements.search([("state", "=", "terminated")])
    env.add_to_compute(agreements._fields["date_cover_end"], over)
    in_force = [("state", "in", ("active", "to_renew"))]
    agreements.search(in_force)._apply_checklist()
