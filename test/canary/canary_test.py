#!/usr/bin/env python3
"""Plants 1,000 strings in sealed fields through the API and then looks for each of them, plain, in
base64, in UTF-16 and reversed, in the database, its WAL, the log, a backup and the folder: no hit.

A control plants one string in a public place to show that the search would find it."""
import base64
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "story"))
import story_test  # noqa: E402  the same house as the stories have

ROUNDS = 125  # eight sealed fields each
USER = "operator.alo116"


def canary(n):
    return "kanarina%06dzq" % (n * 7919 % 1000003)


def plant(house):
    planted, n = [], 0

    def word():
        nonlocal n
        n += 1
        planted.append(canary(n))
        return planted[-1]

    def post(path, body, wanted):
        status, _, text = house.api(USER, "POST", path, json.dumps(body))
        if status != wanted:
            raise RuntimeError(f"{path}: {status} {text}")
        return json.loads(text)["id"]

    for _ in range(ROUNDS):
        contact = post("/api/v1/contacts", {
            "channel": "phone", "kind": "concern", "where": word(), "note": word(),
            "caller_name": word()}, 201)
        case = post(f"/api/v1/contacts/{contact}/case", {
            "age_band": "18-24", "gender": "female", "place": "AL-10-AL154", "risk": "R2",
            "identification": "PV", "call_name": word()}, 201)
        post(f"/api/v1/cases/{case}/details", {
            "ver": 1, "full_name": word(), "phone": word(), "location": word(), "story": word()}, 200)
    return planted


def shapes(word):
    yield word.encode()
    yield word[::-1].encode()
    yield word.encode("utf-16-le")
    for shift in range(3):  # base64 of a text that the word stands in
        yield base64.b64encode(b"x" * shift + word.encode())[4:-4]


def main():
    house = story_test.House("", [USER])
    hits = []
    try:
        planted = plant(house)
        pathlib.Path(house.folder, "control").write_text(canary(1))
        house.run("backup", house.folder + "/backup.besa")
        files = {p: p.read_bytes() for p in pathlib.Path(house.folder).rglob("*") if p.is_file()}
        for word in planted:
            for shape in shapes(word):
                hits += [(p.name, word) for p, data in files.items() if shape in data]
    finally:
        house.close()
    control = [h for h in hits if h[0] == "control"]
    leaks = [h for h in hits if h[0] != "control"]
    for name, word in leaks[:10]:
        print(f"FAIL {word} stands in {name}")
    print(f"{len(planted)} planted, {len(leaks)} found in {len(files)} files")
    passed = (not leaks) + bool(control)
    print(f"{passed} passed, {2 - passed} failed")
    return 0 if passed == 2 and len(planted) == 1000 else 1


if __name__ == "__main__":
    sys.exit(main())
