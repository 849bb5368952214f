#!/usr/bin/env python3
"""Checks an evidence bundle of Mission Control: is everything in it as it was recorded?

The second implementation of docs/evidence-format.md, in one file and with nothing but Python 3.9 and its standard
library. It shares no code with the first one (verify/mission-control-verify.mjs) and gives the same answers. Signatures
are checked by the package `cryptography` when it is installed, else by the few lines of RFC 8032 below.

  python3 verify_evidence.py BUNDLE [--key KEY] [--checkpoint FILE] [--json]

Exit codes: 0 valid, 1 not valid, 2 no answer (the file cannot be read or compared, or the command is wrong).
"""

import argparse
import base64
import hashlib
import json
import math
import os
import re
import stat
import sys
import zlib

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

CHUNK = 1024 * 1024
MANIFEST_BYTES = 64 * 1024 * 1024
MANIFEST_PARTS = 4_000_000
KEYS_BYTES = 16 * 1024 * 1024
NOTE_BYTES = 64 * 1024
LINE_BYTES = 4 * 1024 * 1024
WITNESS_BYTES = 64 * 1024 * 1024
DEPTH = 200
MAX_SAFE = 2**53 - 1
GENESIS = "0" * 64
HEX = re.compile(r"[0-9a-f]{64}")


class Failure(Exception):
    """The first thing that is wrong. `message` is one or two sentences for a person."""

    def __init__(self, code, message, stream=None, revision=None, file=None):
        super().__init__(message)
        self.code, self.message, self.stream, self.revision, self.file = code, message, stream, revision, file

    @property
    def answers(self):
        return self.code not in ("BUNDLE.UNREADABLE", "CHECKPOINT.UNLINKED")


def unreadable(message, file=None):
    return Failure("BUNDLE.UNREADABLE", message, file=file)


def sha256(data):
    return hashlib.sha256(data)


# --- Canonical JSON (RFC 8785) ------------------------------------------------------------------------------------


class NotJson(Exception):
    """A text that is not JSON, or JSON that is nested too deep to be looked at."""


class _Odd:
    """Set while parsing, when a number is there that Python and ECMAScript print differently."""

    found = False


def _integer(text):
    if len(text) <= 16:
        value = int(text)
        if -MAX_SAFE <= value <= MAX_SAFE and text != "-0":
            return value
    _Odd.found = True
    return float(text)


def _float(text):
    _Odd.found = True
    return float(text)


def _constant(text):
    raise NotJson(f"JSON has no {text}")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Texts in which code points and UTF-16 code units may sort differently, and lone surrogates.
_BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def too_deep(raw):
    """Whether more than DEPTH brackets are open at once. Brackets are counted first, which is fast and mostly enough."""
    if raw.count(b"[") + raw.count(b"{") <= DEPTH:
        return False
    depth = 0
    for token in _TOKENS.finditer(raw):
        first = raw[token.start()]
        if first in b"[{":
            depth += 1
            if depth > DEPTH:
                return True
        elif first in b"]}":
            depth -= 1
    return False


def parse(raw):
    """(text, value, plain) of bytes that are JSON; None when not valid UTF-8, not JSON, or too deep.

    `plain`: Python's own encoder prints the value as ECMAScript would.
    """
    if too_deep(raw):
        return None
    _Odd.found = False
    try:
        text = raw.decode("utf-8")
        value = _DECODER.decode(text)
    except (ValueError, NotJson, RecursionError):
        return None
    return text, value, not _Odd.found and not _BEYOND.search(text) and "\\u" not in text


def canonicalize(value, plain=False):
    """The one text of a JSON value."""
    return _ENCODER.encode(value) if plain else _canonical(value)


def _canonical(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item) for item in value) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(quoted(key) + ":" + _canonical(value[key]) for key in keys) + "}"


def quoted(text):
    """A string as ECMAScript's JSON.stringify prints it: a lone surrogate as an escape in lower case."""
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", _ENCODER.encode(text))


def number(value):
    """A number as ECMAScript prints it: the shortest digits (which Python's repr finds, too), in another notation."""
    if value == 0:
        return "0"
    if math.isinf(value):
        return "null"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The value is 0.digits times ten to the power of `point`.
    point = len(whole.lstrip("0")) + int(exponent or 0)
    if whole.strip("0") == "":
        point = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0")))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = point - 1
        text = digits[0] + ("." + digits[1:] if count > 1 else "") + "e" + ("+" if power > 0 else "-") + str(abs(power))
    return "-" + text if value < 0 else text


def parse_canonical(raw):
    """(value,) of a canonical text; None when it is written in any other way."""
    parsed = parse(raw)
    if parsed is None:
        return None
    text, value, plain = parsed
    return (value,) if canonicalize(value, plain) == text else None


# --- Ed25519 (RFC 8032) -------------------------------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _add(a, b):
    """Sum of two points in extended coordinates."""
    left = (a[1] - a[0]) * (b[1] - b[0]) % _P
    right = (a[1] + a[0]) * (b[1] + b[0]) % _P
    t = 2 * a[3] * b[3] * _D % _P
    z = 2 * a[2] * b[2] % _P
    e, f, g, h = right - left, z - t, z + t, right + left
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(a):
    x2, y2 = a[0] * a[0], a[1] * a[1]
    h = x2 + y2
    e = h - (a[0] + a[1]) ** 2
    g = x2 - y2
    f = 2 * a[2] * a[2] + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _sum(s, a, h, b):
    """s·a + h·b, with one run of doublings for both."""
    both, result = _add(a, b), (0, 1, 1, 0)
    for bit in range(max(s.bit_length(), h.bit_length()) - 1, -1, -1):
        result = _double(result)
        chosen = (s >> bit & 1) + 2 * (h >> bit & 1)
        if chosen:
            result = _add(result, (None, a, b, both)[chosen])
    return result


def _decompress(raw):
    """A point from its 32 bytes; None when there is none."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P != 0:
        x = x * _ROOT % _P
    if (x * x - square) % _P != 0:
        return None
    if x & 1 != sign:
        x = _P - x
    return x % _P, y % _P, 1, x * y % _P


def _compress(point):
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE = _decompress((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def ed25519_pure(public_key, message, signature):
    """Whether S·B = R + h·A, compared as encodings and without the cofactor, as OpenSSL does."""
    point = _decompress(public_key)
    s = int.from_bytes(signature[32:], "little")
    if point is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % _L
    x, y, z, t = point
    return _compress(_sum(s, _BASE, h, (_P - x, y, z, _P - t))) == signature[:32]


def ed25519_package(public_key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


#: MISSION_CONTROL_VERIFY_PURE=1 leaves the package aside: the tests check both.
PURE = Ed25519PublicKey is None or os.environ.get("MISSION_CONTROL_VERIFY_PURE") == "1"


def ed25519(public_key, message, signature):
    if len(signature) != 64:
        return False
    return (ed25519_pure if PURE else ed25519_package)(public_key, message, signature)


# --- Signed notes (https://c2sp.org/signed-note) --------------------------------------------------------------------

_SIGNATURE_LINE = re.compile("\u2014 ([!-*,-~]+) ([A-Za-z0-9+/=]+)")


def from_base64(text):
    """Bytes of canonical base64, with padding; None for anything else."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return raw if base64.b64encode(raw).decode() == text else None


