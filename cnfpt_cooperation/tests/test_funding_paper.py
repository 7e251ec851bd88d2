import base64
import hashlib
import io
import random

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.cooperation_funding_figure_mixin import FIGURES
from .common_statement import StatementCommon

_NUMBERS = ("fraction", "amount", "overhead", "total")


class FundingPaperCommon(StatementCommon):
    """A grant that pays ten percent of overheads, and a call on it."""

    _line_values = {"overhead_rate": 10}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "force_report_rendering": True})
        cls.funder.email = "funder@example.com"
        cls.statement = cls._create_statement()
        cls.tranche = cls.env["cooperation.funding.tranche"].create(
            {
                "name": "First half",
                "funding_line_id": cls.line.id,
                "amount": 10000,
                "date_due": "2030-07-01",
            }
        )
        cls.tranche = cls._as_coordinator(cls.tranche)
        cls.tranche = cls.tranche.with_env(cls.env(user=cls.user_coordinator))

    def _read_sheets(self, content):
        """Return the rows of each sheet of a workbook, as a spreadsheet shows them."""
        workbook = load_workbook(io.BytesIO(content), data_only=True)
        return {
            sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
            for sheet in workbook
        }

    def _read_table(self, rows, first):
        """Return the rows below the header that begins with `first`, by its titles."""
        head = next(n for n, row in enumerate(rows) if row[0] == first and row[1])
        titles = rows[head]
        return titles, [dict(zip(titles, row, strict=True)) for row in rows[head + 1 :]]


