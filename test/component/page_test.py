#!/usr/bin/env python3
"""Fields with a refused, stale form; the frames of staff and public pages; our own parts."""

import pathlib
import subprocess
import sys
import tempfile

import fixtures_test

STAFF = {
    "title says there is an error": "<title>Gabim: Title – Besa",
    "language of the page": '<html class="govuk-template" lang="sq">',
    "main": '<main class="govuk-main-wrapper" id="main-content">',
    "skip link": 'href="#main-content"',
    "person is escaped": "<li>A. &lt;Hoxha&gt;, ERT</li>",
    "current item of the menu": 'href="/s/cases" aria-current="true"><strong',
    "sign out is a post": '<form method="post" action="/s/sign-out"><input type="hidden" name="csrf" value="c">',
    "other language": 'name="language" value="en" lang="en">English</button>',
    "tokens of the form": '<input type="hidden" name="csrf" value="token">\n<input type="hidden" name="once" value="once-1">',
    "summary goes to the field": '<a href="#caller_name">',
    "summary goes to the first part of a day": '<a href="#from-day">',
    "typed text is escaped": 'value="&lt;b&gt;Ana&lt;/b&gt;"',
    "error is described": 'aria-describedby="caller_name-stored caller_name-error"',
    "stored text": '<div id="caller_name-stored" class="govuk-hint">Tani ruhet: Ana &amp; Bea</div>',
    "stored code by its label": '<div id="place-stored" class="govuk-hint">Tani ruhet: Tiranë</div>',
    "stored codes by their labels": "Tani ruhet: Tiranë, Kukës &amp; &lt;Has&gt;</div>",
    "stored day for people": '<div id="from-stored" class="govuk-hint">Tani ruhet: 23.11.2026</div>',
    "stored yes or no": "Tani ruhet: jo",
    "typed choice": 'id="place-3" name="place" type="radio" value="kukes" checked aria-describedby="place-3-item-hint"',
    "divider": '<div class="govuk-radios__divider">ose</div>',
    "typed part of a day": 'id="from-month" name="from-month" type="text" inputmode="numeric" value="2"',
    "first line break is kept": ">\n\nline</textarea>",
    "optional": "(jo e detyrueshme)",
    "bool": 'id="is_child" name="is_child" type="checkbox" value="1" checked',
    "version": '<input type="hidden" name="ver" value="7">',
    "select without answer": '<option value="">',
    "late alarm": '<li class="besa-alarm besa-alarm--late">',
    "script is no address": '<a class="govuk-link" href="#">Alarm 1',
    "clock for app.js": 'data-clock data-now="1795453200000" data-since="1795447680000" data-target-min="60"',
    "duration": ">1 h 32</time>",
    "bar": '<rect class="besa-bar__fill" width="82" height="10"/>',
}
STAFF_NOT = {"hidden item of the menu": "/s/alarms", "markup of a person": "<b>Ana"}
PUBLIC = {
    "exit is the first stop": '<body class="govuk-template__body besa-exit-room">\n<nav aria-label="Kalo te përmbajtja"><a href="/dil"',
    "exit stays in view": 'besa-exit__button" rel="nofollow noreferrer" data-exit>',
    "languages": '<a href="/en" rel="alternate" lang="en" hreflang="en">English</a>',
    "help line": '<a class="besa-card__link" href="tel:116006"><span class="besa-card__number">116 006</span>',
    "exit.js": "/static/exit-",
    "public.css": "/static/public-",
}
PUBLIC_NOT = {"svg": "<svg", "staff script": "/static/app-", "form": "<form"}


def is_balanced(page):
    stack = []
    for token in fixtures_test.tree(page, False):
        if token[0] == "start" and token[1] not in fixtures_test.VOID:
            stack.append(token[1])
        elif token[0] == "end" and token[1] not in fixtures_test.VOID:
            if not stack or stack.pop() != token[1]:
                return False
    return not stack


def ids(page):
    return [value for token in fixtures_test.tree(page, False) if token[0] == "start"
            for name, value in token[2] if name == "id"]


def main():
    results = {}
    with tempfile.TemporaryDirectory() as name:
        program = fixtures_test.build(pathlib.Path(name), "page_main")
        pages = [subprocess.run([str(program), kind], text=True, capture_output=True, check=True).stdout
                 for kind in ("staff", "public")]
    if "--print" in sys.argv:
        print(*pages, sep="\n")
    for page, kind, wanted, refused in zip(pages, ("staff", "public"), (STAFF, PUBLIC),
                                           (STAFF_NOT, PUBLIC_NOT)):
        results.update({f"{kind}: {what}": text in page for what, text in wanted.items()})
        results.update({f"{kind}: no {what}": text not in page for what, text in refused.items()})
        results[f"{kind}: tags are balanced"] = is_balanced(page)
        results[f"{kind}: ids are unique"] = len(ids(page)) == len(set(ids(page)))
        results[f"{kind}: no inline script, style, handler"] = not any(
            bad in page for bad in (" style=", " onclick=", "<style", "<script>"))
    for what, is_good in results.items():
        if not is_good:
            print("FAIL", what)
    failed = sum(not is_good for is_good in results.values())
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
