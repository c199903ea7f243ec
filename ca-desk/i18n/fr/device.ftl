# Ce qui peut arriver aux jetons et à leurs modules.

## Défauts

token-fault-returned = { $function } : { $value }
token-fault-not-loaded = Le module { $module } ne peut pas être chargé : { $words }
token-fault-not-a-module = { $module } n'est pas un module PKCS#11 : il n'a pas { $symbol }.
token-fault-binding = La réponse du module est illisible, ou la demande ne peut pas lui être transmise : { $words }
token-fault-no-token = Aucun jeton ne répond à { $uri } ; il y a : [{ $present }].
token-fault-several-tokens = { $count } jetons répondent à { $uri } : ajoutez `serial`.
token-fault-no-key = Aucune clé privée ne s'appelle { $uri }.
token-fault-several-keys = { $count } clés privées s'appellent { $uri } : ajoutez `id`.
token-fault-key-kept = { $uri } est toujours là après C_DestroyObject.
token-fault-not-extractable = { $uri } n'est pas extractible : la clé n'a pas été créée pour être enveloppée, ou elle est scellée.
token-fault-no-common-wrapping = Les deux jetons ne savent pas envelopper et restaurer de la même façon : là-bas [{ $there }], ici [{ $here }].
token-fault-no-transport-key = La clé a été enveloppée pour { $uri }, qui n'est pas dans ce jeton.
token-fault-key-there = { $uri } est déjà là.
token-fault-not-that-key = { $uri } ne signe pas pour sa clé publique. La clé n'a pas été gardée.
token-fault-not-a-key = { $uri } ne désigne pas une clé privée : { $words }
token-fault-other-token = { $uri } n'est pas dans le jeton { $token }.
token-fault-no-empty-token = Aucun emplacement ne contient de jeton vide.
token-fault-label-taken = Un jeton porte déjà ce libellé.
token-fault-label-length = Le libellé d'un jeton a de 1 à { $most } octets.
token-fault-attributes = Le jeton n'a pas donné à la clé les attributs demandés : { $defects }.
token-fault-input = Ce n'est pas une entrée de { $algorithm }.
token-fault-key-kind = La clé ne signe pas avec { $algorithm }.
token-fault-output = Ce que C_Sign a donné n'est pas une signature : { $words }
token-fault-login-lost = L'authentification auprès du jeton s'est perdue sans qu'il le dise.
token-fault-pin-file = Le fichier du code PIN { $path } n'a pas pu être lu : { $words }
token-fault-pin-open-to-others = Le fichier du code PIN { $path } a le mode { $mode } : d'autres peuvent le lire.
token-fault-pin-not-a-file = { $path } n'est pas un fichier ordinaire.
token-fault-last-try = Le jeton ne laisse plus qu'un essai au code PIN avant de le bloquer ; il n'a pas été utilisé. Authentifiez-vous une fois avec un outil du fabricant et le bon code PIN, puis relancez le programme.
token-fault-no-pin = Aucun code PIN n'a été donné : { $words }
token-fault-pin-form = Un code PIN est une ligne de texte UTF-8, de 1 à 1024 octets.
token-fault-worker-not-started = Le processus auxiliaire { $program } n'a pas pu être lancé : { $words }
token-fault-worker-other = { $program } n'est pas le processus auxiliaire de cette version de sceau : { $words }
token-fault-not-confined = Le processus auxiliaire n'a pas pu être confiné et n'a chargé aucun module : { $words }
token-fault-worker-ended = Le module s'est effondré : son processus auxiliaire a pris fin ({ $words }).
token-fault-worker-hung = Le module n'a pas répondu en { $millis } ms ; son processus auxiliaire a été arrêté.
token-fault-recovering = Le jeton a failli il y a un instant ; il sera bientôt interrogé de nouveau.
token-fault-random = Il n'y a pas d'aléa : { $words }
token-fault-no-token-configured = Aucun jeton n'est configuré pour cet acte.
token-fault-not-configured = { $asked } ne nomme aucun des jetons configurés : { $configured }.
token-fault-fenced = Le jeton a donné une signature fausse : il ne signe plus jusqu'au prochain démarrage du programme. Faites d'abord examiner le jeton.
