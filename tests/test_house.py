"""The parts of `./manage` that need no database."""

import contextlib
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import unittest
from collections import Counter
from pathlib import Path
from unittest import mock

import polib

from house import archive, databases, environment, linting, odoo, po, serve, testing
from house.core import ROOT, HouseError, addons, digest


def terms(**known):
    """Return a PO file of terms and their translations."""
    result = polib.POFile()
    for source, text in known.items():
        result.append(polib.POEntry(msgid=source, msgstr=text))
    return result


class TestRtlcss(unittest.TestCase):
    """rtlcss is a help, not a need."""

    def test_failure_is_told_once(self):
        with tempfile.TemporaryDirectory() as folder:
            made = environment.Environment.__new__(environment.Environment)
            made.folder = Path(folder)
            failure = mock.patch.object(
                environment, "quiet", side_effect=HouseError("npm failed")
            )
            found = mock.patch.object(
                environment.shutil, "which", side_effect={"npm": "npm"}.get
            )
            with failure as quiet, found, mock.patch.object(environment, "say") as say:
                made._add_rtlcss()
                made._add_rtlcss()
            self.assertEqual(quiet.call_count, 1)
            self.assertIn("left-to-right", say.call_args.args[0])


class TestAxe(unittest.TestCase):
    """Tests of accessibility cannot do without axe-core."""

    def _add(self, npm):
        found = {"npm": npm}.get
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(environment, "quiet") as quiet,
            mock.patch.object(environment.shutil, "which", side_effect=found),
            mock.patch.object(environment, "say") as say,
        ):
            made = environment.Environment.__new__(environment.Environment)
            made.folder = Path(folder)
            made._add_axe()
            made._add_axe()
        return quiet, say

    def test_pinned_version_is_fetched_once(self):
        quiet, _say = self._add("npm")
        self.assertEqual(quiet.call_count, 1)
        self.assertRegex(quiet.call_args.args[0][-1], r"^axe-core@\d+\.\d+\.\d+$")

    def test_without_npm_it_is_said(self):
        quiet, say = self._add(None)
        self.assertFalse(quiet.called)
        self.assertIn("Not found: npm", say.call_args.args[0])


