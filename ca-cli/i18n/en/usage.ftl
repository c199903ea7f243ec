# What is wrong with a command line, a value on it, or the configuration file.

usage-value-missing = The option `{ $argument }` needs a value.
usage-value = `{ $value }` cannot be the value of `{ $argument }`.
usage-unknown-argument = There is no option `{ $argument }` here.
usage-unknown-command = There is no command `{ $command }`.
usage-missing-command = A command is missing.
usage-missing-argument = Required, but not given: { $argument }.
usage-conflict = `{ $argument }` cannot stand beside `{ $other }`.
usage-too-many-values = `{ $argument }` takes fewer values.
usage-not-utf8 = An argument is not valid UTF-8.
usage-other = The command line cannot be understood.
usage-hint-similar = Is one of these meant: { $values }?
usage-hint-values = Possible values: { $values }.
usage-hint-commands = Commands here: { $values }.
usage-hint-value = The same command with `--help` tells what each of its values is.
usage-hint-help = `{ $command } --help` explains this command.

## Values

value-fault-line = An issuer line has 1 to 40 lower-case letters, digits and inner hyphens, and begins with a letter.
value-fault-generation = A generation is a line, `-g` and a number, for example `citizens-g1`.
value-fault-serial = A serial number is 1 to 20 octets in hexadecimal.
value-fault-lab-registry = Write `sqlite`, or `postgres://ROLE@HOST/DATABASE?passfile=FILE`.
value-fault-moment = A time is written as in RFC 3339, for example `2026-11-21T08:30:00Z`, or as a day, for example `2026-11-21`.
value-fault-label = A label has 1 to 64 octets, none of them a control character.
value-fault-days = A validity is 1 to 36525 whole days.
value-fault-months = 1 to 120 months are possible.
value-fault-number = A number is written in digits, and is 0 or greater.
value-fault-blank = The text is empty.
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

config-missing = There is no configuration file. Looked for: { $places }.
config-hint-option = Name it with `--config FILE` or in the variable `SCEAU_CONFIG`.
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
config-unfit = The configuration does not work.

## Confirmation

confirm-nobody = This cannot be taken back, and there is no terminal to ask at.
confirm-hint-yes = Give `--yes` to answer yes beforehand.
confirm-mismatch = What was typed is not { $name }. Nothing was changed.
