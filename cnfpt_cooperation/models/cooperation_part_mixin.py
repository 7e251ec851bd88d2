from odoo import api, models


class CooperationPartMixin(models.AbstractModel):
    """A line of a file, which changes only while the file lets its lines change.

    The model that inherits names the many2one that leads to the file, and the
    one2many of the file that holds the lines: where that one is frozen, lines can be
    neither added, nor changed, nor deleted, whichever way one comes in.
    """

    _name = "cooperation.part.mixin"
    _description = "Part of a File"

    _file_field = ""
    _parts_field = ""

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_file_open()
        return parts

    def write(self, vals):
        self._check_file_open()
        result = super().write(vals)
        if self._file_field in vals:
            self._check_file_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_file_frozen(self):
        self._check_file_open()

    def _check_file_open(self):
        """Refuse to change what belongs to a file that is finished.

        An administrator completes the files that were taken over from the past.

        :raise UserError: names the file, its state and what does not change any more
        """
        for file in self[self._file_field]:
            if not file._is_history_open():
                file._check_not_frozen({self._parts_field})

    def _check_not_frozen(self, _names):
        """A part is frozen as a whole."""
        self._check_file_open()
