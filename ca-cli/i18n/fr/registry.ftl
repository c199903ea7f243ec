## registry : sauvegardes, restauration, contrôles, ancre

help-registry-keygen = Créer une identité qui peut lire les sauvegardes, et son destinataire
arg-registry-keygen-out = Fichier de l'identité ; il doit être nouveau, et ce compte seul peut le lire
example-registry-keygen =
    sceau registry keygen --out identite-sauvegarde.txt
help-registry-backup = Écrire une sauvegarde chiffrée pendant que le registre est en service
arg-registry-backup-out = Fichier de la sauvegarde ; il doit être nouveau
arg-registry-backup-recipient = Qui peut la lire : un destinataire `age1…`, plusieurs fois s'il y en a plusieurs
arg-registry-backup-recipients-file = Fichier avec un destinataire par ligne
example-registry-backup =
    sceau registry backup --out /sauvegarde/sceau-2026-11-21.age --recipients-file /etc/sceau/destinataires
help-registry-restore = Restaurer un registre depuis une sauvegarde, là où il n'y en a pas
arg-registry-restore-file = La sauvegarde
arg-registry-restore-identity = Fichier avec l'identité d'un des destinataires
arg-registry-restore-registry = Où le mettre : `sqlite:` et un chemin ; à défaut là où la configuration le dit
arg-registry-restore-sha256 = Refuser une sauvegarde dont le SHA-256 est autre
example-registry-restore =
    sceau registry restore sceau-2026-11-21.age --identity identite-sauvegarde.txt
    sceau registry restore sceau-2026-11-21.age --identity identite-sauvegarde.txt --registry sqlite:/srv/exercice/sceau.db
help-registry-check = Dire si le registre, le journal et l'ancre s'accordent
arg-registry-check-deep = Confronter aussi les index à leurs tables, et vérifier les signatures des certificats et des LCR
example-registry-check =
    sceau registry check
    sceau registry check --deep --format json
help-registry-acknowledge = Prendre acte de ce qui manque à un registre périmé, pour qu'on y écrive de nouveau
arg-registry-acknowledge-reason = Pourquoi, pour le journal : 1 à 500 octets
example-registry-acknowledge =
    sceau registry acknowledge --reason "disque perdu le 21 novembre, sauvegarde de 2 h restaurée"
