from odoo import fields, models
from odoo.tools import format_date


class CooperationInternshipGuardMixin(models.AbstractModel):
    """What an internship is missing before each of its steps [R11] [R17].

    The right host, a complete file, a placement agreement signed before the stay,
    and a favourable security opinion for a stay abroad.
    """

    _name = "cooperation.internship.guard.mixin"
    _description = "Guards of an Internship"

    def _get_host_blockers(self):
        """An outgoing host is foreign or international, an incoming one is ours."""
        self.ensure_one()
        host = self.partner_id
        body = host.commercial_partner_id
        country = host.country_id or body.country_id
        kinds = (host | body).cooperation_partner_type_id.mapped("code")
        if not host or "international_organisation" in kinds:
            return
        values = {"host": host.display_name, "internship": self.display_name}
        if not country:
            if not host.is_cnfpt_structure:
                yield self.env._(
                    "Give %(host)s a country: it decides who hosts “%(internship)s”.",
                    **values,
                )
        elif self.direction == "outgoing" and country._is_french():
            yield self.env._(
                "%(host)s is in France: the host of the outgoing internship "
                "“%(internship)s” is a foreign institution or an international "
                "organisation.",
                **values,
            )
        elif self.direction == "incoming" and not country._is_french():
            yield self.env._(
                "%(host)s is not in France: the host of the incoming internship "
                "“%(internship)s” is a French body or a structure of CNFPT.",
                **values,
            )

    def _get_match_blockers(self):
        self.ensure_one()
        for name in (
            "partner_id",
            "host_tutor_id",
            "school_tutor_id",
            "date_start",
            "date_end",
        ):
            if not self[name]:
                yield self.env._(
                    "Fill in “%(field)s” of “%(internship)s”.",
                    field=self._get_field_label(name),
                    internship=self.display_name,
                )
        yield from self._get_country_blockers()
        yield from self._get_host_blockers()

    def _get_prepare_agreement_blockers(self):
        self.ensure_one()
        yield from self._get_host_blockers()
        yield from self._get_piece_blockers()

    def _get_clear_blockers(self):
        """Covered by a signed agreement, safe to go, and still complete."""
        self.ensure_one()
        yield from self._get_piece_blockers()
        yield from self._get_placement_blockers()
        yield from self._get_security_blockers()

    def _get_placement_blockers(self):
        values = {"internship": self.display_name}
        signed_on = self.placement_agreement_date
        if not self.placement_agreement_file:
            yield self.env._(
                "Attach the signed placement agreement of “%(internship)s”.", **values
            )
        if not signed_on:
            yield self.env._(
                "Give the day on which the placement agreement of “%(internship)s” was "
                "signed.",
                **values,
            )
        elif signed_on > fields.Date.context_today(self):
            yield self.env._(
                "The agreement of “%(internship)s” is signed on %(date)s only.",
                date=format_date(self.env, signed_on),
                **values,
            )
        elif signed_on > self.date_start:
            yield self.env._(
                "The agreement of “%(internship)s” was signed on %(date)s, after the "
                "start: it covers the whole stay.",
                date=format_date(self.env, signed_on),
                **values,
            )

    def _get_security_blockers(self):
        values = {
            "internship": self.display_name,
            "country": self.partner_id.country_id.name,
        }
        if self.security_opinion == "unfavourable":
            yield self.env._(
                "The security opinion on “%(internship)s” is unfavourable: cancel "
                "it or find another host.",
                **values,
            )
        elif self.is_abroad and self.security_opinion != "favourable":
            yield self.env._(
                "“%(internship)s” takes place abroad (%(country)s): wait for a "
                "favourable security opinion.",
                **values,
            )

    def _get_start_blockers(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        if today < self.date_start:
            yield self.env._(
                "“%(internship)s” starts on %(date)s.",
                internship=self.display_name,
                date=format_date(self.env, self.date_start),
            )

    def _get_evaluate_blockers(self):
        """Evaluated once it is over, in a mark and in words."""
        self.ensure_one()
        values = {"internship": self.display_name}
        if fields.Date.context_today(self) < self.date_end:
            yield self.env._(
                "“%(internship)s” ends on %(date)s: it is evaluated then. Bring its "
                "end forward if it was broken off.",
                date=format_date(self.env, self.date_end),
                **values,
            )
        if not self.evaluation:
            yield self.env._("Give “%(internship)s” an evaluation.", **values)
        if not self.evaluation_note:
            yield self.env._(
                "Say in “%(field)s” what “%(internship)s” has brought.",
                field=self._get_field_label("evaluation_note"),
                **values,
            )

    def _get_close_blockers(self):
        self.ensure_one()
        if self.env["cooperation.commitment"].search_count(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("made_by", "=", "us"),
                ("state", "in", ("open", "late")),
            ],
            limit=1,
        ):
            yield self.env._(
                "A promise made during “%(internship)s” is still open: keep it or drop "
                "it.",
                internship=self.display_name,
            )

    def _get_cancel_blockers(self):
        self.ensure_one()
        if not self.cancel_reason:
            yield self.env._(
                "Say in “%(field)s” why “%(internship)s” is cancelled.",
                field=self._get_field_label("cancel_reason"),
                internship=self.display_name,
            )
