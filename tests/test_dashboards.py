"""The files of the dashboards say what their description says."""

import unittest

from house import dashboards
from house.blocks import MEASURES


class TestDashboards(unittest.TestCase):
    """Nobody edits 50 KB by hand; `./manage dashboards` writes them."""

    def test_files(self):
        for code in dashboards.DASHBOARDS:
            with self.subTest(dashboard=code):
                written = dashboards.get_path(code).read_text(encoding="utf-8")
                self.assertEqual(
                    written, dashboards.get_text(code), "run ./manage dashboards"
                )

    def test_no_other_file(self):
        """A dashboard that is described no more leaves no file behind."""
        found = {path.name for path in dashboards.FOLDER.glob("*_dashboard.json")}
        self.assertEqual(
            found, {dashboards.get_path(code).name for code in dashboards.DASHBOARDS}
        )

    def test_measures(self):
        """Names are those of the application, without importing Odoo here."""
        catalogue = dashboards.ROOT / "cnfpt_cooperation" / "tools" / "measures.py"
        source = catalogue.read_text(encoding="utf-8")
        places = [source.find(f'"{measure.name}"') for measure in MEASURES.values()]
        self.assertNotIn(-1, places)
        self.assertEqual(places, sorted(places))


if __name__ == "__main__":
    unittest.main()
