# Why an act was not done: first what was not done, then causes, then hints.

## The program itself

hint-report = Please report this, with the lines above and the version { $version }.
random-failed = The random generator failed.
cause-by = { $cause } [{ $rule }]
cause-by-clause = { $cause } [{ $rule }, { $clause }]
clause-and = { $first }, { $last }
clause-signature-law = national law on electronic signatures
clause-data-law = national law on personal data
clause-house-rule = house rule

## Files

error-not-read = { $file } could not be read.
error-too-long = The content is longer than { $limit } KiB.
io-not-found = No such file or folder.
io-permission-denied = Permission denied.
io-exists = It exists already.
io-full = The disk is full.
io-read-only = The file system is read-only.
io-is-a-directory = It is a folder.
io-not-a-file = It is not a file but a device, a pipe or a socket.
io-not-a-directory = A part of the path is not a folder.
io-not-utf8 = It is not UTF-8 text.

## Token

token-not-configured = { $file } names no token.
token-hint-table = Add a table `[[token]]` with `module`, `uri` and `pin`.
token-not-opened = The token { $token } could not be opened.
token-left-out = The token { $token } is left aside for now: { $cause }
token-busy = All sessions of the token { $token } are in use.
token-timeout = The token { $token } did not answer in time.
token-unavailable = The token { $token } is not available.
token-refused = The token { $token } refused.
token-bad-pin = The token { $token } did not accept the PIN.
hint-pin-file = The configuration says where the PIN is: `pin = {"{"} file = "…" {"}"}` in `[[token]]`.
hint-pin-mode = `chmod o= { $file }` closes it to others.
hint-token-module = Check that the module is installed and that the token is connected and initialised: `pkcs11-tool --module MODULE --list-token-slots`.
hint-token-pin = Put the PIN right before you try again: a token locks itself after a few wrong ones.
hint-same-request = Try again with the same `--request-id`: nothing is issued twice.

## Registry and audit log

registry-not-opened = The registry { $registry } could not be opened.
registry-unavailable = The registry is not available.
server-version = PostgreSQL { $found } is too old: 13 is the oldest that is supported.
server-encoding = The database has the encoding { $found }, not UTF8.
server-replica = The server is a replica: it can only be read.
server-setting = `{ $setting } = off`: what the server acknowledges could be lost.
server-refused = The server refused the connection: nothing listens at this host and port.
hint-server-encoding = Make the database anew: `CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`.
hint-server-setting = Set it to `on` in `postgresql.conf`, and take it away from the role and the database: `ALTER ROLE … RESET …`, `ALTER DATABASE … RESET …`.
hint-server-refused = Start the server, or correct host and port in the registry's URL.
registry-inaccessible = The registry's files cannot be opened.
registry-failing = The registry's disk failed.
registry-full = The registry's disk is full.
registry-read-only = The registry can only be read.
registry-damaged = The registry contradicts itself.
registry-schema = The registry has schema { $found }, this program needs { $supported }.
registry-missing = There is no registry at { $place }.
registry-moved = The registry was moved to { $place }: here it is read, and not written.
registry-reading-copy = The registry is a copy of { $place }, made to be read.
registry-stale = The registry lacks what is known of it outside: it is read, and not written.
registry-stale-shorter = Its log ends after { $found ->
    [one] one event
   *[other] { $found } events
}; the anchor knows { $known }. It is an older copy.
registry-stale-fork = The first { $known } events of its log are not those that the anchor knows. It is an older copy that was written since, or another registry.
registry-stale-crl-number = The last CRL of { $generation } had the number { $known }; the registry knows { $found }.
registry-stale-put-back = It was put back from a backup with { $found ->
    [one] one event
   *[other] { $found } events
}, and no anchor proves that nothing came after it.
registry-anchor = The anchor of the registry is not available.
hint-registry-moved = Name the new place by `url` in `[registry]` of the configuration.
hint-registry-reading-copy = Name the registry itself by `url` in `[registry]` of the configuration.
hint-registry-stale = If there is a newer copy, put that one in its place. Otherwise let a security officer read `sceau registry check` and acknowledge what is lost: `sceau registry acknowledge --reason …`.
hint-registry-anchor = Check owner and rights of the file that `anchor` in `[registry]` names, by default `anchor.json` beside the configuration, and of its folder. If its content is damaged, put it aside; `sceau registry check` then compares nothing, so hold the log against a signed head of the auditor before anything writes.
registry-not-found = { $object } is not in the registry.
registry-exists = { $object } is in the registry already.
registry-serial-taken = The serial number { $serial } is taken.
registry-request-mismatch = The request id { $request } was used for another request.
registry-wrong-state = { $object } is { $state }.
registry-crl-number = The CRL number { $number } is not larger than { $last }.
registry-frozen = { $object } cannot change once a certificate exists.
registry-overtaken = Another request about the same { $object } was recorded meanwhile.
registry-basis = Documents or issuers changed while the request was judged.
registry-object-key = key
registry-object-person = person
hint-registry-full = Make room, then try again with the same `--request-id`.
hint-registry-rights = Check the owner and the rights of the registry's file and folder; on PostgreSQL, what the role may do, and that the server is no replica.
hint-registry-failing = This program writes nothing more. Look at the disk and at the kernel's messages, then start again with the same `--request-id`: what was acknowledged is there.
hint-registry-newer = A newer version of this program has written it: use that version.
hint-registry-damaged = Stop, keep the file as it is, and compare it with a backup.
hint-registry-init = `sceau registry init` makes one.
hint-other-request = Use another `--request-id`.
hint-crl-again = Another process published meanwhile; try again.
audit-missing = The event { $index } is missing.
audit-altered = The event { $index } was altered.
audit-root = The events give the root { $found }, recorded is { $recorded }.
hint-audit-defect = Keep the registry as it is and tell the security officer and the auditor.

