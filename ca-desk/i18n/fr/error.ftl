# Pourquoi un acte n'a pas été fait : d'abord ce qui ne l'a pas été, puis les causes et les
# conseils.

## Le programme lui-même

hint-report = Signalez ce défaut, avec les lignes ci-dessus et la version { $version }.
random-failed = Le générateur d'aléa a échoué.
cause-by = { $cause } [{ $rule }]
cause-by-clause = { $cause } [{ $rule }, { $clause }]
clause-and = { $first }, { $last }
clause-signature-law = loi nationale sur la signature électronique
clause-data-law = loi nationale sur les données personnelles
clause-house-rule = règle interne

## Fichiers

error-not-read = { $file } n'a pas pu être lu.
error-too-long = Le contenu dépasse { $limit } Kio.
io-not-found = Ce fichier ou ce dossier n'existe pas.
io-permission-denied = Accès refusé.
io-exists = Il existe déjà.
io-full = Le disque est plein.
io-read-only = Le système de fichiers est en lecture seule.
io-is-a-directory = C'est un dossier.
io-not-a-file = Ce n'est pas un fichier mais un périphérique, un tube ou une prise réseau.
io-not-a-directory = Une partie du chemin n'est pas un dossier.
io-not-utf8 = Ce n'est pas du texte UTF-8.

## Jeton

token-not-configured = { $file } ne nomme aucun jeton.
token-hint-table = Ajoutez une table `[[token]]` avec `module`, `uri` et `pin`.
token-not-opened = Le jeton { $token } n'a pas pu être ouvert.
token-left-out = Le jeton { $token } est laissé de côté pour l'instant : { $cause }
token-busy = Toutes les sessions du jeton { $token } sont occupées.
token-timeout = Le jeton { $token } n'a pas répondu à temps.
token-unavailable = Le jeton { $token } est indisponible.
token-refused = Le jeton { $token } a refusé.
token-bad-pin = Le jeton { $token } n'a pas accepté le code PIN.
hint-pin-file = La configuration dit où est le code PIN : `pin = {"{"} file = "…" {"}"}` dans `[[token]]`.
hint-pin-mode = `chmod o= { $file }` le ferme aux autres.
hint-token-module = Vérifiez que le module est installé et que le jeton est branché et initialisé : `pkcs11-tool --module MODULE --list-token-slots`.
hint-token-pin = Corrigez le code PIN avant de réessayer : un jeton se verrouille après quelques codes faux.
hint-same-request = Réessayez avec le même `--request-id` : rien n'est émis deux fois.

## Registre et journal d'audit

