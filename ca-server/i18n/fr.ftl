# Textes de sceaud. Chaque nom figure aussi dans en.ftl ; les tests y veillent.

daemon-help = Servir les opérations de l'autorité par HTTP avec TLS mutuel, jusqu'à l'ordre d'arrêt (SIGTERM). SIGUSR2 transmet tout au programme qui se trouve à présent au même chemin.
daemon-option-config = Le fichier de configuration.
daemon-option-check = Ouvrir configuration, registre, jetons et certificats comme le service, et dire ce qu'il a trouvé.
daemon-option-lang = Langue de l'aide et des messages : fr ou en. Par défaut : celle du système.
daemon-option-help = Afficher cette aide.
daemon-option-version = Afficher la version.
daemon-value-file = FICHIER
daemon-value-lang = LANGUE
daemon-heading-usage = Usage :
daemon-heading-options = Options
daemon-usage = La ligne de commande n'est pas comprise : { $detail }.
daemon-hint-usage = `sceaud --help` montre ce qui l'est.

daemon-config-missing = Aucune configuration n'est indiquée : il manque `--config FICHIER`.
daemon-registry = Le registre ne peut pas être lu.
daemon-certificate = Le certificat du serveur est inutilisable.
daemon-listen = Impossible d'écouter à { $address }.
daemon-tls = TLS ne peut pas être mis en place.
daemon-ready-file = { $file } ne peut pas être écrit.
daemon-runtime = Le service ne peut pas démarrer.
cause-not-pem = { $file } n'est pas ce qu'il doit être en PEM.
cause-no-certificate = { $file } ne contient aucun certificat.
cause-key-open = D'autres ont accès à { $file } : `chmod o= FICHIER`.
cause-unfit = Certificat et clé ne vont pas ensemble, ou TLS ne connaît pas la clé.

config-listen = `listen` doit être une adresse et un port, par exemple `127.0.0.1:8443`.
config-listen-loopback = `listen` doit être une adresse de cette seule machine, par exemple `127.0.0.1:9180`.
config-certificate = `certificate` doit être le chemin d'un fichier en PEM : le certificat du serveur, puis ceux de ses émetteurs.
config-server-key = `key` doit être une référence : {"{"} file = "…" {"}"}. La clé elle-même ne doit pas figurer ici.
config-tls = `tls` doit être ["1.3"] ou ["1.3", "1.2"].
config-ready-file = `ready_file` doit être le chemin d'un fichier.
config-bounds = `{ $key }` doit être un nombre : { $bounds }.
config-pin-file = Le code PIN de chaque jeton doit être dans un fichier : un service le lit à chaque démarrage, et personne n'est là pour le taper.

check-door = { $door } : { $address }
check-registry = registre { $url }, lu à { $moment }
check-token = jeton { $token } : { $state }
check-clients = émetteurs de certificats de clients : { $issuers }
check-certificate = certificat du serveur, jusqu'à { $moment }

problem-client-certificate-required = Un certificat de client est nécessaire ici.
problem-unknown-path = Il n'y a rien à ce chemin.
problem-method-not-allowed = Ce chemin ne connaît pas la méthode.
problem-media-type = Le corps doit être `application/json`.
problem-not-acceptable = Il n'y a pas de réponse du genre demandé.
problem-syntax = Le corps n'est pas ce que l'opération attend.
problem-body-too-large = Le corps est trop grand.
problem-body-too-slow = Le corps est arrivé trop lentement.
problem-body-broken = Le corps s'interrompt.
problem-too-many-requests = Ce client envoie trop de requêtes.
problem-too-many-connections = Il y a trop de connexions avec ce certificat.
problem-busy = Tous les fils d'exécution sont occupés.
problem-late = Le travail dure plus longtemps que l'attente. Il continue : redemandez avec le même identifiant de requête.
problem-bug = C'est un défaut du programme.