## Documents

document-unfit = The document does not fit this authority.
document-unchecked = The document was not checked.
document-uncompared = The document was not compared.
document-not-activated = The document was not activated.
document-unknown = The registry has no document with the digest { $digest }.
document-syntax = The document cannot be read: { $words }
profile-unknown = There is no profile { $name }.
settings-public-url = `{ $found }` cannot be the public URL: it must be `http://host[:port][/path]`.
settings-field = `{ $field }` cannot be `{ $found }`.
settings-country = `{ $found }` cannot be the country: it must be an alpha-2 code of ISO 3166-1.
settings-organization = `{ $found }` cannot be the organisation: it must have 1 to 64 characters and no space at its ends.
settings-organization-identifier = `{ $found }` cannot be the organisation identifier: it must be a type, the authority's country, a hyphen and a number, for example `NTRTD-12345`.
settings-policy-arc = `{ $found }` cannot be the policy arc: it must be an object identifier in dots.
settings-disclosures = `{ $found }` cannot be the PKI disclosure statements: each must be `https`, one for each language, English among them.
settings-none = The registry has no authority document.
hint-profile-list = `sceau profile list` shows the profiles and the other documents.
profile-not-listed = The documents could not be listed.
profile-not-found = The document { $name } was not found.

## Keys and issuers

key-in-use = { $generation } still needs the key: it may have certificates or CRLs to sign.
hint-key-in-use = An issuer's key may go once the issuer's certificate is revoked, or once another generation has taken its place and all its certificates have expired.
key-anonymous = The public half of { $key } cannot be read, so that nobody can tell whether an issuer needs it.
key-still-there = The key is still in the token { $token }.
hint-key-still-there = Look at the token's own means to delete objects; `sceau key list` shows what is in it.
key-no-backup = No backup of the key { $key } is recorded: a key of unknown origin enters no token.
hint-key-no-backup = Make the backup with `sceau key backup` on the same registry.
key-unprotected = The token did not restore the key as an issuer's key must be: { $defects }. It was destroyed again.
hint-key-unprotected = `sceau hsm doctor` tells what this token can keep.
hint-key-unrecorded = The key is in the token, unused and unrecorded; `sceau key list` shows it.
authority-founded = The registry belongs to an authority with other settings.
hint-other-registry = Name another registry in the configuration; as long as there is no certificate, you may also remove the file and begin again.
issuer-unknown = There is no issuer { $issuer }.
issuer-none-active = No generation of { $line } is active.
issuer-withdrawn = The certificate of { $generation }, or one above it, is withdrawn.
issuer-key-unprotected = The key of { $generation } is not protected: { $defects }.
issuer-key-mismatch = The key of { $generation } is not the one in its certificate.
issuer-wrong-signature = The token gave a wrong signature for { $generation }.
hint-issuer-list = `sceau issuer list` shows the issuers.
hint-issuer-activate = `sceau issuer activate GENERATION` makes one active.
hint-issuer-next = Create the next generation of the line with `sceau issuer create` and activate it.
hint-issuer-key = Check that the configuration names the right token.
key-not-found = The key was not found.
issuer-not-found = The issuer { $issuer } was not found.
issuer-not-created = The issuer { $line } was not created.
issuer-not-activated = The generation { $generation } was not activated.
issuer-not-listed = The issuers could not be listed.
key-not-created = The key { $label } was not created.
key-not-listed = The keys could not be listed.

