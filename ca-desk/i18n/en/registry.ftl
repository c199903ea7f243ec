## registry: backups, their return, checks, the anchor

value-fault-registry-url = A registry is named by its URL, for example `sqlite:/var/lib/sceau/registry/sceau.db`.
registry-anchor-syntax = Its content is not that of an anchor: it is empty, cut off or altered.
registry-anchor-format = It has format { $found }, which this version does not know.
registry-anchor-value = It names `{ $found }`, which is neither a digest nor a generation.
registry-locked = Another program holds its lock.
registry-standing = The registry has changed since it was held against its anchor.
hint-registry-standing = Somebody else acknowledges at the same time, or writes: look again with `sceau registry check`.
registry-not-stale = The registry lacks nothing that is known of it.
registry-reason = A reason has 1 to { $most } octets and no control characters; this one has { $octets } octets.
backup-not-for-us = The backup is encrypted to others than this identity.
hint-backup-identity = Take the identity of one of the recipients that the event `registry.backup` names.
backup-none = The file is not a backup, or its beginning was altered.
backup-altered = What was read back is not what was written.
hint-backup-again = Do not trust the medium; write the backup to another one.
hint-backup-older = Keep this backup as it is, and try the one before it.
backup-unreadable = The backup is cut short, was altered, or cannot be read.
registry-lost = There is no registry at { $place }, but the anchor { $anchor } knows one: it was lost, or is elsewhere.
hint-registry-lost = If its disk is not mounted, mount it; if it is lost, put it back: `sceau registry restore`. Only for another, new registry name another `anchor` in `[registry]`.
registry-anchor-begun = There was no anchor: a new one begins in { $anchor } { $events ->
    [one] with one event
   *[other] with { $events } events
}. Whether the registry is an older copy cannot be told any more; find out who removed the anchor, and compare the log with a signed head that the auditor keeps.
registry-no-anchor = There is no anchor: whether the registry is an older copy cannot be told.
registry-schema-missing = { $object } is missing.
registry-schema-altered = { $object } is not as the program made it, or is switched off.
registry-schema-unknown = { $object } is not the program's.
registry-not-checked = The registry was not checked.

## registry copy

registry-copy-differs = Row { $row } of the table { $table } differs between the two registries.
registry-copy-no-source = There is no registry at { $place }.
hint-registry-copy-no-source = `--from` names the registry as it is: the URL in `[registry]` of the configuration.
registry-copy-not-a-registry = { $place } is not a registry.
registry-copy-no-database = The server has no database for { $place }.
hint-registry-copy-no-database = Let an administrator make an empty one: `createdb --owner OWNER --encoding UTF8 --template template0 NAME`.
registry-copy-no-folder = The folder { $folder } does not exist.
hint-registry-copy-no-folder = Make it with its owner and group: `sudo install -d -m 2770 -o sceau -g sceau-registry { $folder }`.
registry-copy-taken = Something is at { $place } already.
hint-registry-copy-taken = Nothing is overwritten: name a place where nothing is. If the registry was copied there before, its log ends with the event `registry.copy`, outcome `done`.
registry-copy-under-way = Another copy to { $place } is under way.
hint-registry-copy-under-way = Let it end, or end it and copy again: what it has brought is gone on with.
registry-copy-held = { $place } could not be held against other writers.
hint-registry-copy-held = Another program writes it or copies it: stop them all, then copy again.
registry-url-syntax = It is not a connection URI of PostgreSQL: { $words }
registry-url-password = A password stands in it: write it to a file and name that one by `passfile=`.
registry-url-database = It names no database.
registry-url-key = `{ $key }` is not allowed in the URL of a registry.
registry-url-unprotected = `{ $host }` is reached over a network: name the certificate of the server's authority by `sslrootcert=`.
registry-url-mode = `sslmode={ $mode }` does not fit: it is `{ $fitting }` here.
registry-url-identity = `sslcert` and `sslkey` belong together, and to `sslrootcert`.
hint-registry-copy = Something else writes at the new place, or its medium is not to be trusted. Empty it and copy again.
