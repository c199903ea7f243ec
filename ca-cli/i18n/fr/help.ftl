# Textes d'aide. Les noms sont des places dans la grammaire : `help-cert-issue` parle de la
# commande, `arg-cert-issue-csr` de son option, `example-cert-issue` la montre à l'œuvre.

heading-usage = Utilisation :
heading-commands = Commandes{ "\u00A0" }
heading-arguments = Arguments{ "\u00A0" }
heading-options = Options{ "\u00A0" }
heading-global = Options globales{ "\u00A0" }
heading-examples = Exemples :
man-name = NOM
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-examples = EXEMPLES
note-values = [valeurs : { $values }]
note-default = [par défaut : { $value }]
note-variable = [variable : { $name }]
reference-title = # Les commandes de `sceau`
reference-intro = Cette page est ce qu'affiche `--help`. Un test l'écrit : `UPDATE=1 cargo test -p ca-cli`.

value-act = ACTE
value-algorithm = ALGORITHME
value-code-or-file = CODE_OU_FICHIER
value-command = COMMANDE
value-cursor = CURSEUR
value-days = JOURS
value-dir = DOSSIER
value-document = DOCUMENT
value-export-or-proof = EXPORT_OU_PREUVE
value-file = FICHIER
value-format = FORMAT
value-generation = GÉNÉRATION
value-id = IDENTIFIANT
value-identifier = IDENTIFIANT
value-issuer = ÉMETTEUR
value-key = CLÉ
value-label = LIBELLÉ
value-language = LANGUE
value-line = LIGNÉE
value-name = NOM
value-number = NOMBRE
value-oid = OID
value-outcome = RESULTAT
value-profile = PROFIL
value-reason = MOTIF
value-san = SAN
value-serial = NUMÉRO
value-serial-or-file = NUMÉRO_OU_FICHIER
value-shell = SHELL
value-status = STATUT
value-subject = SUJET
value-text = TEXTE
value-time = HEURE
value-uri = URI
value-url = URL

help = Exploiter une autorité de certification : clés dans un jeton PKCS#11, certificats, révocation, audit.
arg-help = Afficher cette aide
arg-version = Afficher la version
arg-config = Fichier de configuration ; sinon `sceau.toml` ici, puis `/etc/sceau/sceau.toml`
arg-format = Forme des réponses et des erreurs ; `jsonl` est pour les listes
arg-lang = Langue des messages ; sinon celle de la locale
arg-yes = Répondre oui à toutes les questions
arg-quiet = Ne pas dire ce qui se passe

help-registry = Registre de tout ce qui est émis
help-registry-init = Créer le registre avec le document d'autorité et les profils fournis
arg-registry-init-country = Code ISO 3166-1 de l'État (TD, DZ ou DJ), ou fichier avec vos propres données de pays
arg-registry-init-public-url = Début des URL dans les certificats ; fixé avec le premier certificat
arg-registry-init-organization = Nom de l'autorité, pour O dans le nom des émetteurs
arg-registry-init-organization-identifier = Identifiant de l'autorité selon l'EN 319 412-1, par exemple `NTRTD-12345`
arg-registry-init-policy-arc = Arc des politiques de certification, une fois délégué par son titulaire ; sinon un arc d'exercice sous 1.3.6.1.4.1.32473
example-registry-init =
    sceau registry init --country TD --public-url http://pki.example.td

help-key = Paires de clés des jetons
help-key-create = Créer une paire de clés dans un jeton
arg-key-create-label = Libellé de la clé dans le jeton
arg-key-create-algorithm = Genre de clé
arg-key-create-token = Jeton qui la crée ; sinon le premier configuré
arg-key-create-exportable = Permettre de l'envelopper pour un autre jeton ; aucun émetteur ne peut l'avoir avant qu'elle soit scellée
example-key-create =
    sceau key create root-g2 --algorithm p384 --exportable
help-key-list = Lister les paires de clés de tous les jetons
help-key-show = Afficher une paire de clés : attributs, dispositif, génération, copies
arg-key-show-key = Libellé de la clé, ou son URI selon la RFC 7512
example-key-show =
    sceau key show 'pkcs11:token=sceau;object=citizens-g1;type=private'
