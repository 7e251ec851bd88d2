import base64
import hashlib

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import clock
from ..tools.actions import open_list
from ..tools.refusal import explain_refusal

_PROGRAMME = "report_visit_programme"
# In these states the programme is still in the making.
_ISSUABLE = ("planned", "confirmed", "ongoing")


class CooperationVisitPaperMixin(models.AbstractModel):
    """The versions of a visit's programme.

    A version is issued by a button, numbered by the database, and kept as it was; a
    programme that has not been issued, or has changed since, is a draft.
    """

    _name = "cooperation.visit.paper.mixin"
    _description = "Programme in Versions"

    programme_version_ids = fields.One2many(
        "cooperation.visit.programme.version", "visit_id", string="Issued Programmes"
    )
    programme_status = fields.Char(
        string="Issued Programme", compute="_compute_programme_status"
    )
    is_programme_changed = fields.Boolean(
        string="Programme to Issue",
        compute="_compute_programme_status",
        help="The programme is not yet issued, or has changed since it was.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        """What was handed out stays on file: such a visit is cancelled instead."""
        for visit in self:
            if visit.programme_version_ids:
                raise UserError(
                    self.env._(
                        "The programme of “%(visit)s” was issued: cancel the visit "
                        "instead of deleting it.",
                        visit=visit.display_name,
                    )
                )

    @api.depends_context("lang")
    @api.depends(
        "programme_version_ids",
        "date_start",
        "date_end",
        "tz",
        "session_ids.start",
        "session_ids.stop",
        "session_ids.active",
        "session_ids.name",
        "session_ids.name_translated",
        "session_ids.location",
        "session_ids.room_id",
        "session_ids.kind",
        "session_ids.speaker_ids",
        "session_ids.host_id",
        "session_ids.language_id",
        "language_id",
    )
    def _compute_programme_status(self):
        paper = self._get_programme_paper()
        for visit in self:
            version = visit._get_last_programme_version()
            visit.is_programme_changed = (
                not version or version.snapshot != paper._take_snapshot(visit)
            )
            visit.programme_status = (
                visit._get_version_status(version) if version else False
            )

    def _get_version_status(self, version):
        """Return “Version 3, issued on 03/02/2030; changed since”."""
        self.ensure_one()
        values = {
            "number": version.number,
            "date": self._format_date(
                clock.to_local(version.date_issued, self.tz).date()
            ),
        }
        if self.is_programme_changed:
            return self.env._(
                "Version %(number)s, issued on %(date)s; changed since", **values
            )
        return self.env._("Version %(number)s, issued on %(date)s", **values)

    @api.model
    def _get_programme_paper(self):
        return self.env[f"report.cnfpt_cooperation.{_PROGRAMME}"]

    def _get_programme_sessions(self):
        """Return the sessions that the programme prints, in order.

        Those of a visit that does not take place are archived with it.
        """
        self.ensure_one()
        sessions = self.session_ids
        if self.state not in ("declined", "cancelled"):
            sessions = sessions.filtered("active")
        # The programmes of several visits are read at once.
        together = self.session_ids._prefetch_ids
        ordered = sessions.with_prefetch(together).sorted(lambda s: (s.start, s.id))
        return ordered.with_prefetch(together)

    def _get_last_programme_version(self):
        self.ensure_one()
        versions = self.programme_version_ids
        # Not a slice, which would read the versions of each visit apart.
        return max(versions, key=lambda v: v.number, default=versions.browse())

    def _get_current_programme_version(self):
        """Return the last version if the programme is still what it says."""
        version = self._get_last_programme_version()
        return version.browse() if self.is_programme_changed else version

    # ------------------------------------------------------------
    # Issuing
    # ------------------------------------------------------------

    def action_issue_programme(self):
        """Issue the next version of the programme, with its paper.

        :raise AccessError: the user may not write the visit
        :raise UserError: there is nothing to issue, or somebody has just done it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_issuable()
        last = self._get_last_programme_version()
        paper = self._get_programme_paper()
        snapshot = paper._take_snapshot(self)
        changes = last and paper._in("fr_FR")._get_changes(last.snapshot, snapshot)
        number = last.number + 1
        with explain_refusal(
            self.env,
            UniqueViolation,
            "cooperation_visit_programme_version_",
            lambda env: self._explain_issued(env, number),
        ):
            version = (
                self.env["cooperation.visit.programme.version"]
                .sudo()
                .create(
                    {
                        "visit_id": self.id,
                        "number": number,
                        "language_id": self.language_id.id,
                        "snapshot": snapshot,
                        "changes": "\n".join(changes or ()),
                    }
                )
            )
        self._print_version(version)
        return True

    def _check_issuable(self):
        """Refuse a programme that is empty, unchanged, or over.

        :raise UserError: says which
        """
        if self.state not in _ISSUABLE:
            raise UserError(
                self.env._(
                    "“%(visit)s” is in the state “%(state)s”: its programme is issued "
                    "from its planning to its end.",
                    visit=self.display_name,
                    state=self._get_state_label(self.state),
                )
            )
        if not self._get_programme_sessions():
            raise UserError(
                self.env._(
                    "Write at least one session in the programme of “%(visit)s”.",
                    visit=self.display_name,
                )
            )
        if not self.is_programme_changed:
            raise UserError(
                self.env._(
                    "Nothing has changed since version %(number)s: it is still the "
                    "programme of “%(visit)s”.",
                    number=self._get_last_programme_version().number,
                    visit=self.display_name,
                )
            )

    def _explain_issued(self, env, number):
        """Return who was faster, if it was so."""
        version = env["cooperation.visit.programme.version"].search(
            [("visit_id", "=", self.id), ("number", "=", number)]
        )
        return version and self.env._(
            "%(user)s has just issued version %(number)s of this programme: look at "
            "it before you issue another.",
            user=version.user_id.name,
            number=number,
        )

    def _print_version(self, version):
        """Keep the paper of a version that has just been made, and say so."""
        self.invalidate_recordset(["programme_version_ids", "is_programme_changed"])
        name, content = self._print_paper(_PROGRAMME)
        version.write(
            {
                "pdf_file": base64.b64encode(content),
                "pdf_name": name,
                "checksum": hashlib.sha256(content).hexdigest(),
            }
        )
        self.message_post(
            body=self.env._(
                "Version %(number)s of the programme is issued.", number=version.number
            )
        )

    def action_open_programme_versions(self):
        """Open the versions issued, the last one first."""
        self.ensure_one()
        title = self.env._("Issued Programmes")
        domain = [("visit_id", "=", self.id)]
        action = open_list(title, "cooperation.visit.programme.version", domain)
        # A phone shows the cards.
        return {**action, "view_mode": "list,kanban,form"}