class Note:
    """A text that ends with a line feed, and its signatures: (name, key hash in hex, signature)."""

    def __init__(self, text, signatures):
        self.text, self.signatures = text, signatures
        self.lines = text[:-1].split("\n")

    @staticmethod
    def parse(note):
        """The parts of a note; None when it is not one."""
        if not isinstance(note, str) or len(note.encode("utf-8", "surrogatepass")) > NOTE_BYTES:
            return None
        split = note.rfind("\n\n")
        if split < 1 or not note.endswith("\n"):
            return None
        signatures = []
        for line in note[split + 2 : -1].split("\n"):
            match = _SIGNATURE_LINE.fullmatch(line)
            raw = from_base64(match[2]) if match else None
            if raw is None or len(raw) < 5:
                return None
            signatures.append((match[1], raw[:4].hex(), raw[4:]))
        return Note(note[: split + 1], signatures)

    def signed_by(self, signature, public_key):
        return ed25519(public_key, self.text.encode("utf-8", "replace"), signature[2])


def key_hash(name, public_key):
    return sha256(name.encode() + b"\n\x01" + public_key).hexdigest()[:8]


def key_id(public_key):
    return sha256(public_key).hexdigest()[:32]


def is_public_key(raw):
    return len(raw) == 32 and int.from_bytes(raw, "little") & (2**255 - 1) < _P


# --- The tree (RFC 6962; the algorithms are those of RFC 9162, 2.1.3.2 and 2.1.4.2) ---------------------------------


def leaf_hash(stream, revision, head):
    return sha256(b"\0" + canonicalize({"hash": head, "revision": revision, "stream": stream}).encode()).digest()


def node_hash(left, right):
    return sha256(b"\1" + left + right).digest()


def is_included(index, size, leaf, proof, root):
    if index >= size:
        return False
    node, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and current == root


def is_consistent(old_size, old_root, new_size, new_root, proof):
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0 or old_size > new_size or not proof:
        return False
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else proof
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


# --- The file: gzip, tar, lines -------------------------------------------------------------------------------------


def bytes_of(file):
    """The bytes of a tar, or of what is in a gzip, in chunks."""
    # Before it is opened: opening a pipe would wait for whoever writes into it.
    status = os.stat(file)
    if not stat.S_ISREG(status.st_mode):
        raise unreadable("This is not a file.")
    with open(file, "rb") as source:
        start = source.read(10 + 1024)
        if start[:2] == b"\x1f\x8b":
            yield from inflated(source, status.st_size, start)
            return
        source.seek(0)
        while True:
            chunk = source.read(CHUNK)
            if not chunk:
                return
            yield chunk


def inflated(source, size, start):
    """One gzip member and nothing else."""
    bad = unreadable("The gzip around the bundle is damaged. Get the bundle again.")
    begin, flags = 10, start[3] if len(start) > 3 else 0
    if len(start) < 3 or start[2] != 8 or flags & ~8:
        raise bad
    if flags == 8:
        begin = start.find(b"\0", 10) + 1
        if begin == 0:
            raise bad
    if size < begin + 9:
        raise bad
    source.seek(begin)
    left, crc, length = size - 8 - begin, 0, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 or inflate.unconsumed_tail:
            given = inflate.unconsumed_tail
            if not given:
                given = source.read(min(CHUNK, left))
                if not given:
                    raise bad
                left -= len(given)
            chunk = inflate.decompress(given, CHUNK)
            if chunk:
                crc, length = zlib.crc32(chunk, crc), length + len(chunk)
                yield chunk
            if inflate.unused_data or (inflate.eof and left > 0):
                raise bad
        while not inflate.eof:
            chunk = inflate.decompress(b"", CHUNK)
            if not chunk:
                raise bad
            crc, length = zlib.crc32(chunk, crc), length + len(chunk)
            yield chunk
    except zlib.error:
        raise bad from None
    trailer = source.read(8)
    if trailer != crc.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little"):
        raise bad


BLOCK = 512


def header(name, size):
    """The 512 bytes before a file: the only ones that a bundle may have."""
    block = bytearray(BLOCK)

    def put(at, text):
        block[at : at + len(text)] = text.encode("latin-1")

    put(0, name)
    put(100, "000644 ")
    put(108, "000000 ")
    put(116, "000000 ")
    put(124, f"{size:011o} ")
    put(136, "00000000000 ")
    put(156, "0")
    put(257, "ustar\x0000")
    put(329, "000000 ")
    put(337, "000000 ")
    put(148, f"{8 * 0x20 + sum(block):06o} ")
    return bytes(block)


def padding_of(size):
    return -size % BLOCK


class Tar:
    """The files of a tar, in its order. Raises BUNDLE.UNREADABLE for anything but the one form."""

    def __init__(self, chunks):
        self.chunks, self.rest, self.offset = chunks, memoryview(b""), 0

    def ended(self):
        while not self.rest:
            chunk = next(self.chunks, None)
            if chunk is None:
                return True
            self.rest = memoryview(chunk)
        return False

    def some(self, most):
        if self.ended():
            return None
        part, self.rest = self.rest[:most], self.rest[most:]
        self.offset += len(part)
        return part

    def exactly(self, count):
        parts = []
        while count > 0:
            part = self.some(count)
            if part is None:
                break
            parts.append(bytes(part))
            count -= len(part)
        return b"".join(parts)

    def next(self):
        """(name, size) of the next file, whose content must then be read; None at the end."""
        at = self.offset
        block = self.exactly(BLOCK)
        if len(block) < BLOCK:
            raise cut_off_file(self.offset)
        if not any(block):
            self.end()
            return None
        return read_header(block, at)

    def content(self, name, size):
        missing = size
        while missing > 0:
            part = self.some(missing)
            if part is None:
                raise cut_off_file(self.offset, name)
            missing -= len(part)
            yield part
        padding = self.exactly(padding_of(size))
        if len(padding) < padding_of(size):
            raise cut_off_file(self.offset, name)
        if any(padding):
            raise unreadable(f"The tar has bytes that belong to no file, after {name}.", name)

    def end(self):
        second = self.exactly(BLOCK)
        if len(second) < BLOCK:
            raise cut_off_file(self.offset)
        if any(second) or not self.ended():
            raise unreadable("The tar goes on after its end.")


