#!/usr/bin/env python3
"""Tampers with copies of a demonstration folder; each change must be found by `besa ledger verify`.

Environment: BESA (path of the program), TAMPER_N (changes, default 300), TAMPER_SEED (default 1).
Found means exit code 2, 3 or 4 with the verdict's line. A change that leaves the bytes the same, or that
the database refuses, is redrawn. Ends with "N passed, N failed".
"""

import collections
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BESA = os.path.abspath(os.environ.get("BESA", os.path.join(ROOT, "build/besa")))
N = int(os.environ.get("TAMPER_N", "300"))
SEED = int(os.environ.get("TAMPER_SEED", "1"))
FREE_TABLES = {"once", "sign_in", "migration", "ledger", "ledger_head", "checkpoint"}
VERDICTS = {2: "ledger: ALTERED;", 3: "ledger: MISSING;", 4: "ledger: ROLLED BACK;"}

draw = random.Random(SEED)
tally = collections.defaultdict(lambda: [0, 0])  # kind: [found, not found]


class Redraw(Exception):
    pass


def run(*words):
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=60)


def besa(*words):
    done = run(BESA, *words)
    if done.returncode != 0:
        sys.exit("besa %s: %d %s" % (" ".join(words), done.returncode, done.stderr))
    return done.stdout


def score(kind, is_good, what):
    tally[kind][0 if is_good else 1] += 1
    if not is_good:
        print("FAILED %s: %s" % (kind, what), flush=True)


