# Help texts. Names are places in the grammar: `help-cert-issue` is about the command,
# `arg-cert-issue-csr` about its option, `example-cert-issue` shows it at work.

heading-usage = Usage:
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options
heading-global = Global options
heading-examples = Examples:
man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-examples = EXAMPLES
note-values = [values: { $values }]
note-default = [default: { $value }]
note-variable = [variable: { $name }]
reference-title = # The commands of `sceau`
reference-intro = This page is what `--help` prints. A test writes it: `UPDATE=1 cargo test -p ca-cli`.

value-act = ACT
value-algorithm = ALGORITHM
value-code-or-file = CODE_OR_FILE
value-command = COMMAND
value-cursor = CURSOR
value-days = DAYS
value-dir = DIR
value-document = DOCUMENT
value-export-or-proof = EXPORT_OR_PROOF
value-file = FILE
value-format = FORMAT
value-generation = GENERATION
value-id = ID
value-identifier = IDENTIFIER
value-issuer = ISSUER
value-key = KEY
value-label = LABEL
value-language = LANGUAGE
value-line = LINE
value-name = NAME
value-number = NUMBER
value-oid = OID
value-outcome = OUTCOME
value-profile = PROFILE
value-reason = REASON
value-san = SAN
value-serial = SERIAL
value-serial-or-file = SERIAL_OR_FILE
value-shell = SHELL
value-status = STATUS
value-subject = SUBJECT
value-text = TEXT
value-time = TIME
value-uri = URI
value-url = URL

help = Operate a certification authority: keys in a PKCS#11 token, certificates, revocation, audit.
arg-help = Show this help
arg-version = Show the version
arg-config = Configuration file; else `sceau.toml` here, then `/etc/sceau/sceau.toml`
arg-format = How answers and errors are written; `jsonl` is for lists
arg-lang = Language of messages; else that of the locale
arg-yes = Answer yes to every question
arg-quiet = Do not tell what is going on

help-registry = The record of all that is issued
help-registry-init = Create the registry with the authority document and the shipped profiles
arg-registry-init-country = ISO 3166-1 code of the state (TD, DZ or DJ), or file with a country pack of your own
arg-registry-init-public-url = What the URLs in certificates begin with; fixed with the first certificate
arg-registry-init-organization = Name of the authority, for O in issuers' names
arg-registry-init-organization-identifier = Identifier of the authority as in EN 319 412-1, for example `NTRTD-12345`
arg-registry-init-policy-arc = Arc of the certificate policies, once its holder has delegated it; else one for practice under 1.3.6.1.4.1.32473
example-registry-init =
    sceau registry init --country TD --public-url http://pki.example.td

help-key = Key pairs in the tokens
help-key-create = Make a key pair in a token
arg-key-create-label = Label of the key in the token
arg-key-create-algorithm = Kind of key
arg-key-create-token = Token that makes it; else the first that is configured
arg-key-create-exportable = Let it be wrapped for another token; no issuer can have it before it is sealed
example-key-create =
    sceau key create root-g2 --algorithm p384 --exportable
help-key-list = List the key pairs of all tokens
help-key-show = Show one key pair: attributes, device, generation, copies
arg-key-show-key = Label of the key, or its RFC 7512 URI
example-key-show =
    sceau key show 'pkcs11:token=sceau;object=citizens-g1;type=private'
help-key-destroy = Destroy a key pair in all tokens, for ever
arg-key-destroy-key = Label of the key, or its RFC 7512 URI
arg-key-destroy-reason = Why, for the audit log
arg-key-destroy-dry-run = Tell what would be destroyed, and destroy nothing
example-key-destroy =
    sceau key destroy citizens-g1 --reason 'line closed, last certificate expired'
help-key-transport = Make a transport key, under which another token can wrap a key for this one
arg-key-transport-token = Token that is to receive the key; else the first that is configured
arg-key-transport-out = File for the transport key
example-key-transport =
    sceau key transport --token south --out south.transport
