# Les jetons et leurs modules : ce qui leur arrive, et le nom `hsm`.

## sceau hsm

help-hsm = Les appareils qui détiennent des clés, et leurs modules PKCS#11
help-hsm-list = Montrer modules, emplacements et jetons, sans authentification
arg-hsm-list-module = Ce module au lieu de ceux de la configuration
arg-hsm-list-env = Variable que le module veut dans son environnement, sous la forme `NOM=valeur` ; peut être répétée
arg-hsm-list-network = Le module peut utiliser le réseau
example-hsm-list =
    sceau hsm list
    sceau hsm list --module /usr/lib/softhsm/libsofthsm2.so --env SOFTHSM2_CONF=/etc/softhsm2.conf
help-hsm-doctor = Examiner un jeton en une minute sans toucher à ses clés : ce qu'il sait faire, à quelle allure, et ce qui ne va pas
arg-hsm-doctor-token = Libellé du jeton, si la configuration en nomme plusieurs
arg-hsm-doctor-module = Ce module au lieu de ceux de la configuration
arg-hsm-doctor-env = Variable que le module veut dans son environnement, sous la forme `NOM=valeur` ; peut être répétée
arg-hsm-doctor-network = Le module peut utiliser le réseau
arg-hsm-doctor-uri = Le jeton de ce module, sous la forme d'une URI de la RFC 7512
arg-hsm-doctor-pin-file = Fichier du code PIN ; sinon il est demandé
arg-hsm-doctor-sessions = Nombre maximal de sessions qui signent ensemble, de 1 à 64 ; sinon celui de la configuration, ou 4
arg-hsm-doctor-quick = Mesurer brièvement et avec une seule session
arg-hsm-doctor-out = Écrire aussi le rapport dans ce fichier, en JSON : il peut être envoyé au fabricant
example-hsm-doctor =
    sceau hsm doctor --out rapport.json
    sceau hsm doctor --module /usr/lib/fabricant/libpkcs11.so --uri 'pkcs11:token=neuf' --pin-file pin
value-variable = NOM=VALEUR
value-fault-variable = Une variable s'écrit `NOM=valeur`.
value-fault-token-uri = L'URI d'un jeton ressemble à `pkcs11:token=sceau` et ne nomme aucun objet.
value-fault-sessions = Il y a de 1 à 64 sessions.
progress-hsm-list = Interrogation des modules
progress-hsm-doctor = Examen du jeton
hsm-module-silent = Le module { $module } n'a pas pu être interrogé.
hsm-which-token = On ne sait pas de quel jeton il s'agit.
hint-hsm-which-token = `--token LIBELLÉ` le dit ; il y a : { $labels }.
hint-hsm-module = Ajoutez une table pour le jeton, ou donnez un module par `--module FICHIER`.
hsm-not-examined = Le jeton { $token } n'a pas pu être examiné.

## Noms des champs des appareils

field-answer = réponse
field-algorithms = algorithmes
field-attribute = attribut
field-class = compris comme
field-device = appareil
field-enforced = appliqué
field-firmware = micrologiciel
field-key-pair = paire de clés
field-key-sizes = tailles de clé
field-library = bibliothèque
field-mechanism = mécanisme
field-misuse = mauvais usage
field-module = module
field-pkcs11 = PKCS#11
field-rates = signatures
field-signature = première signature
field-slot = emplacement
field-uses = usages
field-wanted = voulu

## Les appareils en mots

