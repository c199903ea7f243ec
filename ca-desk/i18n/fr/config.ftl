# Ce qui ne va pas dans une valeur ou dans un fichier de configuration.

usage-hint-values = Valeurs possibles : { $values }.

## Valeurs

subject-too-long = Un sujet compte au plus { $limit } octets.
subject-empty = Le sujet est vide.
subject-no-pair = `{ $part }` n'est pas une paire `attribut=valeur`.
subject-unknown-attribute = L'attribut `{ $name }` n'existe pas.
subject-duplicate = L'attribut { $attribute } figure deux fois.
subject-bad-escape = `{ $escape }` n'est pas un échappement de la RFC 4514.
subject-unescaped = Le caractère `{ $character }` doit s'écrire `\{ $character }`.
subject-not-utf8 = Les échappements de l'attribut { $name } ne sont pas en UTF-8.
subject-character = L'attribut { $attribute } contient le caractère interdit { $code }.
san-no-kind = Un autre nom du sujet commence par `dns:`, `email:`, `uri:` ou `upn:`.
san-unknown-kind = `{ $found }` n'est ni `dns`, ni `email`, ni `uri`, ni `upn`.
san-empty = Une partie du nom est vide.
san-not-ascii = Le nom n'est pas en ASCII ; les noms d'hôte s'écrivent en A-labels (`xn--…`).
san-too-long = Une partie du nom dépasse { $limit } octets.
san-character = Le nom contient `{ $character }`.
san-one-label = Le nom d'hôte n'a qu'un seul label.
san-wildcard = Les jokers ne sont pas permis.
san-hyphen = Un label porte un tiret à une place interdite.
san-address = C'est une adresse et non un nom.
san-at = Le nom ne contient pas exactement un `@`.
san-no-scheme = L'URI n'a pas de schéma.

## Fichier de configuration

config-invalid = La configuration { $file } est incorrecte.
config-line = ligne { $line } : { $fault }
config-syntax = ce n'est pas du TOML : { $words }
config-format = `format` doit valoir 1.
config-no-table = Ceci doit être une table.
config-key-missing = `{ $key }` manque.
config-key-unknown = La clé `{ $key }` n'existe pas.
config-value = `{ $key }` : { $words }
config-registry-url = `url` doit être `sqlite:` suivi d'un chemin, ou `postgres://RÔLE@HÔTE/BASE` ; un mot de passe est dans un fichier que `passfile=` désigne, et un serveur sur un autre hôte exige `sslrootcert=`.
config-registry-anchor = `anchor` doit être le chemin d'un fichier.
config-token-module = `module` doit être le chemin d'un module PKCS#11.
config-token-uri = `uri` doit être un URI de la RFC 7512 qui nomme un jeton et aucun objet, par exemple `pkcs11:token=sceau`.
config-token-pin = `pin` doit être une référence : {"{"} file = "…" {"}"}, {"{"} fd = N {"}"} ou {"{"} prompt = true {"}"}. Le code PIN lui-même ne doit pas figurer ici.
config-token-env = `env` doit être une table de noms de variables et de textes.
config-token-sessions = `sessions` doit être un nombre de 1 à 64.
config-token-wait = `wait_ms` doit être un nombre de millisecondes de 1 à 60000.
config-token-timeout = `timeout_ms` doit être un nombre de millisecondes de 100 à 60000.
config-token-network = `network` doit être `true` ou `false`.
config-token-worker = `worker` doit être le chemin d'un programme.
config-token-array = Écrivez `[[token]]` au lieu de `[token]` : une configuration peut nommer plusieurs jetons.
config-token-label = Avec plusieurs jetons, l'`uri` de chacun doit avoir `token`, le libellé : les clés sont nommées par lui.
config-token-label-taken = Un autre `[[token]]` a déjà le libellé `{ $label }` : les clés ne pourraient pas être distinguées.
config-audit-key = `key` doit être un URI de la RFC 7512 avec `object`, le libellé de la clé, par exemple `pkcs11:token=sceau;object=audit-signer`.
config-audit-interval = `interval_s` doit être un nombre de secondes de 1 à 86400.
config-elsewhere = `{ $key }` est d'une machine qui détient le registre ; ce fichier désigne un démon (`[api]`).
config-governance-bootstrap = `bootstrap` est l'empreinte de la première déclaration des officiers, `sha256:` et 64 chiffres hexadécimaux.
