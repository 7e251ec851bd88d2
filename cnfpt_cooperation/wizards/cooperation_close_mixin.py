from odoo import api, fields, models


class CooperationCloseMixin(models.AbstractModel):
    """The dialog that closes a file and asks those it was for what they thought.

    The file's own guards decide; nothing is written unless it closes. The model that
    inherits names the many2one that leads to the file, and writes down what it asks.
    """

    _name = "cooperation.close.mixin"
    _description = "Closing of a File"
    _file_field = ""

    people_to_ask = fields.Char(compute="_compute_people_to_ask")
    is_evaluation_sent = fields.Boolean(
        string="Send the Evaluation",
        compute="_compute_is_evaluation_sent",
        store=True,
        readonly=False,
    )

    @api.depends(lambda self: [self._file_field] if self._file_field else [])
    def _compute_people_to_ask(self):
        for dialog in self:
            people = dialog[self._file_field]._get_people_to_ask()
            dialog.people_to_ask = ", ".join(people.mapped("name"))

    @api.depends(lambda self: [self._file_field] if self._file_field else [])
    def _compute_is_evaluation_sent(self):
        for dialog in self:
            dialog.is_evaluation_sent = bool(dialog.people_to_ask)

    def action_close(self):
        """Write what the dialog says, close the file, and ask those it was for.

        :raise UserError: the file cannot be closed; nothing was written
        """
        self.ensure_one()
        file = self[self._file_field]
        # The sentences of the guard read what is written here; Odoo undoes it all
        # when they refuse.
        self._write_down()
        file.action_close()
        if self.is_evaluation_sent:
            file.action_send_evaluation()
        return {"type": "ir.actions.act_window_close"}

    def _write_down(self):
        """Write on the file what was said in the dialog."""
        raise NotImplementedError
