from odoo.tests import tagged

from .common_accessibility import AccessibilityCase

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><title>A page</title><style>p { color: %s }</style></head>
<body><main><h1>A page</h1><p>Some words</p>%s</main></body>
</html>"""


@tagged("post_install", "-at_install")
class TestAccessibility(AccessibilityCase):
    """A test that finds nothing proves something only if it can find."""

    def assertObjects(self, pattern, *arguments, **options):
        with self.assertRaises(AssertionError) as refusal:
            self.assertAccessible(*arguments, **options)
        self.assertRegex(str(refusal.exception), pattern)

    def test_sound_page(self):
        self.assertAccessible(PAGE % ("#222", ""))

    def test_violations_are_named_by_rule_and_node(self):
        page = PAGE % ("#222", '<img id="chart" src="data:,"><h4>Skipped</h4>')
        self.assertObjects(r"image-alt \(critical\).*\n.*#chart", page)
        self.assertObjects(r"heading-order \(moderate\).*\n.*h4", page)

    def test_styles_and_window(self):
        faint = PAGE % ("#ccc", "")
        self.assertObjects(r"color-contrast \(serious\)", faint)
        self.assertAccessible(faint, without_styles=True)
        wide = "<style>@media (min-width: 600px) { p { color: #ccc } }</style>"
        self.assertObjects("color-contrast", PAGE % ("#222", wide))
        self.assertAccessible(PAGE % ("#222", wide), size="390x844")

    def test_page_of_the_server(self):
        self.assertAccessible("/web/login", within="form")
