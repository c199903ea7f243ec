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

## Configuration file

config-missing = There is no configuration file. Looked for: { $places }.
config-hint-option = Name it with `--config FILE` or in the variable `SCEAU_CONFIG`.
config-unfit = The configuration does not work.

## Confirmation

confirm-nobody = This cannot be taken back, and there is no terminal to ask at.
confirm-hint-yes = Give `--yes` to answer yes beforehand.
confirm-mismatch = What was typed is not { $name }. Nothing was changed.
