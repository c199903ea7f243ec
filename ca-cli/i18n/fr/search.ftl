# Les certificats se trouvent par ce qu'ils contiennent (REV-09).

help-cert-list = Lister ou compter les certificats qui répondent à tout ce qui est demandé
arg-cert-list-serial = Seulement ceux de ce numéro de série ; peut être répété
arg-cert-list-issuer = Seulement ceux de cette lignée ou de cette génération
arg-cert-list-profile = Seulement ceux de ce profil
arg-cert-list-profile-version = Seulement ceux de cette version du profil : son numéro, ou au moins les huit premiers chiffres du SHA-256 du document
arg-cert-list-subject = Seulement ceux dont le sujet a tous ces attributs ; la casse, les accents, les espaces et la ponctuation des noms ne comptent pas
arg-cert-list-san = Seulement ceux qui ont cet autre nom, écrit `dns:…`, `email:…`, `uri:…` ou `upn:…` ; peut être répété
arg-cert-list-key = Seulement ceux de cette clé : son SHA-256 tel que le donne `cert show`, ou un fichier avec un certificat ou une demande
arg-cert-list-officer = Seulement ceux que cet acteur a demandés, par exemple `amina` ou `os-user:amina`
arg-cert-list-lint-version = Seulement ceux qu'ont admis les règles de conformité de cette version, ou de ces versions, par exemple `3-7`
arg-cert-list-request-id = Seulement ceux de cet identifiant de demande, dans toutes les lignées
arg-cert-list-status = Seulement ceux de ce statut
arg-cert-list-reason = Seulement ceux révoqués pour ce motif, selon la RFC 5280
arg-cert-list-prepared-after = Seulement ceux préparés à partir de cette heure ou de ce jour
arg-cert-list-prepared-before = Seulement ceux préparés jusqu'à cette heure ou au début de ce jour
arg-cert-list-issued-after = Seulement ceux émis à partir de cette heure ou de ce jour
arg-cert-list-issued-before = Seulement ceux émis jusqu'à cette heure ou au début de ce jour
arg-cert-list-starts-after = Seulement ceux valides à partir de cette heure ou de ce jour, ou plus tard
arg-cert-list-starts-before = Seulement ceux valides à partir de cette heure, ou plus tôt
arg-cert-list-expiring = Seulement ceux qui finissent dans ce nombre de jours, par exemple `30d`
arg-cert-list-expires-after = Seulement ceux qui finissent à cette heure ou ce jour, ou plus tard
arg-cert-list-expires-before = Seulement ceux qui finissent jusqu'à cette heure ; sans `--expires-after`, à partir de maintenant
arg-cert-list-revoked-after = Seulement ceux révoqués ou suspendus à partir de cette heure ou de ce jour
arg-cert-list-revoked-before = Seulement ceux révoqués ou suspendus jusqu'à cette heure ou au début de ce jour
arg-cert-list-limit = Nombre maximal ; 0 pour tous, avec `--format jsonl`
arg-cert-list-after = Seulement après ce curseur, donné par une liste précédente
arg-cert-list-count = Les compter par statut
example-cert-list =
    sceau cert list --subject serialNumber=IDCTD-123456789
    sceau cert list --profile citizen-signature --profile-version 3 --officer amina --issued-after 2026-11-01 --status good
    sceau cert list --expiring 30d --format jsonl --limit 0
    sceau cert list --issuer citizens --count
help-cert-expiry = Compter les certificats qui finissent dans chacun des mois à venir, par profil
arg-cert-expiry-months = Nombre de mois, celui-ci compris
arg-cert-expiry-profile = Seulement ceux de ce profil
example-cert-expiry =
    sceau cert expiry --months 6
    sceau cert expiry --profile agency-tls-server --format json
value-hash-or-file = CONDENSAT_OU_FICHIER
value-officer = AGENT
value-version = VERSION
value-versions = VERSIONS
value-fault-officer = Un agent est un nom, avec ou sans la sorte devant : `amina`, `os-user:amina`.
value-fault-profile-version = La version d'un profil est son numéro, ou 8 à 64 chiffres hexadécimaux par lesquels commence le SHA-256 de son document.
value-fault-span = Une durée compte 1 à 36525 jours entiers, par exemple `30d`.
value-fault-versions = Les versions sont un nombre, ou deux comme dans `3-7`.
field-count-abandoned = abandonnés
field-count-good = bons
field-count-open = ouverts
field-count-revoked = révoqués
field-count-suspended = suspendus
field-count-total = en tout
field-ending = bons qui finissent
field-key-sha256 = SHA-256 de la clé
field-lint-version = règles de conformité
field-month = mois
field-officer = demandé par
field-others = autres
field-profile-sha256 = SHA-256 du profil
progress-count = Décompte des certificats
cert-list-too-long = Une liste écrite d'un seul tenant compte 1 à { $limit } certificats.
hint-cert-list-jsonl = `--format jsonl --limit 0` les écrit tous, un par ligne ; `--after` continue une liste.
cert-no-key-in-file = Ce n'est ni un certificat ni une demande qui prouve sa clé.
