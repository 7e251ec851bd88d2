"""Partners, agreements signed and promises: what the annual report lists by name."""

from collections import Counter
from datetime import date as Date

from odoo.fields import Domain

from ..charts import Series, draw_bars
from ..measures import format_quantity, format_value
from .document import Block, Cell, Column, Section, Table
from .figures import NOTHING
from .part import AnnualPart

_PARTNER_MEASURES = (
    *("visits", "missions", "internships", "training_sessions", "agreements"),
)
PROMISE_STATES = ("kept", "late", "open", "dropped")


class AnnualPartners(AnnualPart):
    """With whom the Mission worked, and what was signed."""

    def make(self, comment):
        blocks = [self.make_partners(), self.make_agreements()]
        title = self.env._("Partners and agreements")
        return Section("partners", title, blocks, comment)

    def make_partners(self):
        rows = self.make_partner_rows()
        columns = [
            self.name(self.env._("Partner")),
            self.name(self.env._("Country")),
            *(self.column(code) for code in _PARTNER_MEASURES),
        ]
        notes = []
        if rows and (False,) in self.figures.by_partner:
            notes = [self.env._("Files without a main partner are not in this table.")]
        caption = self.env._("Partners of %(year)s", year=self.year)
        total = self.sums(columns, rows)
        return Block(
            "partners",
            self.env._("Partners"),
            self.word_partners(rows),
            Table(caption, self.scope(), columns, rows, total, notes),
        )

    def make_partner_rows(self):
        """Return the partners that have any of the measures, by name."""
        groups = self.figures.by_partner
        partners = self.figures.get_records(groups, "res.partner")
        rows = []
        for partner in partners:
            totals = groups[partner.id,]
            cells = [
                self.total(code, totals.get(code, NOTHING), partner_id=partner)
                for code in _PARTNER_MEASURES
            ]
            if any(cell.value is not None for cell in cells):
                name, country = partner.display_name, partner.country_id.name
                rows.append([self.text(name), self.text(country), *cells])
        return rows

    def word_partners(self, rows):
        if not rows:
            return self.env._("No file of %(year)s names a partner.", year=self.year)
        countries = {row[1].text for row in rows if row[1].text}
        if len(rows) == 1:
            return self.env._("One partner: %(name)s.", name=rows[0][0].text)
        if len(countries) == 1:
            return self.env._(
                "%(count)s partners of one country.", count=self.words.number(len(rows))
            )
        return self.env._(
            "%(count)s partners of %(countries)s countries.",
            count=self.words.number(len(rows)),
            countries=len(countries),
        )

    # ------------------------------------------------------------
    # Agreements
    # ------------------------------------------------------------

    def make_agreements(self):
        """List what was signed: the rows that make the totals, amendments included."""
        columns = [
            self.name(self.env._("Reference")),
            self.name(self.env._("Title")),
            self.name(self.env._("Partner")),
            self.name(self.env._("Kind")),
            Column(self.env._("Signed on"), "date"),
            Column(self.env._("Granted"), "amount", True),
        ]
        rows = self.make_agreement_rows()
        caption = self.env._("Agreements signed in %(year)s", year=self.year)
        note = self.env._(
            "An amendment adds money to its agreement and is not counted as another "
            "agreement. Amounts are in our own currency, at the rate of each grant."
        )
        total = self.sums(columns, rows)
        return Block(
            "agreements",
            self.env._("Agreements signed"),
            self.word_agreements(),
            Table(caption, self.scope(), columns, rows, total, [note] if rows else []),
        )

    def make_agreement_rows(self):
        activity = self.figures.activity
        facts = activity.search_fetch(
            self.figures.own & Domain("kind", "=", "agreement"),
            ["res_id", "date", "amount"],
            order="date, id",
        )
        agreements = self.env["cooperation.agreement"].browse(facts.mapped("res_id"))
        kinds = dict(agreements._fields["kind"]._description_selection(self.env))
        base = f"{activity.get_base_url()}/odoo/agreements"
        rows = []
        for fact, agreement in zip(facts, agreements, strict=True):
            reference, amount = agreement.reference, fact.amount
            rows.append(
                [
                    Cell(reference, reference, url=f"{base}/{agreement.id}"),
                    self.text(agreement.name),
                    self.text(agreement.partner_id.display_name),
                    self.text(kinds.get(agreement.kind)),
                    self.day(fact.date),
                    Cell(amount, format_value(self.env, "amount", amount))
                    if amount
                    else Cell(text="\N{EN DASH}"),
                ]
            )
        return rows

    def word_agreements(self):
        signed = self.figures.get("agreements").value
        amount = self.figures.get("amount").value
        if signed is None:
            return self.env._("No agreement was signed in %(year)s.", year=self.year)
        quantity = format_quantity(self.env, "agreements", signed)
        if not amount:
            return self.env._(
                "Signed in %(year)s: %(agreements)s.",
                year=self.year,
                agreements=quantity,
            )
        return self.env._(
            "Signed in %(year)s: %(agreements)s, with %(amount)s granted.",
            year=self.year,
            agreements=quantity,
            amount=format_value(self.env, "amount", amount),
        )


