# Pourquoi un acte n'a pas été fait : d'abord ce qui ne l'a pas été, puis les causes et les
# conseils.

## Le programme lui-même

error-panic = C'est un défaut de sceau. Ce qui n'a pas été confirmé ne compte pas comme fait.
error-json = La réponse n'a pas pu être écrite en JSON.
error-man = La page de manuel n'a pas pu être écrite.
error-stdout = La réponse n'a pas pu être écrite sur la sortie standard.
error-no-list = La réponse n'est pas une liste.
hint-use-json = Utilisez `--format json`.

## Fichiers

error-not-written = { $file } n'a pas pu être écrit.
error-not-verified = { $file } n'a pas pu être vérifié.
error-in-the-way = Il y a déjà autre chose à cet endroit.
hint-other-file = Nommez un autre fichier, ou indiquez `--force` pour le remplacer.
hint-new-file = Nommez un autre fichier.

## Jeton

config-server-primary = PostgreSQL { $version }, primaire, rôle { $role }
config-server-replica = PostgreSQL { $version }, réplique, rôle { $role }
token-state-up = en service
token-state-recovering = en panne, nouvel essai en cours
token-state-barred = a refusé le code PIN
token-state-fenced = écarté après une signature fausse

## Registre et journal d'audit

registry-not-initialised = Le registre n'a pas été initialisé.
registry-country-unknown = Il n'y a pas de données pour le pays { $country }.
audit-not-verified = Le journal d'audit n'est pas intact.
audit-not-examined = Le journal d'audit n'a pas été vérifié.

## Documents

profile-invalid = { $file } n'est pas un document valide.
profile-not-activated = Le document dans { $file } n'a pas été activé.

## Certificats et leur statut

cert-not-verified = Le certificat n'a pas pu être vérifié.
cert-none-in-file = Ce n'est pas exactement un certificat X.509 en PEM ou en DER.
hint-cert-show = Le certificat est émis et enregistré : `sceau cert show { $serial } --out FICHIER` l'écrit.

## LCR

crl-none-in-file = Ce n'est pas exactement une liste de certificats révoqués en PEM ou en DER.