registry-not-opened = Le registre { $registry } n'a pas pu être ouvert.
registry-unavailable = Le registre est indisponible.
server-version = PostgreSQL { $found } est trop ancien : la version 13 est la plus ancienne admise.
server-encoding = La base a l'encodage { $found }, et non UTF8.
server-replica = Le serveur est une réplique : il ne peut être que lu.
server-setting = `{ $setting } = off` : ce que le serveur confirme pourrait se perdre.
server-refused = Le serveur a refusé la connexion : rien n'écoute à cet hôte et à ce port.
hint-server-encoding = Créez la base à nouveau : `CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`.
hint-server-setting = Mettez-le à `on` dans `postgresql.conf`, et ôtez-le du rôle et de la base : `ALTER ROLE … RESET …`, `ALTER DATABASE … RESET …`.
hint-server-refused = Démarrez le serveur, ou corrigez l'hôte et le port dans l'URL du registre.
registry-inaccessible = Les fichiers du registre ne peuvent pas être ouverts.
registry-failing = Le disque du registre a failli.
registry-full = Le disque du registre est plein.
registry-read-only = Le registre est en lecture seule.
registry-damaged = Le registre se contredit.
registry-schema = Le registre a le schéma { $found }, ce programme attend le schéma { $supported }.
registry-missing = Il n'y a pas de registre à { $place }.
registry-moved = Le registre a été déplacé à { $place } : ici il est lu et n'est plus écrit.
registry-reading-copy = Le registre est une copie de { $place }, faite pour être lue.
registry-stale = Il manque au registre ce que l'on sait de lui au-dehors : il est lu et n'est plus écrit.
registry-stale-shorter = Son journal s'arrête après { $found ->
    [one] { $found } événement
   *[other] { $found } événements
} ; l'ancre en connaît { $known }. C'est une copie plus ancienne.
registry-stale-fork = Les { $known } premiers événements de son journal ne sont pas ceux que l'ancre connaît. C'est une copie plus ancienne dans laquelle on a écrit depuis, ou un autre registre.
registry-stale-crl-number = La dernière LCR de { $generation } portait le numéro { $known } ; le registre connaît { $found }.
registry-stale-put-back = Il a été restauré d'une sauvegarde de { $found ->
    [one] { $found } événement
   *[other] { $found } événements
}, et aucune ancre ne prouve que rien ne l'a suivie.
registry-anchor = L'ancre du registre n'est pas disponible.
hint-registry-moved = Désignez le nouvel endroit par `url` dans `[registry]` de la configuration.
hint-registry-reading-copy = Désignez le registre lui-même par `url` dans `[registry]` de la configuration.
hint-registry-stale = S'il existe une copie plus récente, restaurez celle-là. Sinon, qu'un officier de sécurité lise `sceau registry check` et prenne acte de ce qui est perdu : `sceau registry acknowledge --reason …`.
hint-registry-anchor = Vérifiez le propriétaire et les droits du fichier que nomme `anchor` dans `[registry]`, à défaut `anchor.json` à côté de la configuration, et ceux de son dossier. Si son contenu est abîmé, écartez-le ; `sceau registry check` ne compare alors rien : confrontez donc le journal à une tête signée de l'auditeur avant que rien n'écrive.
registry-not-found = { $object } n'est pas dans le registre.
registry-exists = { $object } est déjà dans le registre.
registry-serial-taken = Le numéro de série { $serial } est pris.
registry-request-mismatch = L'identifiant de demande { $request } a servi pour une autre demande.
registry-wrong-state = État actuel de { $object } : { $state }.
registry-crl-number = Le numéro de LCR { $number } n'est pas plus grand que { $last }.
registry-frozen = { $object } ne peut plus changer dès qu'un certificat existe.
registry-overtaken = Une autre demande a été enregistrée entre-temps, au sujet de { $object }.
registry-basis = Des documents ou des émetteurs ont changé pendant l’examen de la demande.
registry-object-key = la même clé
registry-object-person = la même personne
hint-registry-full = Libérez de la place, puis réessayez avec le même `--request-id`.
hint-registry-rights = Vérifiez le propriétaire et les droits du fichier du registre et de son dossier ; avec PostgreSQL, les droits du rôle, et que le serveur n'est pas une réplique.
hint-registry-failing = Ce programme n'écrit plus rien. Examinez le disque et les messages du noyau, puis recommencez avec le même `--request-id` : ce qui a été confirmé y est.
hint-registry-newer = Une version plus récente de ce programme l'a écrit : utilisez celle-là.
hint-registry-damaged = Arrêtez tout, gardez le fichier tel quel et comparez-le à une sauvegarde.
hint-registry-init = `sceau registry init` en crée un.
hint-other-request = Utilisez un autre `--request-id`.
hint-crl-again = Un autre processus a publié entre-temps ; réessayez.
audit-missing = L'événement { $index } manque.
audit-altered = L'événement { $index } a été modifié.
audit-root = Les événements donnent la tête { $found } et non la tête enregistrée { $recorded }.
hint-audit-defect = Gardez le registre tel quel et prévenez l'officier de sécurité et l'auditeur.

## Documents