help-key-destroy = Détruire une paire de clés dans tous les jetons, définitivement
arg-key-destroy-key = Libellé de la clé, ou son URI selon la RFC 7512
arg-key-destroy-reason = Le motif, pour le journal d'audit
arg-key-destroy-dry-run = Dire ce qui serait détruit, sans rien détruire
example-key-destroy =
    sceau key destroy citizens-g1 --reason 'lignée close, dernier certificat expiré'
help-key-transport = Créer une clé de transport, sous laquelle un autre jeton peut envelopper une clé pour celui-ci
arg-key-transport-token = Jeton qui recevra la clé ; sinon le premier configuré
arg-key-transport-out = Fichier pour la clé de transport
example-key-transport =
    sceau key transport --token sud --out sud.transport
help-key-backup = Envelopper une clé exportable pour le jeton d'une clé de transport, et la sceller
arg-key-backup-key = Libellé de la clé, ou son URI selon la RFC 7512
arg-key-backup-to = Fichier avec la clé de transport du jeton qui la recevra
arg-key-backup-out = Fichier pour la clé enveloppée
arg-key-backup-keep-exportable = Ne pas encore sceller la clé : il y aura une autre sauvegarde
arg-key-backup-dry-run = Vérifier et dire, sans rien envelopper
example-key-backup =
    sceau key backup root-g2 --to sud.transport --out root-g2.sauvegarde
help-key-seal = Retirer définitivement à une clé la possibilité d'être enveloppée
arg-key-seal-key = Libellé de la clé, ou son URI selon la RFC 7512
example-key-seal =
    sceau key seal root-g2
help-key-restore = Restaurer une clé enveloppée dans le jeton pour lequel elle l'a été
arg-key-restore-file = Fichier avec la clé enveloppée
arg-key-restore-keep-transport = Ne pas détruire la clé de transport : elle servira encore
arg-key-restore-dry-run = Lire le fichier et dire ce qu'il contient
example-key-restore =
    sceau key restore root-g2.sauvegarde

help-issuer = Lignées d'émetteur et leurs générations
help-issuer-create = Créer la génération suivante d'une lignée : clé, nom et certificat
arg-issuer-create-line = Lignée de l'émetteur ; nouvelle, ou à doter de sa génération suivante
arg-issuer-create-profile = Profil du certificat de l'émetteur
arg-issuer-create-issuer = Lignée qui le certifie ; aucune pour une racine
arg-issuer-create-key-algorithm = Genre de clé ; sinon le premier que le profil accepte
arg-issuer-create-token = Jeton qui crée la clé ; sinon le premier configuré
arg-issuer-create-key = Clé déjà créée, par libellé ou URI ; sinon une clé est créée
arg-issuer-create-common-name = Nom commun sans la génération ; sinon le nom de la lignée
arg-issuer-create-activate = L'activer aussitôt
example-issuer-create =
    sceau issuer create root --profile root-ca --activate
    sceau issuer create citizens --profile issuing-ca --issuer root --activate
help-issuer-list = Lister toutes les générations de toutes les lignées
help-issuer-show = Afficher une génération et son certificat
arg-issuer-show-issuer = Lignée, qui désigne sa génération active, ou génération
arg-issuer-show-out = Écrire aussi le certificat dans ce fichier
arg-issuer-show-force = Remplacer le fichier même s'il n'est ni un certificat ni une LCR
example-issuer-show =
    sceau issuer show citizens --out citizens.pem
help-issuer-activate = Activer une génération de sa lignée ; la précédente est retirée
arg-issuer-activate-generation = Génération, par exemple `citizens-g2`

