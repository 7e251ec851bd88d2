"""The container files: no engine runs here, so their structure is checked."""

import configparser
import re
import unittest

import yaml

from house.core import ROOT

DOCKER = ROOT / "docker"


class TestCompose(unittest.TestCase):
    """The trial is healthy, private, and holds no secret."""

    @classmethod
    def setUpClass(cls):
        cls.compose = yaml.safe_load((DOCKER / "compose.yaml").read_text())
        cls.services = cls.compose["services"]

    def test_services(self):
        self.assertEqual(set(self.services), {"db", "odoo"})
        for service in self.services.values():
            self.assertIn("test", service["healthcheck"])
        waits = self.services["odoo"]["depends_on"]["db"]["condition"]
        self.assertEqual(waits, "service_healthy")

    def test_only_the_loopback_is_open(self):
        self.assertNotIn("ports", self.services["db"])
        for port in self.services["odoo"]["ports"]:
            self.assertRegex(port, r"^127\.0\.0\.1:\d+:\d+$")
        self.assertTrue(self.compose["networks"]["inside"]["internal"])
        self.assertEqual(self.services["db"]["networks"], ["inside"])

    def test_all_that_is_named_exists(self):
        for kind in ("networks", "volumes", "secrets"):
            used = {
                item.split(":")[0]
                for service in self.services.values()
                for item in service.get(kind, [])
            }
            self.assertEqual(used, set(self.compose[kind]), kind)

    def test_passwords_are_secrets(self):
        for service in self.services.values():
            for name in service["environment"]:
                if "PASSWORD" in name:
                    self.assertTrue(name.endswith("_FILE"), name)


class TestImage(unittest.TestCase):
    """The image takes files that exist, and a configuration without secrets."""

    def test_copied_files_exist(self):
        text = (DOCKER / "Dockerfile").read_text()
        self.assertIn("FROM odoo:19.0\n", text)
        sources = re.findall(r"^COPY (\S+) ", text, re.MULTILINE)
        self.assertTrue(sources)
        for source in sources:
            self.assertTrue((ROOT / source).exists(), source)

    def test_configuration(self):
        for path in (ROOT / "odoo.conf", DOCKER / "odoo.conf"):
            parser = configparser.ConfigParser()
            parser.read(path)
            options = parser["options"]
            self.assertEqual(options["list_db"], "False", path)
            self.assertNotIn("admin_passwd", options, path)
            self.assertNotIn("db_password", options, path)