document-unfit = Le document ne convient pas à cette autorité.
document-unchecked = Le document n'a pas été vérifié.
document-uncompared = Le document n'a pas été comparé.
document-not-activated = Le document n'a pas été activé.
document-unknown = Le registre n'a pas de document dont l'empreinte est { $digest }.
document-syntax = Le document est illisible : { $words }
profile-unknown = Le profil { $name } n'existe pas.
settings-public-url = `{ $found }` ne peut pas être l'URL publique : elle doit être `http://hôte[:port][/chemin]`.
settings-field = `{ $field }` ne peut pas valoir `{ $found }`.
settings-country = `{ $found }` ne peut pas être le pays : il faut un code alpha-2 de l'ISO 3166-1.
settings-organization = `{ $found }` ne peut pas être l'organisation : il faut de 1 à 64 caractères, sans espace aux extrémités.
settings-organization-identifier = `{ $found }` ne peut pas être l'identifiant de l'organisation : il faut un type, le pays de l'autorité, un trait d'union et un numéro, par exemple `NTRTD-12345`.
settings-policy-arc = `{ $found }` ne peut pas être l'arc des politiques : il faut un identifiant d'objet en notation pointée.
settings-disclosures = `{ $found }` ne peuvent pas être les déclarations d'information (PDS) : chacune doit être en `https`, une par langue, dont l'anglais.
settings-none = Le registre n'a pas de document d'autorité.
hint-profile-list = `sceau profile list` affiche les profils et les autres documents.
profile-not-listed = Les documents n'ont pas pu être listés.
profile-not-found = Le document { $name } n'a pas été trouvé.

## Clés et émetteurs

key-in-use = { $generation } a encore besoin de la clé : il peut lui rester des certificats ou des listes de révocation à signer.
hint-key-in-use = La clé d'un émetteur peut disparaître une fois que le certificat de l'émetteur est révoqué, ou qu'une autre génération a pris sa place et que tous ses certificats ont expiré.
key-anonymous = La moitié publique de { $key } ne peut pas être lue : personne ne peut dire si un émetteur en a besoin.
key-still-there = La clé est encore dans le jeton { $token }.
hint-key-still-there = Voyez les moyens propres au jeton pour supprimer des objets ; `sceau key list` affiche ce qu'il contient.
key-no-backup = Aucune sauvegarde de la clé { $key } n'est enregistrée : une clé d'origine inconnue n'entre dans aucun jeton.
hint-key-no-backup = Faites la sauvegarde par `sceau key backup` avec le même registre.
key-unprotected = Le jeton n'a pas restauré la clé comme doit l'être celle d'un émetteur : { $defects }. Elle a été détruite à nouveau.
hint-key-unprotected = `sceau hsm doctor` dit ce que ce jeton sait garder.
hint-key-unrecorded = La clé est dans le jeton, inutilisée et non enregistrée ; `sceau key list` l'affiche.
authority-founded = Le registre appartient à une autorité qui a d'autres réglages.
hint-other-registry = Indiquez un autre registre dans la configuration ; tant qu'il n'y a aucun certificat, vous pouvez aussi supprimer le fichier et recommencer.
issuer-unknown = L'émetteur { $issuer } n'existe pas.
issuer-none-active = Aucune génération de { $line } n'est active.
issuer-withdrawn = Le certificat de { $generation }, ou un certificat au-dessus de lui, est retiré.
issuer-key-unprotected = La clé de { $generation } n'est pas protégée : { $defects }.
issuer-key-mismatch = La clé de { $generation } n'est pas celle de son certificat.
issuer-wrong-signature = Le jeton a donné une signature fausse pour { $generation }.
hint-issuer-list = `sceau issuer list` affiche les émetteurs.
hint-issuer-activate = `sceau issuer activate GÉNÉRATION` en active une.
hint-issuer-next = Créez la génération suivante de la lignée avec `sceau issuer create`, puis activez-la.
hint-issuer-key = Vérifiez que la configuration nomme le bon jeton.
key-not-found = La clé n'a pas été trouvée.
issuer-not-found = L'émetteur { $issuer } n'a pas été trouvé.
issuer-not-created = L'émetteur { $line } n'a pas été créé.
issuer-not-activated = La génération { $generation } n'a pas été activée.
issuer-not-listed = Les émetteurs n'ont pas pu être listés.
key-not-created = La clé { $label } n'a pas été créée.
key-not-listed = Les clés n'ont pas pu être listées.

## Émission

