"""Holds a Registry against its invariants and against what was acknowledged (I1 to I7, I10).

Usage: registry_verifier.py REGISTRY EVIDENCE

REGISTRY is an SQLite file, as a crash may have left it: it is copied with its write-ahead log and
read apart; or the URI of a PostgreSQL database. EVIDENCE is JSON, made by whoever ran the programs:

    {"issuers": [PEM file…],               certificates of the issuers, roots included
     "issued":  [PEM or DER file…],        certificates that left
     "revoked": [serial…],                 revocations that were acknowledged, in hexadecimal
     "crls":    [PEM or DER file…]}        CRLs that left

It shares no code with the programs that write the Registry and trusts no constraint of it. A line
for each finding, which begins with the invariant, and exit code 1; or what was counted, and 0.
"""

import json
import sqlite3
import sys
from base64 import b64decode
from collections import Counter, defaultdict
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from registry_books import Books, Postgres, Sqlite, crl, elements, number_of, serial_of, sha256, value

HOLD = 6  # CRLReason certificateHold
WITHDRAWALS = {"revoke", "suspend", "abandon"}


def whole_file(books):
    """The pages fit together."""
    if books.faults:
        yield f"file: {books.faults[:3]}"


def intents(books):
    """I1: a signature only on what was stored, asked for and reserved before."""
    asked = {
        (event.get("issuer"), event.get("object"), event.get("details", {}).get("tbs_sha256"))
        for event in books.done("certificate.request")
    }
    for sequence, row in books.certificates.items():
        if (books.name(row["generation"]), row["serial"].hex(), sha256(row["tbs"]).hex()) not in asked:
            yield f"I1: no event asks for certificate {sequence} with these bytes"
        tbs = elements(row["tbs"])
        if tbs[1] != value(0x02, row["serial"]):
            yield f"I1: certificate {sequence} has another serial in its bytes"
    for sequence in books.signatures:
        if sequence not in books.certificates:
            yield f"I1: signature {sequence} has no intent"
    reserved = {(row["generation"], row["number"]): row["tbs_digest"] for row in books.numbers}
    for row in books.crls:
        digest = reserved.get((row["generation"], row["number"]))
        if digest != sha256(elements(b"".join(books.chunks[row["id"]]))[0]):
            yield f"I1: CRL {row['number']} was not reserved with these bytes"


def states(books):
    """I2: row, status and signature agree."""
    of_certificate = Counter(row["certificate"] for row in books.serials)
    for sequence, row in books.certificates.items():
        if of_certificate[sequence] != 1:
            yield f"I2: certificate {sequence} has {of_certificate[sequence]} statuses"
    for row in books.serials:
        sequence = row["certificate"]
        intent = books.certificates.get(sequence)
        if intent is None or (intent["serial"], intent["generation"]) != (row["serial"], row["generation"]):
            yield f"I2: serial {row['serial'].hex()} is not that of certificate {sequence}"
        if (row["state"] == "issued") != (sequence in books.signatures):
            yield f"I2: serial {row['serial'].hex()} is {row['state']}, signature: {sequence in books.signatures}"
    for request, count in Counter(row["certificate"] for row in books.requests).items():
        if count > 1 or request not in books.certificates:
            yield f"I2: {count} requests for certificate {request}"


def acknowledged(books):
    """I2: what left or was acknowledged is there; what left is not unknown."""
    known = {row["serial"]: row for row in books.serials}
    for one in books.left:
        serial = serial_of(one.serial_number)
        row = known.get(serial)
        signed = row is not None and row["certificate"] in books.signatures
        if not signed or books.der(row["certificate"]) != one.public_bytes(Encoding.DER):
            yield f"I2: certificate {serial.hex()} left and is not in the registry"
    for serial in books.told_revoked:
        if serial not in known or known[serial]["withdrawn"] is None:
            yield f"I2: the revocation of {serial.hex()} is lost"
    reserved = {row["tbs_digest"]: row["number"] for row in books.numbers}
    for one in books.left_crls:
        if reserved.get(sha256(one.tbs_certlist_bytes)) != number_of(one):
            yield f"I2: CRL {number_of(one)} left and is not in the registry"


def unique_serials(books):
    """I3: a serial once for each issuer, in its form."""
    for (generation, serial), count in Counter((row["generation"], row["serial"]) for row in books.serials).items():
        if count > 1:
            yield f"I3: serial {serial.hex()} stands {count} times"
        if len(serial) != 17 or not 0x40 <= serial[0] <= 0x7F:
            yield f"I3: serial {serial.hex()} has not the form of {books.name(generation)}"


