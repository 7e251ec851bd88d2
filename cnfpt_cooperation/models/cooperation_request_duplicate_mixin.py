from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# How near two requests are in time, and how alike two titles.
_DAYS_BETWEEN_RECEIPTS = 60
_DAYS_BETWEEN_WISHES = 15
_ALIKE = 0.5


class CooperationRequestDuplicateMixin(models.AbstractModel):
    """Requests that may say the same thing twice, each with its reason.

    A proposal, never a rule: an officer decides, and the thread of the request that
    goes moves to the one that stays.
    """

    _name = "cooperation.request.duplicate.mixin"
    _description = "Likely Duplicates of a Request"

    duplicate_ids = fields.Many2many(
        "cooperation.request",
        string="Likely Duplicates",
        compute="_compute_duplicates",
    )
    duplicate_note = fields.Html(
        string="Why They May Be Duplicates",
        compute="_compute_duplicates",
        sanitize=False,
    )
    is_likely_duplicate = fields.Boolean(
        compute="_compute_is_likely_duplicate", search="_search_is_likely_duplicate"
    )
    duplicate_of_id = fields.Many2one(
        "cooperation.request",
        string="Duplicate Of",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The request that is answered in its place, and has its thread.",
    )

    @api.depends_context("uid", "lang")
    @api.depends(
        *("name", "partner_id", "email_domain", "country_id", "state"),
        *("date_received", "date_wanted_start", "date_wanted_end"),
    )
    def _compute_duplicates(self):
        rows = self._find_duplicates()
        others = self.search([("id", "in", list({row[1] for row in rows}))])
        by_request = {}
        for request_id, other_id, *reasons in rows:
            if other_id in others._ids:
                by_request.setdefault(request_id, {})[other_id] = reasons
        for request in self:
            found = by_request.get(request._origin.id, {})
            request.duplicate_ids = others.browse(found)
            request.duplicate_note = request._get_duplicate_note(found)

    @api.depends("duplicate_ids")
    def _compute_is_likely_duplicate(self):
        for request in self:
            request.is_likely_duplicate = bool(request.duplicate_ids)

    def _search_is_likely_duplicate(self, operator, _value):
        if operator != "in":
            return NotImplemented
        awaiting = self.search([("state", "in", ("new", "qualified", "postponed"))])
        return [("id", "in", list({row[0] for row in awaiting._find_duplicates()}))]

    def _get_duplicate_note(self, found):
        """Return one line for each request of `found`, with its link and reasons."""
        items = Markup().join(
            Markup('<li><a href="/odoo/cooperation-requests/%s">%s</a> (%s) · %s</li>')
            % (
                other.id,
                other.display_name,
                other._get_state_label(other.state),
                ", ".join(self._explain(found[other.id])),
            )
            for other in self.browse(found)
        )
        return items and Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("This may already have been asked:"),
            items,
        )

    def _explain(self, reasons):
        """Return the words for what two requests have in common."""
        same_body, same_domain, alike, days, near = reasons
        if same_body:
            yield self.env._("same body")
        if same_domain:
            yield self.env._("same e-mail domain")
        if alike:
            yield self.env._("similar title")
        if near:
            yield self.env._("wanted at about the same time")
        if days == 0:
            yield self.env._("received on the same day")
        elif days <= _DAYS_BETWEEN_RECEIPTS:
            yield self.env._("days between the two: %(days)s", days=days)

    # ------------------------------------------------------------
    # Cancelling
    # ------------------------------------------------------------

    def _cancel_as_duplicate(self, other):
        """Cancel the request; `other` is answered in its place, and gets its thread.

        :raise UserError: `other` is missing, the request itself, or withdrawn
        """
        self.ensure_one()
        if not other or other == self or other.state == "cancelled":
            raise UserError(
                self.env._(
                    "Name the request, not withdrawn, under which “%(request)s” is "
                    "answered.",
                    request=self.display_name,
                )
            )
        other.check_access("write")
        self._take_transition("action_cancel", {"duplicate_of_id": other.id})
        self._move_thread(other)
        self._message_log(
            body=self.env._("Answered under %(request)s", request=other.display_name)
        )
        other._message_log(
            body=self.env._(
                "Messages and files taken over from %(request)s",
                request=self.display_name,
            )
        )

    def _move_thread(self, other):
        """Move what people wrote, and the files; answers to come go there too."""
        of_self = [("res_id", "=", self.id)]
        messages = self.env["mail.message"].sudo()
        messages.search(
            [
                ("model", "=", self._name),
                ("message_type", "in", ("email", "comment", "email_outgoing")),
                *of_self,
            ]
        ).res_id = other.id
        files = self.env["ir.attachment"].sudo()
        files.search(
            [("res_model", "=", self._name), ("res_field", "=", False), *of_self]
        ).res_id = other.id

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    def _find_duplicates(self):
        """Return rows (request, other, body, domain, title, days, dates), one query.

        A body, a domain of e-mail or a similar title in common, and near in time.
        """
        if not self.ids:
            return []
        self.env["cooperation.request"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT asked.id, other.id, bool_or(other.body),
                       bool_or(other.domain), bool_or(other.title),
                       abs(other.date_received - asked.date_received),
                       %(near)s
                  FROM cooperation_request asked
                  JOIN LATERAL (%(likely)s) other ON other.id != asked.id
                 WHERE asked.id IN %(ids)s
                   AND other.active
                   AND other.state != 'cancelled'
                   AND (abs(other.date_received - asked.date_received) <= %(days)s
                        OR %(near)s)
              GROUP BY asked.id, other.id, other.date_received,
                       other.date_wanted_start, other.date_wanted_end
              ORDER BY asked.id, other.id DESC
                """,
                likely=self._get_likely_query(),
                ids=tuple(self.ids),
                days=_DAYS_BETWEEN_RECEIPTS,
                near=SQL(
                    "COALESCE(other.date_wanted_start - %(days)s "
                    "<= COALESCE(asked.date_wanted_end, asked.date_wanted_start) "
                    "AND COALESCE(other.date_wanted_end, other.date_wanted_start) "
                    "+ %(days)s >= asked.date_wanted_start, FALSE)",
                    days=_DAYS_BETWEEN_WISHES,
                ),
            )
        )

    def _get_likely_query(self):
        """Return the requests that have something in common with `asked`.

        One branch for each reason, so that each uses its own index.
        """
        unaccent = self.env.registry.unaccent
        title, asked_title = unaccent(SQL("twin.name")), unaccent(SQL("asked.name"))
        if self.env.registry.has_trigram:
            alike = SQL("similarity(%s, %s) >= %s", title, asked_title, _ALIKE)
        else:
            alike = SQL("lower(%s) = lower(%s)", title, asked_title)
        return SQL(
            """
            SELECT %(known)s, TRUE AS body, FALSE AS domain, FALSE AS title
              FROM res_partner asking
              JOIN res_partner kin
                ON kin.commercial_partner_id = asking.commercial_partner_id
              JOIN cooperation_request twin ON twin.partner_id = kin.id
             WHERE asking.id = asked.partner_id
             UNION ALL
            SELECT %(known)s, FALSE, TRUE, FALSE
              FROM cooperation_request twin
             WHERE twin.email_domain = asked.email_domain
             UNION ALL
            SELECT %(known)s, FALSE, FALSE, TRUE
              FROM cooperation_request twin
             WHERE twin.date_received BETWEEN asked.date_received - %(days)s
                                          AND asked.date_received + %(days)s
               AND COALESCE(twin.country_id = asked.country_id, TRUE)
               AND %(alike)s
            """,
            known=SQL(
                "twin.id, twin.active, twin.state, twin.date_received, "
                "twin.date_wanted_start, twin.date_wanted_end"
            ),
            days=_DAYS_BETWEEN_RECEIPTS,
            alike=alike,
        )