cert-not-issued = Le certificat n'a pas été émis.
issue-key-barred = La clé est celle d'un émetteur, ou a été révoquée comme compromise.
issue-key-reused = La clé est déjà dans le certificat { $serial } de { $issuer }, et le profil veut une clé neuve dans chacun.
issue-key-renewal = La clé est déjà dans le certificat { $serial } de { $issuer }. Le profil ne reprend une clé que pour renouveler le certificat du même titulaire selon ce profil.
issue-other-name = La personne qui a cet identifiant est connue sous un autre nom.
hint-renamed = Regardez le certificat précédent et les pièces. Si la personne a maintenant un autre nom, dites-le avec `--renamed` ; l'acte est enregistré. Sinon, corrigez l'identifiant.
hint-profile-show = `sceau profile show PROFIL` affiche ce qu'il accepte.
issue-wrong-profile = Le profil { $profile } ne convient pas à cet acte.
issue-key-algorithm = Le profil accepte { $allowed }, et non { $asked }.
issue-lint = { $count ->
    [one] Le certificat enfreindrait { $count } règle de conformité.
   *[other] Le certificat enfreindrait { $count } règles de conformité.
}
issue-request-id = `{ $found }` ne peut pas être un identifiant de demande : 1 à 64 lettres, chiffres, `.`, `_`, `:` et `-`.
issue-not-resumable = La demande { $request } ne peut plus aboutir ; son état : { $state }.
csr-refused = La demande de signature de certificat a été refusée.
csr-none = Elle ne contient pas de demande de signature de certificat.
csr-several = Il y a { $found } blocs PEM au lieu d'une seule demande.
csr-other-block = Un bloc PEM `{ $label }` n'est pas une demande de signature de certificat.
csr-pem = Le bloc PEM est abîmé.
csr-malformed = Ce n'est pas une demande PKCS#10.
csr-not-distinguished = La demande n'est pas en codage distinctif (DER).
csr-subject = Le sujet de la demande est illisible.
csr-signature = La demande n'apporte pas la preuve de possession de sa clé.
hint-csr-sign-again = Signez de nouveau la demande avec SHA-256 ou mieux, et en RSA-PSS avec un sel aussi long que l'empreinte : `openssl req -new -sha256 -sigopt rsa_pss_saltlen:digest …`.
hint-csr-signature = Faites une nouvelle demande avec la clé privée elle-même ; celle-ci a été modifiée ou signée par une autre clé.
key-malformed = La clé publique n'est pas en DER.
key-unused-bits = La clé publique ne compte pas un nombre entier d'octets.
key-algorithm = L'algorithme de clé { $oid } n'est pas accepté.
key-parameters = L'algorithme de clé { $oid } a des paramètres faux.
key-curve = La courbe elliptique { $oid } n'est pas acceptée.
key-curve-unnamed = La courbe elliptique est décrite au lieu d'être nommée.
key-point-form = Le point de la clé { $curve } n'est pas sous forme non compressée.
key-point-infinity = La clé { $curve } est le point à l'infini.
key-point-off = Le point de la clé n'est pas sur { $curve }.
key-length = La clé { $kind } compte { $found } octets au lieu de { $expected }.
key-low-order = La clé Ed25519 est d'ordre faible : n'importe qui peut signer avec elle.
key-short-vector = Le vecteur de la clé { $kind } est proche de zéro : n'importe qui peut signer avec elle.
key-modulus-size = La clé RSA compte { $bits } bits. La table des algorithmes fournie certifie de 3000 à { $most } bits ; aucune table ne descend sous { $least }.
key-small-factor = Le module RSA est divisible par { $prime }.
key-exponent = L'exposant RSA { $exponent } doit être impair et compris entre 65537 et 2^256.
key-roca = La clé RSA vient d'une bibliothèque dont les clés se factorisent (ROCA, CVE-2017-15361).
key-close-primes = Les facteurs du module RSA sont trop proches : { $rounds ->
    [one] la méthode de Fermat le factorise en { $rounds } tour.
   *[other] la méthode de Fermat le factorise en { $rounds } tours.
}
algorithm-unknown = { $algorithm } n'est pas dans la table des algorithmes.
algorithm-not-certified = Cette autorité ne certifie pas de clés { $kind }.
algorithm-size = { $kind } n'a pas une taille admise : de { $least } à { $most } bits.
algorithm-issued-too-late = { $algorithm } ne s'émet plus ; le dernier jour était le { $last }.
algorithm-ends-too-late = { $algorithm } vaut jusqu'au { $last }, le certificat finirait le { $end }.
algorithm-weaker-issuer = La clé de l'émetteur, { $issuer } (force de { $issuer_strength } bits), est plus faible que celle du sujet, { $subject } ({ $subject_strength } bits).
hint-sound-key = Faites une nouvelle paire de clés et une nouvelle demande, par exemple `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout titulaire.key -out titulaire.csr -subj /CN=titulaire`, ou avec `-newkey rsa:3072`.
hint-stronger-issuer = Prenez une clé plus petite, ou un émetteur dont la clé est plus forte.
origin-absent = Le profil exige un élément de preuve du lieu où la clé a été faite, et aucun n'est donné.
origin-too-large = L'élément de preuve de l'origine de la clé dépasse les { $limit } qui sont lus.
origin-unreadable = L'élément de preuve de l'origine de la clé n'est ni un bloc PEM `CMS` avec un relevé de personnalisation signé, ni une chaîne de blocs `CERTIFICATE`.
origin-unknown-signer = L'élément de preuve n'est signé par personne que les origines de clés nomment.
origin-signature = La signature de l'élément de preuve a été refusée.
origin-other-key = L'élément de preuve concerne une autre clé que celle de la demande.
origin-unknown-device = Le signataire ne répond pas du dispositif `{ $device }`.
origin-not-valid-now = Un certificat de l'élément de preuve, ou la confiance en son signataire, ne vaut que du { $from } au { $to }.
origin-not-yet = L'élément de preuve dit que la clé sera faite le { $time }, dans le futur.
origin-too-early = L'élément de preuve est du { $time }, avant le certificat du signataire, valable à partir du { $from }.
origin-not-marked = L'attestation ne dit pas, par l'extension { $oid }, que le dispositif a fait la clé.
origin-chain = Le certificat { $place } de l'élément de preuve rompt la chaîne.
chain-not-issued = Le certificat suivant ne l'a pas émis.
chain-issuer-may-not = Le certificat suivant n'a pas le droit de l'émettre.
chain-is-ca = C'est le certificat d'une AC.
chain-critical-extension = Il a une extension critique inconnue.
chain-unsound-key = Sa clé n'est pas acceptée, ou n'importe qui peut en calculer la moitié privée.
hint-origin = Donnez le relevé signé du personnalisateur ou l'attestation du dispositif avec `--key-origin FICHIER`.
hint-origin-other-key = Demandez au personnalisateur le relevé du dispositif dont la clé a fait cette demande.
hint-key-origins = `sceau profile show key-origins` affiche ceux dont la parole compte ; `sceau profile activate FICHIER` les change.
signature-bad = La signature ne se vérifie pas.
signature-algorithm = L'algorithme de signature { $oid } n'est pas accepté.
signature-weak-hash = L'algorithme de signature { $oid } emploie un condensat cassé ou trop court.
signature-parameters = L'algorithme de signature { $oid } a des paramètres faux.
signature-malformed = La clé ou l'identifiant d'algorithme n'est pas en DER.
name-empty = L'attribut { $attribute } est vide.
name-too-long = L'attribut { $attribute } compte { $found } caractères ; { $limit } sont permis.
name-country = Le pays `{ $found }` n'est pas un code de l'ISO 3166-1, deux majuscules.
name-not-printable = L'attribut { $attribute } contient `{ $character }`, que PrintableString n'a pas.
name-must-be-printable = L'attribut { $attribute } doit être un PrintableString.
name-der = Le nom n'est pas en DER.
identifier-form = Il faut un type, un pays, un trait d'union et un identifiant, par exemple `IDCTD-123456`.
identifier-retired = Le type TAX ne s'émet plus ; un numéro fiscal est un TIN.
identifier-type = Le type `{ $found }` n'est pas parmi ceux que nomment les données du pays : { $allowed }.
identifier-scheme = Le schéma national `{ $found }` n'est pas parmi ceux que nomment les données du pays : { $allowed }.
identifier-no-scheme = `{ $found }` est un schéma national, et les données du pays n'en nomment aucun.
identifier-country = `{ $found }` n'est pas un pays de l'ISO 3166-1.
identifier-lei-country = Le pays d'un LEI est XG, et non `{ $found }`.
identifier-lei-digits = Un LEI compte 20 caractères, dont les deux derniers sont les chiffres de contrôle de l'ISO 17442.
identifier-character = Il contient `{ $character }`, qu'aucun registre n'emploie.
prepare-refused = Le profil n'admet pas la demande.
prepare-attribute-forbidden = Le profil n'accepte pas l'attribut de sujet { $attribute }.
prepare-attribute-missing = Le profil exige l'attribut de sujet { $attribute }.
prepare-identifier = `{ $found }` ne peut pas être la valeur de { $attribute }.
prepare-san-forbidden = Le profil n'accepte pas d'autre nom du sujet du genre { $kind }.
prepare-san-missing = Le profil exige un autre nom du sujet du genre { $kind }.
prepare-common-name = Le nom commun `{ $name }` n'est pas parmi les autres noms du sujet.
prepare-name-and-pseudonym = Le sujet a un pseudonyme, il ne peut donc pas avoir aussi { $attribute }.
prepare-personal-name = Une personne morale n'a pas de { $attribute }.
prepare-mixed-scripts = L'attribut { $attribute } mêle les lettres de deux écritures, { $first } et { $second } : un nom pourrait passer pour un autre.
script-latin = latine
script-arabic = arabe
script-cyrillic = cyrillique
script-greek = grecque
prepare-original-name = Le sujet n'a pas de { $attribute } dont ceci serait la forme d'origine.
prepare-latin-form = La forme latine dans { $attribute } n'est pas celle qui est proposée, `{ $suggested }`, et aucun agent ne l'a confirmée.
prepare-latin-form-none = La table n'a pas de forme latine de { $attribute }, et aucun agent n'a confirmé celle qui est donnée.
prepare-san-too-many = Il y a { $found } autres noms du sujet ; { $most } sont admis.
prepare-san-twice = L'autre nom du sujet `{ $name }` est donné deux fois.
prepare-issuer-key = La clé de l'émetteur n'est d'aucun genre que la table des algorithmes puisse juger.
hint-latin-form = Si le registre d'état civil ou un document de voyage porte cette forme, confirmez-la avec `--confirm-latin-form` ; l'acte est enregistré.
prepare-key = Le profil accepte { $allowed }, et non { $kind }.
prepare-validity = La validité n'est pas comprise entre une minute et { $longest } jours.
prepare-beyond-issuer = Le certificat finirait le { $wished }, son émetteur finit le { $end }.
responder-not-enrolled = Le répondeur de { $issuer } n'a pas été enrôlé.
responder-not-listed = Les répondeurs n'ont pas pu être listés.