help-key-backup = Wrap an exportable key for the token of a transport key, and seal it
arg-key-backup-key = Label of the key, or its RFC 7512 URI
arg-key-backup-to = File with the transport key of the token that is to receive it
arg-key-backup-out = File for the wrapped key
arg-key-backup-keep-exportable = Do not seal the key yet: there will be another backup
arg-key-backup-dry-run = Check and tell, and wrap nothing
example-key-backup =
    sceau key backup root-g2 --to south.transport --out root-g2.backup
help-key-seal = Take from a key for ever that it can be wrapped
arg-key-seal-key = Label of the key, or its RFC 7512 URI
example-key-seal =
    sceau key seal root-g2
help-key-restore = Unwrap a key in the token that it was wrapped for
arg-key-restore-file = File with the wrapped key
arg-key-restore-keep-transport = Do not destroy the transport key: it serves again
arg-key-restore-dry-run = Read the file and tell what is in it
example-key-restore =
    sceau key restore root-g2.backup

help-issuer = Issuer lines and their generations
help-issuer-create = Create the next generation of a line: key, name and certificate
arg-issuer-create-line = Line of the issuer; a new one, or one that gets its next generation
arg-issuer-create-profile = Profile of the issuer's certificate
arg-issuer-create-issuer = Line that certifies it; none for a root
arg-issuer-create-key-algorithm = Kind of key; else the first that the profile takes
arg-issuer-create-token = Token that makes the key; else the first that is configured
arg-issuer-create-key = Key that was made before, by label or URI; else one is made
arg-issuer-create-common-name = Common name without the generation; else the name of the line
arg-issuer-create-activate = Make it the active generation at once
example-issuer-create =
    sceau issuer create root --profile root-ca --activate
    sceau issuer create citizens --profile issuing-ca --issuer root --activate
help-issuer-list = List all generations of all lines
help-issuer-show = Show a generation and its certificate
arg-issuer-show-issuer = Line, which stands for its active generation, or generation
arg-issuer-show-out = Also write the certificate to this file
arg-issuer-show-force = Replace the file even if it is neither a certificate nor a CRL
example-issuer-show =
    sceau issuer show citizens --out citizens.pem
help-issuer-activate = Make a generation the active one of its line; the one before it is retired
arg-issuer-activate-generation = Generation, for example `citizens-g2`

help-profile = Documents that govern issuance: profiles, the country pack, the table of algorithms, key origins
help-profile-list = List the active documents
help-profile-show = Show a document
arg-profile-show-name = Name of a profile, or `country`, `algorithms` or `key-origins`
arg-profile-show-fields = Show the fields instead: those of a sample certificate and the rules beside it, or the rows of a table
help-profile-check = Check a document without activating it; all faults are told at once
arg-profile-check-file = Document of any kind; `-` is standard input
arg-profile-check-country = Judge as for a practice authority of this state: ISO 3166-1 code, or file with a country pack; else the Registry's
help-profile-diff = Show what a document would change, field by field, in a sample certificate and beside it
arg-profile-diff-file = Document of any kind; `-` is standard input
arg-profile-diff-against = Compare with this file instead of the active document
arg-profile-diff-country = With `--against`: for a practice authority of this state instead of the Registry's: ISO 3166-1 code, or file with a country pack
help-profile-activate = Make a document the active one of its name
arg-profile-activate-file = Document of any kind; `-` is standard input
example-profile-activate =
    sceau profile show citizen-signature > mine.toml
    sceau profile check mine.toml
    sceau profile diff mine.toml
    sceau profile activate mine.toml