help-profile = Documents qui régissent l'émission : profils, données du pays, table des algorithmes, origines des clés
help-profile-list = Lister les documents actifs
help-profile-show = Afficher un document
arg-profile-show-name = Nom d'un profil, ou `country`, `algorithms` ou `key-origins`
arg-profile-show-fields = Afficher plutôt les champs : ceux d'un certificat d'exemple et les règles à côté, ou les lignes d'une table
help-profile-check = Contrôler un document sans l'activer ; toutes les fautes sont dites à la fois
arg-profile-check-file = Document de tout genre ; `-` est l'entrée standard
arg-profile-check-country = Juger comme pour une autorité d'exercice de cet État : code ISO 3166-1, ou fichier de données de pays ; sinon celles du registre
help-profile-diff = Afficher ce qu'un document changerait, champ par champ, dans un certificat d'exemple et à côté
arg-profile-diff-file = Document de tout genre ; `-` est l'entrée standard
arg-profile-diff-against = Comparer à ce fichier et non au document actif
arg-profile-diff-country = Avec `--against` : pour une autorité d'exercice de cet État et non celle du registre ; code ISO 3166-1, ou fichier de données de pays
help-profile-activate = Faire d'un document celui qui est actif sous son nom
arg-profile-activate-file = Document de tout genre ; `-` est l'entrée standard
example-profile-activate =
    sceau profile show citizen-signature > mien.toml
    sceau profile check mien.toml
    sceau profile diff mien.toml
    sceau profile activate mien.toml

help-cert = Certificats, de la demande à la révocation
help-cert-issue = Émettre un certificat à partir d'une demande de signature ou, avec `--batch`, beaucoup
arg-cert-issue-issuer = Lignée de l'émetteur ; sa génération active signe
arg-cert-issue-profile = Profil du certificat
arg-cert-issue-csr = Demande PKCS#10 en PEM ou en DER ; `-` est l'entrée standard
arg-cert-issue-subject = Sujet en paires `attribut=valeur` dans n'importe quel ordre ; le profil fixe l'ordre et le codage
arg-cert-issue-san = Autre nom du sujet : `dns:…`, `email:…`, `uri:…` ou `upn:…` ; peut se répéter
arg-cert-issue-request-id = Votre nom pour la demande : le même donne le même certificat
arg-cert-issue-validity-days = Validité en jours, si elle est plus courte que celle du profil
arg-cert-issue-key-origin = Élément de preuve du lieu où la clé a été faite, en PEM : relevé de personnalisation signé ou attestation
arg-cert-issue-original-name = Les noms tels que le registre d'état civil les écrit, en paires, si le sujet en donne une forme latine
arg-cert-issue-confirm-latin-form = Confirmer la forme latine, vérifiée sur pièce, bien qu'elle ne soit pas celle qui est proposée
arg-cert-issue-renamed = Attester que le titulaire de cet identifiant porte désormais un autre nom
arg-cert-issue-out = Fichier pour le certificat ou, avec `--dry-run`, pour les octets à signer ; sinon la sortie standard
arg-cert-issue-batch = Demandes en JSON, une par ligne, avec `id`, `csr`, `subject` et `san` ; `-` est l'entrée standard
arg-cert-issue-out-dir = Dossier des certificats `ID.pem` d'un lot et de `results.jsonl` ; lors d'un essai à blanc, de `dry-run.jsonl` seul
arg-cert-issue-force = Remplacer le fichier même s'il n'est ni un certificat ni une LCR, ou quel qu'il soit lors d'un essai à blanc ; dans un lot, même le certificat d'une autre demande
arg-cert-issue-dry-run = Contrôler, préparer et analyser le certificat ; ne rien signer ni enregistrer
example-cert-issue =
    sceau cert issue --issuer citizens --profile citizen-signature --csr amina.csr \
      --subject 'C=TD,SN=Ngaré,GN=Amina,serialNumber=IDCTD-123456,CN=Amina Ngaré' \
      --request-id prefecture-7 --out amina.pem
    sceau cert issue --issuer citizens --profile citizen-signature \
      --batch demandes.jsonl --out-dir certificats