## Issuing

cert-not-issued = The certificate was not issued.
issue-key-barred = The key is an issuer's, or was revoked as compromised.
issue-key-reused = The key is in the certificate { $serial } of { $issuer } already, and the profile wants a new key in each.
issue-key-renewal = The key is in the certificate { $serial } of { $issuer } already. The profile takes a key again only to renew the same holder's certificate of this profile.
issue-other-name = The person with this identifier is known by another name.
hint-renamed = Look at the earlier certificate and at the evidence. If the person has another name now, say so with `--renamed`; the act is recorded. Else correct the identifier.
hint-profile-show = `sceau profile show PROFILE` shows what it takes.
issue-wrong-profile = The profile { $profile } is not for this act.
issue-key-algorithm = The profile takes { $allowed }, not { $asked }.
issue-lint = { $count ->
    [one] The certificate would break { $count } rule of conformity.
   *[other] The certificate would break { $count } rules of conformity.
}
issue-request-id = `{ $found }` cannot be a request id: 1 to 64 letters, digits, `.`, `_`, `:` and `-`.
issue-not-resumable = The request { $request } is { $state } and cannot be finished.
csr-refused = The certificate signing request was refused.
csr-none = There is no certificate signing request in it.
csr-several = There are { $found } PEM blocks where one request is expected.
csr-other-block = A PEM block `{ $label }` is not a certificate signing request.
csr-pem = The PEM block is broken.
csr-malformed = It is not a PKCS#10 request.
csr-not-distinguished = The request is not in distinguished encoding (DER).
csr-subject = The subject of the request cannot be read.
csr-signature = The request does not prove possession of its key.
hint-csr-sign-again = Sign the request again with SHA-256 or better, and RSA-PSS with a salt as long as the hash: `openssl req -new -sha256 -sigopt rsa_pss_saltlen:digest …`.
hint-csr-signature = Make a new request with the private key itself; the old one was altered or signed with another key.
key-malformed = The public key is not DER.
key-unused-bits = The public key is not a whole number of octets.
key-algorithm = The key algorithm { $oid } is not accepted.
key-parameters = The key algorithm { $oid } has wrong parameters.
key-curve = The elliptic curve { $oid } is not accepted.
key-curve-unnamed = The elliptic curve is described, not named.
key-point-form = The point of the { $curve } key is not in uncompressed form.
key-point-infinity = The { $curve } key is the point at infinity.
key-point-off = The point of the key is not on { $curve }.
key-length = The { $kind } key has { $found } octets instead of { $expected }.
key-low-order = The Ed25519 key has low order: anybody can sign with it.
key-short-vector = The vector of the { $kind } key is near zero: anybody can sign with it.
key-modulus-size = The RSA key has { $bits } bits. The shipped table of algorithms certifies 3000 to { $most }; no table may go below { $least }.
key-small-factor = The RSA modulus is divisible by { $prime }.
key-exponent = The RSA exponent { $exponent } must be odd, at least 65537 and below 2^256.
key-roca = The RSA key was made by a library whose keys can be factored (ROCA, CVE-2017-15361).
key-close-primes = The primes of the RSA modulus are too close: { $rounds ->
    [one] it is factored by Fermat's method in { $rounds } round.
   *[other] it is factored by Fermat's method in { $rounds } rounds.
}
algorithm-unknown = { $algorithm } is not in the table of algorithms.
algorithm-not-certified = This authority does not certify { $kind } keys.
algorithm-size = { $kind } does not have an allowed size: { $least } to { $most } bits.
algorithm-issued-too-late = { $algorithm } is not issued any more; the last day was { $last }.
algorithm-ends-too-late = { $algorithm } holds until { $last }, the certificate would end at { $end }.
algorithm-weaker-issuer = The issuer's key, { $issuer } ({ $issuer_strength } bits of strength), is weaker than that of the subject, { $subject } ({ $subject_strength } bits).
hint-sound-key = Make a new key pair and request, for example `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout holder.key -out holder.csr -subj /CN=holder`, or with `-newkey rsa:3072`.
hint-stronger-issuer = Use a smaller key, or an issuer whose key is stronger.
origin-absent = The profile wants evidence of where the key was made, and none was given.
origin-too-large = The evidence of the key's origin is longer than the { $limit } that are read.
origin-unreadable = The evidence of the key's origin is neither one PEM block `CMS` with a signed personalisation record nor a chain of `CERTIFICATE` blocks.
origin-unknown-signer = The evidence is signed by nobody whom the key origins list.
origin-signature = The signature of the evidence was refused.
origin-other-key = The evidence is for another key than that of the request.
origin-unknown-device = Who signed does not speak for the device `{ $device }`.
origin-not-valid-now = A certificate of the evidence, or the trust in who signed it, holds from { $from } to { $to } only.
origin-not-yet = The evidence says that the key will be made at { $time }, in the future.
origin-too-early = The evidence is of { $time }, before the signer's certificate, which is valid from { $from } on.
origin-not-marked = The attestation does not say by the extension { $oid } that the device made the key.
origin-chain = The certificate { $place } of the evidence breaks the chain.
chain-not-issued = The next certificate did not issue it.
chain-issuer-may-not = The next certificate may not issue it.
chain-is-ca = It is the certificate of a CA.
chain-critical-extension = It has a critical extension that is not known.
chain-unsound-key = Its key is not accepted, or anybody can compute its private half.
hint-origin = Give the personaliser's signed record or the device's attestation with `--key-origin FILE`.
hint-origin-other-key = Ask the personaliser for the record of the device whose key made this request.
hint-key-origins = `sceau profile show key-origins` shows whose word counts; `sceau profile activate FILE` changes it.
signature-bad = The signature does not verify.
signature-algorithm = The signature algorithm { $oid } is not accepted.
signature-weak-hash = The signature algorithm { $oid } uses a broken or too short hash.
signature-parameters = The signature algorithm { $oid } has wrong parameters.
signature-malformed = The key or the algorithm identifier is not DER.
name-empty = The attribute { $attribute } is empty.
name-too-long = The attribute { $attribute } has { $found } characters; { $limit } are allowed.
name-country = The country `{ $found }` is not a code of ISO 3166-1, two upper-case letters.
name-not-printable = The attribute { $attribute } holds `{ $character }`, which PrintableString lacks.
name-must-be-printable = The attribute { $attribute } must be a PrintableString.
name-der = The name is not DER.
identifier-form = It must be a type, a country, a hyphen and an identifier, for example `IDCTD-123456`.
identifier-retired = The type TAX is no longer issued; a tax number is a TIN.
identifier-type = The type `{ $found }` is not one that the country pack lists: { $allowed }.
identifier-scheme = The national scheme `{ $found }` is not one that the country pack lists: { $allowed }.
identifier-no-scheme = `{ $found }` is a national scheme, and the country pack lists none.
identifier-country = `{ $found }` is not a country of ISO 3166-1.
identifier-lei-country = The country of a LEI is XG, not `{ $found }`.
identifier-lei-digits = A LEI has 20 characters, the last two of them the check digits of ISO 17442.
identifier-character = It holds `{ $character }`, which no register uses.
prepare-refused = The profile does not allow the request.
prepare-attribute-forbidden = The profile does not take the subject attribute { $attribute }.
prepare-attribute-missing = The profile requires the subject attribute { $attribute }.
prepare-identifier = `{ $found }` cannot be the { $attribute }.
prepare-san-forbidden = The profile does not take alternative names of kind { $kind }.
prepare-san-missing = The profile requires an alternative name of kind { $kind }.
prepare-common-name = The common name `{ $name }` is not among the alternative names.
prepare-name-and-pseudonym = The subject has a pseudonym, so it cannot also have { $attribute }.
prepare-personal-name = A legal person does not have { $attribute }.
prepare-mixed-scripts = The attribute { $attribute } mixes letters of two scripts, { $first } and { $second }: one name could look like another.
script-latin = Latin
script-arabic = Arabic
script-cyrillic = Cyrillic
script-greek = Greek
prepare-original-name = There is no { $attribute } in the subject whose original form this could be.
prepare-latin-form = The Latin form in { $attribute } is not the suggested one, `{ $suggested }`, and no officer has confirmed it.
prepare-latin-form-none = The table has no Latin form of { $attribute }, and no officer has confirmed the one given.
prepare-san-too-many = There are { $found } subject alternative names; { $most } are allowed.
prepare-san-twice = The subject alternative name `{ $name }` is given twice.
prepare-issuer-key = The issuer's key is of no kind that the table of algorithms could judge.
hint-latin-form = If the civil register or a travel document has this form, confirm it with `--confirm-latin-form`; the act is recorded.
prepare-key = The profile takes { $allowed }, not { $kind }.
prepare-validity = The validity is not within a minute and { $longest } days.
prepare-beyond-issuer = The certificate would end at { $wished }, its issuer ends at { $end }.
responder-not-enrolled = The responder of { $issuer } was not enrolled.
responder-not-listed = The responders could not be listed.

