"""Read a dashboard as the web client does: its filters, and what it asks the server."""

import json
from calendar import monthrange
from datetime import date

from odoo.fields import Domain
from odoo.tools.misc import file_open

from .common import MODULE
from .common_oracle import get_previous

# Themes are in a tree: a filter on one takes its children with it.
_TREES = ("theme_id",)


def get_range(value):
    """Return the first and the last day of the value of a date filter."""
    year = value.get("year")
    if value["type"] == "range":
        return tuple(date.fromisoformat(value[end]) for end in ("from", "to"))
    first = value.get("month", 1)
    last = value.get("month", 12)
    if value["type"] == "quarter":
        first = value["quarter"] * 3 - 2
        last = first + 2
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


class Question:
    """One pivot or chart of a dashboard: what it adds up, by what, of which rows."""

    def __init__(self, dashboard, name, data, matching):
        self.dashboard = dashboard
        self.name = name
        self.model = data["model"]
        self.domain = data["domain"]
        self.groupby = data["groupby"]
        self.measures = data["measures"]
        self.matching = matching

    def get_domain(self, filters):
        """Return the rows asked for.

        :param dict filters: value of each filter that somebody has set
        """
        domain = Domain(self.domain)
        for name, value in filters.items():
            match = self.matching.get(name) or {}
            if field := match.get("chain"):
                domain &= self._get_filter_domain(field, value, match.get("offset", 0))
        return domain

    def _get_filter_domain(self, field, value, offset):
        if not isinstance(value, dict):
            operator = "child_of" if field in _TREES else "in"
            return Domain(field, operator, [value])
        start, end = get_range(value)
        for _step in range(-offset):
            start, end = get_previous(start, end)
        return Domain(field, ">=", start) & Domain(field, "<=", end)


class Dashboard:
    """The description of a dashboard, as its file gives it."""

    def __init__(self, path):
        """:param path: the file, from the root of the addon"""
        self.path = path
        with file_open(f"{MODULE}/{path}") as stream:
            self.data = json.load(stream)
        self.filters = {
            item["id"]: item["type"] for item in self.data.get("globalFilters", [])
        }
        self.questions = [*self._read_pivots(), *self._read_charts(self.data["sheets"])]

    def _read_pivots(self):
        for number, pivot in self.data["pivots"].items():
            asked = {
                "model": pivot["model"],
                "domain": pivot["domain"],
                "groupby": [
                    ":".join(filter(None, (item["fieldName"], item.get("granularity"))))
                    for item in (*pivot["rows"], *pivot["columns"])
                ],
                "measures": [
                    (item["fieldName"], item.get("aggregator"))
                    for item in pivot["measures"]
                    if not item.get("computedBy")
                ],
            }
            matching = pivot.get("fieldMatching") or {}
            yield Question(self, f"pivot {number}", asked, matching)

    def _read_charts(self, node):
        """Find charts wherever they stand: on a sheet, in a carousel."""
        if isinstance(node, list):
            for item in node:
                yield from self._read_charts(item)
        elif isinstance(node, dict):
            if str(node.get("type")).startswith("odoo_") and "metaData" in node:
                yield self._read_chart(node)
            for item in node.values():
                yield from self._read_charts(item)

    def _read_chart(self, chart):
        meta, search = chart["metaData"], chart["searchParams"]
        asked = {
            "model": meta["resModel"],
            "domain": search["domain"],
            "groupby": meta["groupBy"],
            "measures": [(meta["measure"], None)],
        }
        name = (chart.get("title") or {}).get("text") or chart.get("chartId")
        return Question(self, name, asked, chart.get("fieldMatching") or {})