def read_header(block, at):
    if block[257:262] != b"ustar":
        raise unreadable(
            "This is not an evidence bundle: it is not a tar file."
            if at == 0
            else f"The tar is damaged at byte {at}: there should be the header of a file."
        )
    name = block[:100].split(b"\0")[0].decode("latin-1")
    size = block[124:136].decode("latin-1")
    size = int(size[:11], 8) if re.fullmatch("[0-7]{11} ", size) else 0
    if not re.fullmatch("[!-~]+", name) or header(name, size) != block:
        raise unreadable(
            f"The header at byte {at} of the tar is not one that an evidence bundle has: "
            "only plain files, each with the same owner, mode and time."
        )
    return name, size


def cut_off_file(at, name=None):
    place = "" if name is None else f", in {name}"
    return unreadable(f"The file is cut off at byte {at}{place}. Get the bundle again.", name)


def lines_of(chunks):
    """(line, whether with a line feed). A line that is too long is cut to one byte more than the limit."""
    rest = b""
    for chunk in chunks:
        lines = bytes(chunk).split(b"\n")
        if len(lines) > 1:
            yield (rest + lines[0])[: LINE_BYTES + 1], True
            for line in lines[1:-1]:
                yield line, True
            rest = b""
        if len(rest) <= LINE_BYTES:
            rest = (rest + lines[-1])[: LINE_BYTES + 1]
    if rest:
        yield rest, False


# --- Signing keys ---------------------------------------------------------------------------------------------------

_ORIGIN = re.compile(r"(mission-control/[!-*,-.0-~]+)/key")


def broken_keys(message):
    return Failure("KEY.HISTORY", message, file="keys.json")


class Key:
    """A signing key. `start`: tree size at which it comes into force; `after_loss`: the one before it was lost."""

    def __init__(self, ident, public_key, start, after_loss):
        self.id, self.public_key, self.start, self.after_loss = ident, public_key, start, after_loss


class KeyHistory:
    """The signing keys of a store, each signed by the one before it and by itself."""

    def __init__(self, raw):
        parsed = parse_canonical(raw)
        if parsed is None or not isinstance(parsed[0], list) or not parsed[0]:
            raise broken_keys("The history of the signing keys is not a list of signed notes as it was written.")
        self.origin, self.keys = "", []
        for text in parsed[0]:
            note = Note.parse(text)
            entry = read_key(note) if note else None
            if entry is None:
                raise broken_keys(f"Entry {len(self.keys) + 1} of the signing keys is not a note of a key.")
            if not self.keys:
                self.origin = entry["origin"]
            self._check_place(entry)
            self._check_signatures(note, entry)
            self.keys.append(Key(entry["id"], entry["public_key"], entry["from"], entry["how"] == "lost"))

    def _check_place(self, entry):
        before = self.keys[-1] if self.keys else None
        ident = entry["id"]
        if entry["origin"] != self.origin:
            raise broken_keys(f"Key {ident} belongs to another store.")
        if any(key.id == ident for key in self.keys):
            raise broken_keys(f"Key {ident} is in the history twice.")
        if entry["before"] != (before.id if before else None):
            raise broken_keys(
                f"Key {ident} does not name the key before it, {before.id}."
                if before
                else "The history of the signing keys does not begin with its first key: "
                f"key {ident} names one before it."
            )
        if (entry["from"] < before.start) if before else (entry["from"] != 0):
            raise broken_keys(
                f"Key {ident} comes into force at size {entry['from']}, which is not after the key before it."
            )

    def _check_signatures(self, note, entry):
        before = self.keys[-1] if entry["how"] == "previous" else None
        signers = ([before.public_key] if before else []) + [entry["public_key"]]
        complete = len(note.signatures) == len(signers) and all(
            signature[0] == self.origin
            and signature[1] == key_hash(self.origin, public_key)
            and note.signed_by(signature, public_key)
            for signature, public_key in zip(note.signatures, signers)
        )
        if not complete:
            by = f"by the key before it, {before.id}, and by itself" if before else "by itself"
            raise broken_keys(f"Key {entry['id']} is not signed {by}.")

    def in_force(self, size):
        return next((key for key in reversed(self.keys) if key.start <= size), None)

    def check_anchor(self, anchor):
        """Raises KEY.UNKNOWN when the trust anchor is not in the history, KEY.HISTORY when a key was lost after it."""
        if anchor is None:
            return
        for at, key in enumerate(self.keys):
            if key.id == anchor.lower() or base64.b64encode(key.public_key).decode() == anchor:
                break
        else:
            raise Failure(
                "KEY.UNKNOWN",
                f"The key that you trust, {anchor}, is not in the history of the store's signing keys: "
                "somebody else signed this bundle.",
                file="keys.json",
            )
        lost = next((key for key in self.keys[at + 1 :] if key.after_loss), None)
        if lost is not None:
            raise broken_keys(
                "A signing key was lost after the key that you trust: "
                f"only the bundle itself says that key {lost.id} follows it."
            )

    def signer_of(self, note, signature, what, file):
        named = [
            key
            for key in self.keys
            if signature[0] == self.origin and key_hash(self.origin, key.public_key) == signature[1]
        ]
        if not named:
            raise Failure(
                "KEY.UNKNOWN",
                f"{what} is signed by a key that is not in the history of the store's signing keys.",
                file=file,
            )
        for key in named:
            if note.signed_by(signature, key.public_key):
                return key
        raise Failure(
            "SIGNATURE.WRONG",
            f"{what} has a signature that does not belong to its text: one of the two was changed.",
            file=file,
        )

    def check_in_force(self, signer, size, what, file):
        due = self.in_force(size)
        if due is signer:
            return
        if signer.start > size:
            raise Failure(
                "KEY.LATER",
                f"{what} (size {size}) is signed by key {signer.id}, which came into force only at size "
                f"{signer.start}: it was signed afterwards.",
                file=file,
            )
        raise Failure(
            "KEY.RETIRED",
            f"{what} (size {size}) is signed by key {signer.id}, which was no longer in force: key {due.id} had "
            f"replaced it at size {due.start}.",
            file=file,
        )


def read_key(note):
    """The members of a note of a key; None when it is not one."""
    if len(note.lines) not in (4, 5):
        return None
    origin = _ORIGIN.fullmatch(note.lines[0])
    public_key = from_base64(note.lines[2])
    size = re.fullmatch("from (0|[1-9][0-9]{0,14})", note.lines[3])
    before = re.fullmatch("(previous|lost) ([0-9a-f]{32})", note.lines[4]) if len(note.lines) == 5 else None
    if origin is None or public_key is None or size is None or (before is None and len(note.lines) == 5):
        return None
    if not is_public_key(public_key) or key_id(public_key) != note.lines[1]:
        return None
    return {
        "origin": origin[1],
        "id": note.lines[1],
        "public_key": public_key,
        "from": int(size[1]),
        "how": before[1] if before else None,
        "before": before[2] if before else None,
    }


# --- Checkpoints ----------------------------------------------------------------------------------------------------

_SIZE = re.compile("0|[1-9][0-9]{0,14}")
_POSITION = re.compile("0|[1-9][0-9]{0,19}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")


