# Les clés : leur passage d'un jeton à l'autre, leur fin.

field-token-serial = numéro de série du jeton
field-manufacturer = fabricant
field-model = modèle
field-absent-in = absente de
field-mechanisms = mécanismes
field-fingerprint = empreinte
field-from = de
field-to = vers
field-made = créée

## Ce qui a été fait

key-copy-backup = Enveloppée dans { $from } pour { $to } par { $actor }, { $time }.
key-copy-restored = Restaurée de { $from } dans { $to } par { $actor }, { $time }.
key-destroyed = La clé { $key } est détruite.
key-would-be-destroyed = La clé { $key } serait détruite.
key-maybe-in = Le jeton { $token } ({ $serial }) en a peut-être une copie : il n'a pas pu être interrogé.
key-backed-up = La clé { $key } est enveloppée pour le jeton { $to }. Elle reste exportable et ne peut être celle d'un émetteur avant `sceau key seal`.
key-backed-up-and-sealed = La clé { $key } est enveloppée pour le jeton { $to } et scellée.
key-would-be-backed-up = La clé { $key } serait enveloppée pour le jeton { $to }.
key-restored = La clé { $key } est dans le jeton { $token } et signe pour sa clé publique.
key-transport-compare = Lisez l'empreinte à la personne qui fait la sauvegarde par une autre voie que celle du fichier : qui échange le fichier obtient la clé.
key-transport-destroyed = La clé de transport { $key } est détruite.
key-transport-kept = La clé de transport { $key } est toujours dans le jeton.

## Alarmes

token-changed = ALARME : le jeton { $token } n'est plus ce qu'il était : { $before } est devenu { $now }.
key-copies-unconfirmed = { $count ->
        [one] ALARME : { $count } enregistrement de copie n'est pas confirmé par le journal d'audit et ne compte pas.
       *[other] ALARME : { $count } enregistrements de copies ne sont pas confirmés par le journal d'audit et ne comptent pas.
    }

## Questions

key-destroy-question = La clé { $key } sera détruite définitivement dans : { $tokens }. Tout ce qu'elle a signé reste tel quel ; elle ne pourra plus rien signer.
key-backup-question = La clé { $key } quittera le jeton { $from }, enveloppée pour { $to }. Comparez l'empreinte de la clé de transport avec celle qui vous a été lue : { $fingerprint }.
key-backup-and-seal-question = La clé { $key } quittera le jeton { $from }, enveloppée pour { $to }, et sera scellée : aucune autre sauvegarde ne sera possible ensuite. Comparez l'empreinte de la clé de transport avec celle qui vous a été lue : { $fingerprint }.
key-seal-question = La clé { $key } sera scellée : aucune sauvegarde n'en sera possible ensuite.
progress-transport-key = Création de la clé de transport
progress-key-backup = Enveloppement de la clé
progress-key-restore = Restauration de la clé

## Ce qui n'a pas été fait

key-not-backed-up = La clé { $key } n'a pas été sauvegardée.
key-not-sealed = La clé { $key } n'a pas été scellée.
key-not-restored = La clé { $key } n'a pas été restaurée.
key-transport-left = La clé { $key } est restaurée, mais la clé de transport { $transport } est toujours dans le jeton.
key-transport-not-made = La clé de transport n'a pas été créée.
hint-key-seal = `sceau key seal` essaie de nouveau.
