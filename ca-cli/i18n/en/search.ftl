# Certificates are found by what stands in them (REV-09).

help-cert-list = List or count the certificates that match all that is asked for
arg-cert-list-serial = Only with this serial number; may stand several times
arg-cert-list-issuer = Only of this line or generation
arg-cert-list-profile = Only of this profile
arg-cert-list-profile-version = Only made by this version of the profile: its number, or the first eight or more digits of the document's SHA-256
arg-cert-list-subject = Only with all these attributes in the subject; case, accents, spaces and punctuation of names do not count
arg-cert-list-san = Only with this alternative name, as `dns:…`, `email:…`, `uri:…` or `upn:…`; may stand several times
arg-cert-list-key = Only for this key: its SHA-256 as `cert show` tells it, or a file with a certificate or a request
arg-cert-list-officer = Only those that this actor asked for, as `amina` or `os-user:amina`
arg-cert-list-lint-version = Only those that lint rules of this version have passed, or of these versions, as `3-7`
arg-cert-list-request-id = Only with this request identifier, in any line
arg-cert-list-status = Only with this status
arg-cert-list-reason = Only revoked for this reason, as in RFC 5280
arg-cert-list-prepared-after = Only prepared from this time or day on
arg-cert-list-prepared-before = Only prepared up to this time or the beginning of this day
arg-cert-list-issued-after = Only issued from this time or day on
arg-cert-list-issued-before = Only issued up to this time or the beginning of this day
arg-cert-list-starts-after = Only valid from this time or day on, or from a later one
arg-cert-list-starts-before = Only valid from this time on, or from an earlier one
arg-cert-list-expiring = Only those that end within so many days, as `30d`
arg-cert-list-expires-after = Only those that end at this time or day or later
arg-cert-list-expires-before = Only those that end up to this time; without `--expires-after` from now on
arg-cert-list-revoked-after = Only revoked or suspended from this time or day on
arg-cert-list-revoked-before = Only revoked or suspended up to this time or the beginning of this day
arg-cert-list-limit = At most so many; 0 for all, with `--format jsonl`
arg-cert-list-after = Only after this cursor, which a list before has given
arg-cert-list-count = Count them by status instead
example-cert-list =
    sceau cert list --subject serialNumber=IDCTD-123456789
    sceau cert list --profile citizen-signature --profile-version 3 --officer amina --issued-after 2026-11-01 --status good
    sceau cert list --expiring 30d --format jsonl --limit 0
    sceau cert list --issuer citizens --count
help-cert-expiry = Count the certificates that end in each of the coming months, by profile
arg-cert-expiry-months = Number of months, the present one included
arg-cert-expiry-profile = Only of this profile
example-cert-expiry =
    sceau cert expiry --months 6
    sceau cert expiry --profile agency-tls-server --format json
value-hash-or-file = HASH_OR_FILE
value-officer = OFFICER
value-version = VERSION
value-versions = VERSIONS
value-fault-officer = An officer is a name, with or without the kind in front: `amina`, `os-user:amina`.
value-fault-profile-version = The version of a profile is its number, or 8 to 64 hexadecimal digits with which the SHA-256 of its document begins.
value-fault-span = A time span is 1 to 36525 whole days, for example `30d`.
value-fault-versions = Versions are a number, or two of them as in `3-7`.
field-count-abandoned = abandoned
field-count-good = good
field-count-open = open
field-count-revoked = revoked
field-count-suspended = suspended
field-count-total = in all
field-ending = good, ending
field-key-sha256 = key SHA-256
field-lint-version = lint rules
field-month = month
field-officer = asked for by
field-others = others
field-profile-sha256 = profile SHA-256
progress-count = Counting the certificates
cert-list-too-long = A list that is written as a whole has 1 to { $limit } certificates.
hint-cert-list-jsonl = `--format jsonl --limit 0` writes all of them, one per line; `--after` continues a list.
cert-no-key-in-file = It is neither a certificate nor a request with proof of its key.
