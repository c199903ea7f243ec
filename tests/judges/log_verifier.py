#!/usr/bin/env python3
"""Verifies an export of the audit log, and shares no code with who made it.

usage: log_verifier.py EXPORT [--earlier NOTE] [--now TIME]

Python's standard library and the `openssl` command, nothing else. It recomputes each leaf from
its event, each tile and the root from the leaves (RFC 6962 2.1, straight from the definition),
holds each signed head against the tree of its size, verifies its signature and the chain of its
signer, and whether one of it was withdrawn; it holds what purges name against what is gone and
against what stands beside it. It prints a JSON report and ends with 0, or the first thing that does not hold and
ends with 1.
"""

import argparse
import base64
import datetime
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile


class Finding(Exception):
    pass


def require(holds, finding):
    if not holds:
        raise Finding(finding)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def tree_hash(hashes):
    """MTH of RFC 6962 2.1 over hashes that stand for leaves or for full subtrees."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01", tree_hash(hashes[:split]), tree_hash(hashes[split:]))


class Tree:
    """All hashes, level by level of tiles: 256 of one level make one of the next."""

    def __init__(self, leaves):
        self.levels = [[sha256(b"\x00", leaf) for leaf in leaves]]
        while len(self.levels[-1]) >= 256:
            below = self.levels[-1]
            full = len(below) // 256
            self.levels.append([tree_hash(below[n * 256 : n * 256 + 256]) for n in range(full)])

    def root(self, size):
        """The root of the first `size` leaves: each level of tiles gives what is not full."""
        return self._range(len(self.levels) - 1, 0, size)

    def _range(self, level, low, high):
        width = 256**level
        leaves = high - low
        if leaves == 0:
            return sha256()
        if level == 0:
            return tree_hash(self.levels[0][low:high])
        full = leaves // width
        if full * width == leaves:
            return tree_hash(self.levels[level][low // width : high // width])
        if full == 0:
            return self._range(level - 1, low, high)
        # The largest power of two below the number of leaves is a multiple of the width.
        split = width
        while split * 2 < leaves:
            split *= 2
        left = self._range(level, low, low + split)
        return sha256(b"\x01", left, self._range(level, low + split, high))


def page_path(folder, number, width):
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    path = f"{folder}/{'/'.join(groups)}"
    return path if width == 256 else f"{path}.p/{width}"


class Export:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.used = set()

    def read(self, path):
        file = self.folder / path
        require(file.is_file(), f"{path} is missing")
        self.used.add(path)
        return file.read_bytes()

    def pages(self, folder, count):
        for number in range((count + 255) // 256):
            width = min(256, count - number * 256)
            path = page_path(folder, number, width)
            yield path, width, self.read(path)

    def lines(self, folder, count):
        for path, width, octets in self.pages(folder, count):
            lines = octets.split(b"\n")
            require(lines.pop() == b"", f"{path} does not end a line")
            require(len(lines) == width, f"{path} has not {width} lines")
            yield from lines


def openssl(*arguments):
    run = subprocess.run(["openssl", *arguments], capture_output=True, check=False)
    return run.returncode == 0, run.stdout


class Signer:
    def __init__(self, export, name):
        path = f"signers/{name}.pem"
        text = export.read(path).decode()
        mark = "-----END CERTIFICATE-----\n"
        blocks = [block + mark for block in text.split(mark)[:-1]]
        require("".join(blocks) == text and len(blocks) >= 2, f"{path} is no chain")
        self.folder = tempfile.TemporaryDirectory()
        place = pathlib.Path(self.folder.name)
        for number, block in enumerate(blocks):
            (place / f"{number}.pem").write_text(block)
        ders = [base64.b64decode("".join(b.splitlines()[1:-1])) for b in blocks]
        require(sha256(ders[0]).hex() == name, f"{path} has another certificate first")
        (place / "untrusted.pem").write_text("".join(blocks[1:-1]) or blocks[-1])
        root = str(place / f"{len(blocks) - 1}.pem")
        # Each certificate is verified under the next one, the root under itself.
        holds, _ = openssl("verify", "-no_check_time", "-check_ss_sig", "-CAfile", root,
                           "-untrusted", str(place / "untrusted.pem"), str(place / "0.pem"))
        require(holds, f"{path} does not lead to its root")
        holds, text = openssl("x509", "-in", str(place / "0.pem"), "-noout", "-ext",
                              "certificatePolicies")
        numbers = [line.split()[-1] for line in text.decode().splitlines() if "Policy:" in line]
        signs = [n for n in numbers if n.split(".")[-3:-1] == ["1", "13"]]
        require(holds and signs, f"{path} is not that of a signer of heads")
        _, key = openssl("x509", "-in", str(place / "0.pem"), "-noout", "-pubkey")
        (place / "key.pem").write_bytes(key)
        self.spki = base64.b64decode("".join(key.decode().splitlines()[1:-1]))
        self.digest = "-sha384" if len(self.spki) > 100 else "-sha256"
        _, said = openssl("x509", "-in", str(place / "0.pem"), "-noout", "-startdate", "-dateopt",
                          "iso_8601")
        self.begin = moment(said.decode().strip().partition("=")[2])
        below_root = [str(place / f"{number}.pem") for number in range(len(blocks) - 1)]
        serials = [openssl("x509", "-in", pem, "-noout", "-serial")[1] for pem in below_root]
        self.serials = {int(said.decode().partition("=")[2], 16) for said in serials}

    def stood(self, covered, time, ended, changes):
        """Whether a head proves what it covers: `time` is that of the last event under it, and
        purges under it reach up to `ended`."""
        if ended is not None and self.begin <= ended:
            return False
        for serial in self.serials:
            last = None
            for index, change, since in changes.get(serial, []):
                if index < covered:
                    last = change
                reaches = since is not None and time is not None and time >= since
                if change == "revoke" and (index < covered or reaches):
                    return False
            if last == "suspend":
                return False
        return True

    def verify(self, text, signature):
        place = pathlib.Path(self.folder.name)
        (place / "text").write_bytes(text)
        (place / "signature").write_bytes(signature)
        holds, _ = openssl("dgst", self.digest, "-verify", str(place / "key.pem"),
                           "-signature", str(place / "signature"), str(place / "text"))
        return holds


def moment(text):
    """RFC 3339, in UTC."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(datetime.UTC)


