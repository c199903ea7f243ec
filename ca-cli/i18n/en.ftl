# Words of reports, questions and errors' labels. Names of the files beside: help, usage, error,
# lint and lab.

word-yes = yes
word-no = no
word-good = good

## Names of fields and columns

field-act = act
field-actor = actor
field-algorithm = algorithm
field-config = configuration
field-country = country
field-crl-number = CRL number
field-digest = digest
field-effective = since
field-entries = entries
field-events = audit events
field-file = file
field-generation = generation
field-index = no.
field-invalidity-date = invalidity date
field-issued = issued
field-issuer = issuer
field-issuer-key = fit for issuers
field-issuers = issuers
field-key = key
field-key-kind = key
field-keys = keys
field-kind = kind
field-label = label
field-next-update = next update
field-not-after = valid until
field-not-before = valid from
field-object = object
field-organization = organisation
field-organization-identifier = organisation identifier
field-outcome = outcome
field-policy-arc = policy arc
field-profile = profile
field-public-key = public key SHA-256
field-public-url = public URL
field-reason = reason
field-registry = registry
field-server = server
field-request = request
field-root-hash = root hash
field-serial = serial number
field-sha256 = SHA-256
field-state = state
field-status = status
field-subject = subject
field-suspension = may be suspended
field-this-update = this update
field-time = time
field-token = token
field-tokens = tokens
field-uri = URI
field-validity-days = validity in days
field-verdict = verdict
field-version = version

## Reports

registry-initialised = The registry is ready: { $registry }
key-fit = yes
key-unfit = no: { $defects }
audit-verified = { $events ->
    [one] The audit log is whole: { $events } event.
   *[other] The audit log is whole: { $events } events.
}
config-fit = The configuration works.
cert-prepared = The certificate would be issued. Nothing was signed or stored.
cert-issued = The certificate was issued.
cert-issued-before = The certificate had been issued for this request before.
cert-revoked = The certificate is revoked.
cert-suspended = The certificate is suspended.
cert-reinstated = The certificate is valid again.
cert-list-more = There are more: continue with `--after { $next }`.
cert-valid = The certificate { $serial } is valid.
cert-invalid = The certificate { $serial } is not valid.
crl-of-active = The CRL of the active generation { $issuer } is published, with number { $number }.
crl-of-retired = The CRL of the retired generation { $issuer } is published too, with number { $number }.
crl-published = { $entries ->
    [one] The CRL is published, with { $entries } entry.
   *[other] The CRL is published, with { $entries } entries.
}
lint-findings = { $count ->
    [0] { $file }: no findings
    [one] { $file }: { $count } finding
   *[other] { $file }: { $count } findings
}
fault-unknown-issuer = its issuer is not in the registry
fault-signature = the signature does not verify
fault-not-yet-valid = not yet valid
fault-expired = expired
fault-never-issued = never issued by this authority
fault-suspended = suspended
fault-revoked = revoked
progress-key = Making the key pair
progress-issuer = Creating the issuer
progress-crl = Signing the CRL
progress-audit = Verifying the audit log

## Questions

confirm-type = Type { $name } to confirm:
cert-revoke-question = The certificate { $serial } of { $issuer } will be revoked for ever.