## Certificats et leur statut

hint-cert-list = `sceau cert list` affiche les certificats.
withdraw-unknown = L'émetteur { $line } n'a pas émis ce numéro de série.
withdraw-not-issued = Le certificat n'est pas émis ; son état : { $state }.
withdraw-revoked = Il est révoqué depuis le { $since }, définitivement.
withdraw-suspended = Il est déjà suspendu depuis le { $since }.
withdraw-not-suspended = Il n'est pas suspendu.
withdraw-no-suspension = Le profil { $profile } ne permet pas la suspension.
withdraw-reason = { $reason } n'est pas un motif pour ce certificat.
withdraw-invalidity = La date d'invalidité { $date } est dans le futur.
withdraw-invalidity-early = La date d'invalidité { $date } est antérieure à 1970.
hint-revoke-instead = Révoquez le certificat s'il ne doit plus servir.
cert-not-found = Le certificat { $serial } n'a pas été trouvé.
cert-request-not-found = La demande { $request } est introuvable.
cert-request-unknown = Personne n'a rien demandé à { $issuer } sous cet identifiant.
cert-serial-unknown = Aucun émetteur n'a émis ce numéro de série.
cert-not-revoked = Le certificat { $serial } n'a pas été révoqué.
cert-not-suspended = Le certificat { $serial } n'a pas été suspendu.
cert-not-reinstated = Le certificat { $serial } n'a pas été rétabli.
cert-not-listed = Les certificats n'ont pas pu être listés.
profile-no-version = Le profil { $profile } n'a pas cette version ici.
expiry-not-counted = Les certificats qui finissent n'ont pas pu être comptés.

