# Textes de sceau-ocsp. Chaque nom figure aussi dans en.ftl ; les tests y veillent.

help = Répond à qui demande l'état des certificats : OCSP, LCR et certificats des AC.
help-serve = Sert jusqu'à l'ordre d'arrêt (SIGTERM ou SIGINT).
help-check = Ouvre configuration, registre, jeton et signataires comme le service, et dit ce qu'il a trouvé.
help-request-signer = Crée une clé dans le jeton du répondeur et une demande à certifier par l'autorité.
help-install-signer = Vérifie un certificat délivré pour une telle demande et le met en service.

arg-config = Le fichier de configuration.
arg-lang = Langue de l'aide et des messages : fr ou en. Par défaut : celle du système.
arg-help = Affiche cette aide.
arg-version = Affiche la version.
arg-issuer = La génération d'émetteur pour laquelle le signataire répond, par exemple citizens-g1.
arg-key = Type de clé : p256, p384, rsa3072 ou ed25519. Par défaut : p256.
arg-out = Où mettre la demande, en PEM.
arg-certificate = Le certificat du signataire, en PEM.

value-file = FICHIER
value-lang = LANGUE
value-issuer = GÉNÉRATION
value-key = TYPE
heading-usage = Usage :
heading-commands = Commandes
heading-options = Options
value-command = COMMANDE

label-error = erreur : { $text }
label-cause = cause : { $text }
label-hint = conseil : { $text }

usage = La ligne de commande n'est pas comprise : { $detail }.
hint-usage = `sceau-ocsp --help` montre ce qui l'est.
config-unreadable = La configuration { $file } ne peut pas être lue.
config-faulty = La configuration { $file } contient des erreurs.
config-fault = ligne { $line } : { $words }
config-missing = Aucune configuration n'est indiquée : il manque `--config FICHIER`.
environment = Les variables que veut le module du jeton ne peuvent pas être définies.
registry = Le registre ne peut pas être lu.
hint-registry-missing = C'est l'autorité qui crée le registre ; `url` dans `[registry]` dit où il est.
hint-registry-group = Le compte de ce service doit pouvoir écrire dans le dossier du registre par son groupe.
token = Le jeton ne peut pas être utilisé.
hint-token = Vérifiez `module`, `uri` et `env` dans `[token]`.
hint-pin = Le code PIN n'est pas essayé de nouveau. Vérifiez le fichier du PIN : les jetons se bloquent après quelques essais faux.
listen = Impossible d'écouter sur { $address }.
hint-listen = Un autre programme occupe peut-être le port, ou le compte n'y a pas droit.
unreadable = { $file } ne peut pas être lu.
unwritable = { $file } ne peut pas être écrit.
runtime = Le système ne donne ni fils d'exécution ni signaux.
request = La demande n'a pas été faite.
no-issuer = Le registre n'a pas de génération d'émetteur { $issuer } munie d'un certificat.
root-issuer = { $issuer } est une racine : elle n'a pas d'OCSP, sa LCR parle pour elle.
signer-refused = Le signataire est refusé : les clients ne l'accepteraient pas.
signer-no-key = Le jeton n'a pas de clé pour ce certificat.
hint-signer-key = Le certificat doit porter la clé que `request-signer` a créée dans ce jeton.
signer-untested = Il n'a pas pu être prouvé que la clé et le certificat vont ensemble.
defect-not-pem = Ce n'est pas un seul certificat en PEM.
defect-syntax = Ce n'est pas un certificat en DER.
defect-other-issuer = Un autre émetteur l'a délivré.
defect-algorithm = Son algorithme n'est pas de ceux utilisés ici.
defect-signature = Sa signature n'est pas celle de l'émetteur.
defect-key-usage = Il manque digitalSignature dans son usage de clé.
defect-purpose = Il manque OCSPSigning dans son usage étendu de clé.
defect-authority = C'est le certificat d'un émetteur, non d'un répondeur.
defect-nocheck = L'extension ocsp-nocheck manque.
defect-status-pointer = Il porte un point de distribution de LCR ou une adresse OCSP.
defect-not-yet-valid = Il n'est pas valide avant { $moment }.
defect-expired = Il a expiré le { $moment }.

done-request = Clé créée. Demande pour { $issuer } : { $file }
done-install = Signataire de { $issuer } installé : { $file }
check-listen = écoute : { $address }
check-registry = registre : { $url }, état du { $moment }
check-ready = { $issuer } : signataire prêt jusqu'au { $moment }
check-missing = { $issuer } : PAS DE SIGNATAIRE
check-root = { $issuer } : racine, n'a pas besoin de signataire
check-crl = { $issuer } : LCR { $number }, prochaine le { $moment }
check-no-crl = { $issuer } : pas de LCR