help-cert = Certificates, from the request to the revocation
help-cert-issue = Issue a certificate from a signing request, or with `--batch` many
arg-cert-issue-issuer = Line of the issuer; its active generation signs
arg-cert-issue-profile = Profile of the certificate
arg-cert-issue-csr = PKCS#10 request in PEM or DER; `-` is standard input
arg-cert-issue-subject = Subject as `attribute=value` pairs in any order; the profile fixes order and encoding
arg-cert-issue-san = Subject alternative name: `dns:…`, `email:…`, `uri:…` or `upn:…`; may be repeated
arg-cert-issue-request-id = Your name for the request: the same one gives the same certificate
arg-cert-issue-validity-days = Validity in days, if shorter than the profile's
arg-cert-issue-key-origin = Evidence of where the key was made, in PEM: a signed personalisation record or an attestation
arg-cert-issue-original-name = The names as the civil register writes them, as pairs, if the subject has a Latin form of them
arg-cert-issue-confirm-latin-form = You have looked at the Latin form and confirm it, though it is not the suggested one
arg-cert-issue-renamed = You have made sure that the holder of this identifier has another name now
arg-cert-issue-out = File for the certificate, or with `--dry-run` for the bytes to be signed; else standard output
arg-cert-issue-batch = Requests as JSON, one to a line, with `id`, `csr`, `subject` and `san`; `-` is standard input
arg-cert-issue-out-dir = Folder for the certificates `ID.pem` of a batch and for `results.jsonl`; in a dry run for `dry-run.jsonl` alone
arg-cert-issue-force = Replace the file even if it is neither a certificate nor a CRL, or in a dry run whatever it is; in a batch also the certificate of another request
arg-cert-issue-dry-run = Check, build and lint the certificate; sign and store nothing
example-cert-issue =
    sceau cert issue --issuer citizens --profile citizen-signature --csr amina.csr \
      --subject 'C=TD,SN=Ngaré,GN=Amina,serialNumber=IDCTD-123456,CN=Amina Ngaré' \
      --request-id prefecture-7 --out amina.pem
    sceau cert issue --issuer citizens --profile citizen-signature \
      --batch requests.jsonl --out-dir certificates
help-cert-show = Show a certificate from the registry or from a file
arg-cert-show-certificate = Serial number, or file with a certificate
arg-cert-show-issuer = Line of the issuer
arg-cert-show-out = Also write the certificate to this file
arg-cert-show-force = Replace the file even if it is neither a certificate nor a CRL
help-cert-lint = Run the rules of conformity on certificates, whoever issued them
arg-cert-lint-files = Files with certificates: one in DER, or one or more in PEM; the issuer is found if it is in the same file
arg-cert-lint-issuer-certificate = Certificate of the issuer of those whose issuer is not in the file
help-cert-verify = Verify a certificate: chain to the root, signatures, validity and status
arg-cert-verify-file = File with a certificate; `-` is standard input
arg-cert-verify-issuer = Line that must have issued it
help-cert-revoke = Revoke a certificate for ever
arg-cert-revoke-serial = Serial number
arg-cert-revoke-issuer = Line of the issuer
arg-cert-revoke-reason = Reason, as in RFC 5280
arg-cert-revoke-invalidity-date = Since when the key is known or suspected to be unsafe
example-cert-revoke =
    sceau cert revoke 40ab… --issuer citizens --reason keyCompromise \
      --invalidity-date 2026-11-20T00:00:00Z
help-cert-suspend = Suspend a certificate until it is reinstated or revoked
arg-cert-suspend-serial = Serial number
arg-cert-suspend-issuer = Line of the issuer
help-cert-reinstate = End the suspension of a certificate
arg-cert-reinstate-serial = Serial number
arg-cert-reinstate-issuer = Line of the issuer

help-crl = Certificate revocation lists (CRL)
help-crl-publish = Sign and publish the next CRL of an issuer
arg-crl-publish-issuer = Line, for its active generation and those retired, or one generation
arg-crl-publish-out = Also write the CRL, in DER, to this file
arg-crl-publish-force = Replace the file even if it is neither a certificate nor a CRL
help-crl-show = Show a CRL
arg-crl-show-file = File with a CRL in PEM or DER; `-` is standard input
arg-crl-show-issuer = Show the one that is published for this line or generation
example-crl-show =
    sceau crl show --issuer citizens

help-responder = OCSP responders
help-responder-enrol = Issue the certificate of an OCSP signer
arg-responder-enrol-issuer = Line, which stands for its active generation, or generation
arg-responder-enrol-csr = PKCS#10 request in PEM or DER; `-` is standard input
arg-responder-enrol-out = File for the certificate; else standard output
arg-responder-enrol-force = Replace the file even if it is neither a certificate nor a CRL
example-responder-enrol =
    sceau responder enrol --issuer citizens --csr ocsp.csr --out ocsp.pem
help-responder-list = List the certificates of OCSP signers

