## registry : sauvegardes, restauration, contrôles, ancre

value-fault-registry-url = Un registre est désigné par son URL, par exemple `sqlite:/var/lib/sceau/registry/sceau.db`.
registry-anchor-syntax = Son contenu n'est pas celui d'une ancre : il est vide, tronqué ou modifié.
registry-anchor-format = Elle a le format { $found }, que cette version ne connaît pas.
registry-anchor-value = Elle nomme `{ $found }`, qui n'est ni une empreinte ni une génération.
registry-locked = Un autre programme en tient le verrou.
registry-standing = Le registre a changé depuis qu'il a été confronté à son ancre.
hint-registry-standing = Quelqu'un d'autre prend acte au même moment, ou écrit : regardez de nouveau avec `sceau registry check`.
registry-not-stale = Il ne manque au registre rien de ce que l'on sait de lui.
registry-reason = Un motif a de 1 à { $most } octets et pas de caractère de commande ; celui-ci a { $octets } octets.
backup-not-for-us = La sauvegarde est chiffrée pour d'autres que cette identité.
hint-backup-identity = Prenez l'identité d'un des destinataires que nomme l'événement `registry.backup`.
backup-none = Le fichier n'est pas une sauvegarde, ou son début a été modifié.
backup-altered = Ce qui a été relu n'est pas ce qui a été écrit.
hint-backup-again = Ne vous fiez pas à ce support ; écrivez la sauvegarde sur un autre.
hint-backup-older = Gardez cette sauvegarde telle quelle, et essayez la précédente.
backup-unreadable = La sauvegarde est tronquée, a été modifiée, ou ne peut pas être lue.
registry-lost = Il n'y a pas de registre à { $place }, mais l'ancre { $anchor } en connaît un : il a été perdu, ou il est ailleurs.
hint-registry-lost = Si son disque n'est pas monté, montez-le ; s'il est perdu, restaurez-le : `sceau registry restore`. Ce n'est que pour un autre registre, nouveau, qu'on nomme une autre `anchor` dans `[registry]`.
registry-anchor-begun = Il n'y avait pas d'ancre : une nouvelle commence dans { $anchor } { $events ->
    [one] avec { $events } événement
   *[other] avec { $events } événements
}. On ne peut plus dire si le registre est une copie plus ancienne ; cherchez qui a supprimé l'ancre, et comparez le journal avec une tête signée que garde l'auditeur.
registry-no-anchor = Il n'y a pas d'ancre : on ne peut dire si le registre est une copie plus ancienne.
registry-schema-missing = Il manque : { $object }.
registry-schema-altered = N'est pas tel que le programme l'a fait, ou est désactivé : { $object }.
registry-schema-unknown = N'est pas du programme : { $object }.
registry-not-checked = Le registre n'a pas été contrôlé.

## registry copy

registry-copy-differs = La ligne { $row } de la table { $table } diffère entre les deux registres.
registry-copy-no-source = Il n'y a pas de registre à { $place }.
hint-registry-copy-no-source = `--from` désigne le registre tel qu'il est : l'URL de `[registry]` dans la configuration.
registry-copy-not-a-registry = { $place } n'est pas un registre.
registry-copy-no-database = Le serveur n'a pas de base pour { $place }.
hint-registry-copy-no-database = Faites-en créer une vide par un administrateur : `createdb --owner PROPRIÉTAIRE --encoding UTF8 --template template0 NOM`.
registry-copy-no-folder = Le dossier { $folder } n'existe pas.
hint-registry-copy-no-folder = Créez-le avec son propriétaire et son groupe : `sudo install -d -m 2770 -o sceau -g sceau-registry { $folder }`.
registry-copy-taken = Il y a déjà quelque chose à { $place }.
hint-registry-copy-taken = Rien n'est écrasé : désignez un endroit où il n'y a rien. Si le registre y a déjà été copié, son journal se termine par l'événement `registry.copy`, résultat `done`.
registry-copy-under-way = Une autre copie vers { $place } est en cours.
hint-registry-copy-under-way = Laissez-la finir, ou arrêtez-la et copiez de nouveau : ce qu'elle a apporté est repris.
registry-copy-held = { $place } n'a pas pu être réservé contre d'autres écritures.
hint-registry-copy-held = Un autre programme y écrit ou le copie : arrêtez-les tous, puis copiez de nouveau.
registry-url-syntax = Ce n'est pas une URI de connexion de PostgreSQL : { $words }
registry-url-password = Un mot de passe y figure : écrivez-le dans un fichier et désignez celui-ci par `passfile=`.
registry-url-database = Elle ne nomme pas de base.
registry-url-key = `{ $key }` n'est pas admis dans l'URL d'un registre.
registry-url-unprotected = `{ $host }` est atteint par un réseau : désignez par `sslrootcert=` le certificat de l'autorité du serveur.
registry-url-mode = `sslmode={ $mode }` ne convient pas : ici c'est `{ $fitting }`.
registry-url-identity = `sslcert` et `sslkey` vont ensemble, et avec `sslrootcert`.
hint-registry-copy = Autre chose écrit au nouvel endroit, ou son support n'est pas fiable. Videz-le et copiez de nouveau.
