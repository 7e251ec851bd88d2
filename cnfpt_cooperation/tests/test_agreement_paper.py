import base64
import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MODULE
from .common_papers import PaperReader
from .test_cooperation_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementPaper(PaperReader, AgreementCommon):
    """An instrument as it is printed, in French and in the partner's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "force_report_rendering": True})
        cls.agreement = cls._create_instrument()

    @classmethod
    def _create_instrument(cls, **values):
        agreement = cls._create_agreement(**values)
        cls._add_article(agreement, "Objet", "Former les cadres territoriaux.")
        cls._add_article(agreement, "Moyens", "Vingt jours d’expertise.")
        return agreement

    @classmethod
    def _add_article(cls, agreement, name, body, other=None, **values):
        """Add an article in French, and its title and text in the other language."""
        article = (
            cls.env["cooperation.agreement.article"]
            .with_user(cls.user_coordinator)
            .with_context(lang="fr_FR")
            .create(
                {
                    "agreement_id": agreement.id,
                    "name": name,
                    "body": f"<p>{body}</p>",
                    "sequence": 10 * (len(agreement.article_ids) + 1),
                    **values,
                }
            )
        )
        if other:
            article.with_context(lang=agreement.second_lang).write(
                {"name": other[0], "body": f"<p>{other[1]}</p>"}
            )
        return article

    def _read(self, agreement, date=None, lang=None):
        content = agreement.with_user(self.user_officer)._render_instrument(date, lang)
        self.assertEqual(content[:5], b"%PDF-")
        return self._read_pages(content)

    def test_french_alone(self):
        pages = self._read(self.agreement)
        text = " ".join(pages)
        for words in (
            "Convention",
            "Test agreement",
            "PROJET",
            "Test Development Agency",
            "Article 1. Objet",
            "Former les cadres territoriaux.",
            "Article 2. Moyens",
            "Test area",
            "1er janvier 2030 – 31 décembre 2030",
        ):
            self.assertIn(words, text)
        self.assertIn("Signatures", pages[-1])
        self.assertIn("Pour Test Development Agency", pages[-1])
        self.assertIn("Nom, fonction, date et signature", pages[-1])
        self.assertIn(f"{len(pages)}/{len(pages)}", pages[-1])

    def test_kinds(self):
        for kind, partner, title in (
            ("partnership", self.funder, "Accord de partenariat"),
            ("engagement_letter", self.foreign_body, "Lettre d’engagement"),
            ("framework", self.funder, "Accord-cadre"),
        ):
            with self.subTest(kind):
                agreement = self._create_instrument(kind=kind, partner_id=partner.id)
                page = self._read(agreement, lang="fr_FR")[0]
                self.assertIn(title, page)

    def test_two_columns(self):
        """Each article stands beside its translation."""
        agreement = self._create_agreement(
            partner_id=self.foreign_body.id, second_lang="es_ES"
        )
        self._add_article(
            agreement, "Objet", "Former.", ("Objeto", "Formar a los directivos.")
        )
        text = " ".join(self._read(agreement))
        for words in (
            *("Lettre d’engagement", "Carta de compromiso"),
            *("Article 1. Objet", "Artículo 1. Objeto", "Formar a los directivos."),
            *("Pour Test School", "Por Test School"),
        ):
            self.assertIn(words, text)
        spanish = " ".join(self._read(agreement, lang="es_ES"))
        self.assertIn("Artículo 1. Objeto", spanish)
        self.assertNotIn("Article 1. Objet", spanish)

    def test_arabic(self):
        agreement = self._create_agreement(
            partner_id=self.foreign_body.id, second_lang="ar_001"
        )
        self._add_article(agreement, "Objet", "Former.", ("الغرض", "تكوين الأطر"))
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(f"{MODULE}.report_agreement", agreement.ids)[0]
            .decode()
        )
        self.assertIn('dir="rtl"', html)
        self.assertIn("تكوين", html)
        self.assertNotIn("/web/assets/", html)
        self.assertIn("Article 1. Objet", " ".join(self._read(agreement)))

    def test_funding(self):
        self.env["cooperation.funding.line"].with_user(self.user_coordinator).create(
            {
                "name": "Subvention 2030",
                "agreement_id": self.agreement.id,
                "funder_id": self.funder.id,
                "days": 20.5,
                "amount": 12345.6,
            }
        )
        text = " ".join(self._read(self.agreement))
        self.assertIn("Subvention 2030 Jours d’expertise : 20,5", text)
        self.assertRegex(text, r"12 345,60")

    def test_signed(self):
        agreement = self._move_to(self.agreement, "active")
        pages = self._read(agreement)
        self.assertNotIn("PROJET", pages[0])
        self.assertIn("Signature par toutes les parties le 15 janvier 2026", pages[0])
        self.assertIn("Head of Test Development Agency", pages[-1])
        version = agreement.signing_version_id
        self.assertIn(f"v{version.number}, SHA-256 {version.sha256[:16]}", pages[0])

    def test_amendment(self):
        """It says what it changes; the whole reads as amended at a date."""
        root = self._move_to(self.agreement, "active")
        amendment = self._create_agreement(
            kind="amendment",
            parent_id=root.id,
            date_start="2030-06-01",
            date_end="2031-06-30",
        )
        self._add_article(
            amendment,
            "Moyens",
            "Trente jours.",
            operation="replace",
            target_id=root.article_ids[1].id,
        )
        self._add_article(amendment, "Suivi", "Un comité.", operation="add")
        own = " ".join(self._read(amendment))
        for words in (
            "Avenant n° 1",
            f"à « Test agreement » ({root.reference}) du 15 janvier 2026",
            "L’article 2. Moyens est remplacé par :",
            "L’article suivant est ajouté :",
            "Nouvelle fin 30 juin 2031",
        ):
            self.assertIn(words, own)
        self._move_to(amendment, "active")
        before = " ".join(self._read(root, "2030-05-31"))
        self.assertIn("Texte tel que modifié au 31 mai 2030", before)
        self.assertIn("Vingt jours", before)
        self.assertIn("31 décembre 2030", before)
        after = " ".join(self._read(root, "2030-06-01"))
        self.assertIn("Trente jours.", after)
        self.assertIn("Un comité.", after)
        self.assertNotIn("Vingt jours", after)
        self.assertIn(f"Avenant n° 1 ({amendment.reference})", after)
        self.assertIn("30 juin 2031", after)

    def test_name_on_the_day(self):
        """A body that was renamed since signs under the name that it bore."""
        agreement = self._move_to(self.agreement, "active")
        self.funder.name = "Renamed Agency"
        pages = self._read(agreement)
        self.assertIn("Pour Test Development Agency", pages[-1])

    def test_who_prints(self):
        with self.assertRaises(AccessError):
            self.agreement.with_user(self.user_employee)._render_instrument()

    def test_long_text(self):
        """Nothing of a long instrument is lost between its pages."""
        for number in range(40):
            self._add_article(self.agreement, f"Titre {number}", "Texte long. " * 80)
        text = " ".join(self._read(self.agreement))
        for number in range(40):
            self.assertIn(f"Titre {number}", text)
        self.assertEqual(text.count("Texte long."), 40 * 80)

    def test_shares(self):
        self.agreement.party_ids = [
            Command.create(
                {"partner_id": self.embassy.id, "role": "funder", "share": 40}
            )
        ]
        self.assertIn("Financeur (40 %)", self._read(self.agreement)[0])

    # ------------------------------------------------------------
    # What is sent
    # ------------------------------------------------------------

    def test_signed_file_is_sent(self):
        """The partners get the file that is kept, with its checksum in the letter."""
        agreement = self.agreement.with_env(self.env(user=self.user_coordinator))
        with self.assertRefused(UserError, "not signed by all yet"):
            agreement.action_send_signed()
        self.funder.email = "funder@example.com"
        agreement = self._move_to(agreement, "active").with_env(
            self.env(user=self.user_coordinator)
        )
        message = self._send(agreement.action_send_signed())
        self.assertEqual(message.partner_ids, self.funder)
        (file,) = self._get_attachments(message).values()
        self.assertEqual(hashlib.sha256(file.raw).hexdigest(), agreement.signed_sha256)
        self.assertIn(agreement.signed_sha256, message.body)

    def test_negotiated_text_is_sent_as_a_paper(self):
        agreement = self.agreement.with_user(self.user_coordinator)
        version = agreement._keep_version("sent")
        (name, content), *_others = agreement._get_text_files(version)
        self.assertTrue(name.endswith(f"v{version.number}.pdf"))
        self.assertIn("Article 1. Objet", self._read_pages(content)[0])

    def test_consolidated_paper(self):
        """The dialog of the text as amended gives it as a paper too."""
        agreement = self._move_to(self.agreement, "active")
        dialog = self.env["cooperation.agreement.consolidated"].with_user(
            self.user_officer
        )
        dialog = dialog.create({"agreement_id": agreement.id, "date": "2030-05-01"})
        self.assertIn("/paper?", dialog.action_print()["url"])
        text = self._read_pages(base64.b64decode(dialog.paper))[0]
        self.assertIn("Texte tel que modifié au 1er mai 2030", text)