help-cert-show = Afficher un certificat du registre ou d'un fichier
arg-cert-show-certificate = Numéro de série, ou fichier contenant un certificat
arg-cert-show-issuer = Lignée de l'émetteur
arg-cert-show-out = Écrire aussi le certificat dans ce fichier
arg-cert-show-force = Remplacer le fichier même s'il n'est ni un certificat ni une LCR
help-cert-lint = Analyser des certificats, quel qu'en soit l'émetteur, selon les règles de conformité
arg-cert-lint-files = Fichiers de certificats : un en DER, un ou plusieurs en PEM ; l'émetteur est trouvé s'il est dans le même fichier
arg-cert-lint-issuer-certificate = Certificat de l'émetteur de ceux dont l'émetteur n'est pas dans le fichier
help-cert-verify = Vérifier un certificat : chaîne jusqu'à la racine, signatures, validité et statut
arg-cert-verify-file = Fichier contenant un certificat ; `-` est l'entrée standard
arg-cert-verify-issuer = Lignée qui doit l'avoir émis
help-cert-revoke = Révoquer un certificat définitivement
arg-cert-revoke-serial = Numéro de série
arg-cert-revoke-issuer = Lignée de l'émetteur
arg-cert-revoke-reason = Motif, selon la RFC 5280
arg-cert-revoke-invalidity-date = Depuis quand la clé est réputée ou soupçonnée compromise
example-cert-revoke =
    sceau cert revoke 40ab… --issuer citizens --reason keyCompromise \
      --invalidity-date 2026-11-20T00:00:00Z
help-cert-suspend = Suspendre un certificat jusqu'à son rétablissement ou sa révocation
arg-cert-suspend-serial = Numéro de série
arg-cert-suspend-issuer = Lignée de l'émetteur
help-cert-reinstate = Mettre fin à la suspension d'un certificat
arg-cert-reinstate-serial = Numéro de série
arg-cert-reinstate-issuer = Lignée de l'émetteur

help-crl = Listes des certificats révoqués (LCR)
help-crl-publish = Signer et publier la LCR suivante d'un émetteur
arg-crl-publish-issuer = Lignée, pour sa génération active et celles qui sont retirées, ou une seule génération
arg-crl-publish-out = Écrire aussi la LCR, en DER, dans ce fichier
arg-crl-publish-force = Remplacer le fichier même s'il n'est ni un certificat ni une LCR
help-crl-show = Afficher une LCR
arg-crl-show-file = Fichier contenant une LCR en PEM ou en DER ; `-` est l'entrée standard
arg-crl-show-issuer = Afficher celle qui est publiée pour cette lignée ou cette génération
example-crl-show =
    sceau crl show --issuer citizens

help-responder = Répondeurs OCSP
help-responder-enrol = Émettre le certificat d'un signataire OCSP
arg-responder-enrol-issuer = Lignée, qui désigne sa génération active, ou génération
arg-responder-enrol-csr = Demande PKCS#10 en PEM ou en DER ; `-` est l'entrée standard
arg-responder-enrol-out = Fichier pour le certificat ; sinon la sortie standard
arg-responder-enrol-force = Remplacer le fichier même s'il n'est ni un certificat ni une LCR
example-responder-enrol =
    sceau responder enrol --issuer citizens --csr ocsp.csr --out ocsp.pem
help-responder-list = Lister les certificats des signataires OCSP

help-audit = Journal de tous les actes
help-audit-list = Lister les événements d'audit
arg-audit-list-from = Premier événement, à partir de 0
arg-audit-list-to = Événement après le dernier
arg-audit-list-since = Pas avant ce moment ou ce jour
arg-audit-list-until = Avant ce moment ou ce jour
arg-audit-list-act = Seulement de tels actes ; peut être donné plusieurs fois
arg-audit-list-outcome = Seulement avec ce résultat ; peut être donné plusieurs fois
arg-audit-list-actor = Seulement par l'acteur de ce nom, par exemple `amina` ou `os-user:amina`
arg-audit-list-issuer = Seulement sur cet émetteur : une génération, ou la lignée là où une demande fut refusée
arg-audit-list-object = Seulement sur cet objet : numéro de série, empreinte d'un document, URI d'une clé ou numéro de LCR
arg-audit-list-newest = Les plus récents d'abord
arg-audit-list-limit = Nombre maximal
example-audit-list =
    sceau audit list --act certificate.revoke --since 2027-01-01T00:00:00Z
    sceau audit list --object 4f0c2a… --newest --limit 10
