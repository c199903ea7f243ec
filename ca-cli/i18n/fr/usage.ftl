# Ce qui ne va pas dans une ligne de commande, dans une valeur ou dans le fichier de configuration.

usage-value-missing = L'option `{ $argument }` attend une valeur.
usage-value = `{ $value }` ne peut pas être la valeur de `{ $argument }`.
usage-unknown-argument = L'option `{ $argument }` n'existe pas ici.
usage-unknown-command = La commande `{ $command }` n'existe pas.
usage-missing-command = Il manque une commande.
usage-missing-argument = Obligatoire, mais non indiqué : { $argument }.
usage-conflict = `{ $argument }` ne va pas avec `{ $other }`.
usage-too-many-values = `{ $argument }` prend moins de valeurs.
usage-not-utf8 = Un argument n'est pas en UTF-8.
usage-other = La ligne de commande est incompréhensible.
usage-hint-similar = Vouliez-vous dire : { $values } ?
usage-hint-commands = Commandes possibles ici : { $values }.
usage-hint-value = La même commande avec `--help` dit ce qu'est chacune de ses valeurs.
usage-hint-help = `{ $command } --help` explique cette commande.

## Valeurs

value-fault-line = Une lignée d'émetteur compte 1 à 40 minuscules, chiffres et tirets intérieurs, et commence par une lettre.
value-fault-generation = Une génération est une lignée, `-g` et un nombre, par exemple `citizens-g1`.
value-fault-serial = Un numéro de série compte 1 à 20 octets en hexadécimal.
value-fault-lab-registry = Écrivez `sqlite`, ou `postgres://RÔLE@HÔTE/BASE?passfile=FICHIER`.
value-fault-moment = Une heure s'écrit selon la RFC 3339, par exemple `2026-11-21T08:30:00Z`, ou comme un jour, par exemple `2026-11-21`.
value-fault-label = Un libellé compte 1 à 64 octets, sans caractère de commande.
value-fault-days = Une validité compte 1 à 36525 jours entiers.
value-fault-months = De 1 à 120 mois sont possibles.
value-fault-number = Un nombre s'écrit en chiffres, et vaut 0 ou plus.
value-fault-blank = Le texte est vide.

## Fichier de configuration

config-missing = Il n'y a pas de fichier de configuration. Cherché : { $places }.
config-hint-option = Nommez-le avec `--config FICHIER` ou dans la variable `SCEAU_CONFIG`.
config-unfit = La configuration ne fonctionne pas.

## Confirmation

confirm-nobody = Cet acte est irréversible, et il n'y a pas de terminal pour vous interroger.
confirm-hint-yes = Indiquez `--yes` pour répondre oui d'avance.
confirm-mismatch = La saisie n'est pas { $name }. Rien n'a changé.