class AnnualPromises(AnnualPart):
    """What was promised for the year, and what became of it."""

    def make(self, comment):
        self.promises = self.env["cooperation.commitment"].search(
            [
                ("date_due", ">=", Date(self.year, 1, 1)),
                ("date_due", "<=", Date(self.year, 12, 31)),
            ],
            order="date_due, id",
        )
        self.states = {promise: promise._get_outcome() for promise in self.promises}
        field = self.promises._fields["state"]
        self.labels = dict(field._description_selection(self.env))
        blocks = [self.make_counts()]
        if self.promises:
            blocks.append(self.make_list())
        title = self.env._("Promises")
        return Section("promises", title, blocks, comment)

    def make_counts(self):
        field = self.promises._fields["made_by"]
        makers = dict(field._description_selection(self.env))
        counts = Counter((one.made_by, state) for one, state in self.states.items())
        rows = [
            [
                self.text(label),
                *(self.plain(counts[maker, state]) for state in PROMISE_STATES),
                self.plain(sum(counts[maker, state] for state in PROMISE_STATES)),
            ]
            for maker, label in makers.items()
            if self.promises
        ]
        columns = [
            self.name(self.env._("Made by")),
            *(Column(self.labels[state], is_summed=True) for state in PROMISE_STATES),
            Column(self.env._("All"), is_summed=True),
        ]
        caption = self.env._("Promises due in %(year)s", year=self.year)
        sentence = self.words.describe_promises(
            self.year, Counter(self.states.values())
        )
        scope = self.env._("All promises whose day lies in %(year)s.", year=self.year)
        table = Table(caption, scope, columns, rows, self.sums(columns, rows))
        chart = self.draw_counts(caption, sentence, makers, counts)
        title = self.env._("Kept, late and open")
        return Block("promises", title, sentence, table, chart)

    def draw_counts(self, caption, sentence, makers, counts):
        if not self.promises:
            return ""
        series = [
            Series(self.labels[state], [counts[maker, state] for maker in makers])
            for state in PROMISE_STATES
        ]
        labels = list(makers.values())
        write = self.words.number
        return draw_bars("promises", caption, sentence, labels, series, write)

    def make_list(self):
        """List the promises, those that are not kept first."""
        order = {state: rank for rank, state in enumerate(("late", "open"))}
        promises = self.promises.sorted(
            lambda one: (
                order.get(self.states[one], len(order)),
                one.date_due,
                one.id,
            )
        )
        rows = [
            [
                self.text(promise.name),
                self.text(promise.partner_id.display_name or ""),
                self.day(promise.date_due),
                self.text(self.labels[self.states[promise]]),
            ]
            for promise in promises
        ]
        columns = [
            self.name(self.env._("Promise")),
            self.name(self.env._("Partner")),
            Column(self.env._("Due on"), "date"),
            self.name(self.env._("State")),
        ]
        caption = self.env._("Promises due in %(year)s, one by one", year=self.year)
        scope = self.env._("Late and open ones first.")
        title = self.env._("The promises")
        table = Table(caption, scope, columns, rows)
        return Block("promise_list", title, self.word_late(promises), table)

    def word_late(self, promises):
        late = [one for one in promises if self.states[one] == "late"]
        if not late:
            return self.env._("None of them is late.")
        first = late[0]
        return self.env._(
            "Late the longest: “%(promise)s”, due on %(date)s.",
            promise=first.name,
            date=self.words.date(first.date_due),
        )
