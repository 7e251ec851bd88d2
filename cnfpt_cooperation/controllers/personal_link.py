from odoo.http import content_disposition, request
from odoo.tools.mimetypes import guess_mimetype

# A personal link is for one reader: kept by no cache, found by no search engine,
# told to no other site, shown in no frame.
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
ROUTE = {
    "type": "http",
    "auth": "public",
    "website": True,
    "multilang": False,
    "sitemap": False,
}


def find_by_link(model, token):
    """Return the question of a personal link, or nothing, in its reader's language."""
    found = request.env[model]._find(token)
    lang = found._get_lang() if found else found._get_house_lang()
    request.update_context(lang=lang)
    return found.with_context(lang=lang)


def render_privately(template, values, status=200):
    """Return a page that its reader alone sees."""
    response = request.render(template, values)
    response.status_code = status
    response.headers.update(_HEADERS)
    return response


def send_privately(name, content):
    """Return a file that its reader alone sees."""
    headers = {
        **_HEADERS,
        "Content-Type": guess_mimetype(content),
        "Content-Disposition": content_disposition(name, disposition_type="inline"),
        "X-Content-Type-Options": "nosniff",
    }
    return request.make_response(content, list(headers.items()))