## LCR

crl-no-certificate = { $generation } n'a pas encore de certificat.
crl-too-long = La LCR de { $generation } a { $octets } octets ; avec { $algorithm }, un jeton en signe { $most } au plus. Aucun numéro n'a été utilisé.
hint-crl-too-long = Ce qui est révoqué reste sur la liste. Créez la génération suivante de la lignée avec `sceau issuer create` et activez-la ; pour ce que celle-ci a émis, OCSP continue de répondre et la dernière LCR vaut jusqu'à son terme.

## Tâches et horloge

job-lease-lost = Un autre démon a repris la tâche { $job }.
hint-job-lease-lost = C'est lui qui la mène ; rien n'est perdu. Si cela se répète, cette machine est trop lente ou a dormi.
job-not-of-this-kind = La tâche { $job } ne fait aucun acte du genre { $act }.
issue-clock = L'horloge n'est pas digne de confiance : { $doubt }.
clock-doubt-behind = elle retarde sur le dernier événement du journal
clock-doubt-unsynchronised = elle ne suit aucune référence depuis un jour
hint-clock = Remettez l'horloge à l'heure (chrony, systemd-timesyncd) ; la révocation continue entre-temps.

## Qui peut faire quoi

gate-not-done = L'opération { $operation } n'a pas été faite.
gate-role = Aucun de vos rôles ne le permet : { $roles }. Elle est réservée à : { $allowed }.
gate-scope = Cela est hors de la portée de votre affectation.
gate-ungoverned = Aucun officier n'est désigné dans cette autorité : personne n'y a de rôle.
gate-statement = Elle change ce qui gouverne l'autorité : il faut une déclaration signée par un officier de sécurité.
gate-account = Des officiers sont désignés dans cette autorité : un compte de cette machine lit, et ne change rien.
gate-holder = Elle est réservée au titulaire du certificat.
hint-gate-daemon = Adressez-vous au démon, avec le certificat d'un opérateur.
operator-unknown = Le certificat n'est pas celui d'un opérateur.
operator-withdrawn = Les rôles de l'opérateur ont été retirés.
operator-renewed = L'opérateur poursuit avec un autre certificat.
operator-revoked = Le certificat de l'opérateur a été révoqué.
operator-suspended = Le certificat de l'opérateur est suspendu.
operator-not-valid = Le certificat de l'opérateur n'est pas valide à présent.
governance-restless = La chaîne des déclarations grandit plus vite qu'on ne peut la lire.
governance-broken = La chaîne des déclarations n'est pas ce que les officiers ont signé, ou pas celle qui est épinglée : personne n'a de rôle avant que cela soit éclairci.
governance-refused = La déclaration n'a pas sa place dans la chaîne : { $words }
hint-governance-broken = `sceau audit list --act operator.ignore` montre les alarmes ; comparez `[governance]` au procès-verbal de la cérémonie.

