import re

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import programme_text

# How people are addressed is no part of the name of their contact.
_TITLES = re.compile(
    r"^(?:(?:m|mr|mme|mrs|ms|mlle|dr|pr|prof|sr|sra|monsieur|madame)\b\.?\s+)+", re.I
)
_MOST_SENTENCES = 20


class CooperationVisitSessionWrite(models.TransientModel):
    """A programme typed or pasted as text, one session a line."""

    _name = "cooperation.visit.session.write"
    _description = "Write the Programme"
    _inherit = ["cooperation.visit.session.plan.mixin"]

    text = fields.Text(string="Programme")
    is_partial = fields.Boolean(
        string="Leave Out What Cannot Be Read",
        help="Write the lines that can be read; the others are not kept.",
    )

    @api.depends("text", "is_partial", "visit_id")
    def _compute_preview(self):
        return super()._compute_preview()

    def _get_plan(self):
        self.ensure_one()
        visit, text = self.visit_id, self.text or ""
        if not (text.strip() and visit.date_start and visit.date_end):
            return [], [], []
        if refusal := self._get_size_problem(text):
            return [], [refusal], []
        items, problems = programme_text.parse(text, visit.date_start, visit.date_end)
        sentences = [self._describe(problem) for problem in problems[:_MOST_SENTENCES]]
        if left := problems[_MOST_SENTENCES:]:
            sentences.append(
                self.env._(
                    "Other lines that cannot be read: %(count)s.", count=len(left)
                )
            )
        self._find_rooms(items)
        remarks = self._find_speakers(items)
        if self.is_partial:
            return items, [], [*sentences, *remarks]
        return items, sentences, remarks

    def _get_size_problem(self, text):
        """Return why a text is too long to be a programme, before it is read."""
        if len(text) > programme_text.MAX_CHARACTERS:
            return self.env._(
                "This text has %(count)s characters: a programme has up to %(max)s. "
                "Paste one visit at a time.",
                count=len(text),
                max=programme_text.MAX_CHARACTERS,
            )
        lines = text.count("\n") + 1
        if lines > programme_text.MAX_LINES:
            return self.env._(
                "This text has %(count)s lines: a programme has up to %(max)s. "
                "Paste one visit at a time.",
                count=lines,
                max=programme_text.MAX_LINES,
            )
        return None

    def _describe(self, problem):
        visit = self.visit_id
        values = {"line": problem.line, "text": problem.text[:80]}
        if problem.code == "day":
            return self.env._(
                "Line %(line)s, “%(text)s”: this day is not one of the visit, from "
                "%(first)s to %(last)s.",
                **values,
                first=visit._format_date(visit.date_start),
                last=visit._format_date(visit.date_end),
            )
        if problem.code == "title":
            return self.env._(
                "Line %(line)s, “%(text)s”: write what takes place after the hour.",
                **values,
            )
        if problem.code == "order":
            return self.env._(
                "Line %(line)s, “%(text)s”: it ends before it starts.", **values
            )
        return self.env._(
            "Line %(line)s, “%(text)s”: start with a day, such as “Monday”, or with "
            "the hours, such as “9:00-10:30”.",
            **values,
        )

    # ------------------------------------------------------------
    # Rooms and speakers
    # ------------------------------------------------------------

    def _find_rooms(self, items):
        """Give the items the room of the host structure that their place names."""
        rooms = self.env["cooperation.room"].search(
            [("partner_id", "=", self.visit_id.host_id.id)]
        )
        by_name = {programme_text.fold(room.name): room.id for room in rooms}
        for item in items:
            item.values["room_id"] = by_name.get(programme_text.fold(item.location))

    def _find_speakers(self, items):
        """Give the items the contacts that their speakers are, and tell who is none.

        A name that is no contact, or several, stays in the text of the session.
        """
        names = {name for item in items for name in item.speakers}
        partners = self._find_partners(names)
        unknown = {}
        for item in items:
            found = [partners[name] for name in item.speakers if partners.get(name)]
            lost = [name for name in item.speakers if not partners.get(name)]
            item.values |= {
                "speaker_ids": [fields.Command.set([p.id for p in found])],
                "description": ", ".join(lost)
                and self.env._("Speakers: %(names)s", names=", ".join(lost)),
            }
            unknown |= dict.fromkeys(lost)
        return [
            self.env._(
                "“%(name)s” is not the name of one contact: it is kept in the notes "
                "of the session.",
                name=name,
            )
            for name in unknown
        ]

    def _find_partners(self, names):
        """Return the one contact that each name means, in one query."""
        bare = {name: _TITLES.sub("", name).strip().lower() for name in names}
        wanted = {plain for plain in bare.values() if plain}
        if not wanted:
            return {}
        domain = Domain.OR(
            Domain("name", "=ilike", plain.replace("%", r"\%").replace("_", r"\_"))
            for plain in wanted
        )
        by_name = {}
        for partner in self.env["res.partner"].search(domain, order="id"):
            by_name.setdefault(partner.name.lower(), []).append(partner)
        return {
            name: by_name[plain][0]
            for name, plain in bare.items()
            if len(by_name.get(plain, ())) == 1
        }