class TestTranslations(unittest.TestCase):
    """What Odoo says outside of its addons is said in the user's language."""

    def _lend(self, local, source):
        made = environment.Environment.__new__(environment.Environment)
        made.source = source
        with mock.patch.object(environment, "LOCAL", local):
            made._lend_translations()
            made._lend_translations()
        return local / "i18n"

    def test_odoo_below_our_folder_has_the_words_of_base(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "odoo-1/dist-packages"
            words = source / "odoo/addons/base/i18n"
            words.mkdir(parents=True)
            (words / "fr.po").touch()
            link = self._lend(Path(folder), source)
            self.assertTrue((link / "fr.po").exists())
            shutil.move(Path(folder) / "odoo-1", Path(folder) / "odoo-2")
            self._lend(Path(folder), Path(folder) / "odoo-2/dist-packages")
            self.assertTrue((link / "fr.po").exists(), "it follows another Odoo")

    def test_odoo_elsewhere_needs_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            link = self._lend(Path(folder) / "ours", Path(folder) / "odoo")
            self.assertFalse(link.is_symlink())


class TestChoice(unittest.TestCase):
    """What `./manage test` runs."""

    def setUp(self):
        known = {
            "cnfpt_cooperation": ROOT / "cnfpt_cooperation",
            "cnfpt_cooperation_portal": ROOT / "addons/cnfpt_cooperation_portal",
        }
        patch = mock.patch.object(testing, "addons", return_value=known)
        patch.start()
        self.addCleanup(patch.stop)

    def test_everything_starts_with_the_core_alone(self):
        runs = [run.names for run in testing.plan([]) if not run.demo]
        self.assertEqual(runs, [["cnfpt_cooperation"], ["cnfpt_cooperation_portal"]])

    def test_demo_data_has_its_own_run(self):
        demo = testing.Run(["cnfpt_cooperation"], [testing.DEMO], demo=True)
        self.assertEqual(testing.plan([])[-1], demo)
        tag = f"{testing.DEMO}/cnfpt_cooperation:TestDemo"
        self.assertTrue(testing.plan([tag])[0].demo)

    def test_one_addon(self):
        self.assertEqual(
            testing.plan(["cnfpt_cooperation_portal"]),
            [testing.Run(["cnfpt_cooperation_portal"], ["/cnfpt_cooperation_portal"])],
        )

    def test_tags_install_the_addon_that_they_name(self):
        tag = "/cnfpt_cooperation_portal:TestPage.test_open"
        self.assertEqual(
            testing.plan([tag]), [testing.Run(["cnfpt_cooperation_portal"], [tag])]
        )

    def test_own_tests_install_nothing(self):
        self.assertEqual(testing.plan([testing.OWN]), [])

    def test_nothing_run_is_a_failure(self):
        with (
            mock.patch.object(testing, "run_own", return_value=Counter()),
            mock.patch.object(testing, "say") as say,
        ):
            self.assertEqual(testing.run(None, [testing.OWN]), 1)
        self.assertEqual(say.call_args.args, ("0 passed, 1 failed, 0 skipped",))

    def test_others_pass_beside_the_first(self):
        told = []

        @contextlib.contextmanager
        def started(_app, asked, number):
            name = "demo" if asked.demo else asked.names[0]
            told.append(f"{name} begins in {number}")
            yield lambda: told.append(f"{name} is judged") or Counter(passed=1)
            told.append(f"{name} is gone")

        with (
            mock.patch.object(testing, "started", started),
            mock.patch.object(testing, "run_own", return_value=Counter(passed=4)),
            mock.patch.object(testing, "say") as say,
        ):
            self.assertEqual(testing.run(mock.Mock(database="nothing"), []), 0)
        addon = "cnfpt_cooperation_portal"
        self.assertEqual(
            told,
            [
                "cnfpt_cooperation begins in 0",
                *(f"{addon} begins in 1", f"{addon} is judged", f"{addon} is gone"),
                *("demo begins in 2", "demo is judged", "demo is gone"),
                *("cnfpt_cooperation is judged", "cnfpt_cooperation is gone"),
            ],
        )
        self.assertEqual(say.call_args.args, ("7 passed, 0 failed, 0 skipped",))


class TestEnd(unittest.TestCase):
    """What is left of a run that is ended."""

    def test_nothing_outlives_it(self):
        process = subprocess.Popen(
            ["sh", "-c", "trap 'exit 0' TERM; sleep 600 & echo here; wait"],
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self.assertEqual(process.stdout.readline(), "here\n")
        testing.end(process)
        # What it started held its output open as long as it lived.
        self.assertEqual(process.communicate(timeout=60)[0], "")

    def test_run_that_has_ended(self):
        process = subprocess.Popen(["true"], start_new_session=True)
        process.wait()
        testing.end(process)


class TestPorts(unittest.TestCase):
    """Commands that start together: lint and tests, each with its Odoo."""

    def test_each_command_has_its_port(self):
        mine = serve.free_port(18069 + os.getpid() % 9999)
        self.assertGreater(serve.free_port(mine), mine)
        asked = f"from house import serve; print(serve.free_port({mine}))"
        command = [sys.executable, "-c", asked]
        others = [
            int(subprocess.check_output(command, cwd=ROOT, text=True)) for _ in "ab"
        ]
        self.assertGreater(others[0], mine + 1, "two are ours")
        self.assertEqual(*others, "free again when the command that had it has ended")

    def test_port_that_something_listens_on(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.assertFalse(serve.is_free(server.getsockname()[1]))


class TestPo(unittest.TestCase):
    """French is complete or lint says what is missing."""

    def test_compare(self):
        fuzzy = terms(a="x", b="", d="y")
        fuzzy[2].flags.append("fuzzy")
        problems = po.compare(
            terms(a="", b="", c="", d=""), terms(a="", b="", d="", e=""), {"fr": fuzzy}
        )
        self.assertEqual(
            problems,
            [
                "fr: fuzzy: 'd'",
                "fr: not translated: 'b'",
                "fr: not translated: 'c'",
                "no longer used: 'e'",
                "not in the template: 'c'",
            ],
        )

    def test_placeholders_are_kept(self):
        source = "%(count)s of %(total)s"
        for text, expected in (
            ("%(total)s dont %(count)s", []),
            ("%(nombre)s sur %(total)s", [f"fr: other placeholders: {source!r}"]),
        ):
            french = terms(**{source: text})
            self.assertEqual(po.compare(french, french, {"fr": french}), expected)

    def test_refresh_keeps_translations_and_borrows_others(self):
        template, rebuilt = po.refresh(
            terms(a="", b="", c=""),
            {"fr": terms(a="un", old="vieux"), "es": terms()},
            [terms(a="X", b="deux")],
        )
        self.assertEqual([entry.msgid for entry in template], ["a", "b", "c"])
        self.assertEqual(list(rebuilt), ["fr"])
        self.assertEqual([entry.msgstr for entry in rebuilt["fr"]], ["un", "deux", ""])

    def test_papers_are_translated_into_every_language_of_the_papers(self):
        exported = terms(a="", b="")
        exported[0].occurrences = [("model_terms:ir.ui.view,arch_db:x.report_y", "0")]
        french = terms(a="un", b="deux")
        problems = po.compare(exported, exported, {"fr": french, "ar": terms()})
        self.assertEqual(problems, ["ar: not translated: 'a'"])
        _template, rebuilt = po.refresh(exported, {"ar": terms(a="x", b="y")}, [])
        self.assertEqual([entry.msgstr for entry in rebuilt["ar"]], ["x"])


class TestArchive(unittest.TestCase):
    """A backup is unpacked only if it holds what a backup holds."""

    def unpack(self, *names, link=None):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "some.tar"
            with tarfile.open(path, "w") as target:
                for name in names:
                    target.addfile(tarfile.TarInfo(name), io.BytesIO())
                if link:
                    info = tarfile.TarInfo("filestore/x")
                    info.type, info.linkname = tarfile.SYMTYPE, link
                    target.addfile(info)
            inside = Path(folder) / "inside"
            inside.mkdir()
            archive.unpack(path, inside)
            return sorted(str(found.relative_to(inside)) for found in inside.rglob("*"))

    def test_backup(self):
        found = self.unpack("database.dump", "filestore/ab/abc")
        self.assertIn("filestore/ab/abc", found)

    def test_foreign_files_are_refused(self):
        for names in (["../x"], ["/etc/x"], ["filestore/../../x"], ["filestore/x"], []):
            with self.subTest(names=names), self.assertRaises(HouseError):
                self.unpack(*names)
        with self.assertRaises(HouseError):
            self.unpack("database.dump", link="/etc/passwd")

    def test_not_an_archive(self):
        with self.assertRaisesRegex(HouseError, "cannot be read"):
            archive.unpack(__file__, Path("."))


class TestHouse(unittest.TestCase):
    """Small things that the rest stands on."""

    def test_database_names(self):
        self.assertEqual(databases.check_name("core-1_test"), "core-1_test")
        for name in ("", "1x", 'a"b', "a b", "x" * 60):
            with self.subTest(name=name), self.assertRaises(HouseError):
                databases.check_name(name)

    def test_dependencies_are_not_ours(self):
        found = databases.dependencies(addons())
        self.assertLessEqual(set(databases.BASE_MODULES), set(found))
        self.assertFalse(set(found) & set(addons()))

    def test_own_server(self):
        parser = odoo.configparser.ConfigParser()
        parser.read_string("[options]\ndb_host = example\ndb_port = False\n")
        with mock.patch.dict("os.environ", clear=True):
            self.assertEqual(odoo.own_server(parser), {"PGHOST": "example"})
            parser.remove_option("options", "db_host")
            self.assertIsNone(odoo.own_server(parser))
        with mock.patch.dict("os.environ", {"PGHOST": "here"}, clear=True):
            self.assertEqual(odoo.own_server(parser), {"PGHOST": "here"})

    def test_code_key_follows_content(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "a.py").write_text("1")
            first = serve.code_key(folder)
            (folder / "tests").mkdir()
            (folder / "tests/test_a.py").write_text("1")
            self.assertEqual(serve.code_key(folder), first)
            (folder / "a.py").write_text("2")
            self.assertNotEqual(serve.code_key(folder), first)

    def test_digest(self):
        self.assertNotEqual(digest("ab", "c"), digest("a", "bc"))

    def test_lint_hears_only_of_us(self):
        head = "2030-01-02 03:04:05,678 9 ERROR db odoo.addons.test_lint.tests.x: FAIL:"
        lines = [f"{head} TestA", "  in sms/models/x.py", f"{head} TestB"]
        lines += ["  in cnfpt_cooperation/models/x.py"]
        self.assertEqual(linting.about_us(lines), lines[2:])

    def test_every_requirement_is_pinned(self):
        for path in ROOT.glob("requirements*.txt"):
            for line in path.read_text().splitlines():
                if line and not line.startswith("#"):
                    self.assertRegex(line, r"^[\w.-]+==[\w.]+(  # .+)?$", path.name)

    def test_shared_pins_agree(self):
        pins = {}
        for path in ROOT.glob("requirements*.txt"):
            for name, version in re.findall(
                r"^([\w.-]+)==(\S+)", path.read_text(), re.M
            ):
                self.assertEqual(pins.setdefault(name.lower(), version), version, name)
