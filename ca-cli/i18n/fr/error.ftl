# Pourquoi un acte n'a pas été fait : d'abord ce qui ne l'a pas été, puis les causes et les
# conseils.

## Le programme lui-même

error-panic = C'est un défaut de sceau. Ce qui n'a pas été confirmé ne compte pas comme fait.
error-json = La réponse n'a pas pu être écrite en JSON.
error-man = La page de manuel n'a pas pu être écrite.
error-stdout = La réponse n'a pas pu être écrite sur la sortie standard.
error-no-list = La réponse n'est pas une liste.
hint-use-json = Utilisez `--format json`.
hint-report = Signalez ce défaut, avec les lignes ci-dessus et la version { $version }.
random-failed = Le générateur d'aléa a échoué.

## Fichiers

error-not-read = { $file } n'a pas pu être lu.
error-not-written = { $file } n'a pas pu être écrit.
error-too-long = Le contenu dépasse { $limit } Kio.
error-in-the-way = Il y a déjà autre chose à cet endroit.
hint-other-file = Nommez un autre fichier, ou indiquez `--force` pour le remplacer.
io-not-found = Ce fichier ou ce dossier n'existe pas.
io-permission-denied = Accès refusé.
io-exists = Il existe déjà.
io-full = Le disque est plein.
io-read-only = Le système de fichiers est en lecture seule.
io-is-a-directory = C'est un dossier.
io-not-a-directory = Une partie du chemin n'est pas un dossier.
io-not-utf8 = Ce n'est pas du texte UTF-8.

## Jeton

token-not-configured = { $file } ne nomme aucun jeton.
token-hint-table = Ajoutez une table `[token]` avec `module`, `uri` et `pin`.
token-not-opened = Le jeton { $token } n'a pas pu être ouvert.
token-busy = Toutes les sessions du jeton { $token } sont occupées.
token-timeout = Le jeton { $token } n'a pas répondu à temps.
token-unavailable = Le jeton { $token } est indisponible.
token-refused = Le jeton { $token } a refusé.
token-bad-pin = Le jeton { $token } n'a pas accepté le code PIN.
pin-open-to-others = Le fichier du code PIN { $file } a le mode { $mode } : d'autres peuvent le lire.
pin-no-file = { $file } n'est pas un fichier ordinaire.
pin-descriptor = Le code PIN n'a pas pu être lu sur le descripteur de fichier { $number }.
pin-form = Un code PIN est une ligne de texte UTF-8, de 1 à 1024 octets.
pin-not-typed = Aucun code PIN n'a été saisi.
hint-pin-file = La configuration dit où est le code PIN : `pin = {"{"} file = "…" {"}"}` dans `[token]`.
hint-pin-mode = `chmod o= { $file }` le ferme aux autres.
hint-token-module = Vérifiez que le module est installé et que le jeton est branché et initialisé : `pkcs11-tool --module MODULE --list-token-slots`.
hint-token-pin = Corrigez le code PIN avant de réessayer : un jeton se verrouille après quelques codes faux.
hint-same-request = Réessayez avec le même `--request-id` : rien n'est émis deux fois.

## Registre et journal d'audit

registry-not-initialised = Le registre n'a pas été initialisé.
registry-country-unknown = Il n'y a pas de données pour le pays { $country }.
registry-not-opened = Le registre { $registry } n'a pas pu être ouvert.
registry-unavailable = Le registre est indisponible.
registry-full = Le disque du registre est plein.
registry-read-only = Le registre est en lecture seule.
registry-damaged = Le registre se contredit.
registry-schema = Le registre a le schéma { $found }, ce programme attend le schéma { $supported }.
registry-missing = Il n'y a pas de registre à { $place }.
registry-not-found = { $object } n'est pas dans le registre.
registry-exists = { $object } est déjà dans le registre.
registry-serial-taken = Le numéro de série { $serial } est pris.
registry-request-mismatch = L'identifiant de demande { $request } a servi pour une autre demande.
registry-wrong-state = État actuel de { $object } : { $state }.
registry-crl-number = Le numéro de LCR { $number } n'est pas plus grand que { $last }.
registry-frozen = { $object } ne peut plus changer dès qu'un certificat existe.
hint-registry-full = Libérez de la place, puis réessayez avec le même `--request-id`.
hint-registry-rights = Vérifiez le propriétaire et les droits du fichier du registre et de son dossier.
hint-registry-damaged = Arrêtez tout, gardez le fichier tel quel et comparez-le à une sauvegarde.
hint-registry-init = `sceau registry init` en crée un.
hint-other-request = Utilisez un autre `--request-id`.
hint-crl-again = Un autre processus a publié entre-temps ; réessayez.
audit-not-listed = Le journal d'audit n'a pas pu être lu.
audit-not-verified = Le journal d'audit n'est pas intact.
audit-missing = L'événement { $index } manque.
audit-altered = L'événement { $index } a été modifié.
audit-root = Les événements donnent la tête { $found } et non la tête enregistrée { $recorded }.
hint-audit-defect = Gardez le registre tel quel et prévenez l'officier de sécurité et l'auditeur.

## Documents

document-syntax = Le document est illisible : { $words }
profile-invalid = { $file } n'est pas un profil valide.
profile-not-activated = Le profil dans { $file } n'a pas été activé.
profile-not-listed = Les profils n'ont pas pu être listés.
profile-not-found = Le profil { $name } n'a pas été trouvé.
profile-unknown = Le profil { $name } n'existe pas.
profile-field = `{ $field }` ne peut pas valoir `{ $found }` dans ce profil.
settings-public-url = `{ $found }` ne peut pas être l'URL publique : elle doit être `http://hôte[:port][/chemin]`.
settings-field = `{ $field }` ne peut pas valoir `{ $found }`.
settings-none = Le registre n'a pas de document d'autorité.
hint-profile-list = `sceau profile list` affiche les profils.