def statuses(books):
    """I4, I5: each status is what its history says, and a revocation is the last of it."""
    history = defaultdict(list)
    for row in books.revocations:
        history[row["certificate"]].append(row)
    for row in books.serials:
        acts = history.pop(row["certificate"], [])
        serial = row["serial"].hex()
        ended = [act["act"] in ("revoke", "abandon") for act in acts]
        if any(ended[:-1]):
            yield f"I5: {serial} was not left revoked"
        last = acts[-1] if acts else None
        withdrawn = last is not None and last["act"] in WITHDRAWALS
        if withdrawn != (row["withdrawn"] is not None):
            yield f"I5: {serial} is withdrawn: {row['withdrawn'] is not None}, by its history: {withdrawn}"
        elif withdrawn and any(row[key] != last[key] for key in ("effective", "reason", "invalidity")):
            yield f"I5: {serial} is not revoked as its history says"
    for sequence in history:
        yield f"I5: history of certificate {sequence}, which has no status"


def signatures(books):
    """I6: each signature verifies with the issuer's key."""
    for sequence in books.signatures:
        if sequence not in books.certificates:
            continue
        issuer = books.issuer_of(books.certificates[sequence]["generation"])
        try:
            x509.load_der_x509_certificate(books.der(sequence)).verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError) as error:
            yield f"I6: signature {sequence} does not verify: {error!r}"
    for row in books.crls:
        issuer, der = books.issuer_of(row["generation"]), b"".join(books.chunks[row["id"]])
        try:
            valid = crl(der).is_signature_valid(issuer.public_key())
        except (ValueError, TypeError, AttributeError):
            valid = False
        if not valid or len(der) != row["size"]:
            yield f"I6: CRL {row['number']} does not verify"
    for row in books.generations.values():
        given = books.issuer_of(row["id"])
        if row["state"] != "pending" and (given is None or given.public_bytes(Encoding.DER) != row["certificate"]):
            yield f"I6: {row['line']}-g{row['number']} has another certificate than the one that left"


