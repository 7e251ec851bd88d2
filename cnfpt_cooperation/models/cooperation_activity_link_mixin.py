from datetime import date as Date

from werkzeug.urls import url_encode

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import periods
from ..tools.activity import SCOPE_DIMENSIONS
from ..tools.measures import MEASURES, get_label
from .cooperation_activity_person_mixin import PERSONS

_ACTION = "cnfpt_cooperation.cooperation_activity_report_action"
_PATH = "/odoo/cooperation-rows"
_SEPARATOR = "~"
# What a link may narrow the rows by; what is kept is the id of a record or a value.
_DIMENSIONS = (*SCOPE_DIMENSIONS, "source")


class CooperationActivityLinkMixin(models.AbstractModel):
    """Links from a number on a page or in a mail to the rows that make it.

    A link names a measure, a period and a scope, and no row: it opens what stands
    behind the number today, for whoever may read the files.
    """

    _name = "cooperation.activity.link.mixin"
    _description = "Links to Activity"

    @api.model
    def _get_rows_url(self, measure, date_start=None, date_end=None, **dimensions):
        """Return the address at which the rows behind a total open.

        :param str measure: code of `tools.measures`
        :param dimensions: as `_get_scope_domain` takes them, and `source`; False for
            the rows that lack the dimension
        """
        parts = [measure, str(date_start or ""), str(date_end or "")]
        for name, value in dimensions.items():
            plain = value.id if isinstance(value, models.BaseModel) else value
            parts.append(f"{name}={plain or ''}")
        query = url_encode({"active_id": _SEPARATOR.join(parts)})
        return f"{self.get_base_url()}{_PATH}?{query}"

    @api.model
    def _get_link_domain(self, date_start=None, date_end=None, **dimensions):
        """Return the rows of a scope in which False means: without the dimension."""
        domain = self._get_scope_domain(date_start, date_end)
        for name, value in dimensions.items():
            domain &= (
                self._get_scope_domain(**{name: value})
                if value
                else Domain(name, "=", False)
            )
        return domain

    @api.model
    def action_open_link(self, key):
        """Return the list of the rows that a link names.

        :raise UserError: the link is not one of ours
        """
        try:
            measure, start, end, dimensions = self._parse_key(str(key or ""))
        except (KeyError, ValueError) as error:
            raise UserError(
                self.env._(
                    "This link does not name any figure: open the report again and "
                    "follow its link as it is."
                )
            ) from error
        domain = self._get_link_domain(start, end, **dimensions)
        domain &= Domain(measure.field, "!=", False)
        name = self.env._(
            "%(measure)s, %(period)s",
            measure=get_label(self.env, measure.code),
            period=periods.label(self.env, start, end),
        )
        name = " · ".join((name, *self._name_dimensions(dimensions)))
        action = self._get_rows_action(name, list(domain), measure.code)
        # By it the web client tells this link from the one that was followed before.
        return {**action, "context": {**action["context"], "active_id": key}}

    def _name_dimensions(self, dimensions):
        """Yield what narrows the list that a link opens: a zone, an initiative."""
        for name, value in dimensions.items():
            field = self._fields[name]
            if not value:
                yield self.env._("Not broken down")
            elif field.type == "selection":
                yield dict(field._description_selection(self.env))[value]
            else:
                record = self.env[field.comodel_name].browse(value).exists()
                yield from record._filtered_access("read").mapped("display_name")

    @api.model
    def _parse_key(self, key):
        """Return measure, first and last day, and dimensions of a link."""
        code, start, end, *parts = key.split(_SEPARATOR)
        dimensions = {}
        for part in parts:
            name, _equals, value = part.partition("=")
            if name not in _DIMENSIONS:
                raise KeyError(name)
            dimensions[name] = self._parse_value(self._fields[name], value)
        first = Date.fromisoformat(start) if start else None
        last = Date.fromisoformat(end) if end else None
        return MEASURES[code], first, last, dimensions

    def _parse_value(self, field, value):
        """Return the id or the value of a dimension, False for the rows without it."""
        if not value:
            return False
        if field.type != "selection":
            return int(value)
        if value not in field.get_values(self.env):
            raise ValueError(value)
        return value

    @api.model
    @api.readonly
    def get_rows_action(self, name, domain, field):
        """Return the action that lists the rows behind a number of a dashboard.

        :param str field: the column that the number was counted by
        """
        codes = [code for code, measure in MEASURES.items() if measure.field == field]
        action = self.env["ir.actions.act_window"]._for_xml_id(_ACTION)
        rows = self._get_rows_action(name, domain, *codes)
        return {**action, **rows, "display_name": rows["name"]}

    def _get_rows_action(self, name, domain, measure=None):
        """Return the action that lists the rows behind a total.

        :param str measure: code of the total, whose column the list shows; persons,
            whom no column adds up, stand in the title
        """
        ref = "cnfpt_cooperation.cooperation_activity_report_view_list_behind"
        view = self.env.ref(ref) if measure else self.env["ir.ui.view"]
        if measure == "persons":
            name = self._get_persons_title(name, domain)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "list,pivot,graph",
            "views": [(view.id, "list"), (False, "pivot"), (False, "graph")],
            "domain": domain,
            "context": {"cooperation_measure": measure} if measure else {},
        }

    def _get_persons_title(self, name, domain):
        [[persons]] = self._read_group(domain, [], [PERSONS])
        return self.env._(
            "%(name)s: %(persons)s, each counted once", name=name, persons=persons or 0
        )
