from odoo import api, fields, models

from ..tools import clock
from . import wording


class CooperationPaperMixin(models.AbstractModel):
    """What the papers of a visit have in common.

    A paper is French, beside the language of the delegation where it is for them.
    Its template is given plain values, worded in each of its languages.
    """

    _name = "cooperation.paper.mixin"
    _description = "Paper of a Visit"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template of the paper prints, for the visits it is about.

        :raise AccessError: the user may not read one of them
        """
        visits = self.env["cooperation.visit"].browse(docids)
        visits.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": visits._name,
            "docs": visits,
            "company": self.env.company,
            "papers": [self._prepare_paper(visit) for visit in visits],
        }

    @api.model
    def _prepare_paper(self, visit):
        """Return what is printed about `visit`."""
        return {
            "visit": visit,
            "langs": self._get_langs(visit),
            "people": self._get_people(visit),
            "today": self._get_today(visit),
        }

    @api.model
    def _get_page_identity(self, visit):
        """Return what the foot of each page says; nothing for cards and letters."""
        return ""

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

    @api.model
    def _in(self, lang):
        """Return this paper in a language, to word its sentences."""
        return self.with_context(lang=lang)
