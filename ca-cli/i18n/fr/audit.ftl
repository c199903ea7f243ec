# Le journal d'audit : événements, têtes, preuves, purges et exports.

field-authenticated = authentifié par
field-covered = événements sous une tête signée
field-clock = horloge
field-details = détails
field-ended = terminés au plus tard le
field-first = premier événement
field-expired = expirés
field-issued-count = délivrés
field-live = en vigueur
field-purged = événements purgés
field-reinstated = rétablis
field-revoked = révoqués
field-signed-heads = têtes qui prouvent
field-suspended = suspendus
field-withdrawn-heads = têtes qui ne prouvent pas
field-heads = têtes signées
field-leaf = feuille
field-origin = journal
field-path = chemin
field-recorded = enregistré comme événement
field-retention = conservation
field-root-certificate = SHA-256 du certificat racine
field-signed = signée le
field-signer = numéro de série du signataire
field-audit-signer = signataire d'audit
audit-proof-holds = La preuve tient.
audit-compare-root = Comparez le certificat racine à celui auquel vous vous fiez, ou donnez celui-ci par `--trust-anchor`.
audit-heads-withdrawn = { $heads ->
    [one] Une tête signée ne prouve rien : le certificat de son signataire a été retiré avant qu'il ne signe.
   *[other] { $heads } têtes signées ne prouvent rien : les certificats de leurs signataires ont été retirés avant qu'ils ne signent.
}
audit-count-unknown = inconnu
audit-exported = Le journal est exporté dans { $dir }.
audit-export-uncovered = { $events ->
    [one] Le dernier événement n'y est pas : aucune tête signée ne le couvre encore.
   *[other] Les { $events } derniers événements n'y sont pas : aucune tête signée ne les couvre encore.
}
progress-audit-export = Export du journal d'audit
audit-certificates-at = Certificats par profil, au { $at } :
audit-undetailed = { $events ->
    [one] Un événement sur un certificat ne dit ni profil ni fin, comme les versions antérieures l'écrivaient.
   *[other] { $events } événements sur des certificats ne disent ni profil ni fin, comme les versions antérieures les écrivaient.
}
audit-list-more = Il y en a d'autres : `{ $option }`.
audit-outcome-intended = prévu
audit-outcome-done = fait
audit-outcome-refused = refusé
audit-outcome-failed = échoué
audit-clock-synchronised = synchronisée
audit-clock-unsynchronised = non synchronisée
audit-clock-unknown = état inconnu
audit-signed = La tête du journal est signée.
audit-was-signed = La tête du journal était déjà signée.
audit-covered = L'événement est dans le journal sous cette tête signée :
audit-unsigned-yet = L'événement est dans l'arbre ; aucune tête signée ne le couvre encore.
audit-proven = L'événement { $index } et sa preuve sont écrits.
audit-purged = { $bodies ->
    [0] Aucun événement n'était à terme.
    [one] Le contenu d'un événement est purgé ; sa feuille reste.
   *[other] Le contenu de { $bodies } événements est purgé ; leurs feuilles restent.
}
audit-term = { $years } ans en { $country } après la fin de validité
audit-purge-kept = Les événements sur les certificats du profil { $profile } restent : ce programme ne peut pas le lire.
audit-purge-question = Les événements de tous les certificats terminés au plus tard le { $ended } perdront leur contenu pour toujours. Leurs feuilles restent, pour que le journal puisse encore être prouvé.
progress-audit-purge = Purge de ce qui est à terme
audit-head-unsigned = La tête du journal n'a pas été signée ; la suivante couvrira ces événements. { $cause }

## Ce qui n'a pas été fait

audit-not-exported = Le journal n'a pas été exporté.
audit-export-folder = Le dossier n'est pas vide.

## Têtes, signataires et preuves qui ne tiennent pas

audit-anchor-unreadable = { $file } ne contient pas de certificat.
audit-other-root = La chaîne de son signataire ne mène pas à l'ancre de confiance.
hint-audit-acknowledged = L'événement { $index } est `registry.acknowledge` : il nomme la sauvegarde restaurée. Une tête signée après cette sauvegarde et avant l'événement est du temps perdu et ne convient plus.
audit-proof-unsound = La preuve dans { $file } ne tient pas.
audit-checkpoint-of-proof = `--checkpoint` est pour un journal : la preuve d'un événement a sa propre tête.
