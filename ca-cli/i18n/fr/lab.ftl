## lab : une autorité d'exercice dans un dossier

help-lab = Une autorité d'exercice dans un dossier : clés dans un jeton logiciel, émetteurs, répondeur
help-lab-up = Construire le laboratoire, ou ce qui en manque, et démarrer son répondeur
help-lab-env = Afficher ce que les programmes doivent savoir du laboratoire, en JSON
help-lab-down = Arrêter ce que le laboratoire a démarré ; rien n'est supprimé
help-lab-status = Dire si le laboratoire est en marche, et où il répond

arg-lab-up-dir = Le dossier du laboratoire ; il est créé s'il n'existe pas
arg-lab-up-registry = Où est le registre : `sqlite`, un fichier du laboratoire, ou l'URL d'une base PostgreSQL vide, comme dans la configuration ; `sqlite` si le laboratoire est nouveau
arg-lab-up-token = Le genre de jetons : SoftHSM, ou kryoptic, où les émetteurs ont des clés post-quantiques (ML-DSA) ; SoftHSM si le laboratoire est nouveau
arg-lab-up-country = L'État dont on exerce l'autorité : un code fourni (TD, DZ, DJ) ou le fichier des données d'un pays ; TD si le laboratoire est nouveau
arg-lab-up-public-url = Le début des URL dans les certificats ; le répondeur lui-même sans cette option
arg-lab-env-dir = Le dossier du laboratoire
arg-lab-down-dir = Le dossier du laboratoire
arg-lab-status-dir = Le dossier du laboratoire

example-lab-up =
    sceau lab up --dir labo
    sceau lab up --dir labo --country DJ --public-url http://pki.example.dj
    sceau lab up --dir labo-pq --token kryoptic
example-lab-env =
    sceau lab env --dir labo | jq -r .issuers.citizens.ocsp

lab-started = Le laboratoire est en marche.
lab-was-up = Le laboratoire dans { $dir } est déjà en marche ; rien n'a changé.
lab-stopped = Le laboratoire dans { $dir } est arrêté. `sceau lab up` le démarre à nouveau tel qu'il était.
lab-was-down = Le laboratoire dans { $dir } n'était pas en marche.
lab-runs = Le laboratoire dans { $dir } est en marche.
lab-is-down = Le laboratoire dans { $dir } est arrêté.

lab-step-token = Création du jeton { $token }.
lab-step-registry = Ouverture du registre.
lab-step-bureau = Création du bureau d'exercice qui répond des clés dans les dispositifs.
lab-step-issuer = Création de l'émetteur { $issuer }.
lab-step-files = Écriture des certificats des émetteurs.
lab-step-audit-signer = Enrôlement du signataire des têtes du journal.
lab-step-crl = Publication de la LCR de { $issuer }.
lab-step-signer = Enrôlement du répondeur pour { $issuer }.

lab-field-config = configuration
lab-field-country = pays
lab-field-public-url = URL dans les certificats
lab-field-listen = le répondeur écoute sur
lab-field-pid = processus du répondeur
lab-field-issuer = émetteur
lab-field-generation = génération
lab-field-end = valide jusqu'au

lab-not-there = Il n'y a pas de laboratoire dans { $dir }.
lab-hint-up = `sceau lab up --dir { $dir }` en crée un.
lab-is-another = Le laboratoire a été créé pour { $country } avec l'URL { $url }, qui figurent dans ses certificats, et ses clés sont dans des jetons de { $make } ; son registre est { $registry }. Rien de cela ne peut plus changer.
lab-hint-another = Donnez un autre `--dir` pour un autre laboratoire, ou omettez `--country`, `--public-url`, `--token` et `--registry`.
lab-bad-url = L'URL { $url } ne peut pas figurer dans des certificats.
lab-bad-country = Le laboratoire ne peut pas être créé pour { $country }.
lab-no-bureau = Le bureau d'exercice n'a pas pu être créé.
lab-busy = Une autre commande travaille sur le laboratoire dans { $dir }.
lab-no-folder = Le dossier { $dir } est introuvable.
lab-not-written = { $path } n'a pas pu être écrit.
lab-state-unreadable = { $file } ne dit pas comment est le laboratoire.
lab-no-module = { $make }, le jeton logiciel du laboratoire, n'est pas sur cette machine.
lab-no-module-there = Il n'y a pas de module PKCS#11 à { $path }.
lab-hint-softhsm = Installez le paquet `softhsm2` (Debian : `apt-get install softhsm2`), ou nommez son module dans la variable `SCEAU_SOFTHSM_MODULE`.
lab-hint-kryoptic = Installez le paquet `kryoptic` là où la distribution en a un, construisez-le dans l'arborescence des sources avec `scripts/kryoptic.sh`, ou nommez son module dans la variable `SCEAU_KRYOPTIC_MODULE`.
lab-no-pin = Le code PIN dans { $file } n'a pas pu être lu.
lab-no-token = Le jeton { $token } n'a pas pu être créé.
lab-own-program-lost = Ce programme ne trouve pas son propre fichier.
lab-no-responder = Le répondeur n'est pas à { $path }.
lab-hint-responder = Placez `sceau-ocsp` dans le dossier de `sceau` ; `cargo build --workspace` construit les deux.
lab-not-started = { $program } n'a pas pu être démarré.
lab-step-failed = Une étape du laboratoire a échoué : `{ $command }`.
lab-not-understood = La réponse d'une étape n'a pas été comprise.
lab-no-port = Aucun port libre n'a été trouvé pour le répondeur.
lab-port-taken = Le port { $port } du répondeur du laboratoire est pris par un autre programme.
lab-hint-port = Le port figure dans les certificats du laboratoire et ne peut pas changer. Arrêtez l'autre programme, ou créez un autre laboratoire.
lab-responder-ended = Le répondeur s'est arrêté aussitôt.
lab-responder-silent = Le répondeur ne répond pas.
lab-hint-log = { $file } en dit plus.
lab-not-stopped = Le processus { $pid } du répondeur n'a pas pu être arrêté.

value-registry = REGISTRE
value-token = JETON