def opened(folder):
    db = sqlite3.connect(os.path.join(folder, "besa.db"), isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA ignore_check_constraints = ON")  # whoever tampers is not bound by checks
    return db


def copied(folder, to):
    """Copies a folder that nobody has open, without what SQLite keeps beside the file."""
    shutil.rmtree(to, ignore_errors=True)
    db = opened(folder)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return to


class Shape:
    """The tables of the file, read once."""

    def __init__(self, db):
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.columns = {t: db.execute("SELECT name, type FROM pragma_table_info(?)", (t,)).fetchall()
                        for t in names}
        self.unique = {t: [r[0] for r in db.execute(
            "SELECT i.name FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE l.\"unique\"",
            (t,))] for t in names}
        self.filled = [t for t in names if t not in FREE_TABLES
                       and db.execute("SELECT 1 FROM %s LIMIT 1" % t).fetchone()]


def changed(value):
    """Another value of the same type."""
    if value is None:
        return draw.randrange(1, 1000)
    if isinstance(value, int):
        return draw.choice([value + 1, value - 1, 0, 1, -value, value ^ 1 << draw.randrange(62)])
    if isinstance(value, str):
        at = draw.randrange(len(value) + 1)
        return draw.choice([value + draw.choice("a \n0"), value[:-1], value[:at] + "x" + value[at + 1:],
                            value.swapcase(), "", value[:at] + " " + value[at:]])
    if len(value) == 0:
        return draw.randbytes(draw.randrange(1, 40))
    at = draw.randrange(len(value))
    flipped = bytes([value[at] ^ 1 << draw.randrange(8)])
    return draw.choice([value[:at] + flipped + value[at + 1:], value[:at] + flipped + value[at + 1:],
                        value[:-1], value + b"\0", value + b"x", b"", draw.randbytes(len(value))])


def ids(db, table):
    return [r[0] for r in db.execute("SELECT id FROM %s ORDER BY id" % table)]


def set_cell(db, table, row, column, value):
    old = db.execute("SELECT %s FROM %s WHERE id = ?" % (column, table), (row,)).fetchone()[0]
    if type(old) is type(value) and old == value:
        raise Redraw
    db.execute("UPDATE %s SET %s = ? WHERE id = ?" % (table, column), (value, row))
    at = 0
    if isinstance(old, (str, bytes)) and isinstance(value, (str, bytes)):
        at = len(os.path.commonprefix([old, value]))
        old, value = old[at:][:24], value[at:][:24]
    return "%s.%s of %d from %d on: %r to %r" % (table, column, row, at, old, value)


def edit_of(db, shape, table):
    row = draw.choice(ids(db, table))
    column = draw.choice(shape.columns[table])[0]
    old = db.execute("SELECT %s FROM %s WHERE id = ?" % (column, table), (row,)).fetchone()[0]
    return set_cell(db, table, row, column, changed(old))


def copy_of(db, shape, table, new_id):
    row = list(db.execute("SELECT * FROM %s WHERE id = ?" % table,
                          (draw.choice(ids(db, table)),)).fetchone())
    for i, (name, _) in enumerate(shape.columns[table]):
        if name in shape.unique[table]:
            row[i] = draw.randbytes(16) if isinstance(row[i], bytes) else "%s-%d" % (
                row[i], draw.randrange(10**9))
    row[0] = new_id
    db.execute("INSERT INTO %s VALUES (%s)" % (table, ",".join("?" * len(row))), row)
    return "%s: a copy with the id %d" % (table, new_id)


def delete_of(db, table):
    row = draw.choice(ids(db, table))
    db.execute("DELETE FROM %s WHERE id = ?" % table, (row,))
    return "%s: row %d is deleted" % (table, row)


def row_edit(db, shape):
    return edit_of(db, shape, draw.choice(shape.filled))


def row_salt_zero(db, shape):
    table = draw.choice(shape.filled)
    row = draw.choice(ids(db, table))
    db.execute("UPDATE %s SET row_salt = CAST(row_salt || x'00' AS BLOB) WHERE id = ?" % table, (row,))
    return "%s: a zero byte after the salt of %d" % (table, row)


def row_delete(db, shape):
    return delete_of(db, draw.choice(shape.filled))


def row_insert(db, shape):
    table = draw.choice(shape.filled)
    known = ids(db, table)
    return copy_of(db, shape, table, draw.choice(
        [known[-1] + 1, known[0] - 1, 0, -1, -2**63, 2**63 - 1, draw.randrange(2**62)]))


def box_swap(db, shape):
    boxes = [(t, c) for t in shape.filled for c, _ in shape.columns[t] if c.endswith("_box")]
    table, column = draw.choice(boxes)
    known = ids(db, table)
    if len(known) < 2:
        raise Redraw
    a, b = draw.sample(known, 2)
    sql = "SELECT %s FROM %s WHERE id = ?" % (column, table)
    left, right = (db.execute(sql, (i,)).fetchone()[0] for i in (a, b))
    if left == right:
        raise Redraw
    set_cell(db, table, a, column, right)
    return set_cell(db, table, b, column, left)


def entry_edit(db, shape):
    return edit_of(db, shape, "ledger")


def entry_edit_with_leaf(db, shape):
    """An entry and its leaf hash, so that the row is right in itself."""
    row = draw.choice(ids(db, "ledger"))
    entry = bytearray(db.execute("SELECT entry FROM ledger WHERE id = ?", (row,)).fetchone()[0])
    entry[draw.randrange(67, len(entry))] ^= 1 << draw.randrange(8)  # behind what the columns repeat
    set_cell(db, "ledger", row, "leaf", hashlib.sha256(b"\0" + entry).digest())
    return set_cell(db, "ledger", row, "entry", bytes(entry))


def entry_delete(db, shape):
    return delete_of(db, "ledger")


def entry_delete_close_gap(db, shape):
    row = draw.choice(ids(db, "ledger")[:-1])
    db.execute("DELETE FROM ledger WHERE id = ?", (row,))
    for later in [i for i in ids(db, "ledger") if i > row]:
        db.execute("UPDATE ledger SET id = id - 1 WHERE id = ?", (later,))
    return "entry %d is deleted and the later ones move up" % row


def entry_insert(db, shape):
    size = ids(db, "ledger")[-1]
    return copy_of(db, shape, "ledger", draw.choice([size + 1, size + 2, 0, -1, -2**63, 2**63 - 1]))


def entry_swap(db, shape):
    a, b = draw.sample(ids(db, "ledger"), 2)
    for old, new in ((a, -5), (b, a), (-5, b)):
        db.execute("UPDATE ledger SET id = ? WHERE id = ?", (new, old))
    return "entries %d and %d are swapped" % (a, b)


def truncate(db, shape):
    keep = draw.randrange(0, len(ids(db, "ledger")))
    db.execute("DELETE FROM ledger WHERE id > ?", (keep,))
    return "entries behind %d are deleted" % keep


def head_edit(db, shape):
    return edit_of(db, shape, "ledger_head")


def head_delete(db, shape):
    return delete_of(db, "ledger_head")


def head_older_note(db, shape):
    row = draw.choice(ids(db, "checkpoint")[:-1])
    note = db.execute("SELECT note FROM checkpoint WHERE id = ?", (row,)).fetchone()[0]
    return set_cell(db, "ledger_head", 1, "checkpoint", note)


def checkpoint_note_edit(db, shape):
    row = draw.choice(ids(db, "checkpoint"))
    note = db.execute("SELECT note FROM checkpoint WHERE id = ?", (row,)).fetchone()[0]
    return set_cell(db, "checkpoint", row, "note", changed(note))


def checkpoint_note_swap(db, shape):
    a, b = draw.sample(ids(db, "checkpoint"), 2)
    note = db.execute("SELECT note FROM checkpoint WHERE id = ?", (b,)).fetchone()[0]
    return set_cell(db, "checkpoint", a, "note", note)


def checkpoint_id_edit(db, shape):
    row = draw.choice(ids(db, "checkpoint"))
    return set_cell(db, "checkpoint", row, "id", changed(row))


def checkpoint_at_edit(db, shape):
    row = draw.choice(ids(db, "checkpoint"))
    at = db.execute("SELECT at FROM checkpoint WHERE id = ?", (row,)).fetchone()[0]
    return set_cell(db, "checkpoint", row, "at", changed(at))


def frontier_of(leaves):
    """The roots of the complete subtrees, the largest first."""
    out = []
    for n, leaf in enumerate(leaves):
        while n & 1:
            leaf = hashlib.sha256(b"\1" + out.pop() + leaf).digest()
            n >>= 1
        out.append(leaf)
    return b"".join(out)


def rewind(db, shape):
    """Back to a kept checkpoint, head and all, and rows that came later deleted: all signatures fit."""
    size, note = draw.choice(db.execute("SELECT id, note FROM checkpoint ORDER BY id").fetchall()[:-1])
    db.execute("DELETE FROM ledger WHERE id > ?", (size,))
    db.execute("DELETE FROM checkpoint WHERE id > ?", (size,))
    leaves = [r[0] for r in db.execute("SELECT leaf FROM ledger ORDER BY id")]
    db.execute("UPDATE ledger_head SET size = ?, frontier = ?, checkpoint = ?",
               (size, frontier_of(leaves), note))
    return "rewound to %d" % size


# A kind and how often it is drawn.
KINDS = [(row_edit, 10), (row_delete, 4), (row_insert, 4), (box_swap, 4), (row_salt_zero, 1),
         (entry_edit, 5), (entry_edit_with_leaf, 2), (entry_delete, 3), (entry_delete_close_gap, 2),
         (entry_insert, 3), (entry_swap, 3), (truncate, 3), (head_edit, 3), (head_delete, 1),
         (head_older_note, 1), (checkpoint_note_edit, 3), (checkpoint_note_swap, 1),
         (checkpoint_id_edit, 1), (checkpoint_at_edit, 1), (rewind, 2)]


def verified(folder, kind, what, codes, witness=None):
    more = ["--witness", witness] if witness else []
    done = run(BESA, "ledger", "verify", "--data", folder, *more)
    is_found = done.returncode in codes and done.stdout.startswith(VERDICTS[done.returncode])
    score(kind, is_found, "%s; exit %d: %s" % (
        what[:300], done.returncode, (done.stdout + done.stderr).strip().replace("\n", " | ")))


def tamper(base, shape, folder, witness):
    kind = draw.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base, folder)
        db = opened(folder)
        try:
            db.execute("BEGIN")
            what = kind(db, shape)
            db.execute("COMMIT")
            break
        except (Redraw, sqlite3.IntegrityError, OverflowError):
            continue
        finally:
            db.close()
    else:
        sys.exit("%s finds nothing to change" % kind.__name__)
    is_rewind = kind is rewind
    verified(folder, kind.__name__, what, {4} if is_rewind else {2, 3, 4}, witness if is_rewind else None)