def moment_if_any(text):
    try:
        return moment(text)
    except ValueError:
        return None


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def checkpoint(note):
    """Origin, size, root, the signed text, and the signature lines of a note."""
    text, empty, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    require(empty and len(lines) == 3, "a note is no checkpoint")
    origin, size, root = lines
    require(str(int(size)) == size, "the size of a note is no number")
    root = base64.b64decode(root, validate=True)
    return origin, int(size), root, (text + "\n").encode(), signatures


def verify_note(note, signer):
    origin, size, root, text, signatures = checkpoint(note)
    require(signatures.endswith("\n"), "a note does not end a line")
    good = False
    for line in signatures[:-1].split("\n"):
        dash, name, octets = line.split(" ")
        octets = base64.b64decode(octets, validate=True)
        require(dash == "\u2014", "a signature line has no dash")
        if name == origin and octets[:4] == sha256(signer.spki)[:4]:
            good = good or signer.verify(text, octets[4:])
    require(good, f"the head of {size} events is not signed by its signer")
    return origin, size, root


def verify(folder, earlier, now):
    export = Export(folder)
    octets = export.read("manifest.json")
    manifest = json.loads(octets)
    require(manifest["format"] == 1 and canonical(manifest) == octets, "the manifest is malformed")
    require(manifest["first"] == 0, "this judge needs a whole export")
    size = manifest["size"]
    leaves = []
    for path, width, octets in export.pages("tile/entries", size):
        require(len(octets) == 34 * width, f"{path} has not {width} entries")
        for place in range(width):
            entry = octets[34 * place : 34 * place + 34]
            require(entry[:2] == b"\x00\x20", f"{path} has an entry of another length")
            leaves.append(entry[2:])
    tree = Tree(leaves)
    for level, hashes in enumerate(tree.levels):
        for number, (path, width, octets) in enumerate(export.pages(f"tile/{level}", len(hashes))):
            require(octets == b"".join(hashes[number * 256 :][:width]), f"{path} is wrong")
    require(tree.root(size).hex() == manifest["root"], "the root in the manifest is wrong")
    signers, signed, last, before = {}, [], None, 0
    for line in export.lines("heads", manifest["heads"]):
        head = json.loads(line)
        require(canonical(head) == line, "a head is malformed")
        name = head["signer"]
        if name not in signers:
            signers[name] = Signer(export, name)
        origin, covered, root = verify_note(head["note"], signers[name])
        require(origin == manifest["origin"], "a head is of another log")
        require(before <= covered <= size, "a head is out of order")
        require(tree.root(covered) == root, f"the head of {covered} events is of other events")
        signed.append((covered, signers[name]))
        last, before = head["note"], covered
    require(last is not None and before == size, "the last head does not cover the export")
    require(export.read("checkpoint") == last.encode(), "the checkpoint is not the last head")
    for note in earlier:
        origin, covered, root, _, _ = checkpoint(note)
        require(origin == manifest["origin"], "the earlier head is of another log")
        require(covered <= size, f"the log has lost its end: {covered} events were known")
        require(tree.root(covered) == root, "the log is not the one known earlier")
    events = Events(now)
    events.read(export, leaves)
    stood = [covered for covered, signer in signed if signer.stood(covered, *events.under(covered))]
    require(size in stood, f"the signer of the head of {size} events was withdrawn")
    said = {"signers": len(signers), "withdrawn": len(signed) - len(stood)}
    return manifest, {**said, **events.said()}


