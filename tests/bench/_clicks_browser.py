"""A three-day visit of twelve people, planned twice: in Odoo's Events and here.

Each way is the quickest that the screens offer to somebody who knows them. Prints
[way, clicks, fields typed] of each as JSON.

    python _clicks_browser.py ADDRESS PASSWORD
"""

import json
import sys
import tempfile
from pathlib import Path

from _browser import Browser

PEOPLE = [
    f"Test Delegate {number}\tDirector {number}\tTest School of Administration"
    for number in range(1, 13)
]
# (first hour, last hour, what) of each of three days.
DAY = [
    ("09:00", "10:30", "Welcome and presentation"),
    ("10:45", "12:15", "Recruiting local officials"),
    ("12:30", "14:00", "Lunch"),
    ("14:15", "16:30", "Workshop"),
]
DATES = ("03/04/2030", "03/05/2030", "03/06/2030")
SESSIONS = [
    (f"{date} {start}:00", stop, f"{what}, day {number}")
    for number, date in enumerate(DATES, 1)
    for start, stop, what in DAY
]
NEW = ".o-kanban-button-new, .o_list_button_add, .o_form_button_create"
BOX = ".o-form-buttonbox button, .oe_stat_button"


def hours(start, stop):
    """Return the hours between two times of a day."""
    (h1, m1), (h2, m2) = (time.split(":")[:2] for time in (start, stop))
    return str(int(h2) - int(h1) + (int(m2) - int(m1)) / 60)


def open_event(browser):
    browser.open("/odoo/events")
    browser.click(NEW, "New")
    browser.type("[name=name] input, [name=name] textarea", "Study visit")
    browser.type("[data-field=date_begin]", f"{DATES[0]} 09:00:00")
    browser.type("[data-field=date_end]", f"{DATES[-1]} 17:00:00")


def events_by_hand(browser):
    """One form after the other."""
    open_event(browser)
    browser.click(BOX, "Attendees")
    for person in PEOPLE:
        browser.click(NEW, "New")
        browser.type("[name=name] input", person.split("\t")[0])
    browser.click(".breadcrumb-item a, .o_breadcrumb a", "Study visit")
    browser.click(BOX, "Tracks")
    for date, stop, title in SESSIONS:
        browser.click(NEW, "New")
        browser.type("[name=name] input, [name=name] textarea", title)
        browser.type("[data-field=date]", date)
        browser.type("[name=duration] input", hours(date[11:], stop))
    browser.click(".o_form_button_save")


def import_rows(browser, header, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
        file.write("\n".join(";".join(row) for row in [header, *rows]))
    browser.click(".o_cp_action_menus button")
    browser.click(".o_import_menu, .dropdown-item", "Import records")
    browser.upload("input[type=file]", file.name)
    browser.click(".o_control_panel button, .o_import_action button", "Import")
    Path(file.name).unlink()


def events_by_import(browser):
    """Two files, which somebody has written in a spreadsheet before."""
    open_event(browser)
    browser.click(BOX, "Attendees")
    import_rows(browser, ["Attendee Name"], [[p.split("\t")[0]] for p in PEOPLE])
    browser.click(".breadcrumb-item a, .o_breadcrumb a", "Study visit")
    browser.click(BOX, "Tracks")
    rows = [
        (title, f"2030-03-0{date[4]} {date[11:]}", hours(date[11:], stop))
        for date, stop, title in SESSIONS
    ]
    import_rows(browser, ["Title", "Track Date", "Duration"], rows)


def here(browser):
    """The same people and the same sessions, as text."""
    browser.open("/odoo/visits")
    browser.click(NEW, "New")
    browser.type("[name=name] input", "Study visit")
    browser.type("[name=partner_id] input", "Test School")
    browser.click(".o-autocomplete--dropdown-item", "Test School")
    browser.type("[data-field=date_start]", DATES[0])
    browser.type("[data-field=date_end]", DATES[-1])
    browser.type("[name=headcount_declared] input", str(len(PEOPLE)))
    browser.click("button[name=action_write_programme]")
    browser.type("[name=text] textarea", programme_text())
    browser.click("button[name=action_write]")
    browser.click(".nav-link", "Delegates")
    browser.click("button[name=action_import_delegates]")
    browser.type("[name=text] textarea", "\n".join(PEOPLE))
    browser.click("button[name=action_read]")
    browser.click("button[name=action_import]")


def programme_text():
    lines = []
    for number in range(1, len(DATES) + 1):
        lines.append(f"Day {number}")
        lines += [f"{start}-{stop} {what}, day {number}" for start, stop, what in DAY]
    return "\n".join(lines)


def main(address, password):
    counts = {}
    for way in (here, events_by_hand, events_by_import):
        with Browser(address) as browser:
            browser.log_in("admin", password)
            way(browser)
            counts[way.__name__.replace("_", " ")] = (browser.clicks, browser.typed)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
