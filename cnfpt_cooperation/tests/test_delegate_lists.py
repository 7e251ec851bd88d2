import io
import zipfile

from openpyxl import Workbook

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.delegates import read_delegates
from ..tools.names import NameIndex, fold, get_key, split_civility
from ..tools.tables import UnreadableList, read_file, split_table


def make_workbook(rows):
    """Return the bytes of a workbook whose first sheet is empty."""
    workbook, content = Workbook(), io.BytesIO()
    sheet = workbook.create_sheet("Delegates")
    for row in rows:
        sheet.append(row)
    workbook.save(content)
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestDelegateLists(BaseCase):
    """Lists as people really paste them."""

    def _read(self, text):
        """Return civility, name, function, body, e-mail and head of each person."""
        return [
            (d.civility, d.name, d.function, d.body, d.email, d.is_head)
            for d in read_delegates(text).delegates
        ]

    def test_from_a_spreadsheet_in_french(self):
        text = (
            "N°\tNom\tPrénom\tFonction\tOrganisme\tCourriel\tN° de passeport\r\n"
            "1\tBEN AMOR\tSalma\tDirectrice\tCFAD\tsalma@cfad.example\tX123\r\n"
            '2\tTRABELSI\tMohamed\t"Chef de service\nformation"\tCFAD\t\tX124\r\n'
            "\t\t\t\t\t\t\r\n"
            "\tTOTAL 2\t\t\t\t\t\r\n"
        )
        self.assertEqual(
            self._read(text),
            [
                (
                    *("", "Salma BEN AMOR", "Directrice", "CFAD"),
                    *("salma@cfad.example", False),
                ),
                (
                    "",
                    "Mohamed TRABELSI",
                    "Chef de service formation",
                    "CFAD",
                    "",
                    False,
                ),
            ],
        )
        self.assertEqual(read_delegates(text).ignored, ["N° de passeport"])

    def test_from_a_spreadsheet_in_english(self):
        text = (
            "Title,First Name,Last Name,Job title,Organization,Email address\n"
            "Mr,John,Smith,Head of delegation,Ministry,john@x.example\n"
            'Ms,Ann,Lee,"Advisor, training",Ministry,\n'
        )
        self.assertEqual(
            self._read(text),
            [
                (
                    *("Mr", "John Smith", "Head of delegation", "Ministry"),
                    *("john@x.example", True),
                ),
                ("Ms", "Ann Lee", "Advisor, training", "Ministry", "", False),
            ],
        )

    def test_semicolons_without_header(self):
        text = "M.;Paul Hounsou;Maire;Mairie de Cotonou\nMme;Awa Diop;Adjointe;Mairie"
        self.assertEqual(
            self._read(text),
            [
                ("M.", "Paul Hounsou", "Maire", "Mairie de Cotonou", "", False),
                ("Mme", "Awa Diop", "Adjointe", "Mairie", "", False),
            ],
        )

    def test_names_in_two_columns_without_header(self):
        text = "1\tHOUNSOU\tPaul\tMaire\tMairie\n2\tADJOVI\tRachelle\tAdjointe\tMairie"
        self.assertEqual(
            [person[1] for person in self._read(text)],
            ["Paul HOUNSOU", "Rachelle ADJOVI"],
        )

    def test_lines_with_dashes_numbers_and_titles(self):
        text = (
            "1. S.E. M. Ahmed\u00a0Ben Salah – Ministre, chef de délégation – "
            "Ministère de l’Intérieur\n"
            "2. Mme Fatma TRABELSI – Directrice, CFAD (fatma@cfad.example)\n"
            "3) Dr. Jean-Pierre N’Guessan, Directeur de cabinet, ENA Abidjan\n\n"
            "Total : 3 personnes\n"
        )
        self.assertEqual(
            self._read(text),
            [
                (
                    *("S.E. M.", "Ahmed Ben Salah", "Ministre, chef de délégation"),
                    *("Ministère de l’Intérieur", "", True),
                ),
                (
                    *("Mme", "Fatma TRABELSI", "Directrice", "CFAD"),
                    *("fatma@cfad.example", False),
                ),
                (
                    *("Dr.", "Jean-Pierre N’Guessan", "Directeur de cabinet"),
                    *("ENA Abidjan", "", False),
                ),
            ],
        )

    def test_lines_under_the_name_of_their_body(self):
        text = (
            "Liste des membres de la délégation :\n- Mme Awa Diop\n\n"
            "Mairie de Cotonou :\n• M. Paul Hounsou - Maire\n• Mme Rachelle Adjovi\n"
        )
        self.assertEqual(
            self._read(text),
            [
                ("Mme", "Awa Diop", "", "", "", False),
                ("M.", "Paul Hounsou", "Maire", "Mairie de Cotonou", "", False),
                ("Mme", "Rachelle Adjovi", "", "Mairie de Cotonou", "", False),
            ],
        )

    def test_addresses_as_a_mail_program_writes_them(self):
        text = "Marie Dupont <marie@x.example>\nmailto:ali@y.example Med Ali"
        self.assertEqual(
            [(person[1], person[4]) for person in self._read(text)],
            [("Marie Dupont", "marie@x.example"), ("Med Ali", "ali@y.example")],
        )

    def test_names_that_look_like_titles(self):
        """Le is a Vietnamese family name, Merlin does not start with “Me”."""
        for name in ("Le Thi Hoa", "Merlin Dupont", "Drissa Koné", "He Wei"):
            self.assertEqual(split_civility(name), ("", name))
        for text, expected in (
            ("S.E.M. Ahmed Ali", ("S.E.M.", "Ahmed Ali")),
            ("H.E. Ms Linh Tran", ("H.E. Ms", "Linh Tran")),
            ("Monsieur Paul Zinsou", ("Monsieur", "Paul Zinsou")),
            ("Mr. Le Van C", ("Mr.", "Le Van C")),
            ("M.Paul Zinsou", ("M.", "Paul Zinsou")),
        ):
            self.assertEqual(split_civility(text), expected)

    def test_other_writings(self):
        for text, names in (
            ("Nguyễn Văn An, Director, Univ\nTrần Thị Bé, Expert, Univ", 2),
            ("Participants\nPaul Hounsou\nRachelle Adjovi", 2),
            ("Paul Hounsou", 1),
            ("سلمى بن عمر\nمحمد الطرابلسي", 2),
            ("-----\n12\n***\n", 0),
            ("Nom et prénom\nPaul Hounsou", 1),
        ):
            with self.subTest(text=text):
                self.assertEqual(len(self._read(text)), names)

    def test_prose_is_no_name(self):
        people = read_delegates("word " * 100).delegates
        self.assertEqual([person.note for person in people], ["long"])

    def test_workbook(self):
        content = make_workbook(
            [["Name", "Function", "E-mail"], ["Ann Lee", "Advisor", "ann@x.example"]]
        )
        rows = read_file("list.xlsx", content)
        self.assertEqual(
            self._read(rows), [("", "Ann Lee", "Advisor", "", "ann@x.example", False)]
        )

    def test_encodings(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            text = read_file(
                "liste.csv", "Nom;Fonction\nHélène É;Maire".encode(encoding)
            )
            with self.subTest(encoding):
                self.assertEqual(self._read(text)[0][1], "Hélène É")

    def test_files_that_are_not_what_they_say(self):
        workbook = make_workbook([["Ann Lee"]])
        other_archive = io.BytesIO()
        with zipfile.ZipFile(other_archive, "w") as archive:
            archive.writestr("word/document.xml", "x")
        for name, content, reason in (
            ("list.xlsx", b"%PDF-1.7 ...", "disguised"),
            ("list.csv", b"\x89PNG\r\n\x1a\n", "disguised"),
            ("list.csv", b"a\0b", "disguised"),
            ("list.xlsx", b"name;function", "disguised"),
            ("list.csv", workbook, "disguised"),
            ("list.xlsx", other_archive.getvalue(), "disguised"),
            ("list.docx", other_archive.getvalue(), "other"),
            ("list.pdf", b"%PDF-1.7 ...", "other"),
            ("list.xls", b"\xd0\xcf\x11\xe0", "other"),
            ("list.json", b"[]", "other"),
            ("list.xlsx", workbook[: len(workbook) // 2], "broken"),
            ("list.xlsx", b"PK\x03\x04", "broken"),
            ("list.csv", b"", "empty"),
            ("list.csv", b"x" * 2_000_001, "too_large"),
        ):
            with self.subTest(name=name, reason=reason):
                with self.assertRaises(UnreadableList) as refusal:
                    read_file(name, content)
                self.assertEqual(refusal.exception.reason, reason)

    def test_workbook_that_unpacks_to_too_much(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 31_000_000)
        with self.assertRaises(UnreadableList) as refusal:
            read_file("list.xlsx", bomb.getvalue())
        self.assertEqual(refusal.exception.reason, "too_large")

    def test_lists_that_are_too_long(self):
        for text, reason in (
            ("x" * 3_000_000, "too_long"),
            ("a b\n" * 2_001, "too_many"),
            (" \n\t\n", "empty"),
        ):
            with self.assertRaises(UnreadableList) as refusal:
                split_table(text)
            self.assertEqual(refusal.exception.reason, reason)

    def test_same_and_likely_names(self):
        self.assertEqual(fold("Đặng  Thị-Bé"), "dang thi be")
        self.assertEqual(get_key("BEN AMOR Salma"), get_key("Salma Ben-Amor"))
        index = NameIndex([("Mohamed Trabelsi", 1), ("Salma Ben Amor", 2)])
        self.assertEqual(index.get_same("TRABELSI Mohamed"), [1])
        self.assertEqual(index.get_likely("Mohammed Trabelsi"), [1])
        self.assertEqual(index.get_likely("Selma Ben Amor"), [2])
        self.assertFalse(index.get_likely("Karim Haddad"))
        self.assertFalse(index.get_likely("Mohamed Haddad"))
