"""All that a Registry holds, read for the judge, and what is known of it from outside.

It shares no code with the programs that write the Registry: a reader of DER of its own, and plain
walks through the tables.
"""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import zstandard

import stored


def sha256(octets):
    """The digest of RFC 6962 and of the audit log."""
    return hashlib.sha256(octets).digest()


def elements(der):
    """The encoded elements inside one DER value."""
    _, start, end = header(der, 0)
    found = []
    while start < end:
        _, _, after = header(der, start)
        found.append(der[start:after])
        start = after
    return found


def header(der, at):
    """Tag, start of the content and end of the DER value at a place."""
    length, start = der[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(der[start : start + count], "big"), start + count
    return der[at], start, start + length


def value(tag, content):
    """A DER value."""
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    length = octets if size < 0x80 else bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + length + content


def assembled(tbs, signature):
    """A Certificate of its to-be-signed bytes and its signature (RFC 5280 4.1)."""
    parts = elements(tbs)
    algorithm = parts[2] if parts[0][0] == 0xA0 else parts[1]
    return value(0x30, tbs + algorithm + value(0x03, b"\0" + signature))


def serial_of(number):
    """A serial number's octets as the Registry keeps them."""
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def spki(key):
    """A key's SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


class Sqlite:
    """A file, copied with its write-ahead log."""

    def __init__(self, registry):
        self.folder = tempfile.TemporaryDirectory()
        for suffix in ("", "-wal"):
            if Path(registry + suffix).exists():
                shutil.copy(registry + suffix, self.folder.name)
        self.database = sqlite3.connect(str(Path(self.folder.name, Path(registry).name)))
        self.database.row_factory = sqlite3.Row

    def execute(self, sql):
        """Rows as tuples."""
        return [tuple(row) for row in self.database.execute(sql)]

    def table(self, name, order):
        """A table by a plain walk, so that no index answers in its place."""
        sql = f"SELECT * FROM {name} NOT INDEXED ORDER BY {order}"
        return [dict(row) for row in self.database.execute(sql)]

    def faults(self):
        """Pages that do not fit together."""
        return [row[0] for row in self.execute("PRAGMA integrity_check") if row[0] != "ok"]


class Postgres:
    """A database of a server, read by psql."""

    def __init__(self, url):
        self.url = url

    def rows(self, sql):
        """Rows as what stands in their columns, by name."""
        sql = f"SELECT row_to_json(t) FROM ({sql}) t"
        run = subprocess.run(["psql", self.url, "-qAtX", "-c", sql], capture_output=True, check=True)
        return [{key: octets(value) for key, value in json.loads(line).items()} for line in run.stdout.splitlines()]

    def execute(self, sql):
        """Rows as tuples."""
        return [tuple(row.values()) for row in self.rows(sql)]

    def table(self, name, order):
        """A table in an order."""
        return self.rows(f"SELECT * FROM {name} ORDER BY {order}")

    def faults(self):
        """The server looks after its pages itself."""
        return []


def octets(value):
    """A bytea as JSON shows it, and any other value."""
    is_bytea = isinstance(value, str) and value.startswith("\\x")
    return bytes.fromhex(value[2:]) if is_bytea else value


class Books:
    """All of the Registry, and what is known from outside."""

    def __init__(self, database, evidence):
        self.faults = database.faults()
        self.read(database)
        self.issuers = [certificate(file) for file in evidence["issuers"]]
        self.left = [certificate(file) for file in evidence["issued"]]
        self.told_revoked = {bytes.fromhex(serial) for serial in evidence["revoked"]}
        self.left_crls = [crl(Path(file).read_bytes()) for file in evidence["crls"]]

    def read(self, database):
        """Reads each table."""
        rows = database.table
        bodies = stored.Bodies(database)

        def plain(row, body):
            try:
                return row | {body: bodies.plain(row["dictionary"], row[body])}
            except (LookupError, zstandard.ZstdError):  # Then no digest and no signature fits.
                return row | {body: b""}

        self.generations = {row["id"]: row for row in rows("generations", "id")}
        certificates = (plain(row, "tbs") for row in rows("certificates", "sequence"))
        self.certificates = {row["sequence"]: row for row in certificates}
        self.signatures = {row["sequence"]: row for row in rows("signatures", "sequence")}
        self.serials = rows("serials", "certificate")
        self.requests = rows("requests", "certificate")
        self.revocations = rows("revocations", "id")
        self.numbers = rows("crl_numbers", "generation, number")
        self.crls = rows("crls", "id")
        self.chunks = defaultdict(list)
        for row in rows("crl_chunks", "crl, part"):
            self.chunks[row["crl"]].append(row["der"])
        self.feed = rows("feed", "position")
        self.log = [plain(row, "body") for row in rows("audit_events", "log_index")]
        self.events = [event_of(row) for row in self.log]
        self.heads = rows("heads", "id")
        self.signed_heads = rows("signed_heads", "number")

    def name(self, generation):
        """A generation as events call it."""
        row = self.generations[generation]
        return f"{row['line']}-g{row['number']}"

    def done(self, kind):
        """Events of a kind that say that something was done."""
        for event in self.events:
            if event.get("type") == kind and event.get("outcome") == "done":
                yield event

    def der(self, sequence):
        """A certificate that was signed."""
        return assembled(self.certificates[sequence]["tbs"], self.signatures[sequence]["signature"])

    def issuer_of(self, generation):
        """The issuer's certificate from outside, by the key."""
        key = self.generations[generation]["public_key"]
        return next((one for one in self.issuers if spki(one.public_key()) == key), None)


def event_of(row):
    """An event's fields; none of one that was purged or is no event."""
    try:
        event = json.loads(row["body"]) if row["body"] is not None else {}
    except ValueError:
        event = {}
    return {**event, "index": row["log_index"]}


def certificate(file):
    """A certificate in PEM or DER."""
    octets = Path(file).read_bytes()
    pem = octets.startswith(b"-----")
    return x509.load_pem_x509_certificate(octets) if pem else x509.load_der_x509_certificate(octets)


def crl(octets):
    """A CRL in PEM or DER."""
    pem = octets.startswith(b"-----")
    return x509.load_pem_x509_crl(octets) if pem else x509.load_der_x509_crl(octets)


def number_of(one):
    """A CRL's number (RFC 5280 5.2.3)."""
    return one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
