from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.batches import run_each

# Days after the departure at which a protocol sheet is destroyed, and the setting.
RETENTION_DAYS = 30
RETENTION_PARAMETER = "cnfpt_cooperation.protocol_retention_days"
# Nothing justifies to keep a passport longer than this after the departure.
LONGEST_DAYS = 365


class CooperationVisitProtocol(models.Model):
    """What protocol must know of a delegate, kept until its purge date only."""

    _name = "cooperation.visit.protocol"
    _description = "Protocol Sheet"
    _inherit = ["cooperation.derived.mixin"]
    _rec_name = "delegate_id"
    _order = "visit_id desc, rank, id"

    delegate_id = fields.Many2one(
        "cooperation.visit.delegate", required=True, index=True, ondelete="cascade"
    )
    visit_id = fields.Many2one(related="delegate_id.visit_id", store=True, index=True)
    form_of_address = fields.Char(help="Excellency, Minister, Professor…")
    rank = fields.Integer(aggregator=None, help="Order of precedence, 1 first.")
    nationality_id = fields.Many2one("res.country", string="Nationality")
    passport_number = fields.Char()
    passport_expiry = fields.Date()
    needs_visa_letter = fields.Boolean(string="Visa Letter")
    diet = fields.Char()
    arrival_date = fields.Datetime(string="Arrival")
    arrival = fields.Char(string="Arrives By", help="Flight or train, and where.")
    departure_date = fields.Datetime(string="Departure")
    departure = fields.Char(string="Leaves By", help="Flight or train, and where.")
    hotel = fields.Char()
    gift = fields.Char(string="Gift Given")
    gift_received = fields.Char()
    end_date = fields.Date(
        string="Own End Date",
        help="Destroyed earlier than the rule says, or later with a written reason.",
    )
    end_reason = fields.Char(
        string="Why Kept Longer", help="E.g. a visa dispute that is still open."
    )
    purge_date = fields.Date(
        string="Destroyed On",
        compute="_compute_purge_date",
        store=True,
        index=True,
        help="Some days after the departure, 30 unless the settings say otherwise; "
        "after today as long as the visit has no date; after the cancellation when it "
        "does not take place.",
    )

    _delegate_uniq = models.Constraint(
        "UNIQUE(delegate_id)", "This delegate has a protocol sheet already."
    )

    # ------------------------------------------------------------
    # How long
    # ------------------------------------------------------------

    @api.model
    def _get_retention_days(self):
        """Return the days between departure and destruction that the settings give."""
        value = self.env["ir.config_parameter"].sudo().get_param(RETENTION_PARAMETER)
        return int(value) if str(value or "").isdigit() else RETENTION_DAYS

    @api.depends(
        "delegate_id.visit_id.date_end", "delegate_id.visit_id.state", "end_date"
    )
    def _compute_purge_date(self):
        """Every sheet has its last day, or it would be kept for ever."""
        for sheet in self:
            sheet.purge_date = sheet.end_date or sheet._get_usual_end()

    def _get_usual_end(self, days=None):
        """Return the last day of a sheet that has no end date of its own."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        visit = self.delegate_id.visit_id
        departure = visit.date_end or today
        if visit.state in ("declined", "cancelled"):
            departure = min(departure, today)
        days = self._get_retention_days() if days is None else days
        return fields.Date.add(departure, days=days)

    @api.constrains("end_date", "end_reason")
    def _check_end_date(self):
        """Shorter is free; longer wants a reason, and has a limit."""
        for sheet in self.filtered("end_date"):
            usual = sheet._get_usual_end()
            longest = sheet._get_usual_end(LONGEST_DAYS)
            if sheet.end_date > usual and not (sheet.end_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "The sheet would be kept until %(end)s, after %(usual)s: write "
                        "in “Why Kept Longer” what makes it necessary.",
                        end=format_date(self.env, sheet.end_date),
                        usual=format_date(self.env, usual),
                    )
                )
            if sheet.end_date > longest:
                raise ValidationError(
                    self.env._(
                        "No protocol sheet is kept after %(longest)s, one year after "
                        "the departure: choose an earlier end date.",
                        longest=format_date(self.env, longest),
                    )
                )

    @api.model
    def _recompute_purge_dates(self):
        """Apply a new rule to the sheets that are there already."""
        sheets = self.sudo().search([("purge_date", "!=", False)])
        self.env.add_to_compute(self._fields["purge_date"], sheets)

    # ------------------------------------------------------------
    # CRUD: nothing of a sheet reaches a log
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse in words what PostgreSQL would refuse by logging the whole row."""
        default = self.env.context.get("default_delegate_id")
        self._check_delegates([vals.get("delegate_id", default) for vals in vals_list])
        return super().create(vals_list)

    @api.model
    def _check_delegates(self, ids):
        delegates = self.env["cooperation.visit.delegate"].browse(filter(None, ids))
        if len(delegates.exists()) != len(set(ids)):
            raise UserError(
                self.env._("A protocol sheet belongs to a delegate: choose which one.")
            )
        taken = self.sudo().search([("delegate_id", "in", delegates.ids)]).delegate_id
        twice = [delegate for delegate in delegates if ids.count(delegate.id) > 1]
        for delegate in [*taken, *twice]:
            raise UserError(
                self.env._(
                    "“%(delegate)s” has a protocol sheet already: complete that one.",
                    delegate=delegate.name,
                )
            )

    def write(self, vals):
        if "delegate_id" in vals and any(
            sheet.delegate_id.id != vals["delegate_id"] for sheet in self
        ):
            raise UserError(
                self.env._("A protocol sheet is not handed on to another delegate.")
            )
        return super().write(vals)

    def unlink(self):
        """Destroy the sheets by hand, before their day; this leaves a proof too."""
        self.check_access("unlink")
        self._leave_proof("hand")
        return super().unlink()

    # ------------------------------------------------------------
    # Destruction
    # ------------------------------------------------------------

    def _purge(self):
        """Destroy the sheets whose day has come; this leaves a proof."""
        self._leave_proof("retention")
        return super().unlink()

    def _leave_proof(self, cause):
        """Write the proof of a destruction, and destroy what was said of the sheets.

        :param cause: a value of `cooperation.purge.proof.cause`
        """
        proofs = self.env["cooperation.purge.proof"].sudo()
        proofs.create(
            [
                sheets._get_proof(visit, cause)
                for visit, sheets in self.sudo().grouped("visit_id").items()
            ]
        )
        self._destroy_traces()

    def _get_proof(self, visit, cause):
        return {
            "kind": "protocol",
            "cause": cause,
            "visit_id": visit.id,
            "visit_reference": visit.reference,
            "count": len(self),
            "prolonged_count": len(self.filtered("end_reason")),
            "date": fields.Datetime.now(),
            "departure_date": visit.date_end,
            "retention_days": self._get_retention_days(),
            "user_id": self.env.uid,
        }

    def _destroy_traces(self):
        """Destroy what Odoo keeps beside a record: messages, activities, files."""
        of_sheets = [("res_id", "in", self.ids)]
        for model, name in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            traces = self.env[model].sudo().with_context(active_test=False)
            traces.search([(name, "=", self._name), *of_sheets]).unlink()

    @api.model
    def _cron_purge(self, batch_size=100):
        """Destroy the sheets whose day has come, by batches, and say so on the visit.

        What is left is the proof, and a note in the chatter of the visit, without
        any name; delegates and headcounts stay as they were.
        """
        due = Domain("purge_date", "<=", fields.Date.context_today(self))
        sheets = self.search(due, limit=batch_size)
        by_visit = sheets.grouped("visit_id")
        failed = run_each(
            sheets.visit_id, lambda visit: by_visit[visit]._purge_at_end_of_retention()
        )
        left = self.search_count(due & Domain("visit_id", "not in", failed.ids))
        self.env["ir.cron"]._commit_progress(len(sheets), remaining=left)

    def _purge_at_end_of_retention(self):
        """Destroy sheets of one visit, and say so on it."""
        self.visit_id.message_post(
            body=self.env._(
                "Protocol sheets destroyed at the end of their retention: %(count)s.",
                count=len(self),
            )
        )
        self._purge()
