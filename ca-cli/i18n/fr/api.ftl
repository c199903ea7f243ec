# Le démon, à distance.

config-api-url = Un démon est désigné par son URL, par exemple `https://ca.example:8443`.
config-api-trust = `trust` est le fichier des certificats qui font reconnaître le démon, en PEM.
config-operator-certificate = `certificate` est le fichier du certificat de l'opérateur, en PEM.
config-operator-key = La clé de l'opérateur s'écrit `{"{"} file = "…" {"}"}`.
config-bound = Cette commande agit sur la machine qui détient le registre ; la configuration désigne le démon { $url }.
hint-config-bound = Lancez-la là-bas, avec la configuration de cette machine.
api-unfit = Il est inutilisable pour TLS : { $words }
api-no-answer = Le démon { $url } n'a pas répondu.
api-timeout = Il n'a pas répondu à temps.
api-refused = Personne n'écoute à cette adresse.
api-broken = La connexion s'est terminée avant la réponse.
api-strange = Ce qui est revenu n'est pas une réponse d'un démon de cette version : { $words }
api-certificate-expired = Il dit que le certificat de l'opérateur a expiré, ou n'est pas encore valide.
api-certificate-revoked = Il dit que le certificat de l'opérateur est révoqué.
api-certificate-foreign = Il dit que le certificat de l'opérateur ne vient d'aucun émetteur d'opérateurs.
api-certificate-bad = Il n'accepte pas le certificat de l'opérateur.
api-daemon-unknown = Il ne prouve pas qu'il est le démon : { $words }
api-handshake = La négociation TLS a échoué : { $words }
hint-api-again = Si l'on ignore si un acte a été fait, répétez-le avec le même `--request-id` : rien n'est fait deux fois.
hint-api-version = Est-ce bien l'adresse du démon de sceau, et de la même version ?
hint-api-renew = Un officier de sécurité en délivre un nouveau ; voir le manuel, « Opérateurs ».
hint-api-trust = `trust` de `[api]` doit contenir le certificat de l'autorité qui a émis celui du démon.
hint-api-trace = Le journal du démon en dit plus sous { $trace }.
