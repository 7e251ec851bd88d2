"""Puts an annual report together from its chapters."""

import re

from odoo.tools import is_html_empty

from ..measures import MEASURES
from .chapters import AnnualComparison, AnnualInitiative
from .comment import clean_comment
from .document import Block, Document, Section, Table
from .figures import AnnualFigures
from .lists import AnnualPartners, AnnualPromises
from .overview import AnnualOverview
from .part import AnnualPart
from .words import AnnualWords

_NUMBER = re.compile(r"^\[\d+\]\s*")


def make_document(report):
    """Return what an annual report says at this moment.

    :param report: a `cooperation.annual.report`, in the language that it is written in
    :return: a `Document`
    """
    env = report.env
    figures = AnnualFigures(env, report.year, report.years_compared)
    parts = (report, figures, AnnualWords(env))
    texts = ((one.code, clean_comment(one.comment)) for one in report.section_ids)
    comments = {code: text for code, text in texts if not is_html_empty(text)}
    initiatives = figures.activity._fields["initiative"].get_values(env)
    sections = [
        AnnualOverview(*parts).make(comments.get("overview", "")),
        *(
            AnnualInitiative(*parts).make(initiative, comments.get(initiative, ""))
            for initiative in initiatives
        ),
        AnnualComparison(*parts).make(comments.get("comparison", "")),
        AnnualPartners(*parts).make(comments.get("partners", "")),
        AnnualPromises(*parts).make(comments.get("promises", "")),
        AnnualMethod(*parts).make(),
    ]
    return AnnualCover(*parts).make(sections)


class AnnualMethod(AnnualPart):
    """What counts and what does not, in the words of the definitions."""

    def make(self):
        # “[004] ” is the number of a document in the files of this house.
        named = (_NUMBER.sub("", f.source) for f in self.figures.openings if f.source)
        sources = sorted(set(named))
        columns = [
            self.name(self.env._("Measure")),
            self.name(self.env._("Definition")),
        ]
        table = Table(
            self.env._("What is counted"),
            self.env._("The same definitions for all tables of this report."),
            columns,
            self.make_definitions(),
            notes=[
                self.env._("Source of published totals: %(name)s.", name=source)
                for source in sources
            ],
        )
        sentence = self.env._(
            "Every number of this report is a total of the activity report: the "
            "number on the page, in the table and in the list that its link opens "
            "is the same."
        )
        block = Block("definitions", self.env._("Definitions"), sentence, table)
        return Section("method", self.env._("How it is counted"), [block])

    def make_definitions(self):
        """Return measures and their definitions, as the house has written them."""
        codes = [f"CNFPT-{self.get_code(code)}" for code in MEASURES]
        figures = self.env["cooperation.figure"].search([("code", "in", codes)])
        by_measure = {figure.measure: figure.definition for figure in figures}
        return [
            [self.text(self.label(code)), self.text(by_measure[code])]
            for code in MEASURES
            if by_measure.get(code)
        ]

    @staticmethod
    def get_code(measure):
        return measure.upper().replace("_", "-")


class AnnualCover(AnnualPart):
    """Title, what identifies the report, and its first words."""

    def make(self, sections):
        lead = [
            block.sentence
            for section in sections
            for block in section.blocks
            if block.is_lead and not self.is_repeated(block, sections[0])
        ]
        return Document(
            title=self.env._(
                "Annual report %(year)s of the European and International Mission",
                year=self.year,
            ),
            lang=self.report.lang,
            year=self.year,
            issuer=self.env.company.name,
            facts=self.make_facts(),
            lead=lead,
            sections=sections,
            is_draft=self.report.state == "draft",
            legend=self.make_legend(),
            contents=(self.env._("Sheet"), self.env._("Table")),
        )

    @staticmethod
    def is_repeated(block, overview):
        """Zones of all the years are told where those of the year are not known."""
        codes = {one.code for one in overview.blocks}
        return block.code.replace("whole_", "") + "_by_zone" in codes

    def make_facts(self):
        report = self.report
        facts = [
            (
                self.env._("Period"),
                self.env._(
                    "1 January to 31 December %(year)s",
                    year=self.year,
                ),
            ),
            (self.env._("Edition"), str(report.edition)),
            (self.env._("State"), report._get_state_label(report.state)),
        ]
        if report.signed_off_by_id:
            day = self.words.date(report.signed_off_on)
            facts.append(
                (
                    self.env._("Signed off"),
                    self.env._(
                        "%(date)s, by %(name)s",
                        date=day,
                        name=report.signed_off_by_id.name,
                    ),
                )
            )
        return facts

    def make_legend(self):
        return [
            self.env._(
                "* holds a published total, without records behind it; in charts it is "
                "hatched or hollow."
            ),
            self.env._(
                "“not published”: the source says nothing; that is not zero. A dash: "
                "nothing is recorded."
            ),
        ]