class Checkpoint:
    """A checkpoint as its note's text says it. `previous`: (size, root) of the one before."""

    def __init__(self, origin, size, root, at, through, previous, consistency, ident):
        self.origin, self.size, self.root, self.at, self.through = origin, size, root, at, through
        self.previous, self.consistency, self.key_id = previous, consistency, ident

    @staticmethod
    def read(note):
        """None when the text is not one."""
        origin, size, root, *rest = (note.lines + ["", "", ""])[: max(3, len(note.lines))]

        def member(name):
            return rest.pop(0)[len(name) + 1 :] if rest and rest[0].startswith(name + " ") else None

        at, through, previous = member("at"), member("through"), member("previous")
        consistency, ident = member("consistency"), member("key")
        previous = previous.split(" ") if previous is not None else []
        proof = consistency.split(" ") if consistency is not None else []
        if rest or len(previous) > 2 or at is None or through is None or ident is None:
            return None
        if not _SIZE.fullmatch(size) or not _INSTANT.fullmatch(at) or not _POSITION.fullmatch(through):
            return None
        if not re.fullmatch("[0-9a-f]{32}", ident):
            return None
        hashes = [from_base64(text) for text in [root, *previous[1:], *proof]]
        if not all(raw is not None and len(raw) == 32 for raw in hashes):
            return None
        if not previous:
            if proof:
                return None
            return Checkpoint(origin, int(size), hashes[0], at, int(through), None, [], ident)
        if len(previous) != 2 or not _SIZE.fullmatch(previous[0]):
            return None
        before = (int(previous[0]), hashes[1])
        return Checkpoint(origin, int(size), hashes[0], at, int(through), before, hashes[2:], ident)

    def grew_from_previous(self):
        if self.previous is None:
            return True
        size, root = self.previous
        return not self.consistency if size == 0 else is_consistent(size, root, self.size, self.root, self.consistency)


CHECKPOINTS = "checkpoints.ndjson"


def follow(checkpoint, before, what):
    """Raises unless a checkpoint is consistent with the one before it."""
    if before and (checkpoint.size < before.size or checkpoint.through < before.through):
        raise Failure(
            "CHECKPOINT.BACKWARDS",
            f"{what} goes back: the one before it has size {before.size} and reaches further in the log.",
            file=CHECKPOINTS,
        )
    if checkpoint.previous != ((before.size, before.root) if before else None):
        raise Failure(
            "CHECKPOINT.INCONSISTENT",
            f"{what} does not name the one before it: a checkpoint is missing, or one was replaced.",
            file=CHECKPOINTS,
        )
    if not checkpoint.grew_from_previous():
        raise Failure(
            "CHECKPOINT.INCONSISTENT",
            f"{what} is not a continuation of the one before it: what was recorded earlier was changed.",
            file=CHECKPOINTS,
        )


def signed_checkpoint(keys, note, what, file):
    if len(note.signatures) != 1:
        raise Failure("SIGNATURE.WRONG", f"{what} does not have one signature.", file=file)
    signer = keys.signer_of(note, note.signatures[0], what, file)
    checkpoint = Checkpoint.read(note)
    if checkpoint is None or checkpoint.origin != keys.origin or checkpoint.key_id != signer.id:
        raise unreadable(f"{what} is signed, but it is not one that this verifier understands.", file)
    keys.check_in_force(signer, checkpoint.size, what, file)
    return checkpoint


class Witness:
    """Checkpoints that somebody kept outside of the store."""

    def __init__(self, file):
        self.roots, self.seen, self.notes = {}, set(), []
        if os.path.getsize(file) > WITNESS_BYTES:
            raise unreadable("The file of the witness is too large: give it the checkpoints that matter.")
        with open(file, "rb") as source:
            text = source.read().decode("utf-8", "replace")
        bad = unreadable("The file of the witness does not hold signed checkpoints.")
        try:
            if text.startswith('"'):
                notes = [json.loads(line) for line in text.split("\n") if line != ""]
            else:
                parts = re.split("^(?=mission-control/)", text, flags=re.MULTILINE)
                notes = [part.rstrip() + "\n" for part in parts if part != ""] or [""]
        except (ValueError, RecursionError):
            raise bad from None
        for text in notes:
            note = Note.parse(text)
            checkpoint = Checkpoint.read(note) if note else None
            if checkpoint is None:
                raise bad
            self.notes.append((note, checkpoint))

    def meet(self, keys, last):
        """Checks the signatures, once the keys are known."""
        for note, checkpoint in self.notes:
            what = f"The witness's checkpoint of size {checkpoint.size}"
            signature = next((signature for signature in note.signatures if signature[0] == keys.origin), None)
            if signature is None or checkpoint.origin != keys.origin:
                raise unreadable(f"{what} is of another store than the bundle.")
            try:
                keys.check_in_force(keys.signer_of(note, signature, what, None), checkpoint.size, what, None)
            except Failure as failure:
                # Keys change: a checkpoint that is younger than the bundle may have a key that it cannot know.
                if failure.code == "KEY.UNKNOWN" and checkpoint.size > last.size:
                    continue
                raise
            if not checkpoint.grew_from_previous():
                raise Failure("CHECKPOINT.INCONSISTENT", f"{what} is not a continuation of the one before it.")
            self._expect(checkpoint.size, checkpoint.root)
            if checkpoint.previous is not None:
                self._expect(*checkpoint.previous)

    def _expect(self, size, root):
        if self.roots.setdefault(size, root) != root:
            raise replaced(size, "The witness has two checkpoints of size")

    def see(self, checkpoint):
        kept = self.roots.get(checkpoint.size)
        if kept is None:
            return
        if kept != checkpoint.root:
            raise replaced(checkpoint.size, "The bundle and the witness have different checkpoints of size")
        self.seen.add(checkpoint.size)

    def finish(self, last):
        """How many checkpoints of the bundle the witness knows."""
        for size in self.roots:
            if size <= last.size and size not in self.seen:
                raise replaced(
                    size, "The bundle does not have, although it goes further, the witness's checkpoint of size"
                )
        if not self.seen:
            raise Failure(
                "CHECKPOINT.UNLINKED",
                f"The witness's checkpoints are all later than the bundle's (size {last.size}), and none names it as "
                "the one before: they cannot be compared.",
            )
        return len(self.seen)


def replaced(size, what):
    return Failure("CHECKPOINT.REPLACED", f"{what} {size}: history was written anew.", file=CHECKPOINTS)


# --- The manifest ---------------------------------------------------------------------------------------------------

FORMAT = "mission-control/evidence/1"


def bad_manifest(why):
    return unreadable(
        f"The manifest is signed, but it is not one that this verifier understands: {why}.", "manifest.json"
    )


def checked(value, at, test, what):
    if not test(value):
        raise bad_manifest(f"{at} is not {what}")
    return value


def record(value, at):
    return checked(value, at, lambda v: isinstance(v, dict), "an object")


def items(value, at):
    return checked(value, at, lambda v: isinstance(v, list), "a list")


