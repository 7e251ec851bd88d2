"""Templates of terms and their French: compare and refresh.

Run by the virtualenv's Python, which has polib:
    python -m house.po check|refresh EXPORTED TEMPLATE FRENCH [OTHER.po …]
"""

import re
import sys
from pathlib import Path

import polib

HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def load(path):
    """Return the terms of a file; a missing file has none."""
    return polib.pofile(str(path)) if Path(path).exists() else polib.POFile()


def terms(po):
    """Return the entries in use, by source text."""
    return {entry.msgid: entry for entry in po if not entry.obsolete}


def placeholders(text):
    """Return the places of values in a text, in no order."""
    return sorted(re.findall(r"%\(\w+\)[a-z]|%[sd]|\{\{.*?\}\}", text))


def compare(exported, template, french):
    """Return what is missing, left over or untranslated, one sentence each."""
    wanted, known, done = terms(exported), terms(template), terms(french)
    problems = [
        f"not in the template: {term!r}" for term in wanted if term not in known
    ]
    problems += [f"no longer used: {term!r}" for term in known if term not in wanted]
    for term in wanted:
        if term not in done or not done[term].msgstr.strip():
            problems.append(f"not translated: {term!r}")
        elif done[term].fuzzy:
            problems.append(f"fuzzy: {term!r}")
        elif placeholders(term) != placeholders(done[term].msgstr):
            problems.append(f"other placeholders: {term!r}")
    return problems


def refresh(exported, french, others):
    """Return (template, French) rebuilt; terms known elsewhere come translated."""
    template = polib.POFile(wrapwidth=78)
    result = polib.POFile(wrapwidth=78)
    template.metadata = dict(HEADER)
    result.metadata = {
        "Language": "fr",
        **HEADER,
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    done = terms(french)
    known = {}
    for other in others:
        for term, entry in terms(other).items():
            if entry.msgstr and not entry.fuzzy:
                known.setdefault(term, entry.msgstr)
    for entry in exported:
        common = {
            "msgid": entry.msgid,
            "comment": entry.comment,
            "occurrences": entry.occurrences,
        }
        previous = done.get(entry.msgid)
        text = previous.msgstr if previous and not previous.fuzzy else ""
        template.append(polib.POEntry(**common))
        result.append(
            polib.POEntry(**common, msgstr=text or known.get(entry.msgid, ""))
        )
    return template, result


def main(action, exported, template, french, *others):
    """Check (exit code 1 with the problems) or refresh the two files."""
    source = load(exported)
    if action == "check":
        problems = compare(source, load(template), load(french))
        print("\n".join(problems))
        return 1 if problems else 0
    Path(template).parent.mkdir(exist_ok=True)
    new_template, new_french = refresh(source, load(french), map(load, others))
    new_template.save(template)
    new_french.save(french)
    missing = sum(not entry.msgstr for entry in new_french)
    print(f"{len(new_french)} terms, {missing} to translate in {french}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
