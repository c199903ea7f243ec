# Keys: their way from token to token, their end.

field-token-serial = token serial number
field-manufacturer = manufacturer
field-model = model
field-absent-in = absent in
field-mechanisms = mechanisms
field-fingerprint = fingerprint
field-from = from
field-to = to
field-made = made

## What was done

key-copy-backup = Wrapped in { $from } for { $to } by { $actor }, { $time }.
key-copy-restored = Restored from { $from } in { $to } by { $actor }, { $time }.
key-destroyed = The key { $key } is destroyed.
key-would-be-destroyed = The key { $key } would be destroyed.
key-maybe-in = The token { $token } ({ $serial }) may have a copy: it could not be asked.
key-backed-up = The key { $key } is wrapped for the token { $to }. It stays exportable and can be no issuer's until `sceau key seal`.
key-backed-up-and-sealed = The key { $key } is wrapped for the token { $to } and sealed.
key-would-be-backed-up = The key { $key } would be wrapped for the token { $to }.
key-restored = The key { $key } is in the token { $token } and signs for its public key.
key-transport-compare = Read the fingerprint to whoever makes the backup over another channel than the file's: who swaps the file gets the key.
key-transport-destroyed = The transport key { $key } is destroyed.
key-transport-kept = The transport key { $key } is still in the token.

## Alarms

token-changed = ALARM: the token { $token } is not what it was: { $before } became { $now }.
key-copies-unconfirmed = { $count ->
        [one] ALARM: a record of a copy is not confirmed by the audit log and counts for nothing.
       *[other] ALARM: { $count } records of copies are not confirmed by the audit log and count for nothing.
    }

## Questions

key-destroy-question = The key { $key } will be destroyed for ever in: { $tokens }. All that it signed stays as it is; nothing more can be signed with it.
key-backup-question = The key { $key } will leave the token { $from }, wrapped for { $to }. Compare the fingerprint of the transport key with the one that was read to you: { $fingerprint }.
key-backup-and-seal-question = The key { $key } will leave the token { $from }, wrapped for { $to }, and be sealed: no other backup is possible afterwards. Compare the fingerprint of the transport key with the one that was read to you: { $fingerprint }.
key-seal-question = The key { $key } will be sealed: no backup of it is possible afterwards.
progress-transport-key = Making the transport key
progress-key-backup = Wrapping the key
progress-key-restore = Unwrapping the key

## What was not done

key-not-backed-up = The key { $key } was not backed up.
key-not-sealed = The key { $key } was not sealed.
key-not-restored = The key { $key } was not restored.
key-transport-left = The key { $key } is restored, but the transport key { $transport } is still in the token.
key-transport-not-made = The transport key was not made.
hint-key-seal = `sceau key seal` tries again.
