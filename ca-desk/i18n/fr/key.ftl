# Les clés : leur passage d'un jeton à l'autre, leur fin.

## Ce qui n'a pas été fait

key-file-kind = Ce n'est pas un fichier « { $expected } ».
hint-key-file-kind = `sceau key transport` écrit les clés de transport, `sceau key backup` les sauvegardes.
key-file-format = Son format est { $found } ; ce programme lit { $expected }.
key-file-damaged = Il est endommagé : son contenu n'a pas son empreinte.
hint-key-file-damaged = Copiez de nouveau le fichier depuis l'endroit où il a été écrit.
key-file-malformed = Il est tronqué, ou n'a pas été écrit par ce programme.
key-unknown = Aucune clé ne s'appelle { $key }.
key-ambiguous = Plusieurs clés s'appellent { $key } : désignez-en une par son URI.
key-name-unreadable = { $key } n'est pas l'URI d'une clé privée.
hint-key-list = `sceau key list` montre les clés avec leurs URI.
key-not-destroyed = La clé { $key } n'a pas été détruite.
