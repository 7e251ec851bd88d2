import base64
import hashlib

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_statement import StatementCommon


@tagged("post_install", "-at_install")
class TestFundingStatement(StatementCommon):
    """The days done with a funder's money, each stated once."""

    # ------------------------------------------------------------
    # What it holds
    # ------------------------------------------------------------

    def test_collects_the_days_of_the_period(self):
        statement = self._create_statement(date_from="2030-05-07", date_to="2030-05-08")
        self.assertEqual(statement.funder_id, self.funder)
        self.assertEqual(statement.currency_id, self.line.currency_id)
        self.assertEqual(
            statement.line_ids.mapped(lambda line: str(line.date)),
            ["2030-05-07", "2030-05-08"],
        )
        self.assertEqual(statement.days, 2)
        self.assertEqual(statement.amount, 400)
        self.assertRegex(statement.reference, r"^ETF/2030/\d{4}$")

    def test_days_planned_are_not_stated(self):
        self._as_coordinator(self.days[0]).action_replan()
        self.assertEqual(self._create_statement().line_ids.day_id, self.days[1:])

    def test_period_moves_the_days(self):
        statement = self._create_statement()
        self.assertEqual(statement.days, 5)
        statement.date_to = "2030-05-06"
        self.assertEqual(statement.line_ids.day_id, self.days[0])

    def test_form_proposes_the_funder(self):
        statements = self.env["cooperation.funding.statement"]
        with Form(statements.with_user(self.user_coordinator)) as form:
            form.agreement_id = self.agreement
            self.assertEqual(form.funder_id, self.funder)
            form.date_from = "2030-05-01"
            form.date_to = "2030-05-31"
        self.assertEqual(form.record.days, 5)

    def test_only_a_funder_of_the_agreement(self):
        with self.assertRefused(ValidationError, "grants nothing in"):
            self._create_statement(funder_id=self.city.id)

    def test_lines_of_the_amendments(self):
        """What an amendment grants is stated under the agreement that it amends."""
        amendment = self._create_active_agreement(
            name="More", kind="amendment", parent_id=self.agreement.id
        )
        statement = self._create_statement()
        self.assertEqual(
            statement._get_funding_lines(), self.line | amendment.funding_line_ids
        )

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    def test_amounts_add_up_however_days_are_cut(self):
        """What five days cost, in four statements: rounded once, and whole."""
        self._create_done_mission(
            self._create_active_expert("Other"),
            planned_cost=100.01,
            date_start="2030-06-03",
            date_end="2030-06-07",
        )
        statements = [
            self._create_statement(date_from=day, date_to=day)
            for day in ("2030-06-03", "2030-06-04", "2030-06-05")
        ]
        self.assertEqual([s.amount for s in statements], [20, 20, 20.01])
        last = self._create_statement(date_from="2030-06-06", date_to="2030-06-07")
        self.assertEqual([line.amount for line in last.line_ids], [20, 20])
        statements[1].action_issue()
        statements[0].unlink()
        again = self._create_statement(date_from="2030-06-03", date_to="2030-06-03")
        total = again.amount + last.amount + sum(s.amount for s in statements[1:])
        self.assertAlmostEqual(total, 100.01, 2)

    def test_withdrawn_days_are_stated_again(self):
        statement = self._create_statement()
        statement.action_issue()
        statement.withdraw_reason = "Wrong period"
        statement.action_withdraw()
        again = self._create_statement()
        self.assertEqual(again.line_ids.day_id, self.days)
        self.assertEqual(again.amount, 1000)
        again.action_issue()
        self.assertEqual(statement.line_ids.day_id, self.days)

    # ------------------------------------------------------------
    # Once
    # ------------------------------------------------------------

    def test_day_is_stated_once(self):
        """What a draft holds already is left out of the next, which says so."""
        first = self._create_statement(date_to="2030-05-07")
        second = self._create_statement()
        self.assertEqual(second.line_ids.day_id, self.days[2:])
        self.assertEqual(
            second.left_out, f"2 expert days are in “{first.display_name}” already."
        )
        first.unlink()
        second.action_collect()
        self.assertEqual(second.line_ids.day_id, self.days)

    def test_database_refuses_a_day_twice(self):
        statement = self._create_statement()
        other = self._create_statement(date_from="2030-06-01", date_to="2030-06-02")
        line = statement.sudo().line_ids[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            line.copy({"statement_id": other.id})

    def test_says_what_is_left_out(self):
        line = self._create_active_agreement(name="Other").funding_line_ids
        line.agreement_id._guarded_write({"state": "draft"})
        line.agreement_id = self.agreement
        # As an earlier version of the software took it.
        self.env.cr.execute(
            "UPDATE cooperation_expert_day SET funding_line_id = %s WHERE id = %s",
            [line.id, self.days[0].id],
        )
        self.days.invalidate_recordset()
        statement = self._create_statement(date_from="2030-05-01")
        self.assertEqual(statement.days, 4)
        self.assertIn("on a line that does not fund it", statement.left_out)
        late = self._create_statement(date_from="2030-05-11", funder_id=self.funder.id)
        self.assertIn("1 expert day done before the period", late.left_out)

    def test_never_more_than_the_line_covers(self):
        """Days beyond what the line covers of the mission wait, and are named."""
        self.mission._guarded_write({"state": "draft"})
        self.mission.allocation_ids.days = 3
        self.mission._guarded_write({"state": "ordered"})
        statement = self._create_statement()
        self.assertEqual(statement.days, 3)
        self.assertEqual(statement.amount, 1000)
        self.assertIn("goes 2 expert days beyond", statement.left_out)
        self.assertIn("beyond what the line covers", statement.left_out)

    # ------------------------------------------------------------
    # Issued
    # ------------------------------------------------------------

    def test_issue_freezes(self):
        statement = self._create_statement()
        statement.action_issue()
        self.assertEqual(statement.state, "issued")
        self.assertEqual(str(statement.issued_on), "2030-06-20")
        self.assertEqual(statement.issued_by_id, self.user_coordinator)
        content = base64.b64decode(statement.file)
        self.assertEqual(statement.file_sha256, hashlib.sha256(content).hexdigest())
        for values in (
            {"date_to": "2030-05-07"},
            {"funder_id": self.city.id},
            {"line_ids": [Command.clear()]},
        ):
            with self.assertRefused(UserError, "cannot be changed any more"):
                statement.write(values)
        with self.assertRefused(UserError, "cannot be changed any more"):
            statement.action_collect()
        with self.assertRaises(UserError):
            statement.unlink()

    def test_issue_collects_once_more(self):
        """What has changed in the ledger since it was drafted is in it."""
        statement = self._create_statement()
        self._as_coordinator(self.days[0]).action_replan()
        statement.action_issue()
        self.assertEqual(statement.days, 4)

    def test_issue_asks_for_what_is_missing(self):
        open_period = self._create_statement(date_to="2030-06-30")
        with self.assertRefused(UserError, "runs until 06/30/2030: issue it once"):
            open_period.action_issue()
        empty = self._create_statement(date_from="2030-01-01", date_to="2030-01-31")
        with self.assertRefused(UserError, "No day done in the period"):
            empty.action_issue()

    def test_stated_day_does_not_change(self):
        statement = self._create_statement()
        statement.action_issue()
        day = self._as_coordinator(self.days[0])
        pattern = f"is in “{statement.display_name}”, issued on 06/20/2030: withdraw"
        with self.assertRefused(UserError, pattern):
            day.action_replan()
        adjustment = (
            self.env["cooperation.expert.day.adjustment"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "assignment_id": day.assignment_id.id,
                    "date": day.date,
                    "wanted": "none",
                    "reason": "Was ill",
                }
            )
        )
        self.mission._guarded_write({"state": "closed"})
        with self.assertRefused(UserError, pattern):
            adjustment.action_apply()
        statement.withdraw_reason = "Was ill"
        statement.action_withdraw()
        adjustment.action_apply()
        self.assertEqual(len(statement.line_ids), 5)
        self.assertEqual(self._create_statement().days, 4)

    def test_day_of_a_draft_leaves_it(self):
        statement = self._create_statement()
        day = self._as_coordinator(self.days[0])
        day.action_replan()
        day.unlink()
        self.assertEqual(len(statement.line_ids), 4)

    def test_withdraw_with_a_reason(self):
        statement = self._create_statement()
        statement.action_issue()
        with self.assertRefused(UserError, "what was wrong"):
            statement.action_withdraw()

    # ------------------------------------------------------------
    # Nobody gets around it
    # ------------------------------------------------------------

    def test_crafted_calls(self):
        statement = self._create_statement()
        for values in (
            {"state": "issued"},
            {"file": "QQ==", "file_sha256": "0"},
            {"issued_on": "2030-05-05"},
            {"reference": "ETF/2031/0001"},
        ):
            with self.assertRefused(UserError, "by the buttons"):
                statement.write(values)
        for values in ({"total": 5}, {"days": 1}):
            with self.assertRefused(UserError, "is computed"):
                statement.write(values)
        line = statement.line_ids[0]
        for call in (
            lambda: line.write({"amount": 9}),
            lambda: line.unlink(),
            lambda: line.create({"statement_id": statement.id}),
            lambda: statement.write(
                {"line_ids": [Command.update(line.id, {"amount": 9})]}
            ),
        ):
            with self.assertRaises(AccessError):
                call()
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                statement.with_user(user).action_issue()

    def test_created_as_a_draft(self):
        with self.assertRefused(UserError, "starts in the state"):
            self._create_statement(state="issued")
