from datetime import timedelta

from odoo import Command, models
from odoo.exceptions import UserError

from ..tools import clock
from ..tools.actions import notify, open_dialog
from ..tools.programme import Item, get_clashes

# Shorter than that, two sessions follow each other; longer, people are free.
_SHORTEST_GAP, _LONGEST_GAP = timedelta(minutes=10), timedelta(minutes=45)
_NOON, _AFTERNOON = (12, 0), (14, 30)


class CooperationVisitProgrammeMixin(models.AbstractModel):
    """Writing many sessions of a visit at once, and reading them as a whole.

    Whatever they come from (typed text, another visit, a model programme, the gaps
    between sessions), they are items of `tools.programme`, in the place's own hours.
    """

    _name = "cooperation.visit.programme.mixin"
    _description = "Programme Written at Once"

    def _get_items(self):
        """Return the programme as items, without what left the calendar."""
        self.ensure_one()
        sessions = self.session_ids.filtered("active").sorted("start")
        return [session._as_item() for session in sessions]

    def _check_can_take_items(self):
        """Refuse before anybody types a programme that could not be written.

        :raise UserError: the visit has no dates, or is finished
        """
        self.ensure_one()
        self.check_access("write")
        self._check_not_frozen({"session_ids"})
        if not (self.date_start and self.date_end):
            raise UserError(
                self.env._(
                    "Give “%(visit)s” its dates before you write its programme.",
                    visit=self.display_name,
                )
            )

    def _write_items(self, items):
        """Add the items to the programme, all of them or none.

        :return: the new sessions, in the same order
        """
        self._check_can_take_items()
        return self.env["cooperation.visit.session"].create(
            [self._prepare_item(item) for item in items]
        )

    def _prepare_item(self, item):
        moments = [item.start, item.stop]
        if not item.is_whole_day:
            moments = [clock.to_utc(moment, self.tz) for moment in moments]
        return {
            "visit_id": self.id,
            "name": item.name,
            "kind": item.kind,
            "location": item.location or False,
            "allday": item.is_whole_day,
            "start": moments[0],
            "stop": moments[1],
            **item.values,
        }

    # ------------------------------------------------------------
    # From and to a model programme
    # ------------------------------------------------------------

    def action_write_programme(self):
        """Open the box in which a programme is typed or pasted."""
        return self._open_wizard(
            "cooperation.visit.session.write", self.env._("Write the Programme")
        )

    def action_copy_programme(self):
        """Open the choice of a past visit or of a model programme to copy."""
        return self._open_wizard(
            "cooperation.visit.session.copy", self.env._("Copy a Programme")
        )

    def _open_wizard(self, model, name):
        self._check_can_take_items()
        return open_dialog(name, model, default_visit_id=self.id)

    def action_save_as_model(self):
        """Keep the programme as a model programme and open it.

        :raise UserError: there is nothing to keep
        """
        items = self._get_items()
        if not items:
            raise UserError(
                self.env._("“%(visit)s” has no programme yet.", visit=self.display_name)
            )
        template = self.env["cooperation.visit.template"].create(
            {
                "name": self.name,
                "kind": self.kind,
                "theme_id": self.theme_id.id,
                "session_ids": [
                    Command.create(self._prepare_model_session(item)) for item in items
                ],
            }
        )
        return template.get_formview_action()

    def _prepare_model_session(self, item):
        hours = (item.stop - item.start).total_seconds() / 3600
        return {
            "name": item.name,
            "day": (item.start.date() - self.date_start).days + 1,
            "hour": clock.to_hour(item.start),
            "duration": hours,
            "is_whole_day": item.is_whole_day,
            "kind": item.kind,
            "location": item.location,
            "theme_id": item.values.get("theme_id"),
        }

    # ------------------------------------------------------------
    # Breaks and travel
    # ------------------------------------------------------------

    def action_fill_gaps(self):
        """Write meals, breaks and travel into the short gaps between sessions.

        What is written already stays where it is; two sessions at two places without
        a minute between them are told, not moved.
        """
        items = [item for item in self._get_items() if not item.is_whole_day]
        gaps, tight = [], []
        for before, after in zip(items, items[1:], strict=False):
            if filler := self._get_filler(before, after):
                gaps.append(filler)
            elif self._is_travel_missing(before, after):
                tight.append((before, after))
        self._write_items(gaps)
        sentences = [
            self.env._("Sessions added: %(count)s.", count=len(gaps))
            if gaps
            else self.env._("No gap between two sessions is left to fill.")
        ]
        sentences += [
            self.env._(
                "There is no time to go from “%(from)s” (%(before)s) to “%(to)s” "
                "(%(after)s).",
                **{"from": before.location, "to": after.location},
                before=before.name,
                after=after.name,
            )
            for before, after in tight
        ]
        return notify(" ".join(sentences), is_warning=bool(tight))

    def _get_filler(self, before, after):
        """Return the item that fills the gap between two others, if one is due."""
        gap = after.start - before.stop
        if gap < _SHORTEST_GAP or before.start.date() != after.start.date():
            return None
        if "meal" not in (before.kind, after.kind) and self._is_over_noon(
            before, after
        ):
            return Item(self.env._("Lunch"), before.stop, after.start, "meal")
        if gap > _LONGEST_GAP or {before.kind, after.kind} & {"travel", "break"}:
            return None
        if self._is_travel_missing(before, after):
            name = self.env._("Travel to %(place)s", place=after.location)
            return Item(name, before.stop, after.start, "travel")
        return Item(self.env._("Break"), before.stop, after.start, "break")

    def _is_over_noon(self, before, after):
        stop, start = before.stop, after.start
        return (
            (start - stop) >= timedelta(minutes=45)
            and (stop.hour, stop.minute) <= (13, 0)
            and _NOON < (start.hour, start.minute) <= _AFTERNOON
        )

    def _is_travel_missing(self, before, after):
        places = {before.location, after.location} - {""}
        return (
            len(places) == 2
            and before.start.date() == after.start.date()
            and "travel" not in (before.kind, after.kind)
        )

    def _describe_clashes(self, items):
        """Return one sentence for each new item that overlaps another session."""
        return [
            self.env._(
                "“%(new)s” (%(day)s) overlaps “%(other)s”.",
                new=item.name,
                day=f"{item.start:%d/%m %H:%M}–{item.stop:%H:%M}",
                other=other.name,
            )
            for item, other in get_clashes(items, self._get_items())
        ]
