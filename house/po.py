"""Templates of terms and their translations: compare and refresh.

French is complete; the languages of the papers have what leaves the house only.

Run by the virtualenv's Python, which has polib:
    python -m house.po check|refresh EXPORTED TEMPLATE [OTHER.po …]
"""

import re
import sys
from pathlib import Path

import polib

# The languages of the papers, and how each counts.
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "pt": "nplurals=2; plural=(n != 1);",
    "vi": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2"
    " : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
MAIN = "fr"
# Where the terms of papers, letters and evaluations stand.
PAPERS = re.compile(
    r"\.(report_|mail_template_|survey_)|/report/|selection__\w+_visit_session__kind__"
    r"|:cooperation\.agreement\.template\.article,"
)
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


def is_paper(entry):
    """Tell whether a term is read by those to whom the Mission writes."""
    return any(PAPERS.search(place) for place, _line in entry.occurrences)


def papers(po):
    """Return the entries of the papers, by source text."""
    return {term: entry for term, entry in terms(po).items() if is_paper(entry)}


def untranslated(wanted, done):
    """Return what is missing in one language, one sentence each."""
    for term in wanted:
        if term not in done or not done[term].msgstr.strip():
            yield f"not translated: {term!r}"
        elif done[term].fuzzy:
            yield f"fuzzy: {term!r}"
        elif placeholders(term) != placeholders(done[term].msgstr):
            yield f"other placeholders: {term!r}"


def compare(exported, template, translations):
    """Return what is missing, left over or untranslated, one sentence each.

    :param translations: the file of each language, by its code
    """
    wanted, known = terms(exported), terms(template)
    problems = [f"not in the template: {term!r}" for term in wanted.keys() - known]
    problems += [f"no longer used: {term!r}" for term in known.keys() - wanted]
    for language, po in translations.items():
        expected = wanted if language == MAIN else papers(exported)
        problems += [f"{language}: {p}" for p in untranslated(expected, terms(po))]
    return sorted(problems)


def build(entries, language=None, done=None, known=None):
    """Return a file of these entries; terms known elsewhere come translated."""
    result = polib.POFile(wrapwidth=78)
    result.metadata = dict(HEADER)
    if language:
        result.metadata = {
            "Language": language,
            **HEADER,
            "Plural-Forms": PLURALS[language],
        }
    for entry in entries:
        previous = (done or {}).get(entry.msgid)
        text = previous.msgstr if previous and not previous.fuzzy else ""
        result.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=text or (known or {}).get(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
            )
        )
    return result


def refresh(exported, translations, others):
    """Return the template and the file of each language, rebuilt.

    :param translations: the present file of each language, by its code
    :param others: files of other addons from which the French may be borrowed
    """
    known = {}
    for other in others:
        for term, entry in terms(other).items():
            if entry.msgstr and not entry.fuzzy:
                known.setdefault(term, entry.msgstr)
    rebuilt = {}
    for language, po in translations.items():
        is_main = language == MAIN
        entries = exported if is_main else papers(exported).values()
        if is_main or entries:
            rebuilt[language] = build(
                entries, language, terms(po), known if is_main else {}
            )
    return build(exported), rebuilt


def main(action, exported, template, *others):
    """Check (exit code 1 with the problems) or refresh the files."""
    source, folder = load(exported), Path(template).parent
    translations = {name: load(folder / f"{name}.po") for name in PLURALS}
    if action == "check":
        problems = compare(source, load(template), translations)
        print("\n".join(problems))
        return 1 if problems else 0
    folder.mkdir(exist_ok=True)
    new_template, rebuilt = refresh(source, translations, map(load, others))
    new_template.save(template)
    for language, po in rebuilt.items():
        po.save(folder / f"{language}.po")
        missing = sum(not entry.msgstr for entry in po)
        print(f"{language}: {len(po)} terms, {missing} to translate in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