help-audit-show = Montrer un événement et son chemin vers la dernière tête signée, vérifié
arg-audit-show-index = L'événement, à partir de 0
example-audit-show =
    sceau audit show 1042
help-audit-prove = Écrire un événement avec tout ce qui le prouve en un seul fichier, pour qui n'a rien d'autre
arg-audit-prove-index = L'événement, à partir de 0
arg-audit-prove-out = Fichier pour la preuve
arg-audit-prove-force = Remplacer le fichier
example-audit-prove =
    sceau audit prove 1042 --out preuve.json
help-audit-export = Exporter le journal, jusqu'à la dernière tête signée, en fichiers qu'un auditeur vérifie hors ligne
arg-audit-export-out = Dossier nouveau ou vide
arg-audit-export-from = Un événement avant lequel l'auditeur a tout d'un export précédent
example-audit-export =
    sceau audit export --out export-2027
help-audit-sign = Signer la tête du journal telle qu'elle est maintenant
arg-audit-sign-out = Fichier pour la tête signée, qu'un auditeur emporte
example-audit-sign =
    sceau audit sign --out tete.txt
help-audit-heads = Lister les têtes signées du journal
arg-audit-heads-from = Première tête, à partir de 0
arg-audit-heads-limit = Nombre maximal
example-audit-heads =
    sceau audit heads --format jsonl
help-audit-purge = Ôter le contenu des événements à terme, selon la conservation de l'État
arg-audit-purge-ended = Seulement des certificats terminés au plus tard à ce moment, ou avant ce jour ; sinon tout ce qui peut partir
example-audit-purge =
    sceau audit purge --ended 2011-01-01
help-audit-enrol = Faire de la clé configurée le signataire des têtes, avec un certificat ; la clé est créée si elle manque
arg-audit-enrol-issuer = Lignée qui la certifie
arg-audit-enrol-key-algorithm = Type d'une clé qui est créée
arg-audit-enrol-subject = Nom commun du signataire ; le reste de son nom est celui de l'autorité
arg-audit-enrol-out = Fichier pour le certificat ; sinon la sortie standard
arg-audit-enrol-force = Remplacer le fichier même s'il n'est ni un certificat ni une LCR
example-audit-enrol =
    sceau audit enrol --issuer administration --out signataire-audit.pem
help-audit-verify = Vérifier le journal d'audit, un export ou une preuve, et compter ce qu'il dit
arg-audit-verify-place = Dossier de `sceau audit export` ou fichier de `sceau audit prove`, vérifié hors ligne ; sinon le journal du registre
arg-audit-verify-checkpoint = Une tête signée gardée auparavant : le journal doit commencer comme elle le dit
arg-audit-verify-trust-anchor = Le certificat racine auquel doivent mener les chaînes des signataires
arg-audit-verify-at = Le moment auquel les certificats comptent comme en vigueur ou expirés ; sinon maintenant
example-audit-verify =
    sceau audit verify
    sceau audit verify export-2027 --trust-anchor root.pem --checkpoint tete.txt
    sceau audit verify preuve.json --trust-anchor root.pem

help-config = Configuration
help-config-check = Contrôler que la configuration fonctionne : registre, jeton et clé de chaque émetteur

help-util = Pour les shells, les lecteurs de manuels et les formes latines des noms
help-util-completions = Afficher un script de complétion
arg-util-completions-shell = Shell auquel il est destiné
example-util-completions =
    sceau util completions bash > /etc/bash_completion.d/sceau
help-util-man = Écrire les pages de manuel
arg-util-man-dir = Dossier pour une page par commande ; sinon la première page sur la sortie standard
help-util-transliterate = Proposer la forme latine de noms en écriture arabe, selon le Doc 9303-3 de l'OACI
arg-util-transliterate-texts = Noms en écriture arabe ; une proposition pour chacun
arg-util-transliterate-subject = Noms en paires `attribut=valeur` ; la proposition se colle après `--subject`
example-util-transliterate =
    sceau util transliterate --subject 'SN=الرازي,GN=محمد'
