"""`./manage bench`: the benchmarks of tests/bench, each a program of its own.

A benchmark is a Python file with `def run(app)` that returns rows of a table:
(what, measured, reference, budget), in seconds unless the file has a `UNIT` of its
own; the budget is a ratio.
"""

import importlib.util
import json

from .core import LOCAL, ROOT, HouseError, say


def known():
    """Return the benchmarks by name."""
    folder = ROOT / "tests/bench"
    files = sorted(folder.glob("*.py"))
    return {file.stem: file for file in files if not file.stem.startswith("_")}


def run(app, names):
    """Run benchmarks, print their ratios as a table, write them as JSON."""
    found = known()
    unknown = set(names) - set(found)
    if unknown or not found:
        listed = ", ".join(found) or "none yet"
        raise HouseError(f"The benchmarks are: {listed}.")
    results = {}
    for name in names or found:
        spec = importlib.util.spec_from_file_location(f"bench_{name}", found[name])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        say(f"{name}: {(module.__doc__ or '').splitlines()[0]}")
        unit = getattr(module, "UNIT", "s")
        results[name] = [list(row) for row in module.run(app)]
        for what, measured, reference, budget in results[name]:
            ratio = measured / reference
            verdict = "ok" if ratio <= budget else "OVER BUDGET"
            say(
                f"  {what:<48} {measured:>9.4g} {unit} {reference:>9.4g} {unit}"
                f" {ratio:>7.2f} of {budget:<5} {verdict}"
            )
    target = LOCAL / "bench.json"
    target.write_text(json.dumps(results, indent=1))
    say(f"Written to {target}.")
    over = any(row[1] / row[2] > row[3] for rows in results.values() for row in rows)
    return 1 if over else 0
