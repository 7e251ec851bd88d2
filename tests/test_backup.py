"""A database survives its backup and restoration, attachments and indexes too."""

import os
import tempfile
import unittest
from pathlib import Path

from house import archive, databases
from house.core import HouseError
from house.odoo import Odoo

SOURCE, TARGET = f"backup_{os.getpid()}_a", f"backup_{os.getpid()}_b"


class TestBackup(unittest.TestCase):
    """The round trip, on a copy of the template database."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "backup.tar"

    def content(self, app, name):
        rows = app.sql(
            "SELECT id, checksum, store_fname FROM ir_attachment ORDER BY id", name
        )
        indexes = app.sql("SELECT indexname FROM pg_indexes ORDER BY 1", name)
        store = databases.filestore(app, name)
        files = {
            str(path.relative_to(store)): path.read_bytes()
            for path in store.rglob("*")
            if path.is_file()
        }
        return rows, indexes, files

    def test_round_trip(self):
        with Odoo(SOURCE) as source, Odoo(TARGET) as target:
            try:
                databases.copy(
                    source, databases.template(source, [], demo=False), SOURCE
                )
                before = self.content(source, SOURCE)
                self.assertTrue(before[2])
                archive.backup(source, self.file)
                self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
                with self.assertRaisesRegex(HouseError, "choose another name"):
                    archive.backup(source, self.file)
                with self.assertRaisesRegex(HouseError, "name a new one"):
                    archive.restore(source, self.file)
                archive.restore(target, self.file)
                self.assertEqual(self.content(target, TARGET), before)
            finally:
                databases.drop(source, SOURCE)
                databases.drop(target, TARGET)

    def test_broken_file_leaves_no_database(self):
        self.file.write_bytes(b"not a tar file")
        with Odoo(TARGET) as target:
            with self.assertRaises(HouseError):
                archive.restore(target, self.file)
            self.assertFalse(databases.exists(target, TARGET))