## Certificates and their status

hint-cert-list = `sceau cert list` shows the certificates.
withdraw-unknown = The issuer { $line } has not issued this serial number.
withdraw-not-issued = The certificate is { $state }, not issued.
withdraw-revoked = It is revoked since { $since }, for ever.
withdraw-suspended = It is suspended since { $since } already.
withdraw-not-suspended = It is not suspended.
withdraw-no-suspension = The profile { $profile } does not allow suspension.
withdraw-reason = { $reason } is not a reason for this certificate.
withdraw-invalidity = The invalidity date { $date } is in the future.
withdraw-invalidity-early = The invalidity date { $date } lies before 1970.
hint-revoke-instead = Revoke the certificate if it must not be used any more.
cert-not-found = The certificate { $serial } was not found.
cert-request-not-found = The request { $request } was not found.
cert-request-unknown = Nobody has asked { $issuer } for anything by this id.
cert-serial-unknown = No issuer has issued this serial number.
cert-not-revoked = The certificate { $serial } was not revoked.
cert-not-suspended = The certificate { $serial } was not suspended.
cert-not-reinstated = The certificate { $serial } was not reinstated.
cert-not-listed = The certificates could not be listed.
profile-no-version = The profile { $profile } has no such version here.
expiry-not-counted = The certificates that end could not be counted.