def string(value, at):
    return checked(value, at, lambda v: isinstance(v, str), "a text")


def integer(value, at):
    return checked(value, at, lambda v: type(v) is int and v >= 0, "a whole number")


def hexadecimal(value, at):
    return checked(value, at, lambda v: isinstance(v, str) and HEX.fullmatch(v), "a SHA-256 in hex")


def hash32(value, at):
    raw = from_base64(value) if isinstance(value, str) else None
    return checked(raw, at, lambda v: v is not None and len(v) == 32, "a SHA-256 in base64")


def ordered(names, at):
    for i in range(1, len(names)):
        if names[i - 1].encode("utf-16-be", "surrogatepass") >= names[i].encode("utf-16-be", "surrogatepass"):
            raise bad_manifest(f"{at}[{i}] is not in its place")


class Promise:
    """What the manifest says of one stream."""

    __slots__ = ("stream", "first", "last", "prev", "head", "index", "proof")

    def __init__(self, given, at):
        given = record(given, at)
        self.stream = string(given.get("stream"), f"{at}.stream")
        self.first = integer(given.get("first"), f"{at}.first")
        self.last = integer(given.get("last"), f"{at}.last")
        self.prev = hexadecimal(given.get("prev"), f"{at}.prev")
        if integer(given.get("count"), f"{at}.count") != self.last - self.first + 1 or self.last < self.first:
            raise bad_manifest(f"{at}.count is not the number of its revisions")
        if self.first == 0 and self.prev != GENESIS:
            raise bad_manifest(f"{at}.prev is not where a stream begins")
        self.head = hexadecimal(given.get("head"), f"{at}.head")
        leaf = record(given.get("leaf"), f"{at}.leaf")
        self.index = integer(leaf.get("index"), f"{at}.leaf.index")
        revision = leaf.get("revision")
        if type(revision) is not int or revision != self.last or leaf.get("hash") != self.head:
            raise bad_manifest(f"{at}.leaf is not its last event")
        proof = items(given.get("proof"), f"{at}.proof")
        self.proof = [hash32(item, f"{at}.proof[{i}]") for i, item in enumerate(proof)]


class Manifest:
    """A manifest whose signature was checked."""

    def __init__(self, raw):
        if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MANIFEST_PARTS:
            raise bad_manifest("it has too many parts")
        parsed = parse_canonical(raw)
        if parsed is None:
            raise bad_manifest("it is not canonical JSON")
        given = record(parsed[0], "it")
        if given.get("format") != FORMAT:
            raise bad_manifest(f"its format is not {FORMAT}; there may be a newer verifier")
        self.streams = [Promise(item, f"streams[{i}]") for i, item in enumerate(items(given.get("streams"), "streams"))]
        self.files = [read_file(item, f"files[{i}]") for i, item in enumerate(items(given.get("files"), "files"))]
        ordered([promise.stream for promise in self.streams], "streams")
        ordered([name for name, _ in self.files], "files")
        for name in ("checkpoints.ndjson", "events.ndjson", "keys.json"):
            if not any(file == name for file, _ in self.files):
                raise bad_manifest(f"files has no {name}")
        self.missing = {}
        for i, item in enumerate(items(given.get("missing"), "missing")):
            item = record(item, f"missing[{i}]")
            because = item.get("because")
            if because not in ("erased", "pruned", "lost"):
                raise bad_manifest(f"missing[{i}].because is not a reason")
            self.missing[hexadecimal(item.get("sha256"), f"missing[{i}].sha256")] = because
        self.store_id = string(given.get("storeId"), "storeId")
        self.key_id = string(given.get("keyId"), "keyId")
        self.checkpoint = string(given.get("checkpoint"), "checkpoint")


def read_file(given, at):
    given = record(given, at)
    name = string(given.get("name"), f"{at}.name")
    integer(given.get("size"), f"{at}.size")
    digest = hexadecimal(given.get("sha256"), f"{at}.sha256")
    if name.startswith(PAYLOADS) and name != PAYLOADS + digest:
        raise bad_manifest(f"{at}.name is not the hash of that payload")
    return name, digest


PAYLOADS = "payloads/"
EVENTS = "events.ndjson"


def rank(name):
    """Where a file stands in the bundle; within a rank they are sorted."""
    if name.startswith("definitions/"):
        return 3
    if name.startswith(PAYLOADS):
        return 7
    places = {"keys.json": 0, CHECKPOINTS: 1, "report.html": 2, "approvals.json": 4, "costs.json": 5, EVENTS: 8}
    return places.get(name, 6)


class Expected:
    """The files that the manifest lists, in the order in which they stand in the bundle."""

    def __init__(self, files):
        self.files, self.at = sorted(files, key=lambda file: rank(file[0])), 0

    def next(self, name):
        """The hash that the manifest lists for this entry."""
        here, rest = self.files[self.at : self.at + 1], self.files[self.at + 1 :]
        self.at += 1
        if here and here[0][0] == name:
            return here[0][1]
        if here and any(file == name for file, _ in rest):
            raise missing_file(here[0][0])
        raise Failure(
            "FILE.UNEXPECTED", f"{name} is in the bundle, but the manifest does not list it there.", file=name
        )

    def end(self):
        if self.at < len(self.files):
            raise missing_file(self.files[self.at][0])


def missing_file(name):
    return Failure(
        "PAYLOAD.MISSING" if name.startswith(PAYLOADS) else "FILE.MISSING",
        f"{name} is not in the bundle, or not in its place; the manifest lists it.",
        file=name,
    )


def check_content(name, listed, digest):
    if listed != digest:
        raise Failure(
            "PAYLOAD.CHANGED" if name.startswith(PAYLOADS) else "FILE.CHANGED",
            f"The content of {name} is not the one that the manifest lists.",
            file=name,
        )


# --- Events ---------------------------------------------------------------------------------------------------------

_MEMBERS = ["data", "id", "metadata", "revision", "stream", "type"]


def read_event(line):
    """(stream, revision, prev, hash, payloads) of a canonical line whose hash is right; else None."""
    # Two hashes and the names of the members are longer than 200: millions of lines of nothing are then no work.
    if not 200 <= len(line) <= LINE_BYTES:
        return None
    parsed = parse(line)
    if parsed is None:
        return None
    text, event, plain = parsed
    if not isinstance(event, dict) or list(event) != _MEMBERS or not isinstance(event["metadata"], dict):
        return None
    ident, kind, stream, revision = event["id"], event["type"], event["stream"], event["revision"]
    metadata = event["metadata"]
    prev, recorded = metadata.get("prev"), metadata.get("hash")
    if not (isinstance(ident, str) and isinstance(kind, str) and isinstance(stream, str) and type(revision) is int):
        return None
    if revision < 0 or not isinstance(prev, str) or not HEX.fullmatch(prev) or not isinstance(recorded, str):
        return None
    data = canonicalize(event["data"], plain)
    place = f'"revision":{revision},"stream":{quoted(stream)},"type":{quoted(kind)}}}'
    whole = canonicalize(metadata, plain)
    if f'{{"data":{data},"id":{quoted(ident)},"metadata":{whole},{place}' != text:
        return None
    hashed = canonicalize({name: value for name, value in metadata.items() if name != "hash"}, plain)
    data_hash = sha256(data.encode()).hexdigest()
    own = sha256(
        f'mc1{prev}{{"dataHash":"{data_hash}","id":{quoted(ident)},"metadata":{hashed},{place}'.encode()
    ).hexdigest()
    if own != recorded:
        return None
    payloads = []
    if '"$blob"' in data:
        collect(event["data"], payloads)
    return stream, revision, prev, own, payloads


