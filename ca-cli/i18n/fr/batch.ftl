# Émettre beaucoup de certificats à la fois.

batch-progress-issue = Émission
batch-progress-check = Contrôle
progress-left = reste :

batch-done = { $items ->
    [0] Le fichier ne contient aucune demande.
    [one] Le lot est terminé : { $items } demande.
   *[other] Le lot est terminé : { $items } demandes.
}
batch-checked = { $items ->
    [0] Le fichier ne contient aucune demande.
    [one] { $items } demande est contrôlée. Rien n'a été signé ni enregistré.
   *[other] { $items } demandes sont contrôlées. Rien n'a été signé ni enregistré.
}
field-field = champ
field-value = valeur
field-batch-issued = émis
field-batch-replayed = émis auparavant
field-batch-accepted = acceptées
field-batch-refused = refusées
field-batch-failed = échouées
field-batch-noticed = à regarder
field-batch-time = durée
field-batch-rate = débit
field-batch-results = résultats
batch-seconds = { $seconds } s
batch-rate = { $rate } par seconde

batch-stopped = Le lot s'est arrêté avant sa fin. Avec un certificat jusqu'ici : { $done }, sans : { $undone }.
batch-interrupted = On lui a demandé de finir.
hint-batch-again = Relancez la même commande : elle continue, et rien n'est émis deux fois.
batch-item-not-issued = Ligne { $line } : pas de certificat pour { $id }.
batch-line-not-issued = Ligne { $line } : pas de certificat.
batch-item-notice = Ligne { $line }, { $id } : { $notice }
notice-other-name = La personne qui porte cet identifiant était connue sous un autre nom.
batch-more-not-issued = { $count ->
    [one] { $count } autre sans certificat ; le fichier des résultats dit pourquoi.
   *[other] { $count } autres sans certificat ; le fichier des résultats dit pourquoi.
}
batch-item-unreadable = La ligne n'est pas un objet JSON avec les clés d'une demande.
batch-item-id = `{ $found }` ne peut pas nommer un fichier et une demande : 1 à 64 lettres, chiffres, `.`, `_` et `-`, et ni `.` ni `..`.
batch-item-field = La clé `{ $field }` a une valeur inutilisable.
batch-requests-not-read = La suite du fichier des demandes ne peut pas être lue.
batch-folder-in-use = Un autre lot y est à l'œuvre.
batch-no-signals = Le programme ne peut pas attendre qu'on lui demande de finir.
hint-batch-other-folder = Donnez à chaque lot son propre dossier, ou `--force` pour remplacer ce qui s'y trouve.
hint-batch-no-file = Ce qui s'y trouve n'est pas un fichier. Déplacez-le, ou donnez au lot un autre dossier.
hint-batch-keys = Dans un lot, ce sont des clés de la ligne : `id`, `renamed`, `confirm_latin_form`, `key_origin`.
