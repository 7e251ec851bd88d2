from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

PERSONS = "expert_id:count_distinct"


class CooperationActivityPersonMixin(models.AbstractModel):
    """Counts the persons of groups apart from what is added up.

    To sort half a million rows is slow, to drop their doubles is not.
    """

    _name = "cooperation.activity.person.mixin"
    _description = "Persons of the Activity"

    def _add_persons(self, groups, domain, grouping_sets, aggregates):
        """Return the rows of each set with the persons of each group in their place."""
        added = []
        persons_by_set = self._count_persons(domain, grouping_sets)
        for rows, specs, persons in zip(
            groups, grouping_sets, persons_by_set, strict=True
        ):
            place = list(aggregates).index(PERSONS) + len(specs)
            added.append(
                [
                    (*row[:place], persons.get(row[: len(specs)], False), *row[place:])
                    for row in rows
                ]
            )
        return added

    def _count_persons(self, domain, grouping_sets):
        """Return {group: distinct experts} of each set, groups as `_read_group` does.

        The rows are read once, for the finest set: the others are of its groups.
        """
        finest = max(grouping_sets, key=len)
        if any(not set(specs) <= set(finest) for specs in grouping_sets):
            return [self._count_persons(domain, [specs])[0] for specs in grouping_sets]
        persons = self._get_persons_sql(domain, finest)
        if not persons:
            return [{} for _specs in grouping_sets]
        counts = [
            self._get_count_sql(number, specs, finest)
            for number, specs in enumerate(grouping_sets)
        ]
        # The finest first: its columns give the empty ones of the others their types.
        counts.insert(0, counts.pop(list(grouping_sets).index(finest)))
        found = self.env.execute_query(
            SQL(
                "WITH persons AS MATERIALIZED (%s) %s",
                persons,
                SQL(" UNION ALL ").join(counts),
            )
        )
        return [
            self._name_groups([row for row in found if row[0] == number], specs, finest)
            for number, specs in enumerate(grouping_sets)
        ]

    def _get_persons_sql(self, domain, groupby):
        """Return the SELECT of each person once a group, None where there are none."""
        known = Domain(domain) & Domain("expert_id", "!=", False)
        report, rows_domain = self._at_level(known, groupby, [PERSONS], False)
        query = report._search(rows_domain)
        if query.is_empty():
            return None
        terms = [self._read_group_groupby(self._table, spec, query) for spec in groupby]
        expert = self._field_to_sql(self._table, "expert_id", query)
        query.groupby = SQL(", ").join([*terms, expert])
        columns = [
            SQL("%s AS %s", term, SQL.identifier(f"group_{number}"))
            for number, term in enumerate(terms)
        ]
        return query.select(*columns, SQL("%s AS person", expert))

    def _get_count_sql(self, number, specs, finest):
        """Return the SELECT of (number of the set, groups of the finest, persons)."""
        places = [
            SQL.identifier(f"group_{place}") if spec in specs else None
            for place, spec in enumerate(finest)
        ]
        names = [name for name in places if name]
        source = SQL.identifier("persons")
        if len(names) < len(places):
            columns = SQL(", ").join([*names, SQL.identifier("person")])
            source = SQL("(SELECT DISTINCT %s FROM persons) AS persons", columns)
        columns = [SQL("%s", number), *(name or SQL("NULL") for name in places)]
        count = SQL(
            "SELECT %s FROM %s", SQL(", ").join([*columns, SQL("COUNT(*)")]), source
        )
        by_group = SQL("GROUP BY %s", SQL(", ").join(names)) if names else SQL()
        return SQL("(%s %s)", count, by_group)

    def _name_groups(self, found, specs, finest):
        """Return {group: persons} of what a set has found."""
        if not found:
            return {}
        _numbers, *columns, counts = zip(*found, strict=True)
        groups = [
            self._read_group_postprocess_groupby(spec, columns[finest.index(spec)])
            for spec in specs
        ]
        groups = zip(*groups, strict=True) if groups else [()]
        return dict(zip(groups, (count or False for count in counts), strict=True))
