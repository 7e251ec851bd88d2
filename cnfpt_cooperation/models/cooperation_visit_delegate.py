import vobject

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A delegation of more people is declared by its number, not name by name.
MOST_DELEGATES = 300


class CooperationVisitDelegate(models.Model):
    """A member of a visiting delegation; protocol data stays in its own sheet."""

    _name = "cooperation.visit.delegate"
    _description = "Delegate"
    _inherit = ["cooperation.part.mixin"]
    _file_field = "visit_id"
    _parts_field = "delegate_ids"
    _order = "sequence, id"

    visit_id = fields.Many2one(
        "cooperation.visit", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    civility = fields.Char(help="Mr, Ms, Dr, H.E.… as written on papers.")
    name = fields.Char(
        compute="_compute_from_contact",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    function = fields.Char(
        string="Position Held",
        compute="_compute_from_contact",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_head = fields.Boolean(
        string="Head",
        compute="_compute_is_head",
        inverse="_inverse_is_head",
        help="Leads the delegation.",
    )
    body_id = fields.Many2one(
        "res.partner",
        string="Body",
        compute="_compute_from_contact",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('is_company', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null", ondelete="restrict"
    )
    email = fields.Char(
        compute="_compute_from_contact", store=True, readonly=False, precompute=True
    )
    language_id = fields.Many2one("cooperation.language")
    is_present = fields.Boolean(string="Came", copy=False)
    protocol_ids = fields.One2many(
        "cooperation.visit.protocol",
        "delegate_id",
        string="Protocol Sheet",
        groups="cnfpt_cooperation.cnfpt_cooperation_group_protocol",
    )

    @api.depends("partner_id")
    def _compute_from_contact(self):
        """Take from a contact what nobody has typed; what was typed stays."""
        for delegate in self:
            contact = delegate.partner_id
            delegate.name = delegate.name or contact.name
            delegate.function = delegate.function or contact.function
            delegate.email = delegate.email or contact.email
            body = contact.parent_id if contact.parent_id.is_company else None
            delegate.body_id = delegate.body_id or body

    @api.depends("visit_id.head_delegate_id")
    def _compute_is_head(self):
        for delegate in self:
            head = delegate.visit_id.head_delegate_id
            delegate.is_head = bool(head) and head == delegate._origin

    def _inverse_is_head(self):
        """Give the delegation the head that was ticked; the last one ticked leads."""
        for delegate in self:
            head = delegate.visit_id.head_delegate_id
            if delegate.is_head and head != delegate:
                delegate.visit_id.head_delegate_id = delegate
            elif not delegate.is_head and head == delegate:
                delegate.visit_id.head_delegate_id = False

    @api.constrains("visit_id")
    def _check_most_delegates(self):
        """Badges, certificates and lists stay of a size that people can handle."""
        counts = self._read_group(
            [("visit_id", "in", self.visit_id.ids)], ["visit_id"], ["__count"]
        )
        for visit, count in counts:
            if count > MOST_DELEGATES:
                raise ValidationError(visit._get_too_many_sentence(count))

    def unlink(self):
        """The protocol sheet goes first, so that its destruction leaves a proof."""
        self._check_file_open()
        self.sudo().protocol_ids.unlink()
        return super().unlink()

    def _build_contact_card(self):
        """Return the delegate's card: the one of the contact, or what is known here."""
        self.ensure_one()
        partner = self.partner_id
        card = partner._build_vcard() if partner else vobject.vCard()
        if not partner:
            card.add("n").value = vobject.vcard.Name(family=self.name)
            card.add("fn").value = self.name
        if partner and not partner.image_1920:
            # Odoo draws a letter where there is no photograph.
            del card.contents["photo"]
        known = {
            "email": self.email,
            "title": self.function,
            "org": self.body_id.name and [self.body_id.name],
        }
        for name, value in known.items():
            if value and name not in card.contents:
                card.add(name).value = value
        return card

    def action_open_protocol(self):
        """Open the protocol sheet of the delegate, new if there is none yet.

        :raise AccessError: the user is not of the protocol group
        """
        self.ensure_one()
        sheets = self.env["cooperation.visit.protocol"]
        sheets.check_access("read")
        sheet = sheets.search([("delegate_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol Sheet"),
            "res_model": "cooperation.visit.protocol",
            "res_id": sheet.id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_delegate_id": self.id},
        }
