# What is wrong with a value or with a configuration file.

usage-hint-values = Possible values: { $values }.

## Values

subject-too-long = A subject has at most { $limit } octets.
subject-empty = The subject is empty.
subject-no-pair = `{ $part }` is not a pair `attribute=value`.
subject-unknown-attribute = There is no attribute `{ $name }`.
subject-duplicate = The attribute { $attribute } is given twice.
subject-bad-escape = `{ $escape }` is not an escape of RFC 4514.
subject-unescaped = The character `{ $character }` must be written `\{ $character }`.
subject-not-utf8 = The escapes of the attribute { $name } are not UTF-8.
subject-character = The attribute { $attribute } holds the forbidden character { $code }.
san-no-kind = A subject alternative name begins with `dns:`, `email:`, `uri:` or `upn:`.
san-unknown-kind = `{ $found }` is not one of `dns`, `email`, `uri` and `upn`.
san-empty = A part of the name is empty.
san-not-ascii = The name is not ASCII; host names are written as A-labels (`xn--…`).
san-too-long = A part of the name has more than { $limit } octets.
san-character = The name holds `{ $character }`.
san-one-label = The host name has only one label.
san-wildcard = Wildcards are not allowed.
san-hyphen = A label has a hyphen where none may be.
san-address = This is an address, not a name.
san-at = The name does not have exactly one `@`.
san-no-scheme = The URI has no scheme.

## Configuration file

config-invalid = The configuration { $file } is not right.
config-line = line { $line }: { $fault }
config-syntax = not TOML: { $words }
config-format = `format` must be 1.
config-no-table = This must be a table.
config-key-missing = `{ $key }` is missing.
config-key-unknown = There is no key `{ $key }`.
config-value = `{ $key }`: { $words }
config-registry-url = `url` must be `sqlite:` and a path, or `postgres://ROLE@HOST/DATABASE`; a password stands in a file that `passfile=` names, and a server on another host needs `sslrootcert=`.
config-registry-anchor = `anchor` must be the path of a file.
config-token-module = `module` must be the path of a PKCS#11 module.
config-token-uri = `uri` must be an RFC 7512 URI that names a token and no object, for example `pkcs11:token=sceau`.
config-token-pin = `pin` must be a reference: one of {"{"} file = "…" {"}"}, {"{"} fd = N {"}"} and {"{"} prompt = true {"}"}. A PIN itself must not stand here.
config-token-env = `env` must be a table of variable names and texts.
config-token-sessions = `sessions` must be a number from 1 to 64.
config-token-wait = `wait_ms` must be a number of milliseconds from 1 to 60000.
config-token-timeout = `timeout_ms` must be a number of milliseconds from 100 to 60000.
config-token-network = `network` must be `true` or `false`.
config-token-worker = `worker` must be the path of a program.
config-token-array = Write `[[token]]` instead of `[token]`: a configuration may name several tokens.
config-token-label = With several tokens, the `uri` of each must have `token`, the label: keys are named by it.
config-token-label-taken = Another `[[token]]` is labelled `{ $label }` already: keys could not be told apart.
config-audit-key = `key` must be an RFC 7512 URI with `object`, the label of the key, for example `pkcs11:token=sceau;object=audit-signer`.
config-audit-interval = `interval_s` must be a number of seconds from 1 to 86400.
config-elsewhere = `{ $key }` is of a machine that holds the registry; this file names a daemon (`[api]`).
config-governance-bootstrap = `bootstrap` is the digest of the first statement of the officers, `sha256:` and 64 hexadecimal digits.
