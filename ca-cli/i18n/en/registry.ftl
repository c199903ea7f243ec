## registry: backups, their return, checks, the anchor

help-registry-keygen = Make an identity that can read backups, and its recipient
arg-registry-keygen-out = The file of the identity; it must be new, and is readable for this account alone
example-registry-keygen =
    sceau registry keygen --out backup-identity.txt
help-registry-backup = Write an encrypted backup while the registry is in use
arg-registry-backup-out = The file of the backup; it must be new
arg-registry-backup-recipient = Who may read it: a recipient `age1…`, several times if there are several
arg-registry-backup-recipients-file = File with one recipient on each line
example-registry-backup =
    sceau registry backup --out /backup/sceau-2026-11-21.age --recipients-file /etc/sceau/recipients
help-registry-restore = Put a registry back from a backup, where none is
arg-registry-restore-file = The backup
arg-registry-restore-identity = File with an identity of one of the recipients
arg-registry-restore-registry = Where to put it: `sqlite:` and a path; by default where the configuration says
arg-registry-restore-sha256 = Refuse a backup with another SHA-256
example-registry-restore =
    sceau registry restore sceau-2026-11-21.age --identity backup-identity.txt
    sceau registry restore sceau-2026-11-21.age --identity backup-identity.txt --registry sqlite:/srv/drill/sceau.db
help-registry-check = Tell whether registry, log and anchor agree
arg-registry-check-deep = Also hold indices against their tables, and verify the signatures of certificates and CRLs
example-registry-check =
    sceau registry check
    sceau registry check --deep --format json
help-registry-acknowledge = Take note of what a stale registry lacks, so that it is written again
arg-registry-acknowledge-reason = Why, for the log: 1 to 500 octets
example-registry-acknowledge =
    sceau registry acknowledge --reason "disk lost on 21 November, backup of 02:00 put back"
value-recipient = RECIPIENT
value-sha256 = SHA256
value-fault-sha256 = A SHA-256 has 64 hexadecimal digits.
progress-backup-copy = Copying the registry
progress-backup-encrypt = Writing the backup
progress-backup-verify = Reading the backup back
progress-restore = Reading the backup
progress-registry-check = Checking: { $check }
field-anchor = anchor
field-crl-numbers = CRL numbers
field-octets = octets
field-recipient = recipient
field-recipients = recipients
field-registry-octets = octets of the registry
registry-identity-made = The identity is in { $file }. Keep it away from the machines whose backups it reads.
registry-backed-up = The backup is in { $file }, and was read back.
registry-restored = The registry { $registry } was put back.
registry-restored-whole = The anchor proves that nothing is missing.
registry-restored-stale = { $lost ->
    [0] Nothing proves that it is not older than it was.
    [one] One event that the anchor knows is missing.
   *[other] { $lost } events that the anchor knows are missing.
} It is read, and not written before an officer acknowledges that: `sceau registry acknowledge --reason …`.
registry-acknowledge-question = The log has { $found ->
    [one] one event
   *[other] { $found } events
}; at least { $lost } are lost. Certificates issued and revoked since that time are unknown to the registry.
registry-acknowledge-word = acknowledge
registry-acknowledged = What is lost is acknowledged ({ $lost ->
    [one] one event
   *[other] { $lost } events
} at least). The registry is written again, with larger CRL numbers.
registry-known-by-anchor = The anchor knew:
registry-found = The registry holds:
registry-sound = Registry, log and anchor agree.
registry-unsound = { $defects ->
    [one] One defect was found.
   *[other] { $defects } defects were found.
}
registry-check-good = good: { $check }
registry-check-bad = { $defects ->
    [one] one defect
   *[other] { $defects } defects
}: { $check }
registry-check-anchor = the registry holds what its anchor knows
registry-check-engine = pages, indices and references
registry-check-schema = tables and rules of the database
registry-check-more = and { $more ->
    [one] one more
   *[other] { $more } more
}
registry-check-tree = events and root of the log
registry-check-heads = signed heads of the log
registry-check-serials = certificates and serial numbers
registry-check-signatures = issued certificates are signed
registry-check-withdrawals = revocations stand in the feed
registry-check-revocations = revocations have their act
registry-check-feed = the feed has no gap
registry-check-log = the log has no gap
registry-check-crls = CRLs are whole, their numbers reserved
registry-check-governance = statements of governance have no gap
registry-check-documents = documents have their digests
registry-check-certificates = signatures of certificates verify
registry-check-lists = signatures of the last CRLs verify
registry-not-backed-up = The registry was not backed up.
registry-not-restored = The registry was not put back.
registry-not-acknowledged = Nothing was acknowledged.
registry-restore-exists = Something is there already: { $place }.
hint-registry-aside = Stop all that uses it, and put its whole folder aside; nothing is overwritten.
registry-restore-sqlite = A backup is put back into an SQLite file.
hint-registry-restore-sqlite = Name one by `--registry sqlite:PATH`; `sceau registry copy` brings it to another engine.
backup-key-unknown-recipient = The recipients of the backup are not known.
backup-key-unknown-identity = The identity cannot be read.
backup-key-line-recipient = Line { $line } is not an X25519 recipient (`age1…`).
backup-key-line-identity = Line { $line } is not an X25519 identity (`AGE-SECRET-KEY-1…`).
backup-key-none-recipient = There is no recipient.
backup-key-none-identity = There is no identity.
hint-backup-keys = `sceau registry keygen` makes an identity and its recipient, and so does `age-keygen`.
backup-other-digest = The backup has the SHA-256 { $found }, expected is { $expected }.
registry-restore-folder = The folder { $folder } does not exist.
hint-registry-restore-folder = For a registry in use make it as it was: `install -d -m 2770 -o sceau -g sceau-registry { $folder }`; for a drill `install -d -m 700 { $folder }` will do.
registry-identity-open = Others can read the identity { $file } (mode { $mode }), and with it every backup: `chmod 600 { $file }`, or make a new one.

## registry copy

help-registry-copy = Copy a registry to another place or the other engine, and compare every row
arg-registry-copy-from = The registry as it is: `sqlite:` and a path, or `postgres://…`
arg-registry-copy-to = Where it is to be; nothing may be there, but for a copy that was cut short
arg-registry-copy-keep-source = Keep the old registry in use: the copy can only be read, and can never be used as an authority or by a responder
example-registry-copy =
    sceau registry copy --from sqlite:/var/lib/sceau/registry/sceau.db --to "postgres://sceau_owner@db.example.td/registry?sslrootcert=/etc/sceau/db-root.pem&passfile=/etc/sceau/owner-password"
progress-registry-copying = Copying rows
progress-registry-comparing = Comparing rows
field-certificates = certificates
field-log-root = root of the log
field-log-size = events in the log
field-revocations = revocations
field-rows = rows
field-rows-resumed = rows of an earlier copy
registry-copied = The registry { $from } was moved to { $to }, and every row is the same.
registry-copied-next = Name the new place in the configuration of every program. The old one is closed: it can be read, and nothing is written or answered from it any more.
registry-copied-kept = { $to } is a copy of the registry { $from }, and every row is the same.
registry-copied-kept-next = The copy can only be read. The registry goes on at its old place.
registry-not-copied = The registry { $from } was not copied to { $to }.
