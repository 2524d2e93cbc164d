#!/usr/bin/env python3
"""Takes from look/node_modules (npm ci in look/) the published examples that our options cover.

    extract.py        writes fixtures/*.json anew and prints what is not covered, and why.
"""

import collections
import json
import pathlib
import tempfile

import fixtures_test

SOURCE = fixtures_test.ROOT / "look/node_modules/govuk-frontend"
VERSION = "6.6.0"


def main():
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    if package["version"] != VERSION:
        raise SystemExit(f"govuk-frontend {package['version']}, not {VERSION}")
    out = fixtures_test.HERE / "fixtures"
    out.mkdir(exist_ok=True)
    n_all = n_covered = 0
    reasons = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        program = fixtures_test.build(pathlib.Path(name), "fixture_main")
        for folder in sorted((SOURCE / "dist/govuk/components").iterdir()):
            file = folder / "fixtures.json"
            if not file.exists():
                continue
            fixtures = json.loads(file.read_text(encoding="utf-8"))["fixtures"]
            covered = []
            for fixture in fixtures:
                code, _, said = fixtures_test.print_fixture(
                    program, folder.name, fixture["options"])
                if said.startswith("no component"):
                    break
                n_all += 1
                if code == fixtures_test.NOT_COVERED:
                    reasons[f"{folder.name}: {said}"].append(fixture["name"])
                else:
                    covered.append({k: fixture[k] for k in ("name", "options", "html")})
            if covered:
                n_covered += len(covered)
                (out / f"{folder.name}.json").write_text(
                    json.dumps(covered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for reason, names in sorted(reasons.items()):
        print(f"- {reason} ({len(names)})")
    print(f"{n_covered} of {n_all} published examples of the ported components are covered")


if __name__ == "__main__":
    main()