def collect(value, payloads):
    if isinstance(value, list):
        for item in value:
            collect(item, payloads)
    elif isinstance(value, dict):
        blob = value.get("$blob")
        if isinstance(blob, dict) and isinstance(blob.get("sha256"), str):
            payloads.append(blob["sha256"])
        for key in sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass")):
            collect(value[key], payloads)


# The end of an event and the beginning of another one where a line feed was.
JOINED = re.compile(r',"revision":[0-9]{1,15},"stream":"[^"\\]*","type":"[^"\\]*"\}.?\{"data":', re.DOTALL)


def hints_of(line):
    """(stream, revision, prev): what can be made out of a line whose hash is wrong; of the first of two in one line."""
    text = line[-NOTE_BYTES:].decode("latin-1")
    joined = JOINED.search(text)
    if joined:
        text = text[: joined.end()]
    prev = re.match("[0-9a-f]{64}", after(text, '"prev":"'))
    place = re.match(r'([0-9]{1,15}),"stream":"([^"\\]*)"', after(text, ',"revision":'))
    return place[2] if place else None, int(place[1]) if place else None, prev[0] if prev else None


def after(text, name):
    at = text.rfind(name)
    return "" if at < 0 else text[at + len(name) :]


class Trail:
    """How far a stream has been followed."""

    __slots__ = ("promise", "next", "hash", "linked_from")

    def __init__(self, promise):
        self.promise, self.next, self.hash, self.linked_from = promise, promise.first, promise.prev, promise.first


WRONG_HASH = "is not what its hash says"
REWRITTEN = (
    "or one before it was changed and the hashes were made anew: the chain no longer leads to the hash that was signed"
)


def about(code, stream, revision, how, file=EVENTS):
    return Failure(code, f"Event {revision} of stream {stream} {how}", stream, revision, file)


def changed(stream, revision, how):
    return about("EVENT.CHANGED", stream, revision, f"{how}.")


def inserted(stream, revision, how):
    return about("EVENT.INSERTED", stream, revision, f"{how}: it was added afterwards.")


class Chain:
    """Follows the chain of every stream; the first anomaly is kept, and named at the end by what came after it."""

    def __init__(self, promises, has_payload):
        self.trails = {promise.stream: Trail(promise) for promise in promises}
        self.has_payload = has_payload
        self.anomaly = self.gap_behind = None
        self.events = 0

    def line(self, line, ended):
        event = read_event(line)
        if event is not None:
            self._event(*event)
        elif ended:
            self._broken(line)

    def finish(self):
        if self.anomaly is not None:
            raise self._name(self.anomaly)
        for trail in self.trails.values():
            if trail.next <= trail.promise.last:
                raise cut_off(trail)

    def _event(self, stream, revision, prev, digest, payloads):
        self.events += 1
        if self.anomaly is not None:
            self._watch(stream, revision)
        trail = self.trails.get(stream)
        if trail is None:
            how = "is there, but the manifest does not list that stream."
            return self._note(final(about("STREAM.UNEXPECTED", stream, revision, how)))
        promise = trail.promise
        if revision < trail.next or revision > promise.last:
            outside = revision < promise.first or revision > promise.last
            how = "is outside of what the manifest lists" if outside else "is there twice"
            return self._note(final(inserted(stream, revision, how)))
        if revision > trail.next:
            gap = {"kind": "gap", "trail": trail, "from": trail.next, "to": revision - 1, "filled": False}
            self._note(gap)
            trail.linked_from = revision
        elif prev != trail.hash:
            self._note({"kind": "link", "trail": trail, "revision": revision})
            trail.linked_from = revision
        trail.next, trail.hash = revision + 1, digest
        if revision == promise.last and digest != promise.head:
            self._note({"kind": "rewritten", "trail": trail, "longer": False})
        for payload in payloads:
            if stream != "checkpoints" and not self.has_payload(payload):
                how = (
                    f"refers to payload {payload}, which is not in the bundle and not listed as erased or pruned."
                )
                self._note(final(about("PAYLOAD.MISSING", stream, revision, how, PAYLOADS + payload)))
        return None

    def _broken(self, line):
        stream, revision, prev = hints_of(line)
        claimed = self.trails.get(stream)
        fits = claimed is not None and claimed.next == revision
        if self.anomaly is None:
            self.anomaly = self._place(claimed if fits else self._after(prev), claimed, revision)
        elif fits:
            # A line feed in the middle of an event makes two broken lines, and only the second says where it belongs.
            if self.anomaly["kind"] == "broken" and self.anomaly["stream"] is None:
                self.anomaly = self._place(claimed, claimed, revision)
            else:
                claimed.next += 1

    @staticmethod
    def _place(trail, claimed, revision):
        """Where a broken line belongs: its trail, else what it says itself."""
        known = claimed is not None and revision is not None and revision <= claimed.promise.last
        due = trail or (claimed if known and revision >= claimed.next else None)
        if due is not None:
            due.next += 1
            return {"kind": "broken", "stream": due.promise.stream, "revision": due.next - 1, "found": False}
        if known and revision >= claimed.promise.first:
            return {"kind": "broken", "stream": claimed.promise.stream, "revision": revision, "found": True}
        return {"kind": "broken", "stream": None, "revision": None, "found": False}

    def _after(self, prev):
        for trail in self.trails.values():
            if trail.hash == prev and trail.next <= trail.promise.last:
                return trail
        return None

    def _note(self, anomaly):
        if self.anomaly is None:
            self.anomaly = anomaly
        elif anomaly["kind"] == "gap" and self.gap_behind is None:
            self.gap_behind = anomaly

    def _watch(self, stream, revision):
        anomaly = self.anomaly
        kind = anomaly["kind"]
        if kind == "gap" and stream == anomaly["trail"].promise.stream:
            anomaly["filled"] = anomaly["filled"] or anomaly["from"] <= revision <= anomaly["to"]
        elif kind == "broken":
            anomaly["found"] = anomaly["found"] or (stream == anomaly["stream"] and revision == anomaly["revision"])
        elif kind == "rewritten" and stream == anomaly["trail"].promise.stream:
            anomaly["longer"] = anomaly["longer"] or revision > anomaly["trail"].promise.last

    def _name(self, anomaly):
        kind = anomaly["kind"]
        if kind == "final":
            return anomaly["failure"]
        if kind == "broken":
            return self._name_broken(anomaly)
        promise = anomaly["trail"].promise
        if kind == "gap":
            first, last = anomaly["from"], anomaly["to"]
            if anomaly["filled"]:
                return about("EVENT.REORDERED", promise.stream, first, "stands after later ones.")
            more = f", and those up to {last}" if last > first else ""
            return about("EVENT.REMOVED", promise.stream, first, f"is missing{more}, but later ones are there.")
        if kind == "link":
            return name_link(anomaly["trail"], anomaly["revision"])
        if anomaly["longer"]:
            how = "is more than the manifest lists, and the chain was made anew"
            return inserted(promise.stream, promise.last + 1, how)
        return changed(promise.stream, promise.last, REWRITTEN)

    def _name_broken(self, anomaly):
        stream, revision = anomaly["stream"], anomaly["revision"]
        if stream is not None:
            if anomaly["found"]:
                return inserted(stream, revision, "is there twice, once with a hash that is wrong")
            return changed(stream, revision, WRONG_HASH)
        if self.gap_behind is not None:
            return changed(self.gap_behind["trail"].promise.stream, self.gap_behind["from"], WRONG_HASH)
        for trail in self.trails.values():
            if trail.next <= trail.promise.last:
                return changed(trail.promise.stream, trail.next, WRONG_HASH)
        message = "A line was added to the events that is no event of any stream."
        return Failure("EVENT.INSERTED", message, file=EVENTS)


