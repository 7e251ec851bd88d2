import subprocess
import tempfile
import unicodedata

from odoo import Command
from odoo.tests import Form

from .common import MODULE, CooperationCommon


class PaperReader:
    """Prints papers, and reads what stands on their pages."""

    @classmethod
    def _print_pdf(cls, record, report):
        """Return the PDF of a report of ours about `record`, as its user prints it."""
        content, extension = (
            cls.env["ir.actions.report"]
            .with_user(record.env.user)
            ._render_qweb_pdf(f"{MODULE}.{report}", record.ids)
        )
        if extension != "pdf":
            raise AssertionError(f"{report} is no PDF but {extension}")
        return content

    @classmethod
    def _read_pages(cls, content):
        """Return the text of each page of a PDF, on one line, without any mark.

        Letters that a font joins, and spaces that do not break, come back plain.
        """
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            text = subprocess.run(
                ["pdftotext", "-layout", file.name, "-"],
                capture_output=True,
                check=True,
            ).stdout.decode()
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        return [" ".join(page.split()) for page in text.split("\f")[:-1]]

    def _send(self, action):
        """Send the letter that a button proposes; return its message."""
        context = action["context"]
        composer = Form(
            self.env[action["res_model"]].with_context(
                **context, force_report_rendering=True
            )
        ).save()
        record = self.env[context["default_model"]].browse(context["default_res_ids"])
        before = record.message_ids
        composer._action_send_mail()
        return (record.message_ids - before).filtered("attachment_ids")

    def _get_attachments(self, message):
        return {
            attachment.name: attachment for attachment in message.sudo().attachment_ids
        }


class PaperCommon(PaperReader, CooperationCommon):
    """A visit of three days with its programme, and the text of what it prints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "force_report_rendering": True})
        cls.host = cls.env["res.partner"].create(
            {"name": "Institut hôte", "is_company": True, "city": "Strasbourg"}
        )
        cls.user_officer.name = "Odile Officier"
        cls.user_direction.name = "Denise Directrice"
        cls.host.email = "host@example.com"
        cls.speaker = cls.env["res.partner"].create(
            {
                "name": "Claire Exemple",
                "function": "Directrice",
                "email": "c@example.com",
            }
        )
        cls.other_speaker = cls.env["res.partner"].create({"name": "Paul Modèle"})

    @classmethod
    def _create_programme(cls, language="es", **values):
        """Return a planned visit: a talk, a lunch and a workshop on 4 March 2030."""
        visit = cls._create_visit(
            language_ids=[
                Command.set(cls.env.ref(f"{MODULE}.language_{language}").ids)
            ],
            user_id=cls.user_officer.id,
            host_id=cls.host.id,
            **values,
        )
        cls._add_session(visit, "Conférence inaugurale", 8, 9.5, location="Salle 1")
        cls._add_session(visit, "Déjeuner", 11, 13, kind="meal")
        cls._add_session(visit, "Atelier de conception", 13, 16, kind="workshop")
        visit.action_plan()
        return visit.with_user(cls.user_officer)

    @classmethod
    def _add_session(cls, visit, name, start, stop, day=4, **values):
        """Add a session; hours are those of UTC, one less than in Strasbourg."""
        hours = [
            f"2030-03-{day:02} {int(hour):02}:{round(hour % 1 * 60):02}:00"
            for hour in (start, stop)
        ]
        return cls.env["cooperation.visit.session"].create(
            {
                "visit_id": visit.id,
                "name": name,
                "start": hours[0],
                "stop": hours[1],
                **values,
            }
        )

    @classmethod
    def _add_delegates(cls, visit, count, **values):
        return cls.env["cooperation.visit.delegate"].create(
            [
                {
                    "visit_id": visit.id,
                    "name": f"Delegate {number:02}",
                    "function": "Director of human resources",
                    **values,
                }
                for number in range(1, count + 1)
            ]
        )

    @classmethod
    def _print(cls, visit, paper):
        """Return the PDF of a paper of the visit."""
        return cls._print_pdf(visit, f"action_report_visit_{paper}")

    @classmethod
    def _read(cls, visit, paper):
        return " ".join(cls._read_pages(cls._print(visit, paper)))
