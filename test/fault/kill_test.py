#!/usr/bin/env python3
"""kill -9 of all processes under load: no acknowledged write is lost, and the ledger is good each time.

BESA is the binary; BESA_KILLS how often (default 100; 500 takes minutes). Several scripts record contacts until the
processes die; each id that was acknowledged must be in the database afterwards."""
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

BESA = os.environ.get("BESA", str(pathlib.Path(__file__).resolve().parents[2] / "build/besa"))
KILLS = int(os.environ.get("BESA_KILLS", "100"))
WRITERS = 4
BODY = json.dumps({"channel": "phone", "kind": "concern", "risk": "R1", "note": "shënim"}).encode()


def write(port, token, acked):
    """Records contacts over one connection until it breaks."""
    try:
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        while True:
            c.request("POST", "/api/v1/contacts", BODY, {
                "Authorization": "Bearer " + token, "Content-Type": "application/json"})
            r = c.getresponse()
            answer = json.loads(r.read())
            if r.status == 201:
                acked.append(int(answer["id"]))
    except (OSError, http.client.HTTPException, ValueError):
        pass


def besa(*words):
    return subprocess.run([BESA, *words], capture_output=True, text=True)


def round_of(folder, token, chance):
    log = open(folder + "/log", "w+")
    server = subprocess.Popen([BESA, "serve", "--data", folder, "--listen", "127.0.0.1:0",
                               "--metrics-listen", "127.0.0.1:0"],
                              stdout=subprocess.PIPE, stderr=log, text=True,
                              start_new_session=True)
    ready = re.search(r"ready at http://127.0.0.1:(\d+)/", server.stdout.readline())
    if not ready:
        server.wait()
        log.seek(0)
        return None, "the server did not start again: " + log.read()[-2000:]
    port = int(ready.group(1))
    acked = []
    threads = [threading.Thread(target=write, args=(port, token, acked)) for _ in range(WRITERS)]
    for t in threads:
        t.start()
    time.sleep(chance.uniform(0.01, 0.12))  # where the kill falls; nothing is asserted about time
    os.killpg(server.pid, signal.SIGKILL)
    for t in threads:
        t.join()
    server.wait()
    verify = besa("ledger", "verify", "--data", folder)
    if verify.returncode != 0:
        return acked, verify.stdout + verify.stderr
    with sqlite3.connect(f"file:{folder}/besa.db?mode=ro", uri=True) as db:
        lost = [i for i in acked
                if not db.execute("SELECT 1 FROM contact WHERE id = ?", (i,)).fetchone()]
    return acked, f"lost {lost}" if lost else None


def main():
    folder = tempfile.mkdtemp(prefix="besa-kill-")
    made = besa("demo", "--data", folder, "--cases", "1")
    token = besa("demo", "token", "operator.alo116", "--data", folder).stdout.strip()
    chance, acked_n, passed, failed = random.Random(1), 0, 0, 0
    if made.returncode != 0 or not token:
        print(made.stderr)
        failed = 1
    for _ in range(KILLS if not failed else 0):
        acked, fault = round_of(folder, token, chance)
        acked_n += len(acked or [])
        passed, failed = passed + (fault is None), failed + (fault is not None)
        if fault:
            print("FAIL", fault)
            break
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{acked_n} acknowledged writes over {passed + failed} kills")
    if acked_n == 0:
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