def final(failure):
    return {"kind": "final", "failure": failure}


def name_link(trail, revision):
    """Of two events that do not fit, the later is genuine when the chain from it leads to the signed head."""
    promise = trail.promise
    genuine = trail.linked_from == revision and trail.next == promise.last + 1 and trail.hash == promise.head
    if genuine and revision > promise.first:
        return changed(promise.stream, revision - 1, REWRITTEN)
    return changed(promise.stream, revision, "names another event before it than the one that is there")


def cut_off(trail):
    stream, first, last = trail.promise.stream, trail.promise.first, trail.promise.last
    if trail.next == first:
        message = f"No event of stream {stream} is there; the manifest lists {first} to {last}."
        return Failure("STREAM.MISSING", message, stream, first, EVENTS)
    message = f"Stream {stream} ends at event {trail.next - 1}; the manifest lists events up to {last}."
    return Failure("STREAM.CUT_OFF", message, stream, trail.next, EVENTS)


# --- The bundle -----------------------------------------------------------------------------------------------------


def whole(tar, name, most):
    """A file that must come now, in memory."""
    entry = tar.next()
    if entry is None or entry[0] != name:
        if name == "manifest.json":
            raise unreadable("This is not an evidence bundle: its first file is not manifest.json.")
        raise Failure("FILE.MISSING", f"{name} is not in the bundle, or not in its place.", file=name)
    if entry[1] > most:
        raise unreadable(f"{name} is larger than it can be.", name)
    return b"".join(bytes(chunk) for chunk in tar.content(*entry))


def signer_of_manifest(keys, manifest, raw):
    file = "manifest.sig"
    try:
        note = Note.parse(raw.decode("utf-8"))
    except ValueError:
        note = None
    if note is None or len(note.signatures) != 1 or len(note.lines) != 2:
        message = "The signature of the manifest is not a signed note: it was changed."
        raise Failure("SIGNATURE.WRONG", message, file=file)
    signer = keys.signer_of(note, note.signatures[0], "The manifest", file)
    if note.lines[0] != f"{keys.origin}/evidence":
        raise Failure("SIGNATURE.WRONG", "The signature beside the manifest is not one of a manifest.", file=file)
    if note.lines[1] != sha256(manifest).hexdigest():
        raise Failure("MANIFEST.CHANGED", "The manifest is not the one that was signed.", file="manifest.json")
    return signer


def follow_checkpoints(keys, chunks, last, witness):
    before = text = None
    number_ = 0
    for line, _ in lines_of(chunks):
        number_ += 1
        what = f"Checkpoint {number_}"
        parsed = parse_canonical(line)
        text = parsed[0] if parsed else None
        note = Note.parse(text)
        if note is None:
            raise Failure("FILE.CHANGED", f"{what} is not a signed note: the file was changed.", file=CHECKPOINTS)
        checkpoint = signed_checkpoint(keys, note, what, CHECKPOINTS)
        follow(checkpoint, before, what)
        before = checkpoint
        if witness:
            witness.see(checkpoint)
    if text != last:
        raise Failure(
            "CHECKPOINT.REPLACED",
            "The last checkpoint of the list is not the one of the manifest: another one was put in its place.",
            file=CHECKPOINTS,
        )


def read_head(tar, anchor):
    """What everything else rests on: the signed manifest, the keys, the checkpoint, the streams in its tree."""
    manifest_raw = whole(tar, "manifest.json", MANIFEST_BYTES)
    signature = whole(tar, "manifest.sig", NOTE_BYTES)
    keys_raw = whole(tar, "keys.json", KEYS_BYTES)
    keys = KeyHistory(keys_raw)
    keys.check_anchor(anchor)
    signer = signer_of_manifest(keys, manifest_raw, signature)
    manifest = Manifest(manifest_raw)
    if keys.origin != f"mission-control/{manifest.store_id}":
        raise unreadable("The manifest is signed, but it names another store than its keys.", "manifest.json")
    note = Note.parse(manifest.checkpoint)
    if note is None:
        raise unreadable("The manifest is signed, but its checkpoint is not a signed note.", "manifest.json")
    checkpoint = signed_checkpoint(keys, note, "The checkpoint of the manifest", "manifest.json")
    keys.check_in_force(signer, checkpoint.size, "The manifest", "manifest.sig")
    if manifest.key_id != signer.id:
        message = "The manifest is signed, but it names another key than the one that signed it."
        raise unreadable(message, "manifest.json")
    for promise in manifest.streams:
        leaf = leaf_hash(promise.stream, promise.last, promise.head)
        if not is_included(promise.index, checkpoint.size, leaf, promise.proof, checkpoint.root):
            how = "is not in the tree of the signed checkpoint."
            raise about("PROOF.WRONG", promise.stream, promise.last, how, "manifest.json")
    return manifest, keys, keys_raw, signer, checkpoint


def read_files(tar, manifest, keys, keys_raw, witness):
    """Every file that the manifest lists, and no other. Gives the number of events."""
    expected = Expected(manifest.files)
    check_content("keys.json", expected.next("keys.json"), sha256(keys_raw).hexdigest())
    payloads = {digest for name, digest in manifest.files if name.startswith(PAYLOADS)}
    chain = Chain(manifest.streams, lambda payload: payload in payloads or payload in manifest.missing)
    while True:
        entry = tar.next()
        if entry is None:
            break
        name = entry[0]
        listed, digest, complete = expected.next(name), sha256(b""), True

        def hashed(chunks, digest=digest):
            for chunk in chunks:
                digest.update(chunk)
                yield chunk

        read = hashed(tar.content(*entry))
        if name == EVENTS:
            for line, complete in lines_of(read):
                chain.line(line, complete)
            chain.finish()
            if complete and listed != digest.hexdigest():
                message = (
                    "Every event is as it was recorded, but the streams stand in another order than in the manifest."
                )
                raise Failure("EVENT.REORDERED", message, file=EVENTS)
        elif name == CHECKPOINTS:
            follow_checkpoints(keys, read, manifest.checkpoint, witness)
        else:
            for _ in read:
                pass
        check_content(name, listed, digest.hexdigest())
    expected.end()
    return chain.events


