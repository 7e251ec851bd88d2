from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_FUNCTION = "cooperation_keep_as_published"


class CooperationFrozenMixin(models.AbstractModel):
    """Rows that stay as they were made: for users, for our own code, and for SQL.

    The ORM refuses first, with a sentence; a trigger refuses what goes around it. A
    migration that has to mend a kept column disables the trigger on that table, and
    says so.
    """

    _name = "cooperation.frozen.mixin"
    _description = "Kept As It Was Made"

    # The columns that never change; a column that a later release adds may be filled.
    _kept_columns: tuple[str, ...] = ()

    def init(self):
        if self._abstract:
            return
        function, table = SQL.identifier(_FUNCTION), SQL.identifier(self._table)
        columns = SQL(", ").join(map(SQL.identifier, self._kept_columns))
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
                   BEGIN
                       RAISE EXCEPTION '%% is kept as it was published', TG_TABLE_NAME
                           USING ERRCODE = 'restrict_violation';
                   END $$ LANGUAGE plpgsql""",
                function=function,
            )
        )
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE TRIGGER %(function)s
                   BEFORE DELETE OR UPDATE OF %(columns)s ON %(table)s
                   FOR EACH ROW EXECUTE FUNCTION %(function)s();
                   CREATE OR REPLACE TRIGGER %(emptied)s
                   BEFORE TRUNCATE ON %(table)s
                   FOR EACH STATEMENT EXECUTE FUNCTION %(function)s()""",
                function=function,
                emptied=SQL.identifier(f"{_FUNCTION}_emptied"),
                columns=columns,
                table=table,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Only what makes such rows creates them."""
        self.check_access("create")
        if not self._is_being_made():
            self._refuse_change()
        return super().create(vals_list)

    def _is_being_made(self):
        """Return whether these rows come from the step that alone makes them."""
        return False

    def write(self, vals):
        self.check_access("write")
        if self:
            self._refuse_change()
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")
        if self:
            self._refuse_change()
        return super().unlink()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "What was published stays as it was published. Publish the figure "
                "again: both values stay, each with its rows."
            )
        )