help-audit = The record of all acts
help-audit-list = List audit events
arg-audit-list-from = First event, from 0
arg-audit-list-to = Event after the last one
arg-audit-list-since = Not before this moment or day
arg-audit-list-until = Before this moment or day
arg-audit-list-act = Only such acts; may be given several times
arg-audit-list-outcome = Only with this outcome; may be given several times
arg-audit-list-actor = Only by the actor with this name, for example `amina` or `os-user:amina`
arg-audit-list-issuer = Only about this issuer: a generation, or the line where a request was refused
arg-audit-list-object = Only about this object: a serial number, a document's digest, a key's URI or a CRL number
arg-audit-list-newest = The newest first
arg-audit-list-limit = At most so many
example-audit-list =
    sceau audit list --act certificate.revoke --since 2027-01-01T00:00:00Z
    sceau audit list --object 4f0c2a… --newest --limit 10
help-audit-show = Show an event and its path to the last signed head, verified
arg-audit-show-index = The event, from 0
example-audit-show =
    sceau audit show 1042
help-audit-prove = Write an event with all that proves it as one file, for somebody who has nothing else
arg-audit-prove-index = The event, from 0
arg-audit-prove-out = File for the proof
arg-audit-prove-force = Replace the file
example-audit-prove =
    sceau audit prove 1042 --out proof.json
help-audit-export = Export the log, up to the last signed head, as files that an auditor verifies offline
arg-audit-export-out = New or empty folder
arg-audit-export-from = An event before which the auditor has everything from an earlier export
example-audit-export =
    sceau audit export --out export-2027
help-audit-sign = Sign the head of the log as it is now
arg-audit-sign-out = File for the signed head, which an auditor takes along
example-audit-sign =
    sceau audit sign --out head.txt
help-audit-heads = List the signed heads of the log
arg-audit-heads-from = First head, from 0
arg-audit-heads-limit = At most so many
example-audit-heads =
    sceau audit heads --format jsonl
help-audit-purge = Remove the contents of events whose term has come, by the retention of the state
arg-audit-purge-ended = Only of certificates that ended up to this moment, or before this day; else all that may go
example-audit-purge =
    sceau audit purge --ended 2011-01-01
help-audit-enrol = Make the configured key the signer of heads, with a certificate; the key is made if it is not there
arg-audit-enrol-issuer = Line that certifies it
arg-audit-enrol-key-algorithm = Kind of a key that is made
arg-audit-enrol-subject = Common name of the signer; the rest of its name is the authority's
arg-audit-enrol-out = File for the certificate; else standard output
arg-audit-enrol-force = Replace the file even if it is neither a certificate nor a CRL
example-audit-enrol =
    sceau audit enrol --issuer administration --out audit-signer.pem
help-audit-verify = Verify the audit log, an export of it or a proof, and count what it says
arg-audit-verify-place = Folder of `sceau audit export` or file of `sceau audit prove`, verified offline; else the log of the registry
arg-audit-verify-checkpoint = A signed head that was kept before: the log must begin as it says
arg-audit-verify-trust-anchor = The root certificate in which the signers' chains must end
arg-audit-verify-at = The moment at which certificates are counted as in force or expired; else now
example-audit-verify =
    sceau audit verify
    sceau audit verify export-2027 --trust-anchor root.pem --checkpoint head.txt
    sceau audit verify proof.json --trust-anchor root.pem

help-config = The configuration
help-config-check = Check that the configuration works: registry, token, and the key of every issuer

help-util = For shells and manual readers, and Latin forms of names
help-util-completions = Print a completion script
arg-util-completions-shell = Shell that it is for
example-util-completions =
    sceau util completions bash > /etc/bash_completion.d/sceau
help-util-man = Write the manual pages
arg-util-man-dir = Folder for one page per command; else the first page to standard output
help-util-transliterate = Suggest the Latin form of names in Arabic script, by ICAO Doc 9303-3
arg-util-transliterate-texts = Names in Arabic script; one suggestion for each
arg-util-transliterate-subject = Names as `attribute=value` pairs; the suggestion can be pasted after `--subject`
example-util-transliterate =
    sceau util transliterate --subject 'SN=الرازي,GN=محمد'