def counted(count, one):
    return f"{count} {one if count == 1 else one + 's'}"


MEMBERS = (
    "verdict code stream revision file message events streams keyId keyPinned checkpoint missing witnessed notes"
).split()


def verify(file, anchor=None, witness_file=None):
    """The result as `--json` prints it."""
    result = dict.fromkeys(MEMBERS)
    result["notes"] = []
    try:
        witness = Witness(witness_file) if witness_file is not None else None
        tar = Tar(bytes_of(file))
        manifest, keys, keys_raw, signer, checkpoint = read_head(tar, anchor)
        if witness:
            witness.meet(keys, checkpoint)
        events = read_files(tar, manifest, keys, keys_raw, witness)
        witnessed = witness.finish(checkpoint) if witness else None
    except Failure as failure:
        result.update(
            verdict="invalid" if failure.answers else "unreadable",
            code=failure.code,
            stream=failure.stream,
            revision=failure.revision,
            file=failure.file,
            message=failure.message,
        )
        return result
    result.update(
        verdict="valid",
        message=f"{counted(events, 'event')} of {counted(len(manifest.streams), 'stream')} are all there, in order and "
        f"unchanged since the checkpoint of {checkpoint.at} (size {checkpoint.size}), which key {signer.id} signed. "
        "Nothing is said of what came later.",
        events=events,
        streams=len(manifest.streams),
        keyId=signer.id,
        keyPinned=anchor is not None,
        checkpoint={
            "size": checkpoint.size,
            "root": base64.b64encode(checkpoint.root).decode(),
            "at": checkpoint.at,
            "through": str(checkpoint.through),
        },
        missing=len(manifest.missing),
        witnessed=witnessed,
        notes=notes_of(anchor, keys, manifest, witnessed),
    )
    return result


def notes_of(anchor, keys, manifest, witnessed):
    """What a reader should know about a valid bundle."""
    notes = []
    if anchor is None:
        notes.append(
            f"The first key was taken on trust from the bundle itself: {keys.keys[0].id}. Compare it with one that you "
            "got in another way, or give that one with --key; without it, whoever made this bundle may have made all "
            "of it."
        )
    for key in keys.keys:
        if key.after_loss:
            notes.append(f"The key before {key.id} was lost: only the bundle itself says that {key.id} follows it.")
    lost = sum(1 for because in manifest.missing.values() if because == "lost")
    gone = len(manifest.missing) - lost
    if gone:
        were = "was" if gone == 1 else "were"
        notes.append(
            f"{counted(gone, 'payload')} that events refer to {were} erased or pruned, as the manifest lists; their "
            "hashes are still in the events."
        )
    if lost:
        were = "was" if lost == 1 else "were"
        notes.append(f"{counted(lost, 'payload')} that events refer to {were} not in the store, and nothing says why.")
    if witnessed is None:
        notes.append(
            "No checkpoint of a witness was given (--checkpoint): whoever holds the signing key could have written "
            "all of the history anew."
        )
    else:
        are = "is" if witnessed == 1 else "are"
        notes.append(f"{counted(witnessed, 'checkpoint')} of the witness {are} in the history of this bundle, unchanged.")
    return notes


NOT_AS_RECORDED = (
    "Do not rely on this copy. Ask for the bundle again from the server and compare; keep this file as it is."
)
NOT_THE_STORE = (
    "Do not rely on this bundle. Ask the operator for the ids of the signing keys on another way, and where this file "
    "comes from."
)
HISTORY = (
    "Do not rely on the record. Compare with the checkpoints that were kept outside of the store, and ask the operator "
    "what happened."
)


def advice(code):
    """What to do."""
    if code == "BUNDLE.UNREADABLE":
        return "Nothing is said about the record: the file cannot be read."
    if code == "CHECKPOINT.UNLINKED":
        return (
            "Nothing is said about the record: give checkpoints that are as old as the bundle, or the one that follows "
            "the bundle's."
        )
    if code.startswith("KEY."):
        return NOT_THE_STORE
    return HISTORY if code.startswith("CHECKPOINT.") or code == "PROOF.WRONG" else NOT_AS_RECORDED


def text_of(result, file, engine):
    if result["code"] is None:
        lines = [f"VALID  {file}", "", result["message"]]
        for note in result["notes"]:
            lines += ["", f"- {note}"]
        lines += ["", f"- Signatures were checked by {engine}."]
    else:
        title = "NOT VALID" if result["verdict"] == "invalid" else "NO ANSWER"
        lines = [f"{title}  {file}", "", f"{result['code']}: {result['message']}", "", advice(result["code"])]
    # Names come from the file, so from a stranger: nothing of them may steer a terminal.
    return "\n".join(re.sub("[^ -~\u00a0-\ud7ff\ue000-\U0010ffff]", "?", line) for line in lines)


EXIT = {"valid": 0, "invalid": 1, "unreadable": 2}


def main(args=None):
    parser = argparse.ArgumentParser(
        description="Checks an evidence bundle of Mission Control: is everything in it as it was recorded?",
        epilog="Exit codes: 0 valid, 1 not valid, 2 no answer (the file cannot be read or compared, or the command is "
        "wrong). What each code means: docs/evidence-format.md of Mission Control.",
    )
    parser.add_argument("bundle", help='the file from "missionctl evidence", .tar or .tar.gz')
    parser.add_argument("--key", help="the signing key that you trust: its id, or the public key in base64")
    parser.add_argument("--checkpoint", help="a file of checkpoints that somebody kept outside of the store")
    parser.add_argument("--json", action="store_true", help="the result as JSON")
    given = parser.parse_args(args)
    if given.key is not None and not re.fullmatch("[0-9a-fA-F]{32}|[A-Za-z0-9+/]{43}=", given.key):
        parser.error("--key is neither the id of a key (32 hex digits) nor a public key (44 characters of base64).")
    try:
        result = verify(given.bundle, given.key, given.checkpoint)
    except OSError as error:
        print(error, file=sys.stderr)
        return EXIT["unreadable"]
    engine = "pure Python" if PURE else "the package cryptography"
    if given.json:
        print(json.dumps({**result, "ed25519": engine}, indent=2))
    else:
        print(text_of(result, given.bundle, engine))
    return EXIT[result["verdict"]]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Whoever read the output has closed it (head, less): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT["unreadable"])
