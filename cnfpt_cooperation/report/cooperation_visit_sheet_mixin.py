from odoo import api, fields, models

from ..tools import clock
from . import wording


class CooperationVisitSheetMixin(models.AbstractModel):
    """What the papers of a visit have in common.

    They are French, beside the language of the delegation where they are for them.
    """

    _name = "cooperation.visit.sheet.mixin"
    _description = "Paper of a Visit"
    _inherit = ["cooperation.paper.mixin"]
    _paper_model = "cooperation.visit"

    @api.model
    def _prepare_paper(self, visit):
        paper = super()._prepare_paper(visit)
        return {
            **paper,
            "issuer": visit.host_id.name or paper["issuer"],
            "visit": visit,
            "langs": self._get_langs(visit),
            "people": self._get_people(visit),
            "today": self._get_today(visit),
        }

    @api.model
    def _get_langs(self, visit):
        """Return the languages of a paper: French, then the delegation's."""
        codes = dict.fromkeys((wording.FRENCH, visit._get_lang()))
        return [
            {"code": code, "dir": "rtl" if wording.is_right_to_left(code) else "ltr"}
            for code in codes
        ]

    @api.model
    def _get_people(self, visit):
        """Return who takes part: the delegation, its head first, and the hosts."""
        head = visit.head_delegate_id
        country = visit.country_id
        delegation = [
            {
                "name": delegate.name,
                "function": delegate.function or "",
                "body": (delegate.body_id or visit.partner_id).name or "",
                "country": (delegate.body_id.country_id or country).name or "",
                "is_head": delegate == head,
            }
            for delegate in head | visit.delegate_ids
        ]
        return {"delegation": delegation, "hosts": self._get_hosts(visit)}

    @api.model
    def _get_hosts(self, visit):
        """Return those who receive the delegation, without any private data."""
        sessions = visit._get_programme_sessions()
        speakers = (sessions.speaker_ids | sessions.host_id) - visit.host_id
        roles = (
            (visit.user_id.sudo().partner_id, self.env._("Officer in charge")),
            (speakers, self.env._("Speaker")),
            (visit.interpreter_ids, self.env._("Interpreter")),
        )
        people = {}
        for partners, role in roles:
            for partner in partners.sudo():
                people.setdefault(partner, role)
        return [
            {
                "name": partner.name,
                "function": partner.function or role,
                "role": role,
                "body": (partner.parent_id or visit.host_id).name or "",
                "country": "",
                "is_head": False,
            }
            for partner, role in people.items()
        ]

    @api.model
    def _get_today(self, visit):
        """Return the day on which the paper is printed, where the visit takes place."""
        return clock.to_local(fields.Datetime.now(), visit.tz).date()