def note_of(folder, path):
    db = opened(folder)
    with open(path, "w", encoding="utf-8") as f:
        f.write(db.execute("SELECT checkpoint FROM ledger_head").fetchone()[0])
    db.close()
    return path


def check_good(folder, what, witness=None):
    more = ["--witness", witness] if witness else []
    done = run(BESA, "ledger", "verify", "--data", folder, *more)
    score("good stays good", done.returncode == 0, "%s: exit %d %s" % (what, done.returncode, done.stdout))


def check_rollback(work, base):
    """An older copy of the whole folder, and a history that forked, against a later witness."""
    with open(os.path.join(base, "demo-people.tsv"), encoding="utf-8") as f:
        users = [line.split("\t")[0] for line in f][1:]
    grown, fork = copied(base, os.path.join(work, "grown")), copied(base, os.path.join(work, "fork"))
    old = note_of(base, os.path.join(work, "old.note"))
    besa("demo", "token", users[0], "--data", grown)
    besa("demo", "token", users[1], "--data", fork)
    new = note_of(grown, os.path.join(work, "new.note"))
    check_good(base, "its own witness", old)
    check_good(grown, "an older witness", old)
    verified(base, "whole folder rolled back", "older copy", {4}, new)
    verified(fork, "history forked", "same size", {4}, new)
    besa("demo", "token", users[2], "--data", fork)
    verified(fork, "history forked", "longer", {4}, new)


