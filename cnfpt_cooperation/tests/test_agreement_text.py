import doctest

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from ..report.wording import FRENCH
from ..tools import consolidation, marking
from .common import MODULE
from .common_agreement import AgreementCommon

_ARABIC = "ar_001"


class AgreementTextCommon(AgreementCommon):
    """Instruments with articles, in French and in Arabic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(FRENCH)
        cls.env["res.lang"]._activate_lang(_ARABIC)
        cls.foreign_body.write({"email": "school@example.com"})

    @classmethod
    def _create_articles(cls, agreement, *names, **values):
        """Add articles to an agreement, and return them."""
        return cls.env["cooperation.agreement.article"].create(
            [
                {
                    "agreement_id": agreement.id,
                    "sequence": 10 * rank,
                    "name_french": name,
                    "body_french": f"<p>Texte : {name}</p>",
                    **values,
                }
                for rank, name in enumerate(names, 1)
            ]
        )

    @classmethod
    def _create_text(cls, *names, **values):
        """Return a draft of the coordinator with these articles."""
        agreement = cls._create_agreement(**values)
        cls._create_articles(agreement, *(names or ("Objet", "Durée")))
        return agreement


@tagged("post_install", "-at_install")
class TestAgreementDrafting(AgreementTextCommon):
    """Articles come from a template, in both languages, in one click."""

    def test_every_kind_has_a_template(self):
        kinds = set(dict(self.env["cooperation.agreement"]._fields["kind"].selection))
        templates = self.env["cooperation.agreement.template"].search([])
        self.assertEqual(set(templates.mapped("kind")), kinds)
        self.assertTrue(all(template.article_ids for template in templates))

    @users("coordinator_test")
    def test_draft_in_two_languages(self):
        template = self.env["cooperation.agreement.template"].create(
            {
                "name": "Own",
                "kind": "engagement_letter",
                "article_ids": [
                    Command.create(
                        {
                            "name": "Purpose",
                            "body": "<p>For {partner}, until {end}.</p>",
                        }
                    )
                ],
            }
        )
        article = template.article_ids
        for lang, name, term in (
            (FRENCH, "Objet", "Pour {partner}, jusqu’au {end}."),
            (_ARABIC, "الموضوع", "من أجل {partner} إلى {end}."),
        ):
            article.with_context(lang=lang).name = name
            article.update_field_translations(
                "body", {lang: {"For {partner}, until {end}.": term}}
            )
        self.foreign_body.name = "School <b>& Co</b>"
        agreement = self._create_agreement(
            self.env.user,
            partner_id=self.foreign_body.id,
            second_lang=_ARABIC,
            template_id=template.id,
        )
        agreement.action_draft_text()
        drafted = agreement.article_ids
        self.assertEqual(drafted.name_french, "Objet")
        self.assertEqual(
            drafted.body_french,
            "<p>Pour School &lt;b&gt;&amp; Co&lt;/b&gt;, jusqu’au 31 décembre 2030."
            "</p>",
        )
        self.assertEqual(drafted.name_second, "الموضوع")
        self.assertIn("من أجل School", drafted.body_second)
        self.assertIn("2030", drafted.body_second)
        text = agreement.with_context(lang=_ARABIC)._get_text_at()
        self.assertEqual(text[0]["name"], "الموضوع")
        other = agreement.with_context(lang="en_US")._get_text_at()
        self.assertEqual(other[0]["name"], "Objet", "it is not written in English")

    def test_each_language_has_its_own_paragraphs(self):
        """A paragraph added in one language leaves the other text alone."""
        agreement = self._create_text("Objet", second_lang=_ARABIC)
        article = agreement.article_ids
        article.body_second = "<p>النص</p>"
        article.body_french = "<p>Un</p><p>Deux</p>"
        self.assertEqual(article.body_second, "<p>النص</p>")
        article.body_second = "<p>نص آخر</p>"
        self.assertEqual(article.body_french, "<p>Un</p><p>Deux</p>")

    def test_drafting_anew_keeps_what_was_there(self):
        agreement = self._create_text("Objet particulier")
        agreement.action_draft_text()
        self.assertNotIn("Objet particulier", agreement.article_ids.mapped("name"))
        version = agreement.version_ids
        self.assertEqual(version.kind, "draft")
        kept = version.text["articles"][0]
        self.assertEqual(kept["name"][FRENCH], "Objet particulier")

    def test_nothing_to_draft_from(self):
        agreement = self._create_agreement()
        agreement.template_id = False
        with self.assertRaisesRegex(UserError, "Choose the template"):
            agreement.action_draft_text()
        agreement.template_id = self.env["cooperation.agreement.template"].create(
            {"name": "Empty", "kind": "convention"}
        )
        with self.assertRaisesRegex(ValidationError, "no article yet"):
            agreement.action_draft_text()

    def test_misspelt_word(self):
        with self.assertRaisesRegex(ValidationError, "{partnr}.*{partner}"):
            self.env["cooperation.agreement.template"].create(
                {
                    "name": "Wrong",
                    "kind": "convention",
                    "article_ids": [
                        Command.create({"name": "Purpose", "body": "<p>{partnr}</p>"})
                    ],
                }
            )

    @users("coordinator_test")
    def test_form(self):
        """What a person does: choose, draft, open an article, write it."""
        with Form(self.env["cooperation.agreement"]) as form:
            form.name = "By hand"
            form.partner_id = self.foreign_body
            form.second_lang = _ARABIC
            self.assertEqual(form.template_id.kind, "engagement_letter")
        agreement = form.record
        agreement.action_draft_text()
        self.assertTrue(agreement.article_ids)
        with Form(agreement.article_ids[0], f"{MODULE}.{_ARTICLE_FORM}") as article:
            article.body_french = "<p>Autre texte</p>"
            article.name_second = "عنوان"
        self.assertEqual(agreement.article_ids[0].name_second, "عنوان")
        self.assertEqual(agreement.article_ids[0].body_french, "<p>Autre texte</p>")

    def test_missing_words_are_said_before_the_submission(self):
        agreement = self._create_text("Objet", second_lang=_ARABIC)
        with self.assertRaisesRegex(UserError, "Give article 1 .*Arabic"):
            agreement.action_submit()
        agreement.article_ids.write({"name_second": "الموضوع", "body_second": "نص"})
        agreement.action_submit()
        self.assertEqual(agreement.state, "validation")

    def test_scripts_are_removed_in_every_language(self):
        agreement = self._create_text("Objet", second_lang=_ARABIC)
        article = agreement.article_ids.with_user(self.user_coordinator)
        bad = "<p>Texte<script>alert(1)</script></p>"
        article.body = bad
        article.body_second = bad
        article.update_field_translations("body", {"en_US": bad, FRENCH: bad})
        for words in article._get_wordings()[article.id][1].values():
            self.assertNotIn("script", words)
        created = article.with_context(default_body=bad).create(
            {"agreement_id": agreement.id}
        )
        self.assertNotIn("script", created.body)

    def test_doctests(self):
        for module in (consolidation, marking):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)


_ARTICLE_FORM = "cooperation_agreement_article_view_form"


@tagged("post_install", "-at_install")
class TestAgreementTextFreezing(AgreementTextCommon):
    """What the direction has validated is what is signed, whichever way one comes."""

    def _get_ways_in(self, agreement, other):
        """Yield name and attempt of each way to change the text of an agreement."""
        article = agreement.article_ids[0]
        articles = article.browse()
        for name, value in (
            ("name", "Other"),
            ("body", "<p>Other</p>"),
            ("name_french", "Other"),
            ("body_french", "<p>Other</p>"),
            ("name_second", "Other"),
            ("body_second", "<p>Other</p>"),
            ("sequence", 99),
            ("agreement_id", other.id),
        ):
            yield name, lambda n=name, v=value: article.write({n: v})
        yield (
            "other language",
            lambda: article.with_context(lang=_ARABIC).write({"body": "<p>x</p>"}),
        )
        yield (
            "translations of the text",
            lambda: article.update_field_translations("body", {_ARABIC: "<p>x</p>"}),
        )
        yield (
            "translations of the title",
            lambda: article.update_field_translations("name", {_ARABIC: "x"}),
        )
        yield "delete", article.unlink
        yield (
            "add",
            lambda: articles.create({"agreement_id": agreement.id, "name": "x"}),
        )
        yield (
            "move in",
            lambda: other.article_ids[0].write({"agreement_id": agreement.id}),
        )
        yield "copy", lambda: article.copy()
        for command in (
            Command.clear(),
            Command.create({"name": "x"}),
            Command.delete(article.id),
            Command.update(article.id, {"name": "x"}),
        ):
            yield (
                f"command {command[0]}",
                lambda c=command: agreement.write({"article_ids": [c]}),
            )
        yield "language", lambda: agreement.write({"second_lang": False})
        yield "flag", lambda: agreement.write({"amends_parties": True})
        yield "draft anew", agreement.action_draft_text
        yield "send", agreement.action_send_text
        yield "version", lambda: agreement.write({"signing_version_id": False})
        yield (
            "import",
            lambda: self._import_article(articles, agreement),
        )

    def _import_article(self, articles, agreement):
        result = articles.load(
            ["agreement_id/.id", "name"], [[str(agreement.id), "Imported"]]
        )
        if not result["ids"]:
            raise UserError(result["messages"][0]["message"])

    def test_no_way_in(self):
        for state in ("validation", "to_sign", "active"):
            agreement = self._create_text(second_lang=_ARABIC)
            agreement.article_ids.write({"name_second": "س", "body_second": "<p>س</p>"})
            agreement = self._move_to(agreement, state)
            other = self._create_text("Ailleurs")
            before = agreement._get_text_snapshot()
            for user in (self.user_coordinator, self.env.user):
                ways = self._get_ways_in(agreement.with_user(user), other)
                for name, attempt in ways:
                    with self.subTest(state=state, way=name, user=user.login):
                        with self.assertRaises(UserError):
                            attempt()
                        self.env.invalidate_all()
                        self.assertEqual(agreement._get_text_snapshot(), before)

    def test_what_is_signed_is_what_was_validated(self):
        """Even what is changed behind the ORM is seen before the entry into force."""
        agreement = self._move_to(self._create_text(), "to_sign")
        self.assertEqual(agreement.signing_version_id.kind, "validated")
        self._sign(agreement)
        self.env.cr.execute(
            "UPDATE cooperation_agreement_article SET name = %s "
            "WHERE agreement_id = %s",
            ['{"en_US": "Tampered", "fr_FR": "Falsifié"}', agreement.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not as the direction validated it"):
            agreement.action_activate()

    def test_another_name_is_no_other_text(self):
        agreement = self._move_to(self._create_text(), "to_sign")
        self._sign(agreement)
        self.funder.name = "Renamed Agency"
        agreement.action_activate()
        versions = agreement.version_ids.sorted("number")
        self.assertEqual(versions.mapped("kind"), ["validated", "signed"])
        self.assertEqual(len(set(versions.mapped("sha256"))), 1)

    def test_returned_text_can_be_written_again(self):
        agreement = self._move_to(self._create_text(), "to_sign")
        agreement.return_note = "The second article is not clear."
        agreement.action_return()
        self.assertFalse(agreement.signing_version_id)
        agreement.article_ids[1].name_french = "Durée et fin"
        agreement.action_submit()
        agreement.with_user(self.user_direction).action_validate()
        kept = agreement.signing_version_id.text["articles"][1]["name"][FRENCH]
        self.assertEqual(kept, "Durée et fin")
        self.assertEqual(agreement.signing_version_id.number, 2)
