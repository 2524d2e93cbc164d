#!/usr/bin/env python3
"""The access matrix: every route for scripts x one person of every role, compared with access.tsv.

The case, contact and alarm belong to the hotline (operator.alo116) and to the team that is asked
(ERT-SHKODER); everybody else is another agency, most of another region: 403 when the role may not do
it at all, 404 when it may but not with this case. An empty post that passes both gets 422.
A changed line is a reviewed change: access_test.py --write makes the file anew."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "story"))
import story_test  # noqa: E402

GOLDEN = pathlib.Path(__file__).with_name("access.tsv")
OWN = ["operator.alo116", "supervisor.alo116", "counsellor.alo116", "psychologist.alo116",
       "data_officer.alo116", "admin.alo116", "team.ert-shkoder", "supervisor.ert-shkoder"]
OTHERS = ["operator.alo116", "counsellor.vatra", "supervisor.vatra", "team.ert-diber",
          "caseworker.vatra", "shelter_worker.vatra", "psychologist.vatra", "lawyer.vatra",
          "child_protection.cpu-diber", "police_officer.pol-diber", "prosecutor.pros-diber",
          "social_service.sss-tirane", "authority.ra", "coordinator.onac", "donor.unicef",
          "data_officer.ra", "admin.vatra"]


def routes():
    for line in (story_test.ROOT / "tables/routes.tsv").read_text().splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == 9 and cells[1].startswith("/api/v1"):
            yield cells[0], cells[1], cells[2]


def scene(house):
    """A case of the hotline with an alarm for the team of its county."""
    def post(path, body):
        status, _, text = house.api("operator.alo116", "POST", path, json.dumps(body))
        if status != 201:
            raise RuntimeError(f"{path}: {status} {text}")
        return str(json.loads(text)["id"])

    contact = post("/api/v1/contacts", {"channel": "phone", "kind": "concern"})
    case = post(f"/api/v1/contacts/{contact}/case", {
        "age_band": "16-17", "gender": "female", "place": "AL-10-AL154", "risk": "R3",
        "identification": "PV"})
    alarm = post(f"/api/v1/cases/{case}/alarm", {"place": "AL-10-AL154", "where": "x"})
    return {"{contact}": contact, "{casefile}": case, "{alarm}": alarm, "{screening}": "1",
            "{referral}": "1"}


def matrix(house, users):
    ids = scene(house)
    for method, path, name in routes():
        real = path
        for word, value in ids.items():
            real = real.replace(word, value)
        for user in users:
            body = "{}" if method == "POST" else None
            status = house.api(user, method, real, body)[0]
            yield f"{name}\t{user}\t{status}"


def main():
    users = list(dict.fromkeys(OWN + OTHERS))
    house = story_test.House("", users)
    try:
        lines = ["route\twho\tstatus"] + list(matrix(house, users))
    finally:
        house.close()
    if "--write" in sys.argv:
        GOLDEN.write_text("\n".join(lines) + "\n")
    golden = GOLDEN.read_text().splitlines()
    wrong = [l for l in lines if l not in set(golden)] + [g for g in golden if g not in set(lines)]
    for line in wrong[:20]:
        print("FAIL", line)
    print(f"{len(lines) - 1} cells")
    print(f"{len(lines) - 1 - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