def check_proofs(work, base):
    key = besa("ledger", "key", "--data", base).split()[1]
    db = opened(base)
    size = len(ids(db, "ledger"))
    db.close()
    path = os.path.join(work, "proof.json")

    def checked(text, key):
        with open(path, "wb") as f:
            f.write(text)
        done = run(sys.executable, os.path.join(ROOT, "docs/verify.py"), path, key)
        return done.returncode, done.stdout

    for seq in sorted(draw.sample(range(1, size + 1), 18) + [1, size]):
        proof = besa("ledger", "prove", str(seq), "--data", base).encode()
        score("proof", checked(proof, key) == (0, "good: entry %d of %d\n" % (seq, size)), "entry %d" % seq)
        for _ in range(3):
            at = draw.randrange(len(proof.rstrip()))
            flipped = bytearray(proof)
            flipped[at] ^= 1 << draw.randrange(8)
            code, said = checked(bytes(flipped), key)
            score("proof with a flipped bit", code == 2 and said.startswith("BAD: "),
                  "entry %d, byte %d: %d %s" % (seq, at, code, said))
    other = "%064x" % (int(key, 16) ^ 1)
    score("proof under another key", checked(proof, other)[0] == 2, "accepted")


def main():
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="besa-tamper-", dir=shm) as work:
        made = os.path.join(work, "made")
        besa("demo", "--data", made, "--cases", "12", "--seed", "7")
        base = copied(made, os.path.join(work, "base"))
        check_good(made, "as made")
        check_proofs(work, made)
        check_rollback(work, made)
        db = opened(made)
        shape = Shape(db)
        db.close()
        witness = note_of(made, os.path.join(work, "witness.note"))
        for _ in range(N):
            tamper(base, shape, os.path.join(work, "copy"), witness)
    for kind, (good, bad) in sorted(tally.items()):
        print("%-28s %5d passed %5d failed" % (kind, good, bad))
    failed = sum(bad for _, bad in tally.values())
    print("%d passed, %d failed" % (sum(good for good, _ in tally.values()), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