hsm-interface = { $interface } (le module dit { $claimed })
hsm-no-token = pas de jeton
hsm-flag-initialised = initialisé
hsm-flag-empty = vide
hsm-flag-no-pin = code PIN non défini
hsm-flag-login = authentification requise
hsm-flag-protected-path = code PIN saisi sur l'appareil
hsm-flag-write-protected = protégé en écriture
hsm-flag-pin-count-low = un code PIN faux a été saisi
hsm-flag-pin-final-try = dernier essai pour le code PIN
hsm-flag-pin-locked = code PIN verrouillé
hsm-flag-pin-to-be-changed = code PIN à changer
hsm-flag-error-state = état d'erreur
hsm-class-busy = occupé : on attend son tour
hsm-class-refused = faute de l'appelant : dite aussitôt
hsm-class-lost = perte : nouvelle session, un nouvel essai
hsm-class-bad-pin = code PIN : plus d'authentification
hsm-class-hung = pas de réponse : processus auxiliaire arrêté
hsm-class-crashed = effondrement du processus auxiliaire
hsm-class-skipped = non essayé
hsm-rate = { $sessions ->
    [one] { $sessions } session : { $rate }/s, p50 { $p50 }, p99 { $p99 }
   *[other] { $sessions } sessions : { $rate }/s, p50 { $p50 }, p99 { $p99 }
}
hsm-absent = absent
hsm-generates = génère des paires de clés
hsm-signs = signe
hsm-hardware = dans le matériel
hsm-outcome-honoured = respecté
hsm-outcome-ignored = ignoré
hsm-outcome-untold = non indiqué
hsm-outcome-refused = refusé
hsm-outcome-untried = non essayé
hsm-accepted = accepté
hsm-misuse-overlong-data = données trop longues
hsm-misuse-wrong-mechanism = mécanisme d'un autre type de clé
hsm-misuse-no-operation = C_SignUpdate sans C_SignInit
hsm-misuse-two-operations = C_SignInit deux fois
hsm-misuse-dead-handle = clé détruite
hsm-misuse-logged-out = clé privée après C_Logout
hsm-stage-make = génération de paires de clés ({ $algorithms })
hsm-stage-sign = signature ({ $algorithms })
hsm-stage-rate = signatures sans pause ({ $algorithms })
hsm-act-attribute = essai de l'attribut { $attribute }
hsm-act-sessions = ouverture de sessions
hsm-act-login = examen de l'authentification
hsm-act-mechanisms = demande des mécanismes
hsm-act-restart = C_Finalize et C_Initialize

## Constats

