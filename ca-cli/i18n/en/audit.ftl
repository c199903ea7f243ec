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
audit-uncovered = { $events ->
    [one] No signed head covers the last event yet.
   *[other] No signed head covers the last { $events } events yet.
}
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

audit-not-read = The audit log could not be read.
audit-not-signed = The head of the log was not signed.
audit-not-shown = The event { $index } could not be shown.
audit-not-proven = The event { $index } could not be proven.
audit-not-purged = Nothing was purged.
audit-not-enrolled = The key { $key } did not become the signer of heads.
audit-not-configured = { $file } names no key that signs the heads of the log.
hint-audit-table = Add `[audit]` with `key = "pkcs11:token=…;object=audit-signer"`.
audit-not-exported = The log was not exported.
audit-export-folder = The folder is not empty.
audit-export-begin = It was to begin at event { $first }; the last signed head covers { $size }.
audit-export-sink = A file of the export could not be written.
audit-key-unprotected = The key { $key } is not protected: { $defects }.
audit-key-algorithm = The key { $key } is of kind { $found }; heads are signed with p256 or p384.
audit-no-signer = No audit signer certificate in force is for the key { $key }.
hint-audit-enrol = `sceau audit enrol --issuer …` gives it one.
audit-wrong-signature = The token gave a signature that does not verify under the key { $key }.
audit-head-contradicted = The log does not contain the head of { $size } events that was signed, or that the anchor knows: it was cut or rewritten. The token signs no such log.
audit-empty = The log has no events.
audit-export-purged = The log was purged since its last signed head, of { $size } events: an export that ends there would look as if it had lost them.
audit-no-head = No head of the log was ever signed.
hint-audit-sign = `sceau audit sign` signs the head as it is now.
audit-no-event = { $size ->
    [one] The log has one event.
   *[other] The log has { $size } events, counted from 0.
}
audit-not-covered = The last signed head covers { $signed } events only.
audit-tree-incomplete = A hash of the tree is missing.
audit-before-term = Records of certificates that ended up to { $ended } are kept until { $from }: { $years } years in { $country }.
token-login-unrecorded = The token { $token } refused the PIN, and this could not be recorded.

## Heads, signers and proofs that do not hold

audit-head-unsound = The head of { $signed } does not hold.
audit-head-malformed = It is not a signed checkpoint.
audit-head-signature = It is not signed by the key of the signer's certificate.
audit-signer-unreadable = The signer's certificate cannot be read.
audit-signer-key = The signer's key is not ECDSA on P-256 or P-384.
audit-signer-foreign = No issuer of this authority certified the signer of the head.
audit-not-a-signer = The first certificate is not one of the profile `audit-signer`: its holder may not sign heads.
audit-chain-length = A chain has 2 to 8 certificates, not { $found }.
audit-chain-policy = Certificate { $place } of the chain is that of an issuer that may not certify signers of heads.
audit-chain-unreadable = Certificate { $place } of the chain cannot be read.
audit-chain-not-valid = Certificate { $place } of the chain is valid from { $from } to { $to }, not at { $at }.
audit-chain-broken = Certificate { $place } of the chain does not hold.
audit-anchor-unreadable = { $file } holds no certificate.
audit-other-root = The chain of its signer does not end in the trust anchor.
audit-other-tree = The first { $size } events are not those of the signed head: the log was cut or rewritten, or is another one.
hint-audit-acknowledged = Event { $index } is `registry.acknowledge`: it names the backup that was restored. A head signed after that backup and before the event is of the lost time and does not fit any more.
audit-proof-unsound = The proof in { $file } does not hold.
audit-checkpoint-of-proof = `--checkpoint` is for a log: a proof of one event has its own head.
audit-head-bad = The signed head { $number } does not hold.
audit-earlier-bad = The head that was kept cannot be read.
audit-signer-bad = The signer of the head of { $size } events does not hold.
audit-not-an-event = The content of event { $index } is not an event.
audit-unaccounted = The content of event { $index } is gone, and no purge names it.
audit-unpurged = The content of event { $index } is there, although a purge says that it went.
audit-purge-false = The purge of event { $index } does not name what went at term: its places, their number and their leaves do not fit together, or it was before the end of the term.
audit-purge-early = The content of event { $index } is gone before its term: an event before it, or the next one, was at { $time }, and what was purged had ended by { $ended }.
audit-signer-withdrawn = The certificate of the signer of the last head, of { $size } events, was withdrawn before it signed: nobody vouches for them.
audit-hash = Hash { $index } at level { $level } of the tree is not that of its events.
audit-truncated = A signed head covers { $signed } events; there are { $size }: the end of the log was cut off.
audit-export-older = The head that was kept covers { $signed } events, the export has { $size }: the export is older than the head, or the end of the log was cut off.
hint-audit-export-again = Export the log anew and verify that export. If it still lacks them, tell the security officer: the log was cut.
audit-order = The signed head { $number } is out of order.
audit-out-of-reach = The head of { $size } events is before this export, which begins at event { $first }: verify it against the export before.
audit-other-log = A head is of the log { $found }, not of { $expected }.
audit-other-root-of = The signers are under another root, SHA-256 { $root }.
audit-no-file = The file { $file } of the export is missing.
audit-no-export = The folder holds no export of the log: { $file } is not in it.
audit-malformed = The file { $file } of the export is malformed.
audit-manifest = The manifest of the export is malformed.
audit-export-unread = A file of the export could not be read.
audit-proof-large = A proof of { $found } octets is larger than any.
audit-proof-syntax = The proof cannot be read.
audit-proof-kind = It is not a proof of an audit event, or of another format.
audit-proof-field = `{ $field }` in the proof cannot be read.
audit-proof-leaf = The event does not have the digest of the leaf: it was altered.
audit-proof-path = The path does not lead from the leaf to the root of the signed head.
