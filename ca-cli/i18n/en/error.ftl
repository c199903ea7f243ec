# Why an act was not done: first what was not done, then causes, then hints.

## The program itself

error-panic = This is a defect of sceau. Nothing that was not acknowledged counts as done.
error-json = The answer could not be written as JSON.
error-man = The manual page could not be written.
error-stdout = The answer could not be written to standard output.
error-no-list = The answer is not a list.
hint-use-json = Use `--format json`.

## Files

error-not-written = { $file } could not be written.
error-not-verified = { $file } could not be verified.
error-in-the-way = Something else is there already.
hint-other-file = Name another file, or give `--force` to replace it.
hint-new-file = Name another file.

## Token

config-server-primary = PostgreSQL { $version }, primary, role { $role }
config-server-replica = PostgreSQL { $version }, replica, role { $role }
token-state-up = in service
token-state-recovering = failed, is tried again
token-state-barred = refused the PIN
token-state-fenced = fenced after a wrong signature

## Registry and audit log

registry-not-initialised = The registry was not initialised.
registry-country-unknown = There is no country pack for { $country }.
audit-not-verified = The audit log is not whole.
audit-not-examined = The audit log was not verified.

## Documents

profile-invalid = { $file } is not a valid document.
profile-not-activated = The document in { $file } was not activated.

## Certificates and their status

cert-not-verified = The certificate could not be verified.
cert-none-in-file = It is not exactly one X.509 certificate in PEM or DER.
hint-cert-show = The certificate is issued and recorded: `sceau cert show { $serial } --out FILE` writes it.

## CRLs

crl-none-in-file = It is not exactly one certificate revocation list in PEM or DER.
