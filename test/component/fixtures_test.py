#!/usr/bin/env python3
"""Conformance of src/web/component with the published examples of govuk-frontend 6.6.0.

Every example in fixtures/ is a pair of options and HTML as the project publishes it. fixture_main
fills our struct from the options and prints; both sides are compared as trees: white space, the
order of attributes and of classes do not count. What differs on purpose is taken out of the
published side by `DEVIATIONS`, each with its reason.
    fixtures_test.py [--verbose]        CC names the compiler (gcc).
"""

import html.parser
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CC = shlex.split(os.environ.get("CC", "gcc"))
# gcc 12 with UBSan takes vsnprintf(NULL, 0) for a truncation.
FLAGS = shlex.split(os.environ.get("CFLAGS", "-O1 -fsanitize=address,undefined")) + (
    "-std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror "
    "-Wno-unknown-warning-option -Wno-format-truncation").split()
NOT_COVERED = 3
MODULES = ("arena", "buf", "date", "err", "json", "str", "utf8")
# Where our own words differ from upstream's defaults.
WORDS = {"page.success": "Success", "page.pages": "Pagination"}
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"}


def deviate(tag, attrs):
    """The published tag as we print it; None for one that we leave out with its content."""
    # We ship none of their scripts, so the hooks of these would point to nothing.
    attrs.pop("data-module", None)
    if tag == "a" and attrs.get("role") == "button":
        # Space would not press it without script: it stays what it is, a link.
        attrs.pop("role")
    if tag == "fieldset" and attrs.get("role") == "group":
        # A fieldset is a group; html checkers call the role redundant.
        attrs.pop("role")
    if tag == "button" and "govuk-service-navigation__toggle" in attrs.get("class", ""):
        # Hidden until their script folds the menu; ours wraps instead.
        return None
    return attrs


class Tree(html.parser.HTMLParser):
    """A flat list of ("start", tag, attrs), ("end", tag), ("text", text)."""

    def __init__(self, is_published):
        super().__init__(convert_charrefs=True)
        self.is_published = is_published
        self.tokens = []
        self.skipped = None

    def handle_starttag(self, tag, attrs):
        if self.skipped:
            return
        attrs = {name: "" if value is None else value for name, value in attrs}
        if self.is_published:
            attrs = deviate(tag, attrs)
            if attrs is None:
                self.skipped = tag
                return
        if "class" in attrs:
            attrs["class"] = " ".join(sorted(attrs["class"].split()))
        self.tokens.append(("start", tag, tuple(sorted(attrs.items()))))
        if tag in VOID:
            self.tokens.append(("end", tag))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.skipped:
            self.skipped = None if tag == self.skipped else self.skipped
        elif tag not in VOID:
            self.tokens.append(("end", tag))

    def handle_data(self, data):
        if self.skipped:
            return
        if self.tokens and self.tokens[-1][0] == "text":
            data = self.tokens.pop()[1] + data
        self.tokens.append(("text", data))


def eats_blank(token, is_before):
    """Whether white space beside this token shows nothing."""
    if token is None:
        return True
    if token[0] == ("start" if is_before else "end") and token[1] not in VOID:
        return True
    return token[1] not in INLINE


def tree(text, is_published):
    parser = Tree(is_published)
    parser.feed(text)
    parser.close()
    tokens = []
    for i, token in enumerate(parser.tokens):
        if token[0] != "text":
            tokens.append(token)
            continue
        words = " ".join(token[1].split())
        before = parser.tokens[i - 1] if i > 0 else None
        after = parser.tokens[i + 1] if i + 1 < len(parser.tokens) else None
        has_before = token[1][:1].isspace() and not eats_blank(before, True)
        has_after = token[1][-1:].isspace() and not eats_blank(after, False)
        if words:
            words = " " * has_before + words + " " * has_after
        elif has_before and has_after:
            words = " "
        if words:
            tokens.append(("text", words))
    return tokens


def run(command, **options):
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True,
                          check=False, **options)
    if done.returncode != 0:
        sys.exit(f"test/component: {' '.join(map(str, command))}\n{done.stderr}")


def write_words(folder):
    rows = [line.split("\t") for line in
            (HERE / "words-needed.txt").read_text(encoding="utf-8").splitlines()]
    for column, language in ((1, "sq"), (2, "en")):
        lines = []
        for row in rows:
            key = row[0].rstrip("?")
            text = WORDS.get(key, row[column]) if language == "en" else row[column]
            lines.append(f"{key} = {text}\n")
        (folder / f"{language}.words").write_text("".join(lines), encoding="utf-8")


def generate(folder):
    """words.gen, errors.gen, urls.gen, asset.gen."""
    plain = ["-std=c17", "-D_GNU_SOURCE", f"-I{ROOT}/src/base", f"-I{ROOT}/tools"]
    for name in ("gen_words", "gen_table", "gen_asset"):
        run([*CC, *plain, *sorted((ROOT / "tools").glob(f"{name}*.c")), ROOT / "tools/gen.c",
             ROOT / "src/base/str/str.c", "-o", folder / name])
    write_words(folder)
    run([folder / "gen_words", "sq.words", "en.words", "words.gen.h", "words.gen.c"], cwd=folder)
    for kind, table in (("errors", "errors"), ("urls", "routes")):
        run([folder / "gen_table", kind, ROOT / f"tables/{table}.tsv", f"{kind}.gen.h",
             f"{kind}.gen.c"], cwd=folder)
    run([folder / "gen_asset", "asset.gen.h", "asset.gen.c",
         *sorted(path for path in (ROOT / "static").iterdir() if path.is_file())], cwd=folder)


def build(folder, name):
    """Compiles NAME.c of this folder with the components; returns the program."""
    if not (folder / "words.gen.c").exists():
        generate(folder)
    sources = [HERE / f"{name}.c", *sorted(folder.glob("*.gen.c"))]
    for module in MODULES:
        sources += [path for path in (ROOT / "src/base" / module).glob("*.c")
                    if not path.name.endswith("_test.c")]
    for part in ("pack/words", "web/view", "web/component"):
        # The map needs a whole pack, which neither program has.
        sources += sorted(path for path in (ROOT / "src" / part).glob("*.c")
                          if path.name != "component_map.c")
    sources.append(ROOT / "src/web/form/form.c")
    includes = [f"-I{ROOT}/src/{layer}" for layer in ("base", "pack", "web", "web/component")]
    run([*CC, *FLAGS, f"-I{folder}", *includes, *sources, "-lm", "-lutf8proc", "-o", folder / name])
    return folder / name


def print_fixture(program, component, options):
    """(exit code, HTML, what was said)."""
    done = subprocess.run([str(program)], input=json.dumps(
        {"component": component, "options": options}), text=True, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.strip()


def show(published, ours):
    for i in range(max(len(published), len(ours))):
        a = published[i] if i < len(published) else None
        b = ours[i] if i < len(ours) else None
        if a != b:
            return f"    published: {a}\n    ours:      {b}"
    return ""


def main():
    is_verbose = "--verbose" in sys.argv[1:]
    passed = 0
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        program = build(pathlib.Path(name), "fixture_main")
        for path in sorted((HERE / "fixtures").glob("*.json")):
            for fixture in json.loads(path.read_text(encoding="utf-8")):
                code, ours, said = print_fixture(program, path.stem, fixture["options"])
                a = tree(fixture["html"], True)
                b = tree(ours, False)
                is_good = code == 0 and a == b
                passed += is_good
                failed += not is_good
                if not is_good or is_verbose:
                    print("ok  " if is_good else "FAIL", path.stem, "|", fixture["name"], said)
                if not is_good:
                    print(show(a, b))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