def root_of(leaves):
    """MTH of RFC 6962 2.1, as it is written there."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:]))


def edge_of(leaves):
    """The roots of the full subtrees, largest first."""
    roots, at = [], 0
    for bit in reversed(range(len(leaves).bit_length())):
        if len(leaves) >> bit & 1:
            roots.append(root_of(leaves[at : at + (1 << bit)]))
            at += 1 << bit
    return b"".join(roots)


def log(books):
    """I7: the log has no gap, each body gives its leaf, the leaves give the head."""
    head = books.heads[0] if len(books.heads) == 1 else None
    if [row["log_index"] for row in books.log] != list(range(len(books.log))):
        yield "I7: the log has gaps"
    for row in books.log:
        if row["body"] is not None and sha256(row["body"]) != row["leaf_data"]:
            yield f"I7: event {row['log_index']} was altered"
    leaves = [row["leaf_data"] for row in books.log]
    if head is None or head["log_size"] != len(leaves) or head["frontier"] != edge_of(leaves):
        yield "I7: the events do not give the head of the log"


def purges(books):
    """AUD-05: a body is gone if and only if one purge names its place, by number and leaves."""
    named = []
    for event in books.done("audit.purge"):
        said, places = event["details"], []
        for word in said["places"].split(" "):
            first, _, last = word.partition("-")
            places.extend(range(int(first), int(last or first) + 1))
        leaves = b"".join(n.to_bytes(8, "big") + sha256(b"\0" + books.log[n]["leaf_data"]) for n in places)
        told = (said["bodies"], said["leaves_sha256"])
        if told != (str(len(places)), sha256(leaves).hex()) or max(places) >= event["index"]:
            yield f"AUD-05: the purge of event {event['index']} does not name what went"
        named.extend(places)
    gone = [row["log_index"] for row in books.log if row["body"] is None]
    if sorted(named) != gone:
        yield f"AUD-05: purges name {len(named)} bodies, {len(gone)} are gone"


def signed_heads(books):
    """I7: each head that was signed is one that the log had (C2SP tlog-checkpoint)."""
    leaves, last = [row["leaf_data"] for row in books.log], 0
    for row in books.signed_heads:
        _, size, root, *_ = row["note"].split("\n")
        had = root_of(leaves[: int(size)])
        if int(size) != row["size"] or not last <= int(size) <= len(leaves) or b64decode(root) != had:
            yield f"I7: signed head {row['number']} is not of this log"
        last = int(size)


def told(books):
    """I7: one event for each act, one act for each event."""
    signed = [row for row in books.serials if row["certificate"] in books.signatures]
    abandoned = [row for row in books.serials if row["state"] == "abandoned"]
    acts = {
        "certificate.request": [(row["generation"], row["serial"].hex()) for row in books.certificates.values()],
        "certificate.issue": [(row["generation"], row["serial"].hex()) for row in signed],
        "certificate.abandon": [(row["generation"], row["serial"].hex()) for row in abandoned],
        "crl.reserve": [(row["generation"], str(row["number"])) for row in books.numbers],
        "crl.publish": [(row["generation"], str(row["number"])) for row in books.crls],
    }
    for kind, objects in acts.items():
        done = Counter((event.get("issuer"), event.get("object")) for event in books.done(kind))
        if kind == "certificate.request":  # Who goes on after an interruption asks once more.
            done = Counter(set(done))
        wanted = Counter((books.name(generation), thing) for generation, thing in objects)
        for thing in (done - wanted) + (wanted - done):
            yield f"I7: {kind} of {thing}: {wanted[thing]} acts, {done[thing]} events"
    yield from told_changes(books)


def told_changes(books):
    """I7: each change of a status has the event that its row names."""
    for row in books.revocations:
        intent, index = books.certificates.get(row["certificate"]), row["event"]
        event = books.events[index] if 0 <= index < len(books.events) else {}
        said = (event.get("type"), event.get("outcome"), event.get("object"))
        if intent is None or said != (f"certificate.{row['act']}", "done", intent["serial"].hex()):
            yield f"I7: the {row['act']} of certificate {row['certificate']} has no event"
    for act in ("revoke", "suspend", "reinstate"):
        rows = sum(row["act"] == act for row in books.revocations)
        events = sum(1 for _ in books.done(f"certificate.{act}"))
        if rows != events:
            yield f"I7: {rows} times {act}, {events} events"


def feed(books):
    """I4: responders hear of each change, in an order without gaps."""
    positions = [row["position"] for row in books.feed]
    if positions != list(range(1, len(positions) + 1)) or books.heads[0]["feed_position"] != len(positions):
        yield "I4: the feed has gaps"
    heard = defaultdict(list)
    for row in books.feed:
        if row["serial"] is not None:
            heard[row["generation"], row["serial"]].append(row["position"])
    changes = Counter(row["certificate"] for row in books.revocations)
    for row in books.serials:
        places = heard.pop((row["generation"], row["serial"]), [])
        wanted = changes[row["certificate"]] + (row["certificate"] in books.signatures)
        if len(places) != wanted:
            yield f"I4: {wanted} changes of {row['serial'].hex()}, {len(places)} in the feed"
        if row["withdrawn"] is not None and row["withdrawn"] not in places:
            yield f"I4: the feed does not tell of the withdrawal of {row['serial'].hex()}"
    for _, serial in heard:
        yield f"I4: the feed tells of {serial.hex()}, which nobody knows"
    published = Counter((row["generation"], row["number"]) for row in books.crls)
    if published != Counter((row["generation"], row["crl"]) for row in books.feed if row["crl"] is not None):
        yield "I4: the feed does not tell of the CRLs that are published"


def crl_numbers(books):
    """I10: numbers grow in the order of the log, and each CRL has what was revoked before it."""
    place = {(event.get("issuer"), event.get("object")): event["index"] for event in books.done("crl.reserve")}
    last = {}
    for row in sorted(books.numbers, key=lambda row: place.get((books.name(row["generation"]), str(row["number"])), -1)):
        if row["number"] <= last.get(row["generation"], 0):
            yield f"I10: CRL number {row['number']} of {books.name(row['generation'])} does not grow"
        last[row["generation"]] = row["number"]
    published = {}
    for row in books.crls:
        if row["number"] <= published.get(row["generation"], 0):
            yield f"I10: CRL {row['number']} follows a newer one"
        yield from entries(books, row, place.get((books.name(row["generation"]), str(published.get(row["generation"]))), 0))
        published[row["generation"]] = row["number"]


def entries(books, row, since):
    """I5: a CRL has all that was revoked before the one before it, and nobody who never was."""
    listed = {serial_of(entry.serial_number) for entry in crl(b"".join(books.chunks[row["id"]]))}
    acts = [
        (books.certificates[act["certificate"]]["serial"], act)
        for act in books.revocations
        if books.certificates[act["certificate"]]["generation"] == row["generation"]
    ]
    before = {serial for serial, act in acts if act["act"] in ("revoke", "abandon") and act["event"] < since}
    if not before <= listed:
        yield f"I5: CRL {row['number']} lacks {sorted(one.hex() for one in before - listed)}"
    if not listed <= {serial for serial, act in acts if act["act"] in WITHDRAWALS}:
        yield f"I5: CRL {row['number']} lists somebody who was not withdrawn"


CHECKS = [
    whole_file, intents, states, acknowledged, unique_serials, statuses, signatures, log, purges, signed_heads, told,
    feed, crl_numbers,
]  # fmt: skip


def findings_of(check, books):
    """What a check finds; rows that lack their other half are a finding of their own."""
    try:
        yield from check(books)
    except (LookupError, ValueError) as error:
        yield f"{check.__name__}: the rows do not fit together: {error!r}"


def main():
    """Prints what is wrong, or what was found to be right."""
    evidence = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    registry = sys.argv[1]
    try:
        database = Postgres(registry) if registry.startswith("postgres") else Sqlite(registry)
        books = Books(database, evidence)
    except sqlite3.DatabaseError as error:
        print(f"file: {error}")
        sys.exit(1)
    findings = [finding for check in CHECKS for finding in findings_of(check, books)]
    for finding in findings:
        print(finding)
    if not findings:
        counted = f"{len(books.signatures)} signatures, {len(books.revocations)} changes, {len(books.crls)} CRLs"
        print(f"sound: {counted}, {len(books.log)} events; {len(books.left)} certificates left")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
