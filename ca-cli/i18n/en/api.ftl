# The daemon, from afar.

config-api-url = A daemon is named by its URL, for example `https://ca.example:8443`.
config-api-trust = `trust` is the file with the certificates by which the daemon is known, in PEM.
config-operator-certificate = `certificate` is the file with the operator's certificate, in PEM.
config-operator-key = The operator's key is `{"{"} file = "…" {"}"}`.
config-bound = This command works on the machine that holds the registry; the configuration names the daemon at { $url }.
hint-config-bound = Run it there, with that machine's configuration.
api-unfit = It cannot be used for TLS: { $words }
api-no-answer = The daemon at { $url } gave no answer.
api-timeout = It did not answer in time.
api-refused = Nobody listens there.
api-broken = The connection ended before the answer.
api-strange = What came back is no answer of a daemon of this version: { $words }
api-certificate-expired = It says that the operator's certificate has expired, or is not valid yet.
api-certificate-revoked = It says that the operator's certificate is revoked.
api-certificate-foreign = It says that the operator's certificate is of no issuer of operators.
api-certificate-bad = It does not take the operator's certificate.
api-daemon-unknown = It does not prove that it is the daemon: { $words }
api-handshake = The TLS handshake failed: { $words }
hint-api-again = If it is not known whether an act was done, repeat it with the same `--request-id`: nothing is done twice.
hint-api-version = Is this the address of sceau's daemon, and of the same version?
hint-api-renew = A security officer gives a new one; see the manual, "Operators".
hint-api-trust = `trust` of `[api]` must hold the certificate of the authority that issued the daemon's.
hint-api-trace = The daemon's log has more of it under { $trace }.
