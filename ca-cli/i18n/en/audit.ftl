# The audit log: its events, heads, proofs, purges and exports.

field-authenticated = authenticated by
field-covered = events under a signed head
field-clock = clock
field-details = details
field-ended = ended up to
field-first = first event
field-expired = expired
field-issued-count = issued
field-live = in force
field-purged = purged events
field-reinstated = reinstated
field-revoked = revoked
field-signed-heads = heads that prove
field-suspended = suspended
field-withdrawn-heads = heads that do not
field-heads = signed heads
field-leaf = leaf
field-origin = log
field-path = path
field-recorded = recorded as event
field-retention = retention
field-root-certificate = root certificate SHA-256
field-signed = signed
field-signer = signer's serial number
field-audit-signer = audit signer
audit-proof-holds = The proof holds.
audit-compare-root = Compare the root certificate with the one that you trust, or give that one as `--trust-anchor`.
audit-heads-withdrawn = { $heads ->
    [one] One signed head proves nothing: the certificate of its signer was withdrawn before it signed.
   *[other] { $heads } signed heads prove nothing: the certificates of their signers were withdrawn before they signed.
}
audit-count-unknown = unknown
audit-exported = The log is exported to { $dir }.
audit-export-uncovered = { $events ->
    [one] The last event is not in it: no signed head covers it yet.
   *[other] The last { $events } events are not in it: no signed head covers them yet.
}
progress-audit-export = Exporting the audit log
audit-certificates-at = Certificates by profile, at { $at }:
audit-undetailed = { $events ->
    [one] One event about a certificate tells neither profile nor end, as earlier versions wrote it.
   *[other] { $events } events about certificates tell neither profile nor end, as earlier versions wrote them.
}
audit-list-more = There is more: `{ $option }`.
audit-outcome-intended = intended
audit-outcome-done = done
audit-outcome-refused = refused
audit-outcome-failed = failed
audit-clock-synchronised = synchronised
audit-clock-unsynchronised = not synchronised
audit-clock-unknown = unknown
audit-signed = The head of the log is signed.
audit-was-signed = The head of the log was signed already.
audit-covered = The event is in the log under this signed head:
audit-unsigned-yet = The event is in the tree; no signed head covers it yet.
audit-proven = The event { $index } and its proof are written.
audit-purged = { $bodies ->
    [0] No event was at term.
    [one] The content of one event is purged; its leaf stays.
   *[other] The contents of { $bodies } events are purged; their leaves stay.
}
audit-term = { $years } years in { $country } after the end of validity
audit-purge-kept = The events about certificates of the profile { $profile } stay: this program cannot read it.
audit-purge-question = The events of all certificates that ended up to { $ended } will lose their content for ever. Their leaves stay, so that the log can still be proven.
progress-audit-purge = Purging what is at term
audit-head-unsigned = The head of the log was not signed; the next one covers these events. { $cause }

## What was not done

audit-not-exported = The log was not exported.
audit-export-folder = The folder is not empty.

## Heads, signers and proofs that do not hold

audit-anchor-unreadable = { $file } holds no certificate.
audit-other-root = The chain of its signer does not end in the trust anchor.
hint-audit-acknowledged = Event { $index } is `registry.acknowledge`: it names the backup that was restored. A head signed after that backup and before the event is of the lost time and does not fit any more.
audit-proof-unsound = The proof in { $file } does not hold.
audit-checkpoint-of-proof = `--checkpoint` is for a log: a proof of one event has its own head.