def places_of(text):
    """Places as a purge names them, `20-22 25`: ascending, each range as long as it can be."""
    places, ranges = [], []
    for word in text.split(" "):
        first, _, last = word.partition("-")
        places.extend(range(int(first), int(last or first) + 1))
    for place in places:
        if ranges and ranges[-1][1] + 1 == place:
            ranges[-1][1] = place
        else:
            ranges.append([place, place])
    written = " ".join(f"{a}" if a == z else f"{a}-{z}" for a, z in ranges)
    require(written == text and places == sorted(set(places)), f"places are written as {text!r}")
    require(places[-1] - places[0] < 1024, f"a purge names places as far apart as {text!r}")
    return places


def years_before(time, years):
    """So many calendar years earlier; 29 February becomes 28 February."""
    day = 28 if (time.month, time.day) == (2, 29) else time.day
    return time.replace(year=time.year - years, day=day)


SLACK = datetime.timedelta(minutes=5)
LEAST_YEARS = 7


class Events:
    """What the events say, in order."""

    def __init__(self, now):
        self.now = now
        self.profiles, self.gone, self.named, self.changes = {}, set(), set(), {}
        # After so many events: the time of the last one, and up to when purges reach.
        self.states = [(None, None)]
        # The latest event so far; the last gone place, while no event behind it has told its
        # time; the latest event before a gone place, or next to it.
        self.newest, self.open, self.latest = None, None, None

    def under(self, covered):
        return *self.states[covered], self.changes

    def read(self, export, leaves):
        for index, (body, leaf) in enumerate(zip(export.lines("bodies", len(leaves)), leaves)):
            self.states.append(self.states[-1])
            if body:
                require(sha256(body) == leaf, f"event {index} was altered")
                self.take(index, json.loads(body), leaves)
                continue
            self.gone.add(index)
            if self.open is None:
                self.beside(self.newest, index)
            self.open = index
        for index in sorted(self.gone - self.named):
            raise Finding(f"event {index} is gone, and no purge names it")
        for index in sorted(self.named - self.gone):
            raise Finding(f"event {index} is there, and a purge names it")
        if self.latest is not None:
            time, index = self.latest
            require(time <= self.states[-1][1], f"event {index} is gone, around it is one of {time}")

    def beside(self, time, index):
        if time is not None and (self.latest is None or self.latest[0] < time):
            self.latest = (time, index)

    def take(self, index, event, leaves):
        require(event["v"] == 1, f"event {index} is not of version 1")
        time, ended = self.states[-1]
        told = moment_if_any(event["time"])
        if told is not None:
            if self.open is not None:
                self.beside(told, self.open)
                self.open = None
            time, self.newest = told, told if self.newest is None else max(told, self.newest)
        if event["outcome"] == "done":
            if event["type"] == "audit.purge":
                purged = self.purge(index, event, leaves)
                ended = purged if ended is None else max(ended, purged)
            self.count(index, event)
        self.states[-1] = (time, ended)

    def purge(self, index, event, leaves):
        """Holds what a purge names against number, leaves and term; up to when it reaches."""
        details = event["details"]
        places, years = places_of(details["places"]), int(details["years"])
        require(places[-1] < index, f"the purge of event {index} names what came later")
        require(details["bodies"] == str(len(places)), f"the purge of event {index} names another number")
        named = b"".join(n.to_bytes(8, "big") + sha256(b"\x00", leaves[n]) for n in places)
        require(sha256(named).hex() == details["leaves_sha256"], f"the purge of event {index} names other leaves")
        require(self.named.isdisjoint(places), f"the purge of event {index} names what another did")
        self.named.update(places)
        ended, purged = moment(details["ended"]), moment(event["time"])
        term = LEAST_YEARS <= years and ended <= years_before(purged + SLACK, years)
        require(term and purged <= self.now + SLACK, f"the purge of event {index} was before the term")
        return ended

    def count(self, index, event):
        details, (area, _, act) = event.get("details", {}), event["type"].partition(".")
        if area == "certificate" and act in ("revoke", "suspend", "reinstate"):
            since = moment_if_any(details.get("invalidity_date", ""))
            change = (index, act, since)
            self.changes.setdefault(int(event["object"], 16), []).append(change)
        if "not_after" in details and area == "certificate":
            count = self.profiles.setdefault(details["profile"], {"issue": 0, "revoke": 0})
            if act in count:
                count[act] += 1

    def said(self):
        counts = {p: c for p, c in self.profiles.items() if any(c.values())}
        profiles = {p: {"issued": c["issue"], "revoked": c["revoke"]} for p, c in counts.items()}
        return {"profiles": profiles, "purged": len(self.gone)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("export")
    parser.add_argument("--earlier", action="append", default=[])
    parser.add_argument("--now", type=moment, default=datetime.datetime.now(datetime.UTC))
    arguments = parser.parse_args()
    earlier = [pathlib.Path(file).read_text() for file in arguments.earlier]
    try:
        manifest, said = verify(arguments.export, earlier, arguments.now)
    except Finding as finding:
        sys.exit(f"found: {finding}")
    except (ValueError, KeyError, UnicodeDecodeError) as error:
        sys.exit(f"found: malformed: {error!r}")
    report = {key: manifest[key] for key in ("origin", "size", "root", "heads")}
    print(json.dumps({**report, **said}))


if __name__ == "__main__":
    main()
