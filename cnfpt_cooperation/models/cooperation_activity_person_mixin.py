from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

PERSONS = "expert_id:count_distinct"


class CooperationActivityPersonMixin(models.AbstractModel):
    """Counts the persons of groups apart from what is added up.

    Each level of a pivot then has a plain count of its own, which an index may answer.
    """

    _name = "cooperation.activity.person.mixin"
    _description = "Persons of the Activity"

    def _add_persons(self, groups, domain, grouping_sets, aggregates):
        """Return the rows of each set with the persons of each group in their place."""
        persons_by_set = self._count_persons(domain, grouping_sets)
        return [
            [self._add_count(row, len(specs), aggregates, persons) for row in rows]
            for rows, specs, persons in zip(
                groups, grouping_sets, persons_by_set, strict=True
            )
        ]

    def _add_count(self, row, length, aggregates, persons):
        """Return a row, whose group has this length, with its persons in place."""
        group, totals = row[:length], iter(row[length:])
        count = persons.get(self._get_key(group), False)
        places = (count if spec == PERSONS else next(totals) for spec in aggregates)
        return (*group, *places)

    def _get_key(self, group):
        """Return what tells groups apart: Sunday is 0, which equals no date."""
        return tuple((value is False, value) for value in group)

    def _count_persons(self, domain, grouping_sets):
        """Return {key of the group: distinct experts} of each set.

        One statement for all sets: PostgreSQL counts two of them side by side.
        """
        finest = max(grouping_sets, key=len)
        if any(not set(specs) <= set(finest) for specs in grouping_sets):
            return [self._count_persons(domain, [specs])[0] for specs in grouping_sets]
        known = Domain(domain) & Domain("expert_id", "!=", False)
        report, rows_domain = self._at_level(known, finest, [PERSONS], False)
        query = report._search(rows_domain)
        if query.is_empty():
            return [{} for _specs in grouping_sets]
        counts = [
            self._get_count_sql(query, number, specs, finest)
            for number, specs in enumerate(grouping_sets)
        ]
        # The finest first: its columns give the empty ones of the others their types.
        counts.insert(0, counts.pop(list(grouping_sets).index(finest)))
        found = self.env.execute_query(SQL(" UNION ALL ").join(counts))
        return [
            self._name_groups([row for row in found if row[0] == number], specs, finest)
            for number, specs in enumerate(grouping_sets)
        ]

    def _get_count_sql(self, query, number, specs, finest):
        """Return the SELECT of (number of the set, groups of the finest, persons)."""
        groups = {
            spec: self._read_group_groupby(self._table, spec, query) for spec in specs
        }
        expert = self._field_to_sql(self._table, "expert_id", query)
        query.groupby = SQL(", ").join(groups.values()) if groups else None
        return query.select(
            SQL("%s", number),
            *(groups.get(spec, SQL("NULL")) for spec in finest),
            SQL("COUNT(DISTINCT %s)", expert),
        )

    def _name_groups(self, found, specs, finest):
        """Return {key of the group: persons} of what a set has found."""
        if not found:
            return {}
        _numbers, *columns, counts = zip(*found, strict=True)
        groups = [
            self._read_group_postprocess_groupby(spec, columns[finest.index(spec)])
            for spec in specs
        ]
        keys = map(self._get_key, zip(*groups, strict=True) if groups else [()])
        return dict(zip(keys, (count or False for count in counts), strict=True))
