#!/usr/bin/env python3
"""Runs the stories of this folder against the real binary, on SQLite and on PostgreSQL.

A story is plain text, one act a line:
  story TITLE                          what it shows
  evidence WORD ...                    lines of the brochure that it proves
  api USER METHOD PATH [JSON] -> STATUS [keep NAME=FIELD ...]
  sign-in USER -> STATUS               in a browser of its own
  page USER get PATH -> STATUS
  page USER submit PATH ACTION [FIELD=VALUE ...] -> STATUS   gets PATH, fills the form that posts to ACTION
  expect TEXT / refuse TEXT            in the last answer
  result CODE VALUE                    of an indicator in the last answer
  raw FILE-LIKE TEXT -> STATUS         bytes on a socket (\\r \\n \\t escapes)
  ledger verify
$NAME is replaced by what was kept. BESA is the binary; BESA_TEST_PG a PostgreSQL address."""
import html.parser
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BESA = os.environ.get("BESA", str(ROOT / "build/besa"))
HERE = pathlib.Path(__file__).parent


class Forms(html.parser.HTMLParser):
    """The post forms of a page with what is already in their fields."""

    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select = [], None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.form = {"action": a.get("action"), "fields": []}
            self.forms.append(self.form)
        elif self.form is not None and tag == "input" and a.get("name"):
            kind = a.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in a:
                self.form["fields"].append((a["name"], a.get("value") or ""))
        elif self.form is not None and tag == "textarea":
            self.form["fields"].append((a["name"], ""))
        elif self.form is not None and tag == "select":
            self.select = a["name"]
        elif self.select and tag == "option" and "selected" in a:
            self.form["fields"].append((self.select, a.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


class House:
    """One data folder and the server over it."""

    def __init__(self, database, users):
        self.folder = tempfile.mkdtemp(prefix="besa-story-")
        self.database = database
        self.options = ["--data", self.folder] + (["--database", database] if database else [])
        self.run("demo", "--cases", "3", "--pack", str(ROOT / "packs/albania"))
        people = (pathlib.Path(self.folder) / "demo-people.tsv").read_text().splitlines()
        self.passphrases = {l.split("\t")[0]: l.split("\t")[1] for l in people}
        self.tokens = {u: self.run("demo", "token", u).strip() for u in users}
        self.cookies = {}
        self.server = subprocess.Popen(
            [BESA, "serve", *self.options, "--listen", "127.0.0.1:0",
             "--metrics-listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=open(self.folder + "/log", "w"), text=True)
        ready = re.search(r"ready at http://127.0.0.1:(\d+)/", self.server.stdout.readline())
        if not ready:
            raise RuntimeError("the server did not start: " + open(self.folder + "/log").read())
        self.port = int(ready.group(1))

    def run(self, *words):
        done = subprocess.run([BESA, *words, *self.options], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"besa {' '.join(words)}: {done.returncode} {done.stderr}")
        return done.stdout

    def close(self):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, body=None, heads=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        c.request(method, path, body.encode() if body else None, heads or {})
        r = c.getresponse()
        text = r.read().decode("utf-8", "replace")
        c.close()
        return r.status, r.getheaders(), text

    def api(self, user, method, path, body):
        heads = {"Authorization": "Bearer " + self.tokens[user]}
        if body is not None:
            heads["Content-Type"] = "application/json"
        return self.ask(method, path, body, heads)

    def page(self, user, method, path, fields=None):
        heads = {"Cookie": self.cookies.get(user, "")}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            heads["Content-Type"] = "application/x-www-form-urlencoded"
            heads["Sec-Fetch-Site"] = "same-origin"
        status, answer, text = self.ask(method, path, body, heads)
        for name, value in answer:
            if name.lower() == "set-cookie":
                self.cookies[user] = value.split(";")[0]
        return status, answer, text

    def submit(self, user, path, action, fields):
        status, _, text = self.page(user, "GET", path)
        forms = Forms()
        forms.feed(text)
        ours = [f for f in forms.forms if f["action"] == action]
        if ours:
            form = max(ours, key=lambda f: len(f["fields"]))  # not the one-tap buttons beside it
            names = {n for n, _ in fields}
            kept = [(n, v) for n, v in form["fields"] if n not in names]
            return self.page(user, "POST", action, kept + fields)
        return 0, [], f"no form for {action} on {path} ({status}): " + \
            ", ".join(str(f["action"]) for f in forms.forms)

    def sign_in(self, user):
        for _ in range(3):
            code = self.run("demo", "code", user).strip()
            status, heads, text = self.submit(user, "/s/sign-in", "/s/sign-in", [
                ("username", user), ("passphrase", self.passphrases[user]), ("code", code)])
            if status == 303:
                break
            time.sleep(31)  # a code counts once; the token of the same half minute used it
        return status, heads, text

    def raw(self, text):
        data = text.encode().decode("unicode_escape").encode("latin-1")
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as s:
            s.sendall(data)
            answer = b""
            while b"\r\n" not in answer:
                part = s.recv(4096)
                if not part:
                    break
                answer += part
        status = int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0
        return status, [], answer.decode("utf-8", "replace")


class Story:
    def __init__(self, path):
        self.path = path
        self.lines = [(n, l.strip()) for n, l in enumerate(path.read_text().splitlines(), 1)
                      if l.strip() and not l.strip().startswith("#")]

    def users(self):
        return sorted({l.split()[1] for _, l in self.lines if l.startswith("api ")})

    def act(self, house, kept, line):
        line = re.sub(r"\$(\w+)", lambda m: str(kept[m.group(1)]), line)
        words = line.split()
        if words[0] in ("story", "evidence"):
            return None
        if words[0] == "result":
            answer = json.loads(kept["answer"])
            lines = [i for i in answer["items"] if words[1] in (i.get("code"), i.get("indicator"))]
            line = lines[0] if lines else answer
            if line.get("value") != int(words[2]):
                return f"{words[1]} is {line}"
            return None
        if words[0] == "ledger":
            house.run("ledger", "verify")
            return None
        if words[0] in ("expect", "refuse"):
            text = line.split(" ", 1)[1]
            found = text in kept["answer"]
            if found != (words[0] == "expect"):
                return f"{line}: not so in: {kept['answer'][:1500]}"
            return None
        act, result = line.rsplit(" -> ", 1)
        status, *rest = result.split()
        words = act.split()
        if words[0] == "api":
            body = act.split(words[3], 1)[1].strip() or None
            got = house.api(words[1], words[2], words[3], body)
        elif words[0] == "sign-in":
            got = house.sign_in(words[1])
        elif words[0] == "raw":
            got = house.raw(act.split(" ", 1)[1])
        elif words[2] == "get":
            got = house.page(words[1], "GET", words[3])
        else:
            fields = [tuple(f.split("=", 1)) for f in
                      re.findall(r'([\w.]+=(?:"[^"]*"|\S*))', act.split(words[4], 1)[1])]
            fields = [(n, v.strip('"')) for n, v in fields]
            got = house.submit(words[1], words[3], words[4], fields)
        kept["answer"] = got[2]
        kept["place"] = dict((k.lower(), v) for k, v in got[1]).get("location", "")
        if got[0] != int(status):
            return f"{act}: {got[0]} instead of {status}: {got[2][:1500]}"
        for pair in rest[1:]:
            name, field = pair.split("=")
            if field.startswith("/"):
                kept[name] = re.search(field[1:], kept["place"]).group(1)
            else:
                kept[name] = json.loads(got[2])[field]
        return None

    def run(self, database):
        house = House(database, self.users())
        kept = {"answer": "", "today": time.strftime("%Y-%m-%d", time.gmtime())}
        try:
            for number, line in self.lines:
                fault = self.act(house, kept, line)
                if fault:
                    log = open(house.folder + "/log").read()[-800:]
                    return f"{self.path.name}:{number}: {fault}\n{log}"
            return None
        finally:
            house.close()


def databases():
    yield "sqlite", lambda: ""
    address = os.environ.get("BESA_TEST_PG")
    if address:
        def fresh():
            name = "story_%d" % time.monotonic_ns()
            subprocess.run(["psql", "-q", address, "-c", f"CREATE DATABASE {name}"], check=True)
            parts = urllib.parse.urlsplit(address)
            return f"postgresql://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")
        yield "postgresql", fresh


def main():
    passed = failed = 0
    wanted = sys.argv[1:]
    for path in sorted(HERE.glob("*.story")):
        if wanted and path.stem not in wanted:
            continue
        for name, make in databases():
            try:
                fault = Story(path).run(make())
            except Exception as e:  # a story that breaks has failed, the others go on
                fault = f"{path.name}: {type(e).__name__}: {e}"
            print(f"{'FAIL' if fault else 'ok  '} {path.stem} on {name}", flush=True)
            if fault:
                print("     " + fault)
            passed, failed = passed + (not fault), failed + bool(fault)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