value-recipient = DESTINATAIRE
value-sha256 = SHA256
value-fault-sha256 = Un SHA-256 a 64 chiffres hexadécimaux.
progress-backup-copy = Copie du registre
progress-backup-encrypt = Écriture de la sauvegarde
progress-backup-verify = Relecture de la sauvegarde
progress-restore = Lecture de la sauvegarde
progress-registry-check = Contrôle : { $check }
field-anchor = ancre
field-crl-numbers = numéros de LCR
field-octets = octets
field-recipient = destinataire
field-recipients = destinataires
field-registry-octets = octets du registre
registry-identity-made = L'identité est dans { $file }. Gardez-la loin des machines dont elle lit les sauvegardes.
registry-backed-up = La sauvegarde est dans { $file }, et elle a été relue.
registry-restored = Le registre { $registry } a été restauré.
registry-restored-whole = L'ancre prouve que rien ne manque.
registry-restored-stale = { $lost ->
    [0] Rien ne prouve qu'il n'est pas plus ancien qu'il n'était.
    [one] Il manque { $lost } événement que l'ancre connaît.
   *[other] Il manque { $lost } événements que l'ancre connaît.
} Il est lu, et l'on n'y écrit pas avant qu'un officier n'en prenne acte : `sceau registry acknowledge --reason …`.
registry-acknowledge-question = Le journal a { $found ->
    [one] { $found } événement
   *[other] { $found } événements
} ; au moins { $lost } sont perdus. Les certificats émis et révoqués depuis sont inconnus du registre.
registry-acknowledge-word = prendre acte
registry-acknowledged = Il est pris acte de ce qui est perdu ({ $lost ->
    [one] { $lost } événement
   *[other] { $lost } événements
} au moins). On écrit de nouveau dans le registre, avec des numéros de LCR plus grands.
registry-known-by-anchor = L'ancre connaissait :
registry-found = Le registre contient :
registry-sound = Le registre, le journal et l'ancre s'accordent.
registry-unsound = { $defects ->
    [one] { $defects } défaut a été trouvé.
   *[other] { $defects } défauts ont été trouvés.
}
registry-check-good = bon : { $check }
registry-check-bad = { $defects ->
    [one] { $defects } défaut
   *[other] { $defects } défauts
} : { $check }
registry-check-anchor = le registre contient ce que son ancre connaît
registry-check-engine = pages, index et références
registry-check-schema = tables et règles de la base
registry-check-more = et { $more ->
    [one] un de plus
   *[other] { $more } de plus
}
registry-check-tree = événements et tête du journal
registry-check-heads = têtes signées du journal
registry-check-serials = certificats et numéros de série
registry-check-signatures = les certificats émis sont signés
registry-check-withdrawals = les révocations sont dans le flux
registry-check-revocations = les révocations ont leur acte
registry-check-feed = le flux n'a pas de lacune
registry-check-log = le journal n'a pas de lacune
registry-check-crls = les LCR sont entières, leurs numéros réservés
registry-check-governance = les déclarations de gouvernance sont sans lacune
registry-check-documents = les documents ont leur empreinte
registry-check-certificates = les signatures des certificats se vérifient
registry-check-lists = les signatures des dernières LCR se vérifient
registry-not-backed-up = Le registre n'a pas été sauvegardé.
registry-not-restored = Le registre n'a pas été restauré.
registry-not-acknowledged = Il n'a été pris acte de rien.
registry-restore-exists = Il y a déjà quelque chose : { $place }.
hint-registry-aside = Arrêtez tout ce qui s'en sert, et écartez son dossier entier ; rien n'est écrasé.
registry-restore-sqlite = Une sauvegarde est restaurée dans un fichier SQLite.
hint-registry-restore-sqlite = Désignez-en un par `--registry sqlite:CHEMIN` ; `sceau registry copy` le porte vers un autre moteur.
backup-key-unknown-recipient = Les destinataires de la sauvegarde ne sont pas connus.
backup-key-unknown-identity = L'identité ne peut pas être lue.
backup-key-line-recipient = La ligne { $line } n'est pas un destinataire X25519 (`age1…`).
backup-key-line-identity = La ligne { $line } n'est pas une identité X25519 (`AGE-SECRET-KEY-1…`).
backup-key-none-recipient = Il n'y a pas de destinataire.
backup-key-none-identity = Il n'y a pas d'identité.
hint-backup-keys = `sceau registry keygen` crée une identité et son destinataire, `age-keygen` aussi.
backup-other-digest = La sauvegarde a le SHA-256 { $found }, { $expected } est attendu.
registry-restore-folder = Le dossier { $folder } n'existe pas.
hint-registry-restore-folder = Pour un registre en service, refaites-le tel qu'il était : `install -d -m 2770 -o sceau -g sceau-registry { $folder }` ; pour un exercice, `install -d -m 700 { $folder }` suffit.
registry-identity-open = D'autres peuvent lire l'identité { $file } (mode { $mode }), et par elle chaque sauvegarde : `chmod 600 { $file }`, ou créez-en une nouvelle.

## registry copy

help-registry-copy = Copier un registre vers un autre endroit ou l'autre moteur, et comparer chaque ligne
arg-registry-copy-from = Le registre tel qu'il est : `sqlite:` et un chemin, ou `postgres://…`
arg-registry-copy-keep-source = Garder l'ancien registre en service : la copie ne peut qu'être lue, et ne sert jamais ni à une autorité ni à un répondeur
arg-registry-copy-to = Où il doit être ; il ne doit rien y avoir, sauf une copie interrompue
example-registry-copy =
    sceau registry copy --from sqlite:/var/lib/sceau/registry/sceau.db --to "postgres://sceau_owner@db.example.td/registry?sslrootcert=/etc/sceau/db-root.pem&passfile=/etc/sceau/owner-password"
progress-registry-copying = Copie des lignes
progress-registry-comparing = Comparaison des lignes
field-certificates = certificats
field-log-root = tête du journal
field-log-size = événements du journal
field-revocations = révocations
field-rows = lignes
field-rows-resumed = lignes d'une copie antérieure
registry-copied = Le registre { $from } a été déplacé à { $to }, et chaque ligne est la même.
registry-copied-next = Désignez le nouvel endroit dans la configuration de chaque programme. L'ancien est fermé : on peut le lire, et rien n'y est plus écrit ni répondu.
registry-copied-kept = { $to } est une copie du registre { $from }, et chaque ligne est la même.
registry-copied-kept-next = La copie ne peut qu'être lue. Le registre continue à son ancien endroit.
registry-not-copied = Le registre { $from } n'a pas été copié vers { $to }.