## CRLs

crl-no-certificate = { $generation } has no certificate yet.
crl-too-long = The CRL of { $generation } has { $octets } octets; with { $algorithm } a token signs at most { $most }. No number was used.
hint-crl-too-long = What is revoked stays on the list. Create the next generation of the line with `sceau issuer create` and activate it; for what this one has issued, OCSP goes on answering and the last CRL stands until it ends.

## Jobs and the clock

job-lease-lost = Another daemon has taken the job { $job } over.
hint-job-lease-lost = That daemon does it; nothing is lost. If it happens often, this machine is too slow or was asleep.
job-not-of-this-kind = The job { $job } does no act of the kind { $act }.
issue-clock = The clock cannot be trusted: { $doubt }.
clock-doubt-behind = it is behind the last event of the log
clock-doubt-unsynchronised = it has followed no reference for a day
hint-clock = Put the clock right (chrony, systemd-timesyncd); revocation goes on meanwhile.

## Who may do what

gate-not-done = The operation { $operation } was not done.
gate-role = None of your roles may do it: { $roles }. It is for { $allowed }.
gate-scope = It lies outside the scope of your assignment.
gate-ungoverned = No officers are named in this authority, so nobody has a role.
gate-statement = It changes what governs the authority: only a statement signed by a security officer brings it about.
gate-account = Officers are named in this authority: an account of this machine reads, and changes nothing.
gate-holder = It is for the holder of the certificate.
hint-gate-daemon = Ask the daemon, with an operator's certificate.
operator-unknown = The certificate is not one of an operator.
operator-withdrawn = The operator's roles were withdrawn.
operator-renewed = The operator goes on with another certificate.
operator-revoked = The operator's certificate was revoked.
operator-suspended = The operator's certificate is suspended.
operator-not-valid = The operator's certificate is not valid now.
governance-restless = The chain of statements grows faster than it can be read.
governance-broken = The chain of statements is not what the officers signed, or not the one that is pinned: nobody has a role before that is cleared up.
governance-refused = The statement has no place in the chain: { $words }
hint-governance-broken = `sceau audit list --act operator.ignore` shows the alarms; compare `[governance]` with the record of the ceremony.

## Who asks for a revocation

withdraw-unproven = A request of this kind ({ $requester }) must be proven: by a code, or by the key itself.
withdraw-excess-date = Whoever asks so ({ $requester }) gives no invalidity date.
withdraw-excess-reason = Whoever asks so ({ $requester }) gives no other reason than keyCompromise.
withdraw-effective-past = { $effective } is not in the future.
withdraw-effective-beyond = { $effective } is after the end of the certificate, { $end }.
withdraw-code = Certificate and code do not go together.
proof-signature = The signature is not by the certificate's key over the text of this day.
proof-other-key = The request is for another key than the certificate's.
proof-text = The request does not have the text as its only name.
crl-not-published = The CRL of { $issuer } was not published.
crl-not-found = { $issuer } has no published CRL.
hint-crl-publish = `sceau crl publish --issuer { $issuer }` publishes one.

## Records of registration

registration-missing = The profile wants a record of the registration.
registration-form = The record of the registration has another form.
registration-evidence-count = A record of registration has 1 to 8 documents as evidence.
registration-evidence-ended = A document of the evidence has ended.
registration-acceptance = The holder's acceptance lies in the future.
registration-prefecture = The country pack does not have this prefecture.
registration-officer = The officer is the subject of the certificate: somebody else must register it.
