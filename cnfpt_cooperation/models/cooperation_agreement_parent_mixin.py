from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

_IN_FORCE = ("active", "to_renew")


class CooperationAgreementParentMixin(models.AbstractModel):
    """What an agreement amends or applies, and what follows from it.

    An amendment is signed by the parties of what it amends, or by their successors.
    An application is made under a framework in force, with one of its parties and
    within its dates.
    """

    _name = "cooperation.agreement.parent.mixin"
    _description = "Amendment or Application"

    parent_id = fields.Many2one(
        "cooperation.agreement",
        string="Amends or Applies",
        index="btree_not_null",
        ondelete="restrict",
    )

    _amendment_parent = models.Constraint(
        "CHECK (kind != 'amendment' OR parent_id IS NOT NULL)",
        "An amendment names the agreement that it amends.",
    )
    _application_parent = models.Constraint(
        "CHECK (kind != 'application' OR parent_id IS NOT NULL)",
        "An application names the framework that it applies.",
    )

    @api.constrains("kind", "parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("An agreement cannot amend itself."))
        for agreement in self:
            if agreement.kind == "application" and not agreement._get_framework():
                raise ValidationError(
                    self.env._(
                        "“%(parent)s” is no framework: an application names the "
                        "framework agreement that it applies.",
                        parent=agreement.parent_id.display_name,
                    )
                )

    def _get_root(self):
        """Return the agreement that a chain of amendments starts from."""
        self.ensure_one()
        agreement, seen = self, self.browse()
        while (
            agreement.kind == "amendment"
            and agreement.parent_id
            and agreement not in seen
        ):
            seen |= agreement
            agreement = agreement.parent_id
        return agreement

    def _get_framework(self):
        """Return the framework that an application applies, as it was first signed."""
        self.ensure_one()
        root = self.parent_id._get_root() if self.parent_id else self.parent_id
        return root.filtered(lambda agreement: agreement.kind == "framework")

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def _get_parent_blockers(self):
        """What is amended or applied is in force, and its parties take part."""
        self.ensure_one()
        if self.kind == "amendment":
            yield from self._get_original_party_blockers()
        elif self.kind == "application":
            yield from self._get_application_blockers()

    def _get_original_party_blockers(self):
        parent, root = self.parent_id, self._get_root()
        if root.state not in _IN_FORCE or parent.state not in _IN_FORCE:
            late = parent if parent.state not in _IN_FORCE else root
            yield self.env._(
                "“%(parent)s” is in the state “%(state)s”: only an agreement in force "
                "can be amended.",
                parent=late.display_name,
                state=late._get_state_label(late.state),
            )
        for body, successor in self._get_missing_originals():
            values = {
                "agreement": self.display_name,
                "root": root.display_name,
                "body": body.display_name,
                "successor": successor.display_name,
            }
            if successor == body:
                yield self.env._(
                    "%(body)s signs “%(root)s” and not “%(agreement)s”: add it to the "
                    "signatories, an amendment is signed by all the original parties.",
                    **values,
                )
            else:
                yield self.env._(
                    "%(body)s, which signs “%(root)s”, is no more since %(date)s: add "
                    "its successor %(successor)s to the signatories of "
                    "“%(agreement)s”.",
                    date=format_date(self.env, body.date_ceased),
                    **values,
                )

    def _get_missing_originals(self):
        """Return the original signatories that do not sign this amendment.

        :return: list of pairs: the body, and who acts in its place today; a body that
            was dissolved without successor misses nowhere
        """
        self.ensure_one()
        signing = self._get_signatories().partner_id
        pairs = []
        for body in self._get_root()._get_signatories().partner_id:
            successor = body._get_successor()
            if successor and successor not in signing:
                pairs.append((body, successor))
        return pairs

    def _get_application_blockers(self):
        framework = self._get_framework()
        values = {
            "agreement": self.display_name,
            "framework": framework.display_name,
            "body": self.partner_id.display_name,
        }
        if framework.state not in _IN_FORCE:
            yield self.env._(
                "“%(framework)s” is in the state “%(state)s”: only a framework in "
                "force can be applied.",
                state=framework._get_state_label(framework.state),
                **values,
            )
        if not self._get_counterparts() & framework._get_current_parties():
            yield self.env._(
                "%(body)s is not party to “%(framework)s”: an application is signed "
                "by one of its parties.",
                **values,
            )
        first, last = framework.date_start, framework.date_end
        if (first and self.date_start and self.date_start < first) or (
            last and self.date_end and self.date_end > last
        ):
            yield self.env._(
                "“%(agreement)s” runs from %(start)s to %(end)s, “%(framework)s” from "
                "%(first)s to %(last)s: an application lies within its framework.",
                start=format_date(self.env, self.date_start),
                end=format_date(self.env, self.date_end),
                first=format_date(self.env, first),
                last=format_date(self.env, last),
                **values,
            )

    def _get_current_parties(self):
        """Return the bodies that are party to it, or act today in their place.

        Those that joined by an amendment in force are among them.
        """
        self.ensure_one()
        joined = self.child_ids.filtered(
            lambda child: child.kind == "amendment" and child.state in _IN_FORCE
        )
        bodies = self.party_ids.partner_id | joined.party_ids.partner_id
        return bodies.browse(
            {successor.id for body in bodies if (successor := body._get_successor())}
        )

    def _get_missing_signatories(self):
        """The parties of what is amended sign its amendment from the start."""
        missing = super()._get_missing_signatories()
        if self.kind == "amendment":
            for _body, successor in self._get_missing_originals():
                missing |= successor
        return missing

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_amend(self):
        """Draft an amendment, signed by the same parties."""
        return self._open_new_child("amendment", self.env._("Amendment"))

    def action_apply(self):
        """Draft an application of this framework."""
        return self._open_new_child("application", self.env._("Application"))

    def _open_new_child(self, kind, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_kind": kind,
                "default_parent_id": self.id,
                "default_partner_id": self.partner_id._get_successor().id,
                "default_country_id": self.country_id.id,
                "default_programme_id": self.programme_id.id,
                "default_area_ids": self.area_ids.ids,
                "default_country_ids": self.country_ids.ids,
            },
        }
