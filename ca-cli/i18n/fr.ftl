# Mots des rapports et des questions, étiquettes des erreurs. À côté : help, usage, error, lint
# et lab.

word-yes = oui
word-no = non
word-good = bon

## Noms des champs et des colonnes

field-act = acte
field-actor = acteur
field-algorithm = algorithme
field-config = configuration
field-country = pays
field-crl-number = numéro de LCR
field-digest = condensat
field-effective = depuis
field-entries = entrées
field-events = événements d'audit
field-file = fichier
field-generation = génération
field-index = n°
field-invalidity-date = date d'invalidité
field-issued = émis
field-issuer = émetteur
field-issuer-key = apte pour un émetteur
field-issuers = émetteurs
field-key = clé
field-key-kind = clé
field-keys = clés
field-kind = genre
field-label = libellé
field-next-update = prochaine mise à jour
field-not-after = fin de validité
field-not-before = début de validité
field-object = objet
field-organization = organisation
field-organization-identifier = identifiant de l'organisation
field-outcome = résultat
field-policy-arc = arc des politiques
field-profile = profil
field-public-key = SHA-256 de la clé publique
field-public-url = URL publique
field-reason = motif
field-registry = registre
field-server = serveur
field-request = demande
field-root-hash = tête de l'arbre
field-serial = numéro de série
field-sha256 = SHA-256
field-state = état
field-status = statut
field-subject = sujet
field-suspension = suspension permise
field-this-update = mise à jour
field-time = heure
field-token = jeton
field-tokens = jetons
field-uri = URI
field-validity-days = validité en jours
field-verdict = verdict
field-version = version

## Rapports

registry-initialised = Le registre est prêt : { $registry }
key-fit = oui
key-unfit = non : { $defects }
audit-verified = { $events ->
    [one] Le journal d'audit est intact : { $events } événement.
   *[other] Le journal d'audit est intact : { $events } événements.
}
config-fit = La configuration fonctionne.
cert-prepared = Le certificat serait émis. Rien n'a été signé ni enregistré.
cert-issued = Le certificat est émis.
cert-issued-before = Le certificat avait déjà été émis pour cette demande.
cert-revoked = Le certificat est révoqué.
cert-suspended = Le certificat est suspendu.
cert-reinstated = Le certificat est de nouveau valide.
cert-list-more = Il y en a d'autres : continuez avec `--after { $next }`.
cert-valid = Le certificat { $serial } est valide.
cert-invalid = Le certificat { $serial } n'est pas valide.
crl-of-active = La LCR de la génération active { $issuer } est publiée, sous le numéro { $number }.
crl-of-retired = La LCR de la génération retirée { $issuer } est publiée aussi, sous le numéro { $number }.
crl-published = { $entries ->
    [one] La LCR est publiée, avec { $entries } entrée.
   *[other] La LCR est publiée, avec { $entries } entrées.
}
lint-findings = { $count ->
    [0] { $file } : aucun constat
    [one] { $file } : { $count } constat
   *[other] { $file } : { $count } constats
}
fault-unknown-issuer = son émetteur n'est pas dans le registre
fault-signature = la signature ne se vérifie pas
fault-not-yet-valid = pas encore valide
fault-expired = expiré
fault-never-issued = jamais émis par cette autorité
fault-suspended = suspendu
fault-revoked = révoqué
progress-key = Création de la paire de clés
progress-issuer = Création de l'émetteur
progress-crl = Signature de la LCR
progress-audit = Vérification du journal d'audit

## Questions

confirm-type = Pour confirmer, saisissez { $name } :
cert-revoke-question = Le certificat { $serial } de { $issuer } sera révoqué définitivement.
