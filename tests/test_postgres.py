"""The embedded server: its life follows those who use it, whatever kills it."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from house import core, postgres


class TestServer(unittest.TestCase):
    """Each test has a cluster of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.local = Path(folder.name)
        for module in (core, postgres):
            patch = mock.patch.object(module, "LOCAL", self.local)
            patch.start()
            self.addCleanup(patch.stop)
        silent = mock.patch.object(core, "say")
        silent.start()
        self.addCleanup(silent.stop)

    def server(self):
        return postgres.Server(Path(sys.prefix))

    def query(self, server, text, role="odoo"):
        command = [server.programs / "psql", "-XAt", "-d", "template1"]
        command += ["-U", role, "-c", text]
        variables = {**os.environ, **server.variables()}
        done = subprocess.run(
            command, env=variables, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def test_last_one_out_stops_it(self):
        with self.server() as first:
            with self.server() as second:
                self.assertTrue(second.ready())
            self.assertTrue(first.ready())
        self.assertFalse(first.ready())

    def test_what_it_offers(self):
        with self.server() as server:
            rights = "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'odoo'"
            self.assertEqual(self.query(server, rights), "f|t")
            self.assertEqual(self.query(server, "SELECT lower('ÉTÉ')"), "été")
            self.assertEqual(self.query(server, "SELECT unaccent('été')"), "ete")
            names = self.query(server, "SELECT extname FROM pg_extension ORDER BY 1")
            self.assertEqual(
                names.split(), ["btree_gist", "pg_trgm", "plpgsql", "unaccent"]
            )
            self.assertEqual(self.query(server, "SHOW listen_addresses"), "")
        self.assertNotIn("WARNING", (server.home / "server.log").read_text())

    def test_killed_server_starts_again(self):
        with self.server() as server:
            self.query(server, "CREATE TABLE kept AS SELECT 1 AS x", "postgres")
            trace = server.data / "postmaster.pid"
            os.kill(int(trace.read_text().split("\n", 1)[0]), signal.SIGKILL)
        with self.server() as server:
            self.assertEqual(self.query(server, "SELECT x FROM kept", "postgres"), "1")

    def test_settings_reach_a_cluster_of_yesterday(self):
        with mock.patch.object(postgres, "SETTINGS", ("listen_addresses=''",)):
            with self.server() as server:
                self.assertEqual(self.query(server, "SHOW work_mem"), "4MB")
        with self.server() as server:
            self.assertEqual(self.query(server, "SHOW work_mem"), "32MB")
            self.assertEqual(self.query(server, "SHOW jit"), "off")

    def test_trace_of_another_process_is_forgotten(self):
        with self.server() as server:
            pass
        trace = server.data / "postmaster.pid"
        trace.write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n\n\n")
        with self.server() as server:
            self.assertTrue(server.ready())

    def test_long_paths_keep_short_sockets(self):
        self.local = self.local / ("x" * 100)
        with mock.patch.object(postgres, "LOCAL", self.local):
            with mock.patch.object(core, "LOCAL", self.local):
                socket = self.server().socket
        self.assertLess(len(f"{socket}/.s.PGSQL.5432"), 107)
