"""What people wrote of a chapter, made fit for a page that stands alone."""

from lxml import etree
from markupsafe import Markup

from odoo.tools.mail import html_normalize

# What says something; the page has its own style, and its own ids.
_KEPT = frozenset({"href", "title", "lang", "dir", "colspan", "rowspan", "start"})
# What would be fetched from elsewhere, with what stands in it.
_FETCHED = (
    *("img", "picture", "source", "video", "audio", "track", "svg", "image"),
    *("iframe", "embed", "object", "link", "input"),
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIGHEST = 3  # below the heading of the chapter


def clean_comment(comment):
    """Return the HTML of a comment without what a page could fetch or be upset by.

    Pasted texts bring pictures of other sites, their style, their ids, and headings
    that are higher than that of the chapter.
    """
    return Markup(html_normalize(f"<div>{comment or ''}</div>", _clean))


def _clean(root):
    for element in [*root.iter(*_FETCHED)]:
        element.drop_tree()
    for element in root.iter(etree.Element):
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
    _lower_headings([*root.iter(*_HEADINGS)])
    return root


def _lower_headings(headings):
    """Put them below that of the chapter, without leaving out a level."""
    ranks = sorted({heading.tag for heading in headings})
    level = _HIGHEST - 1
    for heading in headings:
        level = min(_HIGHEST + ranks.index(heading.tag), level + 1, len(_HEADINGS))
        heading.tag = f"h{level}"
