"""Rows that nobody else writes meanwhile."""

from odoo.tools import SQL


def hold(records):
    """Write the rows of these records, as they are, until the transaction ends.

    Of two transactions at the same instant the database makes the second start again,
    and see what the first has done.
    """
    if records:
        records.env.execute_query(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id IN %s RETURNING id",
                SQL.identifier(records._table),
                tuple(sorted(records.ids)),
            )
        )
