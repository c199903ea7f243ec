# Words that stand in many texts: labels, states, severities.

label-error = error:
label-cause = caused by:
label-hint = hint:

## States of issuances and generations, statuses of certificates

state-pending = waits for its certificate
state-ready = ready
state-active = active
state-retired = retired
state-prepared = prepared
state-authorised = authorised
state-signing = being signed
state-issued = issued
state-abandoned = abandoned
status-good = valid
status-suspended = suspended
status-revoked = revoked

## Reports

severity-error = error
severity-warning = warning

## Questions

token-pin = PIN of the token { $token }: { "" }
