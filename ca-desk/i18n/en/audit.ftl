# The audit log: its events, heads, proofs, purges and exports.

audit-uncovered = { $events ->
    [one] No signed head covers the last event yet.
   *[other] No signed head covers the last { $events } events yet.
}

## What was not done

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
audit-not-read = The audit log could not be read.
audit-not-signed = The head of the log was not signed.
audit-not-shown = The event { $index } could not be shown.
audit-not-proven = The event { $index } could not be proven.
audit-not-purged = Nothing was purged.
audit-not-enrolled = The key { $key } did not become the signer of heads.
audit-not-configured = { $file } names no key that signs the heads of the log.
hint-audit-table = Add `[audit]` with `key = "pkcs11:token=…;object=audit-signer"`.

## Heads, signers and proofs that do not hold

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
audit-other-tree = The first { $size } events are not those of the signed head: the log was cut or rewritten, or is another one.
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
audit-head-unsound = The head of { $signed } does not hold.
