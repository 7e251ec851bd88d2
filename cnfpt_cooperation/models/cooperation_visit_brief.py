from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.wording import format_days

# How many lines each part may take: with all of them the brief fills one page.
_BODIES = 4
_ENCOUNTERS = 7
_PROMISES = 7
_AGREEMENTS = 4
_EXPERTS = 5
_IN_FORCE = ("active", "to_renew")


class CooperationVisitBrief(models.AbstractModel):
    """What the host must know before a delegation comes, on one page.

    Each part is a list of lines, most recent first, and each line has its date.
    Experts are named with what they know; nothing private is read.
    """

    _name = "cooperation.visit.brief"
    _description = "Brief for the Host"

    @api.model
    def _get_parts(self, visit):
        """Return the parts of the brief: a title, and lines of date and text."""
        encounters = self._get_encounters(visit)
        parts = [
            (self.env._("The country"), self._get_country_lines(visit)),
            (self.env._("Who comes"), self._get_body_lines(visit, encounters)),
            (self.env._("Last encounters"), self._get_encounter_lines(encounters)),
            (
                self.env._("Promises, ours and theirs"),
                self._get_promise_lines(visit, encounters),
            ),
            (self.env._("Agreements in force"), self._get_agreement_lines(visit)),
            (
                self.env._("Experts who know the country"),
                self._get_expert_lines(visit),
            ),
            (self.env._("Points of attention"), self._get_attention_lines(visit)),
        ]
        none = [("", self.env._("None on record."))]
        return [(title, lines or none) for title, lines in parts]

    @api.model
    def _write_date(self, date):
        return self.env["cooperation.visit"]._format_date(date) if date else ""

    @api.model
    def _get_label(self, record, name):
        selection = record._fields[name]._description_selection(self.env)
        return dict(selection).get(record[name], "")

    @api.model
    def _get_country_lines(self, visit):
        country = visit.country_id
        if not country:
            return []
        facts = [
            country.name,
            visit.zone_id.name
            and self.env._("zone: %(zone)s", zone=visit.zone_id.name),
            country.cooperation_priority
            and self.env._(
                "priority area: %(area)s",
                area=self._get_label(country, "cooperation_priority"),
            ),
            country.is_francophone and self.env._("francophone"),
            country.is_oda_recipient and self.env._("receives development aid"),
            country.is_eu_member and self.env._("member of the European Union"),
        ]
        today = self._write_date(fields.Date.context_today(visit))
        return [(today, ", ".join(filter(None, facts)))]

    @api.model
    def _get_body_lines(self, visit, encounters):
        """Name the bodies with their other names, and the day they were last met."""
        lines = []
        for body in visit.visiting_body_ids[:_BODIES]:
            met = [date for date, file in encounters if body in self._get_bodies(file)]
            aliases = ", ".join(body.cooperation_alias_ids[:3].mapped("name"))
            name = f"{body.name} ({aliases})" if aliases else body.name
            if not met:
                name = self.env._("%(body)s: never met before", body=name)
            lines.append((self._write_date(met[0] if met else visit.date_start), name))
        head = visit.head_delegate_id
        if head:
            text = self.env._(
                "Head of delegation: %(name)s",
                name=", ".join(filter(None, (head.name, head.function))),
            )
            lines.append((self._write_date(visit.date_start), text))
        return lines

    @api.model
    def _get_bodies(self, file):
        if file._name == "cooperation.visit":
            return file.visiting_body_ids | file.partner_id
        return file.partner_id

    # ------------------------------------------------------------
    # Encounters
    # ------------------------------------------------------------

    @api.model
    def _get_encounters(self, visit):
        """Return the last files with these bodies or their country, as (date, file)."""
        bodies = visit.visiting_body_ids.ids
        shared = Domain("country_id", "=", visit.country_id.id) | Domain(
            "partner_id", "in", bodies
        )
        done = Domain("state", "not in", ("declined", "cancelled"))
        before = visit.date_start or fields.Date.context_today(visit)
        sources = {
            "cooperation.visit": (
                "date_start",
                (shared | Domain("visiting_body_ids", "in", bodies))
                & Domain("id", "!=", visit.id)
                & done,
            ),
            "cooperation.mission": ("date_start", shared & done),
            "cooperation.request": ("date_received", shared),
        }
        encounters = []
        for model, (name, domain) in sources.items():
            past = Domain(name, "<=", before) & domain
            files = self.env[model].search(
                past, order=f"{name} desc, id desc", limit=_ENCOUNTERS
            )
            encounters += [(file[name], file) for file in files]
        return sorted(encounters, key=lambda pair: pair[0], reverse=True)[:_ENCOUNTERS]

    @api.model
    def _get_encounter_lines(self, encounters):
        return [
            (
                self._write_date(date),
                " · ".join(
                    (
                        file.env["ir.model"]._get(file._name).name,
                        file._get_state_label(file.state),
                        file.display_name,
                    )
                ),
            )
            for date, file in encounters
        ]

    # ------------------------------------------------------------
    # Promises, agreements, experts
    # ------------------------------------------------------------

    @api.model
    def _get_promise_lines(self, visit, encounters):
        """Return promises both ways: those to keep first, then those just kept."""
        domain = Domain("partner_id", "in", visit.visiting_body_ids.ids)
        for model in {file._name for _date, file in encounters}:
            ids = [file.id for _date, file in encounters if file._name == model]
            domain |= Domain("res_model", "=", model) & Domain("res_id", "in", ids)
        domain |= Domain("res_model", "=", visit._name) & Domain(
            "res_id", "=", visit.id
        )
        promises = self.env["cooperation.commitment"]
        pending = promises.search(
            domain & Domain("state", "in", ("open", "late")), limit=_PROMISES
        )
        kept = promises.search(
            domain & Domain("state", "=", "kept"),
            order="date_due desc, id desc",
            limit=_PROMISES - min(len(pending), _PROMISES - 2),
        )
        chosen = pending[: _PROMISES - len(kept)] | kept
        return [
            (
                self._write_date(promise.date_due),
                " · ".join(
                    (
                        self._get_label(promise, "made_by"),
                        self._get_label(promise, "state"),
                        promise.name,
                    )
                ),
            )
            for promise in chosen
        ]

    @api.model
    def _get_agreements(self, visit):
        country = visit.country_id.id
        domain = (
            Domain("party_ids.partner_id", "in", visit.visiting_body_ids.ids)
            | Domain("country_id", "=", country)
            | Domain("country_ids", "in", country)
        )
        return self.env["cooperation.agreement"].search(
            Domain("state", "in", _IN_FORCE) & domain,
            order="date_end, id",
            limit=_AGREEMENTS,
        )

    @api.model
    def _get_agreement_lines(self, visit):
        """Return the agreements with their last day and what is left on them."""
        lines = []
        for agreement in self._get_agreements(visit):
            # What counts comes first: the end of a long line is cut.
            parts = [agreement.reference]
            if agreement.date_end:
                parts.append(
                    self.env._(
                        "in force until %(date)s",
                        date=self._write_date(agreement.date_end),
                    )
                )
            if agreement.days_granted:
                parts.append(
                    self.env._(
                        "left: %(days)s",
                        days=format_days(self.env, agreement.days_left),
                    )
                )
            parts.append(agreement.name)
            lines.append((self._write_date(agreement.date_start), " · ".join(parts)))
        return lines

    @api.model
    def _get_expert_lines(self, visit):
        experts = self.env["cooperation.expert"].search(
            [
                ("state", "=", "active"),
                ("is_consent_given", "=", True),
                ("country_ids", "in", visit.country_id.ids),
            ],
            order="date_confirmed desc, id",
            limit=_EXPERTS,
        )
        return [
            (
                self._write_date(expert.date_confirmed or expert.create_date.date()),
                " · ".join(
                    filter(
                        None,
                        (expert.name, ", ".join(expert.theme_ids[:4].mapped("name"))),
                    )
                ),
            )
            for expert in experts
        ]

    # ------------------------------------------------------------
    # What to look at
    # ------------------------------------------------------------

    @api.model
    def _get_attention_lines(self, visit):
        today = fields.Date.context_today(visit)
        lines = []
        french = self.env.ref("cnfpt_cooperation.language_fr")
        if visit.language_ids and french not in visit.language_ids:
            names = ", ".join(visit.language_ids.mapped("name"))
            text = self.env._("No French spoken: %(languages)s.", languages=names)
            if not visit.interpreter_ids:
                text += " " + self.env._("No interpreter is named.")
            lines.append((visit.date_start, text))
        if visit.is_programme_changed:
            status = visit.programme_status or self.env._("never issued")
            lines.append(
                (today, self.env._("Programme to issue: %(status)s.", status=status))
            )
        if not visit.head_delegate_id:
            lines.append(
                (today, self.env._("The head of the delegation is not known."))
            )
        lines += [
            (
                agreement.date_end,
                self.env._(
                    "%(agreement)s ends within six months.",
                    agreement=agreement.reference,
                ),
            )
            for agreement in self._get_agreements(visit)
            if agreement.date_end
            and agreement.date_end <= fields.Date.add(today, months=6)
        ][:2]
        return [(self._write_date(date), text) for date, text in lines]