@tagged("post_install", "-at_install")
class TestFundingPaper(FundingPaperCommon):
    """What funders receive: the same figures on paper, in a spreadsheet, on screen."""

    # ------------------------------------------------------------
    # Statement
    # ------------------------------------------------------------

    def test_statement_says_what_the_ledger_says(self):
        self.statement.action_issue()
        self.assertEqual(self.statement.amount, 1000)
        self.assertEqual(self.statement.overhead, 100)
        self.assertEqual(self.statement.total, 1100)
        ledger = self.line._get_ledger_totals()[self.line.id]
        self.assertEqual(ledger["amount_invoiced"], self.statement.total)
        self.assertEqual(ledger["amount_done"], self.statement.total)
        self.assertEqual(ledger["days_invoiced"], self.statement.days)
        content = base64.b64decode(self.statement.with_context(bin_size=False).file)
        text = " ".join(self._read_pages(content))
        for words in (
            *(self.statement.reference, self.agreement.reference),
            *("Test Development Agency", "Test grant", "Amina Exemple"),
            *("1er mai 2030 – 31 mai 2030", self.mission.reference),
        ):
            self.assertIn(words.replace("1er mai 2030 – 31", "1er – 31"), text)
        for amount in ("1 000,00", "100,00", "1 100,00", "20 000,00", "18 900,00"):
            self.assertIn(amount, text)
        for day in range(6, 11):
            self.assertIn(f"{day} mai 2030", text)

    def test_position_before_and_after_the_issue(self):
        first = self._create_statement(date_to="2030-05-07")
        self.assertFalse(first.line_ids, "a draft holds these days")
        self.statement.date_to = "2030-05-07"
        self.statement.action_issue()
        second = self._create_statement()
        expected = {
            "granted": [20, 20000],
            "before": [2, 440],
            "own": [3, 660],
            "left": [15, 18900],
        }
        for _step in range(2):
            position = second._get_position()
            self.assertEqual(
                {key: list(figures) for key, figures in position.items()}, expected
            )
            if second.state == "draft":
                second.action_issue()

    def test_statement_workbook(self):
        """Every cell is the line's, and each total the sum of its column."""
        self.expert.partner_id.name = "=1+1"
        sheets = self._read_sheets(self.statement._get_workbook())
        self.assertEqual(len(sheets), 2)
        missions, days = sheets.values()
        _titles, rows = self._read_table(days, days[7][0])
        lines = self.statement.line_ids.sorted(lambda line: (line.date, line.id))
        self.assertEqual(len(rows), len(lines) + 1)
        for row, line in zip(rows, lines, strict=False):
            cells = list(row.values())
            self.assertEqual(cells[0].date(), line.date)
            self.assertEqual(cells[1], "=1+1")
            self.assertEqual(cells[-4:], [line[name] for name in _NUMBERS])
        total = [*(self.statement[name] for name in ("days", "amount"))]
        total += [self.statement.overhead, self.statement.total]
        self.assertEqual(list(rows[-1].values())[-4:], total)
        self.assertEqual(missions[-1][-4:], total)
        formulas = load_workbook(io.BytesIO(self.statement._get_workbook()))
        last = formulas.worksheets[1][formulas.worksheets[1].max_row]
        self.assertRegex(last[-1].value, r"=SUM\(I\d+:I\d+\)")

    def test_statement_in_english(self):
        """Who does not read French is written to in English."""
        self.funder.write({"country_id": self.env.ref("base.us").id, "lang": "en_US"})
        self.funder.cooperation_partner_type_id = (
            self.env.ref("cnfpt_cooperation.partner_type_foundation", False)
            or self.foreign_body.cooperation_partner_type_id
        )
        self.assertEqual(self.statement._get_lang(), "en_US")
        text = " ".join(self._read_pages(self._print_statement()))
        for words in ("Financial statement", "DRAFT", "Position of the grant"):
            self.assertIn(words, text)
        self.assertIn("1 – 31 May 2030", text)

    def _print_statement(self):
        return self._print_pdf(self.statement, "action_paper_funding_statement")

    def test_send_statement(self):
        with self.assertRefused(UserError, "before you send it"):
            self.statement.action_send()
        self.statement.action_issue()
        message = self._send(self.statement.action_send())
        self.assertEqual(message.partner_ids, self.funder)
        self.assertIn(self.statement.reference, message.subject)
        files = self._get_attachments(message)
        paper = files.pop(self.statement.filename)
        self.assertEqual(
            hashlib.sha256(paper.raw).hexdigest(), self.statement.file_sha256
        )
        (book,) = files.values()
        self.assertTrue(book.name.endswith(".xlsx"))
        self.assertEqual(len(self._read_sheets(book.raw)), 2)
        mail = self.env["mail.mail"].sudo()
        self.assertTrue(mail.search([("mail_message_id", "=", message.id)]))

    def test_all_stated_is_all_done(self):
        """However odd the amounts and the cuts, the statements add up to the ledger."""
        self.statement.unlink()
        dice = random.Random(5)
        for number in range(6):
            mission = self._create_done_mission(
                self._create_active_expert(f"Expert {number}"),
                planned_cost=dice.randint(1, 99999) / 100,
                date_start=f"2030-04-{1 + 7 * (number % 4):02}",
                date_end=f"2030-04-{5 + 7 * (number % 4):02}",
                agreement=self._create_active_agreement(
                    name=f"A{number}", line={"overhead_rate": dice.choice((0, 7.35))}
                ),
            )
            agreement = mission.agreement_id
            dates = sorted(set(mission.day_ids.mapped("date")))
            for date in dates:
                statement = self._create_statement(
                    agreement_id=agreement.id, date_from=date, date_to=date
                )
                # Their papers are read by the other tests.
                statement.with_context(force_report_rendering=False).action_issue()
            figures = agreement._get_ledger_totals()[agreement.id]
            with self.subTest(number):
                self.assertEqual(figures["days_done"], figures["days_invoiced"])
                self.assertAlmostEqual(
                    figures["amount_done"], figures["amount_invoiced"], 2
                )
                self.assertAlmostEqual(
                    figures["amount_committed"], figures["amount_invoiced"], 2
                )

    def test_costs_without_days(self):
        """A line that pays costs only is stated in the proportion of the mission."""
        payer = self.foreign_body
        line = (
            self.env["cooperation.funding.line"]
            .sudo()
            .create(
                {
                    "name": "Costs",
                    "agreement_id": self._create_agreement_draft().id,
                    "funder_id": payer.id,
                    "amount": 5000,
                }
            )
        )
        line.agreement_id._guarded_write({"state": "active"})
        self.mission._guarded_write({"state": "draft"})
        self.mission.allocation_ids.create(
            {"mission_id": self.mission.id, "funding_line_id": line.id, "amount": 500}
        )
        self.mission.allocation_ids[-1].days = 0
        self.mission._guarded_write({"state": "ordered"})
        statement = self._create_statement(
            agreement_id=line.agreement_id.id, date_to="2030-05-07"
        )
        self.assertEqual(statement.days, 0)
        self.assertEqual(statement.total, 200)
        statement.action_issue()
        rest = self._create_statement(agreement_id=line.agreement_id.id)
        self.assertEqual(rest.total, 300)
        rest.action_issue()
        figures = line._get_ledger_totals()[line.id]
        self.assertEqual(figures["amount_invoiced"], figures["amount_done"])

    def _create_agreement_draft(self):
        agreement = self._create_active_agreement(name="Payer of costs")
        agreement._guarded_write({"state": "draft"})
        agreement.funding_line_ids.unlink()
        return agreement

    # ------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------

    def test_ledger_workbook(self):
        """Columns in the order of every ledger; totals are those of the screen."""
        self.statement.action_issue()
        for record in (self.agreement, self.line):
            record = record.with_user(self.user_officer)
            sheets = list(self._read_sheets(record._get_ledger_workbook()).values())
            labels = [
                self.env["cooperation.funding.ledger"]._get_figure_label(
                    f"{measure}_{figure}"
                )
                for measure in ("days", "amount")
                for figure in FIGURES
            ]
            totals = self.line._get_ledger_totals()[self.line.id]
            expected = [
                totals[f"{measure}_{figure}"]
                for measure in ("days", "amount")
                for figure in FIGURES
            ]
            for rows in sheets:
                titles, table = self._read_table(rows, rows[4][0])
                self.assertEqual([t for t in titles if t in labels], labels)
                self.assertEqual(
                    [table[-1][label] for label in labels],
                    expected,
                    "each total is the figure of the ledger",
                )
                for label in labels:
                    column = [row[label] or 0 for row in table]
                    self.assertAlmostEqual(sum(column[:-1]), column[-1], 2)
        self.assertEqual(self.agreement.amount_invoiced, 1100)

    def test_ledger_in_two_currencies(self):
        """Amounts in several currencies are not added up; our own are."""
        usd, eur = self.env.ref("base.USD"), self.env.ref("base.EUR")
        foreign = eur if self.line.currency_id == usd else usd
        foreign.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": foreign.id, "rate": 2}
        )
        self.agreement._guarded_write({"state": "draft"})
        self.env["cooperation.funding.line"].create(
            {
                "name": "Foreign",
                "agreement_id": self.agreement.id,
                "funder_id": self.funder.id,
                "amount": 3000,
                "currency_id": foreign.id,
            }
        )
        self.agreement._guarded_write({"state": "active"})
        sheets = self._read_sheets(self.agreement._get_ledger_workbook())
        _titles, table = self._read_table(*next(iter(self._named(sheets))))
        labels = self.env["cooperation.funding.ledger"]._get_figure_label
        self.assertFalse(table[-1][labels("amount_granted")])
        self.assertEqual(
            table[-1][labels("company_granted")],
            sum(self.agreement.funding_line_ids.mapped("amount_company")),
        )

    def _named(self, sheets):
        for rows in sheets.values():
            yield rows, rows[4][0]

    def test_who_downloads(self):
        """The ledger is read by the Mission; strangers to it get nothing."""
        action = self.agreement.with_user(self.user_direction).action_download_ledger()
        self.assertIn("ledger_workbook", action["url"])
        with self.assertRaises(AccessError):
            self.agreement.with_user(self.user_employee)._get_ledger_workbook()

    # ------------------------------------------------------------
    # Call for payment
    # ------------------------------------------------------------

    def test_call_is_kept_and_sent(self):
        with self.assertRefused(UserError, "before you send its call"):
            self.tranche.action_send()
        self.tranche.action_call()
        content = base64.b64decode(self.tranche.with_context(bin_size=False).file)
        self.assertEqual(self.tranche.file_sha256, hashlib.sha256(content).hexdigest())
        text = " ".join(self._read_pages(content))
        for words in (
            *("Appel de fonds", self.tranche.call_reference, "First half"),
            *("10 000,00", "20 000,00", "1er juillet 2030", "20 juin 2030"),
            *("Test Development Agency", self.agreement.reference),
        ):
            self.assertIn(words, text)
        self.assertNotIn("PROJET", text)
        message = self._send(self.tranche.action_send())
        self.assertEqual(message.partner_ids, self.funder)
        (file,) = self._get_attachments(message).values()
        self.assertEqual(file.raw, content)

    def test_call_taken_back(self):
        self.tranche.action_call()
        self.tranche.action_take_back()
        self.assertFalse(self.tranche.file or self.tranche.file_sha256)
        with self.assertRefused(UserError, "before you send its call"):
            self.tranche.action_send()

    def test_crafted_call(self):
        """Nobody puts another paper in the place of the one that went out."""
        self.tranche.action_call()
        for values in ({"file": "QQ=="}, {"file_sha256": "0" * 64}):
            with self.assertRaises(UserError):
                self.tranche.write(values)
        for user in (self.user_officer, self.user_direction):
            with self.assertRaises(AccessError):
                self.tranche.with_user(user).action_send()

    def test_call_names_the_account(self):
        self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630001007941234567890185",
                "partner_id": self.env.company.partner_id.id,
            }
        )
        text = " ".join(
            self._read_pages(self._print_pdf(self.tranche, "action_paper_payment_call"))
        )
        self.assertIn("FR7630001007941234567890185", text.replace(" ", ""))
        self.assertIn("PROJET", text)
