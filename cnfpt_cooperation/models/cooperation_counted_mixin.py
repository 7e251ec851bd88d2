from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.counted import get_counted_sql, get_traces_sql

_REPORT = "cooperation.activity.report"
# What the ledger’s own lock keeps: it lets adjustments through.
_LEDGER_COLUMNS = frozenset({"state", "date", "fraction"})
_LEDGER_ROW = {"days", "date", "year", "period_start", "period_end"}
# The years that the list of years takes.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class CooperationCountedMixin(models.AbstractModel):
    """What counts in a closed year neither enters, leaves nor changes.

    Asked of the report itself: its rows before a write and after it are compared, so
    that whatever counts is locked by its own definition, in every dimension and
    measure. It is done where columns are really written, below `write`: what follows
    from other records, imports and the superuser’s code come through there too. Days
    have their own lock, for each of them by its date, and their adjustments: here only
    what they are counted under.

    Whoever changes what counts holds the years of it open until the end of their
    transaction; whoever closes a year waits for them.
    """

    _name = "cooperation.counted.mixin"
    _description = "Counted in the Activity Report"

    # Whether rows of this model may come, go and change their measure all the same.
    _has_own_lock = False

    # ------------------------------------------------------------
    # Ways in
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self.env.registry.ready and records._may_count_at_once():
            records._check_closed_years({}, records._read_counted())
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._decides_on_count(vals) and self._is_any_year_closed():
            # What is refused is refused here, not when something else is read.
            self.flush_recordset()
        return result

    def _write_multi(self, vals_list):
        names = set().union(*vals_list) & self._get_counted_columns()
        # A release that fills its new columns is not somebody who changes a figure.
        if not names or not self.env.registry.ready:
            return super()._write_multi(vals_list)
        before = self._read_counted()
        super()._write_multi(vals_list)
        return self._check_closed_years(before, self._read_counted())

    def unlink(self):
        if self and self._get_counted_columns():
            self.check_access("unlink")
            if not self._has_own_lock:
                self._check_closed_years(self._read_counted(), {})
            self.env.cr.execute(get_traces_sql(self._name, self.ids, self.env.uid))
        return super().unlink()

    # ------------------------------------------------------------
    # What counts
    # ------------------------------------------------------------

    @api.model
    def _get_counted_columns(self):
        """Return the fields of this model on which rows of the report depend."""
        names = frozenset(self.env[_REPORT]._depends.get(self._name, ()))
        return names - _LEDGER_COLUMNS if self._has_own_lock else names

    @api.model
    def _decides_on_count(self, names):
        """Return whether writing these fields may change a row of the report."""
        columns = self._get_counted_columns()
        if not columns or not columns.isdisjoint(names):
            return bool(columns)
        return any(
            field.model_name == self._name and field.name in columns
            for name in names
            if name in self._fields
            for field in self.pool.get_dependent_fields(self._fields[name])
        )

    def _may_count_at_once(self):
        """Return whether new records may count: past ones do, drafts do not."""
        if self._has_own_lock or not self._get_counted_columns():
            return False
        if "state" not in self._fields:
            return True
        start = self._fields["state"].default(self)
        return any(record.state != start for record in self)

    def _read_counted(self):
        """Return the rows of the report that these records decide on, by their id."""
        columns = self._get_report_columns()
        query = get_counted_sql(columns, self._name, self.ids)
        self.env.cr.execute(query)
        rows = [dict(zip(columns, row, strict=True)) for row in self.env.cr.fetchall()]
        return {row["id"]: row for row in rows}

    @api.model
    def _get_report_columns(self):
        fields = self.env[_REPORT]._fields.values()
        return [field.name for field in fields if field.store and field.column_type]

    # ------------------------------------------------------------
    # Closed years
    # ------------------------------------------------------------

    def _is_any_year_closed(self):
        return self.env["cooperation.ledger.year"].sudo()._is_any_closed()

    def _check_closed_years(self, before, after):
        """Hold open the years in which something changes; refuse it in a closed one.

        :param before: rows of the report by their id, before the change
        :param after: the same rows after it
        :raise UserError: names the file, the year and what would change
        """
        rows = [
            (before.get(key), after.get(key)) for key in before.keys() | after.keys()
        ]
        changes = [pair for pair in rows if self._is_change(*pair)]
        years = {year for pair in changes for year in _get_years(*pair)}
        if not years:
            return
        closed = self.env["cooperation.ledger.year"].sudo()._hold_open(years)
        if closed:
            raise UserError(self._get_closed_sentence(closed, changes))

    def _is_change(self, old, new):
        """Return whether a row is not what it was."""
        if not self._has_own_lock:
            return old != new
        return bool(old and new) and any(
            old[name] != new[name] for name in old if name not in _LEDGER_ROW
        )

    def _get_closed_sentence(self, closed, changes):
        """Say which file would change what is closed, and in what."""
        numbers = set(closed.mapped("year"))
        changes = [pair for pair in changes if numbers & _get_years(*pair)]
        # The file itself before what hangs on it.
        changes.sort(key=lambda pair: (pair[0] or pair[1])["res_model"] != self._name)
        old, new = changes[0]
        year = closed.filtered(lambda y: y.year in _get_years(old, new))[0]
        values = self._get_closed_values(year, old or new)
        was, will_be = (bool(numbers & _get_years(row)) for row in (old, new))
        if (was and will_be) or not self._has_rows():
            return self.env._(
                "%(year)s has been closed since %(date)s, and “%(file)s” counts in it: "
                "“%(field)s” does not change any more.",
                field=self._get_changed_label(old, new),
                **values,
            )
        if was:
            return self.env._(
                "%(year)s has been closed since %(date)s, and “%(file)s” counts in it "
                "for good.",
                **values,
            )
        return self.env._(
            "%(year)s has been closed since %(date)s: “%(file)s” cannot be added to "
            "what it counts.",
            **values,
        )

    def _get_closed_values(self, year, row):
        """Return what every sentence about a closed year names."""
        file = self.env[row["res_model"]].sudo().browse(row["res_id"])
        return {
            "year": year.display_name,
            "date": format_date(self.env, year.date_closed),
            "file": file.display_name,
        }

    def _get_changed_label(self, old, new):
        """Return the name, for people, of what differs between two rows."""
        changed = (name for name in old or () if new and old[name] != new[name])
        field = self.env[_REPORT]._fields[next(changed, "amount")]
        return field._description_string(self.env)

    def _has_rows(self):
        """Return whether these records count themselves, not through others."""
        return True


def _get_years(*rows):
    """Return the years in which rows count: a published total has several."""
    return {
        year
        for row in rows
        if row and row["period_start"] and row["period_end"]
        for year in range(
            max(row["period_start"].year, _FIRST_YEAR),
            min(row["period_end"].year, _LAST_YEAR) + 1,
        )
    }
