#!/usr/bin/env python3
"""Checks, without Besa, that one ledger entry is in the tree that a signed checkpoint names.

usage: verify.py PROOF.json KEY_HEX

PROOF.json  what `besa ledger prove SEQ` printed ("-" reads it from standard input)
KEY_HEX     the second word of what `besa ledger key` printed; get it from another place than the proof

Prints "good: entry SEQ of SIZE" and exits 0, or "BAD: why" and exits 2. Sources: RFC 8032, RFC 6962,
RFC 9162 section 2.1.3.2, https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint.
"""

import base64
import hashlib
import json
import re
import sys

# Ed25519, RFC 8032 section 5.1. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x*y = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, point):
    out = NEUTRAL
    while n > 0:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(text):
    """The point that 32 bytes name, or None."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signature_fits(key, message, signature):
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or same(times(8, a), NEUTRAL):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little")
    return same(times(s, BASE), add(r, times(k % ORDER, a)))


class Bad(Exception):
    pass


def need(is_so, why):
    if not is_so:
        raise Bad(why)


def from_base64(text, size, what):
    try:
        out = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad(what + " is not base64") from None
    need(len(out) == size and base64.b64encode(out).decode() == text, what + " has the wrong form")
    return out


def from_hex(text, what):
    need(isinstance(text, str) and re.fullmatch("([0-9a-f]{2})+", text), what + " is not hex")
    return bytes.fromhex(text)


def checkpoint_of(note, key):
    """Checks the signed note and gives (size, root)."""
    need(isinstance(note, str), "no checkpoint")
    text, mark, signed = note.partition("\n\n")
    need(mark and signed.endswith("\n"), "the checkpoint is not a signed note")
    text += "\n"
    lines = text.split("\n")
    need(len(lines) == 4, "the checkpoint has not three lines")
    origin, size, root = lines[:3]
    need(origin, "the checkpoint has no origin")
    need(re.fullmatch("0|[1-9][0-9]{0,18}", size), "the checkpoint's size is not a number")
    # A key is named by the first four bytes of SHA-256(name, newline, kind 1, key).
    key_id = hashlib.sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
    ours = 0
    for line in signed[:-1].split("\n"):
        words = line.split(" ")
        need(len(words) == 3 and words[0] == "\u2014", "a signature line has the wrong form")
        if words[1] != origin:
            continue  # a co-signature of a witness
        signature = from_base64(words[2], 4 + 64, "the signature")
        need(signature[:4] == key_id, "the checkpoint is signed by another key")
        need(signature_fits(key, text.encode(), signature[4:]), "the signature does not fit")
        ours += 1
    need(ours == 1, "the checkpoint is not signed once by its origin")
    return int(size), from_base64(root, 32, "the root")


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf, at, size, proof):
    """RFC 9162 section 2.1.3.2: the root that the proof leads to."""
    last, out = size - 1, leaf
    for step in proof:
        need(last > 0, "the proof is too long")
        if at & 1 or at == last:
            out = node(step, out)
            while at != 0 and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            out = node(out, step)
        at, last = at >> 1, last >> 1
    need(last == 0, "the proof is too short")
    return out


def check(proof, key):
    need(isinstance(proof, dict), "the proof is not an object")
    sequence, steps = proof.get("sequence"), proof.get("proof")
    need(type(sequence) is int and isinstance(steps, list), "the proof lacks a field")
    size, root = checkpoint_of(proof.get("checkpoint"), key)
    need(1 <= sequence <= size, "the entry is not in a tree of this size")
    entry = from_hex(proof.get("entry"), "the entry")
    need(entry[0] == 1, "the entry has an unknown version")
    need(int.from_bytes(entry[1:9], "big") == sequence, "the entry has another number")
    leaf = hashlib.sha256(b"\x00" + entry).digest()
    path = [from_hex(step, "a step of the proof") for step in steps]
    need(all(len(step) == 32 for step in path), "a step of the proof is not 32 bytes")
    need(root_of(leaf, sequence - 1, size, path) == root, "the entry is not under the signed root")
    return "good: entry %d of %d" % (sequence, size)


def main(args):
    if len(args) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 1
    try:
        need(re.fullmatch("[0-9a-fA-F]{64}", args[1]), "the key is not 64 hex digits")
        with open(0 if args[0] == "-" else args[0], encoding="utf-8") as f:
            print(check(json.load(f), bytes.fromhex(args[1])))
        return 0
    except (Bad, OSError, ValueError, RecursionError) as why:
        print("BAD: %s" % why)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