hsm-verdict-ok = bon
hsm-verdict-warning = attention
hsm-verdict-problem = problème
hsm-doctor-identity = { $manufacturer } { $model }, numéro de série { $serial }, micrologiciel { $firmware }.
hsm-doctor-no-serial = Le jeton n'indique pas de numéro de série.
hsm-doctor-interface = Le module parle PKCS#11 { $interface }.
hsm-doctor-flags = Aucun indicateur du jeton ne fait obstacle.
hsm-doctor-error-state = Le jeton est dans son état d'erreur.
hsm-doctor-pin-locked = Le code PIN est verrouillé.
hsm-doctor-pin-final-try = Un code PIN faux de plus verrouille le jeton.
hsm-doctor-write-protected = Le jeton est protégé en écriture : aucune clé ne peut être créée.
hsm-doctor-pin-count-low = Un code PIN faux a été saisi depuis la dernière authentification.
hsm-doctor-pin-to-be-changed = Le code PIN doit être changé.
hsm-doctor-no-login = Le jeton laisse employer ses clés sans authentification.
hsm-doctor-login = Du lancement du processus auxiliaire à l'authentification : { $millis } ms.
hsm-doctor-login-not-shared = L'authentification d'une session ne vaut pas pour les autres.
hsm-doctor-core-dumps = Un effondrement du module peut écrire le code PIN sur le disque.
hsm-doctor-no-core-dumps = Un effondrement du module ne laisse pas d'image de la mémoire.
hsm-doctor-memory-not-locked = La mémoire du processus auxiliaire peut être écrite dans l'espace d'échange.
hsm-doctor-memory-locked = La mémoire du processus auxiliaire est verrouillée.
hsm-doctor-network-open = Le module peut joindre le réseau sans en avoir besoin.
hsm-doctor-network-wanted = Le module peut utiliser le réseau, comme la configuration le veut.
hsm-doctor-network-closed = Le module ne peut pas joindre le réseau.
hsm-doctor-algorithm = { $algorithm } : les signatures sont justes ; { $rate } par seconde avec sessions : { $sessions }.
hsm-doctor-wrong-signature = { $algorithm } : le jeton a donné une signature fausse.
hsm-doctor-no-algorithm = Le jeton ne fait de signature juste avec aucun de nos algorithmes.
hsm-doctor-lacking = Non offerts par ce jeton : { $algorithms }.
hsm-doctor-hangs = Il reste bloqué : { $act }. { $cause }
hsm-doctor-crashes = Il s'effondre : { $act }. { $cause }
hsm-doctor-fails = Il échoue : { $act }. { $cause }
hsm-doctor-skipped = Non essayé, le temps était écoulé : { $act }.
hsm-doctor-attributes = { $count ->
    [one] L'attribut des clés privées est respecté.
   *[other] Les { $count } attributs des clés privées sont tous respectés.
}
hsm-doctor-attribute-idle = { $attribute } se lit { $wanted }, et le jeton ne l'applique pas.
hsm-doctor-attribute-ignored = { $attribute } n'est pas { $wanted }.
hsm-doctor-attribute-untold = Le jeton n'indique pas { $attribute }.
hsm-doctor-attribute-refused = Le jeton refuse une clé avec { $attribute } = { $wanted }.
hsm-doctor-sessions = Il ouvre { $opened } sessions sur { $asked } demandées ; { $configured } sont configurées.
hsm-doctor-sessions-limit = Il ouvre { $opened } sessions à la fois, sur { $asked } demandées ; { $configured } sont configurées.
hsm-doctor-sessions-few = Il n'ouvre que { $opened } sessions, sur { $asked } demandées ; { $configured } sont configurées.
hsm-doctor-sessions-odd = Il ouvre { $opened } sessions sur { $asked } demandées ({ $configured } sont configurées), et refuse la suivante d'une manière inattendue. { $cause }
hsm-doctor-accepts = Cela ne le gêne pas : { $act }.
hsm-doctor-refuses = Il refuse comme il se doit : { $act }. { $cause }
hsm-doctor-no-recovery = Sa réponse ne montre pas que la clé ou l'authentification est perdue : { $act }. { $cause }
hsm-doctor-restart = C_Finalize et C_Initialize prennent { $millis } ms.
hsm-doctor-workers = { $count ->
    [one] { $count } processus auxiliaire a été perdu en route.
   *[other] { $count } processus auxiliaires ont été perdus en route.
}
hsm-doctor-interrupted = Vous avez interrompu l'examen : le reste n'a pas été essayé.
hsm-doctor-nothing-left = Rien n'est resté dans le jeton.
hsm-doctor-left-behind = Des objets au libellé { $label } sont peut-être restés dans le jeton.
hsm-doctor-profiles = Il peut détenir les clés de tous les profils livrés.
hsm-doctor-profiles-unserved = Il ne peut détenir de clé pour : { $profiles }.
advice-hsm-vendor = Envoyez le rapport (`--out FICHIER`) au fabricant et demandez ce que cela veut dire.
advice-hsm-serial = Demandez au fabricant : l'inventaire distingue les appareils par leur numéro de série.
advice-hsm-unlock = Faites examiner le code PIN par l'officier de sécurité du jeton avant tout autre essai.
advice-hsm-change-pin = Changez le code PIN avec l'outil du fabricant, puis le fichier du code PIN.
advice-hsm-writable = Levez la protection en écriture avec l'outil du fabricant.
advice-hsm-login = Initialisez le jeton de sorte qu'une authentification soit requise.
advice-hsm-slow-login = Chaque redémarrage du service prend ce temps : prévoyez-le.
advice-hsm-core-dumps = Utilisez le processus auxiliaire de cette version de `sceau`.
advice-hsm-memlock = Relevez la limite de mémoire verrouillée du compte : `LimitMEMLOCK=` du service, `ulimit -l` ici.
advice-hsm-network = Ne mettez `network = true` que pour des appareils hors de cette machine, et utilisez le processus auxiliaire de cette version de `sceau`.
advice-hsm-wrong-signature = N'employez pas ce jeton. Envoyez le rapport (`--out FICHIER`) au fabricant.
advice-hsm-hangs = Choisissez `timeout_ms` court pour votre service et long pour un appareil sain ; envoyez le rapport (`--out FICHIER`) au fabricant.
advice-hsm-crashes = Le service y survit, au prix d'une authentification. Envoyez le rapport (`--out FICHIER`) au fabricant.
advice-hsm-skipped = Recommencez avec `--quick`, ou quand l'appareil est au repos.
advice-hsm-attribute = Les clés de ce jeton ne sont pas admises pour des émetteurs (HSM-01, HSM-02). Demandez au fabricant un réglage ou un micrologiciel qui le respecte.
advice-hsm-optional-attribute = Les clés de ce jeton sont admises quand même. Écrivez la différence dans votre DPC.
advice-hsm-sessions = Baissez `sessions` dans la configuration, ou relevez la limite de l'appareil.
advice-hsm-code = Signalez-le-nous avec `--out FICHIER` : le service ne se rétablirait pas de lui-même.
advice-hsm-left-behind = Détruisez-les : `pkcs11-tool --login --delete-object --type privkey --label LIBELLÉ`, puis `--type pubkey`.
