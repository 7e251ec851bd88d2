from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.activity import SCOPE_DIMENSIONS
from ..tools.measures import MEASURES, get_label
from ..tools.periods import label


class CooperationActivityCrossingMixin(models.AbstractModel):
    """What the published totals do not tell, and why [F1-F5].

    Missions were published by zone and not by year, days by year and not by zone. A
    question that crosses them would be answered by what is left of them, which is less
    than what was published: it is refused, with the reason and what can be asked.
    """

    _name = "cooperation.activity.crossing.mixin"
    _description = "Crossings That Were Not Published"

    @api.model
    def _get_crossing_obstacles(
        self, measure, date_start=None, date_end=None, **dimensions
    ):
        """Return the sentences that say why a published total cannot be crossed so.

        Nothing stands in the way of a period that holds none of the published ones.

        :param str measure: code of `tools.measures`
        :param date_start: first day, empty: since the beginning
        :param date_end: last day, empty: without end
        :param dimensions: as `_get_scope_domain`; empty ones do not count
        """
        start = fields.Date.to_date(date_start)
        end = fields.Date.to_date(date_end)
        published = self.env["cooperation.opening.figure"].search(
            [("measure", "=", measure), ("is_published", "=", True)],
            order="period_start, period_end, id",
        )
        touched = published.filtered(
            lambda total: (not end or total.period_start <= end)
            and (not start or total.period_end >= start)
        )
        if not touched:
            return []
        cut = touched.filtered(
            lambda total: (start and total.period_start < start)
            or (end and total.period_end > end)
        )
        obstacles = []
        if cut:
            obstacles.append(self._get_cut_obstacle(measure, published, cut))
        lacking = [
            name
            for name, value in dimensions.items()
            if value
            and not (name == "zone_id" and all(total.zone_id for total in touched))
        ]
        if lacking:
            obstacles.append(self._get_dimension_obstacle(measure, touched, lacking))
        return obstacles

    @api.model
    @api.readonly
    def get_crossing_obstacles(self, measures, date_start, date_end, dimensions):
        """Return why what a dashboard shows leaves out published totals.

        :param list measures: codes of `tools.measures`, in the order of the sentences
        :param list dimensions: names of those that a filter works on
        :raise UserError: these are no codes, days or names
        """
        try:
            codes = [code for code in measures if code in MEASURES]
            lacking = {name: True for name in dimensions if name in SCOPE_DIMENSIONS}
            start, end = map(fields.Date.to_date, (date_start, date_end))
        except (LookupError, TypeError, ValueError) as error:
            raise UserError(
                self.env._("This is no question of a dashboard: reload the page.")
            ) from error
        return [
            obstacle
            for code in codes
            for obstacle in self._get_crossing_obstacles(code, start, end, **lacking)
        ]

    def _get_cut_obstacle(self, measure, published, cut):
        """Say that a period holds a part of what was published as a whole."""
        spans = sorted({(total.period_start, total.period_end) for total in published})
        names = [label(self.env, *span) for span in spans]
        values = {
            "measure": get_label(self.env, measure),
            "part": label(self.env, cut[0].period_start, cut[0].period_end),
        }
        if len(names) == 1:
            return self.env._(
                "“%(measure)s” was published for %(part)s as a whole: choose a period "
                "that holds all of it, or nothing of it.",
                **values,
            )
        return self.env._(
            "“%(measure)s” was published for each of these periods as a whole: "
            "%(periods)s. Choose a period that holds all of %(part)s, or nothing of "
            "it.",
            periods=", ".join(names),
            **values,
        )

    def _get_dimension_obstacle(self, measure, touched, lacking):
        """Say which dimension a published total does not have."""
        names = [
            self._fields[name]._description_string(self.env)
            if name in self._fields
            else name
            for name in lacking
        ]
        last = max(total.period_end for total in touched)
        return self.env._(
            "“%(measure)s” of %(period)s was published without this dimension: "
            "%(dimensions)s. Leave it out, or choose a period that begins after "
            "%(date)s.",
            measure=get_label(self.env, measure),
            period=label(self.env, min(total.period_start for total in touched), last),
            dimensions=", ".join(names),
            date=format_date(self.env, last),
        )
