from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.misc import formatLang

from ..tools.letters import LETTER_LAYOUT

_LETTERS = {
    "selected": "cnfpt_cooperation.letter_application_selected",
    "not_selected": "cnfpt_cooperation.letter_application_refused",
    "refused": "cnfpt_cooperation.letter_application_refused",
}


class CooperationExpertSelectionMixin(models.AbstractModel):
    """Who of the candidates is taken, why the others are not, and how they hear it."""

    _name = "cooperation.expert.selection.mixin"
    _description = "Selection of Candidates"

    # ------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------

    def _select_best(self, call):
        """Take the best as far as there are places, and word the others' reason."""
        ranked = self.filtered(
            lambda a: a.state in ("admissible", "selected", "not_selected")
        ).sorted(lambda a: -a.score)
        if blockers := [b for a in ranked for b in a._get_marked_blockers()]:
            raise UserError("\n".join(blockers))
        fit = ranked.filtered(lambda a: a.score >= call.threshold)
        taken = fit[: call.places]
        rest = ranked - taken
        if fit - taken and fit[call.places].score == taken[-1].score:
            raise UserError(
                self.env._(
                    "%(names)s are equal with %(score)s %% where the places end: "
                    "choose between them by hand.",
                    names=", ".join(
                        fit.filtered(
                            lambda a: a.score == taken[-1].score
                        ).partner_id.mapped("name")
                    ),
                    score=formatLang(self.env, taken[-1].score, digits=1),
                )
            )
        for application in rest:
            reason = application._word(
                lambda env, a: a._explain_rank(len(ranked), taken, call)
            )
            application.refusal_reason = reason
        # Whom the proposal does not take leaves the places first.
        rest.filtered(lambda a: a.state != "not_selected").action_turn_down()
        taken.filtered(lambda a: a.state != "selected").action_select()
        return True

    def _explain_rank(self, count, taken, call):
        """Return the reason of somebody who was marked and is not taken."""
        self.ensure_one()
        score = formatLang(self.env, self.score, digits=1)
        if self.score < call.threshold:
            return self.env._(
                "Your file has %(score)s %%, and the call asked for %(threshold)s %%.",
                score=score,
                threshold=call.threshold,
            )
        return self.env._(
            "Your file came %(rank)s of %(count)s, with %(score)s %%; the last of the "
            "%(places)s taken has %(last)s %%.",
            rank=self.rank,
            count=count,
            score=score,
            places=len(taken),
            last=formatLang(self.env, taken[-1].score, digits=1),
        )

    def _join_roster(self):
        """Make candidates of the roster of those who are taken, with what they gave."""
        for application in self:
            expert = self.env["cooperation.expert"].with_context(active_test=False)
            expert = expert.search([("partner_id", "=", application.partner_id.id)])
            cv = application.piece_ids.filtered(lambda p: p.is_cv and p.piece_file)[:1]
            if not expert:
                expert = expert.create(
                    {
                        "partner_id": application.partner_id.id,
                        "employer_id": application.employer_id.id,
                        "job_title": application.job_title,
                        "user_id": application.user_id.id,
                        "cv_file": cv.piece_file,
                        "cv_filename": cv.piece_filename,
                        "country_ids": [
                            Command.set(application.call_id.country_ids.ids)
                        ],
                    }
                )
            application._guarded_write({"expert_id": expert.id})

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    def _tell(self):
        """Tell the candidates what was decided and why, each once.

        Whoever has no address is written to by whoever is in charge.
        """
        for application in self:
            letter = _LETTERS.get(application.state)
            if application.told_on or not letter:
                continue
            if email_normalize(application.email):
                self.env.ref(letter).sudo().send_mail(
                    application.id, email_layout_xmlid=LETTER_LAYOUT
                )
                application._guarded_write(
                    {"told_on": fields.Date.context_today(application)}
                )
            elif application.user_id.active:
                user = application.user_id
                application.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=application.with_context(lang=user.lang).env._(
                        "Tell the decision by letter"
                    ),
                )
