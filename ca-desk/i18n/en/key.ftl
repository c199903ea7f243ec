# Keys: their way from token to token, their end.

## What was not done

key-file-kind = It is not a { $expected }.
hint-key-file-kind = `sceau key transport` writes transport keys, `sceau key backup` writes backups.
key-file-format = Its format is { $found }; this program reads { $expected }.
key-file-damaged = It is damaged: its content does not have its digest.
hint-key-file-damaged = Copy the file anew from where it was written.
key-file-malformed = It is cut short, or was not written by this program.
key-unknown = No key is called { $key }.
key-ambiguous = Several keys are called { $key }: name one by its URI.
key-name-unreadable = { $key } is not the URI of a private key.
hint-key-list = `sceau key list` shows the keys with their URIs.
key-not-destroyed = The key { $key } was not destroyed.
