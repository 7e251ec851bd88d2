from datetime import date, timedelta

from odoo.tools import SQL

from .common_expertise import ExpertiseCommon

TODAY = date(2030, 6, 15)


def day(offset):
    return TODAY + timedelta(days=offset)


class WatchCommon(ExpertiseCommon):
    """Facts around their boundaries, written below the guards: only they count here."""

    def _set(self, record, **values):
        """Write columns as they may have become, whatever led there."""
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(record._table),
                columns,
                record.id,
            )
        )
        self.env.invalidate_all()

    def _watch(self, kind, records, user=None):
        """Return {number of the record: (severity, date)} of one kind of rows."""
        self.env.invalidate_all()
        rows = (
            self.env["cooperation.watch"]
            .with_user(user or self.user_direction)
            .search(
                [
                    ("kind", "=", kind),
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                ]
            )
        )
        found = {row.res_id: (row.severity, row.date) for row in rows}
        self.assertEqual(len(found), len(rows), "a thing stands there once")
        for row in rows:
            self.assertTrue(row.sentence)
            self.assertTrue(row.explanation)
        return found

    def assertWatched(self, kind, records, expected):
        wanted = {
            record.id: told
            for record, told in zip(records, expected, strict=True)
            if told
        }
        self.assertTrue(wanted, "nothing to find proves nothing")
        self.assertLess(len(wanted), len(records), "nor does finding all")
        self.assertEqual(self._watch(kind, records), wanted)