## Clés et émetteurs

key-not-created = La clé { $label } n'a pas été créée.
key-not-listed = Les clés n'ont pas pu être listées.
key-not-found = La clé n'a pas été trouvée.
hint-key-unrecorded = La clé est dans le jeton, inutilisée et non enregistrée ; `sceau key list` l'affiche.
issuer-not-found = L'émetteur { $issuer } n'a pas été trouvé.
issuer-not-created = L'émetteur { $line } n'a pas été créé.
issuer-not-activated = La génération { $generation } n'a pas été activée.
issuer-not-listed = Les émetteurs n'ont pas pu être listés.
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

## Émission

cert-not-issued = Le certificat n'a pas été émis.
responder-not-enrolled = Le répondeur de { $issuer } n'a pas été enrôlé.
responder-not-listed = Les répondeurs n'ont pas pu être listés.
issue-key-barred = La clé est celle d'un émetteur, ou a été révoquée comme compromise.
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
hint-csr-signature = Faites une nouvelle demande avec la clé privée elle-même ; celle-ci a été modifiée ou signée par une autre clé.
hint-new-key = Faites une nouvelle paire de clés et une nouvelle demande.
key-malformed = La clé publique n'est pas en DER.
key-unused-bits = La clé publique ne compte pas un nombre entier d'octets.
key-algorithm = L'algorithme de clé { $oid } n'est pas accepté.
key-parameters = L'algorithme de clé { $oid } a des paramètres faux.
key-curve = La courbe elliptique { $oid } n'est pas acceptée.
key-curve-unnamed = La courbe elliptique est décrite au lieu d'être nommée.
key-point-form = Le point de la clé { $curve } n'est pas sous forme non compressée.
key-point-infinity = La clé { $curve } est le point à l'infini.
key-point-off = Le point de la clé n'est pas sur { $curve }.
key-edwards-length = La clé Ed25519 compte { $found } octets au lieu de 32.
key-low-order = La clé Ed25519 est d'ordre faible : n'importe qui peut signer avec elle.
key-modulus-size = La clé RSA compte { $bits } bits ; de { $least } à { $most } sont acceptés.
key-small-factor = Le module RSA est divisible par { $prime }.
key-exponent = L'exposant RSA { $exponent } n'est pas impair et entre 65537 et 2^256.
signature-bad = La signature ne se vérifie pas.
signature-algorithm = L'algorithme de signature { $oid } n'est pas accepté.
signature-weak-hash = L'algorithme de signature { $oid } emploie un condensat cassé ou trop court.
signature-parameters = L'algorithme de signature { $oid } a des paramètres faux.
signature-malformed = La clé ou l'identifiant d'algorithme n'est pas en DER.
name-empty = L'attribut { $attribute } est vide.
name-too-long = L'attribut { $attribute } compte { $found } caractères ; { $limit } sont permis.
name-country = Le pays `{ $found }` n'est pas formé de deux majuscules.
name-not-printable = L'attribut { $attribute } contient `{ $character }`, que PrintableString n'a pas.
name-must-be-printable = L'attribut { $attribute } doit être un PrintableString.
name-der = Le nom n'est pas en DER.
prepare-refused = Le profil n'admet pas la demande.
prepare-attribute-forbidden = Le profil n'accepte pas l'attribut de sujet { $attribute }.
prepare-attribute-missing = Le profil exige l'attribut de sujet { $attribute }.
prepare-identifier = `{ $found }` dans { $attribute } n'a pas la forme de l'EN 319 412-1, par exemple `IDCTD-123456`.
prepare-san-forbidden = Le profil n'accepte pas d'autre nom du sujet du genre { $kind }.
prepare-san-missing = Le profil exige un autre nom du sujet du genre { $kind }.
prepare-common-name = Le nom commun `{ $name }` n'est pas parmi les autres noms du sujet.
prepare-key = Le profil accepte { $allowed }, et non { $kind }.
prepare-validity = La validité n'est pas comprise entre une minute et { $longest } jours.
prepare-beyond-issuer = Le certificat finirait le { $wished }, son émetteur finit le { $end }.

## Certificats et leur statut

cert-not-found = Le certificat { $serial } n'a pas été trouvé.
cert-not-listed = Les certificats n'ont pas pu être listés.
cert-not-verified = Le certificat n'a pas pu être vérifié.
cert-none-in-file = Ce n'est pas exactement un certificat X.509 en PEM ou en DER.
cert-serial-unknown = Aucun émetteur n'a émis ce numéro de série.
cert-not-revoked = Le certificat { $serial } n'a pas été révoqué.
cert-not-suspended = Le certificat { $serial } n'a pas été suspendu.
cert-not-reinstated = Le certificat { $serial } n'a pas été rétabli.
hint-cert-list = `sceau cert list` affiche les certificats.
hint-cert-show = Le certificat est émis et enregistré : `sceau cert show { $serial } --out FICHIER` l'écrit.
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

## LCR

crl-not-published = La LCR de { $issuer } n'a pas été publiée.
crl-not-found = { $issuer } n'a pas de LCR publiée.
crl-none-in-file = Ce n'est pas exactement une liste de certificats révoqués en PEM ou en DER.
crl-no-certificate = { $generation } n'a pas encore de certificat.
hint-crl-publish = `sceau crl publish --issuer { $issuer }` en publie une.