## Qui demande une révocation

withdraw-unproven = Une demande de cette sorte ({ $requester }) doit être prouvée : par un code, ou par la clé elle-même.
withdraw-excess-date = Qui demande ainsi ({ $requester }) ne donne pas de date d'invalidité.
withdraw-excess-reason = Qui demande ainsi ({ $requester }) ne donne pas d'autre motif que keyCompromise.
withdraw-effective-past = { $effective } n'est pas dans l'avenir.
withdraw-effective-beyond = { $effective } est après la fin du certificat, { $end }.
withdraw-code = Le certificat et le code ne vont pas ensemble.
proof-signature = La signature n'est pas celle de la clé du certificat sur le texte de ce jour.
proof-other-key = La demande porte sur une autre clé que celle du certificat.
proof-text = La demande n'a pas le texte pour seul nom.
crl-not-published = La LCR de { $issuer } n'a pas été publiée.
crl-not-found = { $issuer } n'a pas de LCR publiée.
hint-crl-publish = `sceau crl publish --issuer { $issuer }` en publie une.

## Dossiers d'enregistrement

registration-missing = Le profil exige un dossier d'enregistrement.
registration-form = Le dossier d'enregistrement a une autre forme.
registration-evidence-count = Un dossier d'enregistrement comporte 1 à 8 pièces justificatives.
registration-evidence-ended = Une pièce justificative n'est plus valide.
registration-acceptance = L'acceptation du titulaire est dans l'avenir.
registration-prefecture = Les données du pays n'ont pas cette préfecture.
registration-officer = L'officier est le sujet du certificat : quelqu'un d'autre doit l'enregistrer.
