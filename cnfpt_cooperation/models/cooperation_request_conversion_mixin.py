from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_amount

from ..tools.actions import open_list
from ..tools.filetype import PUT_ASIDE, get_suffix

# The file that answers each kind of request; publications are sent without any.
_FILE_BY_KIND = {
    "visit": "cooperation.visit",
    "internship": "cooperation.internship",
    "partnership": "cooperation.agreement",
    "training": "cooperation.training.session",
    "expertise": "cooperation.mission",
}
# The fields that lead from a request to its files, by model.
_FIELD_BY_FILE = {
    "cooperation.visit": "visit_ids",
    "cooperation.internship": "internship_ids",
    "cooperation.agreement": "agreement_ids",
    "cooperation.training.session": "training_session_ids",
    "cooperation.mission": "mission_ids",
}


class CooperationRequestConversionMixin(models.AbstractModel):
    """How a request becomes the file that answers it, and what became of it."""

    _name = "cooperation.request.conversion.mixin"
    _description = "Request Becoming a File"

    visit_ids = fields.One2many("cooperation.visit", "request_id")
    mission_ids = fields.One2many("cooperation.mission", "request_id")
    agreement_ids = fields.One2many("cooperation.agreement", "request_id")
    internship_ids = fields.One2many("cooperation.internship", "request_id")
    training_session_ids = fields.One2many("cooperation.training.session", "request_id")
    training_place_ids = fields.One2many("cooperation.training.place", "request_id")
    training_session_id = fields.Many2one(
        "cooperation.training.session",
        string="Session to Join",
        domain="[('state', 'in', ('draft', 'planned'))]",
        index="btree_not_null",
        copy=False,
        help="Converting takes seats in it; without any, a new session is opened.",
    )
    file_count = fields.Integer(string="Files", compute="_compute_file_count")
    is_file_expected = fields.Boolean(compute="_compute_is_file_expected")

    @api.depends(*_FIELD_BY_FILE.values(), "training_place_ids")
    def _compute_file_count(self):
        """Count what became of the requests, whatever the model."""
        counts = dict.fromkeys(self.ids, 0)
        for model in (*_FIELD_BY_FILE, "cooperation.training.place"):
            for request, count in self.env[model]._read_group(
                [("request_id", "in", self.ids)], ["request_id"], ["__count"]
            ):
                counts[request.id] += count
        for request in self:
            request.file_count = counts.get(request._origin.id, 0)

    @api.depends("kind")
    def _compute_is_file_expected(self):
        for request in self:
            request.is_file_expected = request.kind in _FILE_BY_KIND

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def _get_convert_blockers(self):
        self.ensure_one()
        if self.is_file_expected and not self.file_count:
            yield self.env._(
                "No file answers “%(request)s” yet: press “Convert”.",
                request=self.display_name,
            )

    def _get_reopen_blockers(self):
        """A request is decided anew only when nothing lives on that answers it."""
        self.ensure_one()
        for model, name in _FIELD_BY_FILE.items():
            dead = {"cancelled", "declined", "terminated"}
            for file in self._get_files(name):
                if file.state not in dead:
                    yield self.env._(
                        "“%(request)s” is answered by “%(file)s” (%(kind)s): cancel "
                        "or delete that file first.",
                        request=self.display_name,
                        file=file.display_name,
                        kind=self.env["ir.model"]._get(model).name,
                    )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_convert(self):
        """Create the file that answers the request, and open it.

        The file takes over all that the request knows, in one transaction.

        :raise UserError: the request is not accepted, or no file answers its kind
        :raise AccessError: the user's role does not open such a file
        :return: the action that opens the new file
        """
        self.ensure_one()
        self._check_convertible()
        file = self._join_training_session() or self.env[
            _FILE_BY_KIND[self.kind]
        ].create(self._prepare_file_values())
        self._hand_over(file)
        self.invalidate_recordset(["file_count"])
        self._take_transition("action_mark_converted")
        return file.get_formview_action()

    def action_open_files(self):
        """Open what became of the request."""
        self.ensure_one()
        files = next(filter(None, map(self._get_files, _FIELD_BY_FILE.values())), None)
        if not files:
            raise UserError(
                self.env._(
                    "No file answers “%(request)s” yet.", request=self.display_name
                )
            )
        if len(files) == 1:
            return files.get_formview_action()
        return open_list(
            self.env["ir.model"]._get(files._name).name,
            files._name,
            [("id", "in", files.ids)],
        )

    def _get_files(self, name):
        """Return the files of one kind; a session joined is one of them."""
        files = self[name]
        if name == "training_session_ids":
            files |= self.training_place_ids.session_id
        return files

    # ------------------------------------------------------------
    # Conversion
    # ------------------------------------------------------------

    def _check_convertible(self):
        """Refuse with a sentence, before anything is created."""
        if self.state != "accepted":
            raise UserError("\n".join(self._get_blockers("action_mark_converted")))
        if not self.is_file_expected:
            raise UserError(
                self.env._(
                    "“%(request)s” is answered without a file: send the publications, "
                    "then press “Mark as Answered”.",
                    request=self.display_name,
                )
            )
        model = _FILE_BY_KIND[self.kind]
        if not self.env[model].has_access("create"):
            raise AccessError(
                self.env._(
                    "“%(request)s” becomes a file of the kind “%(file)s”, which your "
                    "role does not open: put a coordinator in charge, who will "
                    "convert it.",
                    request=self.display_name,
                    file=self.env["ir.model"]._get(model).name,
                )
            )

        session = self.training_session_id
        if self.kind == "training" and session:
            blockers = list(session._get_join_blockers(self.headcount or 1))
            if blockers:
                raise UserError("\n".join(blockers))

    def _join_training_session(self):
        """Take seats in the session to join; return it, or none when there is none."""
        session = self.training_session_id
        if self.kind != "training" or not session:
            return None
        self.env["cooperation.training.place"].create(
            {
                "session_id": session.id,
                "request_id": self.id,
                "partner_id": (self.beneficiary_id or self.partner_id).id,
                "contact_id": self.contact_id.id,
                "seats": self.headcount or 1,
            }
        )
        return session

    def _hand_over(self, file):
        """Give the file what it has no field for: attachments, who wrote, the cost.

        What was put aside as dangerous stays behind.
        """
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
            ]
        )
        attachments = attachments.filtered(lambda a: get_suffix(a.name) != PUT_ASIDE)
        copies = attachments.copy({"res_model": file._name, "res_id": file.id})
        lines = Markup().join(Markup("<li>%s</li>") % x for x in self._get_legacy())
        file._message_log(
            body=Markup(
                '<p><a href="/odoo/cooperation-requests/%s">%s</a></p><ul>%s</ul>'
            )
            % (
                self.id,
                self.env._("Taken over from %(request)s", request=self.display_name),
                lines,
            ),
            attachment_ids=copies.ids,
        )

    def _get_legacy(self):
        """Return what is worth knowing of the request, one sentence each."""
        if self.contact_id:
            yield self.env._(
                "Contact person: %(contact)s", contact=self.contact_id.display_name
            )
        if self.email_from:
            yield self.env._("Written by %(sender)s", sender=self.email_from)
        if self.cost_estimate:
            yield self.env._(
                "Estimated cost: %(cost)s",
                cost=format_amount(self.env, self.cost_estimate, self.currency_id),
            )
        if self.decision_reason:
            yield self.env._("Decision: %(reason)s", reason=self.decision_reason)

    def _prepare_file_values(self):
        """Return the values of the file that answers the request."""
        self.ensure_one()
        body = self.beneficiary_id or self.partner_id
        common = {
            "name": self.name,
            "request_id": self.id,
            "user_id": self.user_id.id,
            "partner_id": body.id,
            "country_id": self.country_id.id,
            "programme_id": self.programme_id.id,
            "theme_id": self.theme_id.id,
            "theme_ids": [Command.set(self.theme_ids.ids)],
            "description": self.description,
        }
        return common | getattr(self, f"_prepare_{self.kind}_values")(body)

    def _prepare_dates(self):
        start = self.date_wanted_start or self.date_wanted_end
        return {"date_start": start, "date_end": self.date_wanted_end or start}

    def _prepare_visit_values(self, body):
        """An embassy of France asks for others: it is no foreign delegation itself."""
        visitors = body.filtered(lambda asking: not asking.is_national_counterpart)
        return {
            **self._prepare_dates(),
            "partner_id": visitors.id,
            "visiting_body_ids": [Command.set(visitors.ids)],
            "headcount_declared": self.headcount,
            "contact_id": self.contact_id.id,
            "language_ids": [Command.set(self.language_ids.ids)],
            "language_id": self.language_id.id,
        }

    def _prepare_internship_values(self, _body):
        return {**self._prepare_dates(), "direction": "outgoing"}

    def _prepare_partnership_values(self, body):
        """National institutions sign agreements, foreign bodies letters [R2]."""
        kinds = self.env["cooperation.agreement"]._get_fitting_kinds(body)
        return {
            "kind": "partnership" if "partnership" in kinds else kinds[0],
            "country_ids": [Command.set(self.country_id.ids)],
        }

    def _prepare_training_values(self, _body):
        return {**self._prepare_dates(), "seats": self.headcount}

    def _prepare_expertise_values(self, _body):
        return {
            **self._prepare_dates(),
            "need_theme_ids": [Command.set((self.theme_id | self.theme_ids).ids)],
            "need_language_ids": [Command.set(self.language_ids.ids)],
            "contact_id": self.contact_id.id,
            "language_ids": [Command.set(self.language_ids.ids)],
            "language_id": self.language_id.id,
        }
