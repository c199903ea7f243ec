# Documents qui régissent l'émission : profils, données du pays, table des algorithmes, origines
# des clés. Les noms des règles sont ceux du noyau : `profile-rule-` et le mot de la règle.

document-fault = ligne { $line }, `{ $field }` = `{ $found }` : { $rule }
document-fault-absent = ligne { $line }, `{ $field }` manque : { $rule }
document-fault-nowhere = `{ $field }` = `{ $found }` : { $rule }
document-fault-nowhere-absent = `{ $field }` manque : { $rule }

## Règles des profils

profile-rule-format = ce programme lit le format 1
profile-rule-name = un nom compte de 1 à 64 minuscules, chiffres et traits d'union
profile-rule-version = les versions se comptent à partir de 1
profile-rule-keys = les genres de clés se nomment par leurs mots, au moins un, chacun une fois
profile-rule-web-keys = les règles du web ne connaissent que RSA et les courbes du NIST
profile-rule-root-term = une racine est valide de 1 à 9132 jours
profile-rule-authority-term = une autorité émettrice est valide de 1 à 3653 jours
profile-rule-responder-term = un répondeur est valide de 1 à 90 jours
profile-rule-server-term = un serveur TLS est valide de 1 à 199 jours
profile-rule-qualified-term = un certificat qualifié est valide de 1 à 1096 jours
profile-rule-leaf-term = un certificat final est valide de 1 à 1827 jours
profile-rule-crl-place = les émetteurs, et eux seuls, disent combien de temps valent leurs LCR
profile-rule-crl-term = la LCR d'une autorité émettrice vaut 7 jours au plus
profile-rule-root-crl-term = la LCR d'une racine vaut 365 jours au plus
profile-rule-suspension = seuls les certificats finaux qui ne sont pas ceux de serveurs TLS peuvent être suspendus
profile-rule-key-usages = les usages de la clé portent leurs noms de la RFC 5280, au moins un, chacun une fois
profile-rule-issuer-usages = les émetteurs ont keyCertSign et cRLSign, personne d'autre ne les a
profile-rule-encipherment-keys = les genres de clés admis ne peuvent pas tous chiffrer ou convenir de clés
profile-rule-basic-constraints = les contraintes de base sont critiques chez les émetteurs et absentes ailleurs
profile-rule-path-length = une autorité émettrice a la longueur de chemin 0, une racine n'en a pas
profile-rule-key-identifiers = l'identifiant de clé de l'autorité est toujours là, celui du sujet chez les émetteurs
profile-rule-purposes = les usages étendus de la clé sont des noms connus ou des identifiants d'objet, chacun une fois
profile-rule-any-purpose = anyExtendedKeyUsage ne limite rien
profile-rule-purpose-usage = aucun usage de la clé ne sert cet usage étendu
profile-rule-time-stamping = timeStamping devrait être critique, ce qu'un profil ne peut pas dire
profile-rule-ocsp-signing = OCSPSigning et nocheck sont réservés aux répondeurs, et seuls
profile-rule-responder-usage = un répondeur a digitalSignature et rien d'autre
profile-rule-responder-pointers = un répondeur n'a ni point de distribution ni accès aux informations
profile-rule-root-extensions = une racine n'a ni usages étendus de la clé, ni politiques, ni renvois
profile-rule-authority-purposes = une autorité émettrice nomme les usages étendus de ses certificats ; serverAuth et codeSigning restent chacun seul
profile-rule-authority-pointers = une autorité émettrice renvoie à la LCR et au certificat de son émetteur
profile-rule-leaf-pointers = un certificat final renvoie au certificat de son émetteur et à l'OCSP ou à une LCR
profile-rule-name-constraints = seules les autorités émettrices sont restreintes à des noms, et à quelques-uns au moins
profile-rule-policies = les politiques sont des identifiants d'objet, chacun une fois
profile-rule-any-policy = anyPolicy n'est jamais affirmée
profile-rule-explicit-policies = une autorité émettrice affirme ses politiques une à une
profile-rule-national-policy = un certificat final affirme exactement une politique sous l'arc de l'autorité
profile-rule-standard-policy = un certificat final affirme au plus une politique de l'EN 319 411-1
profile-rule-policy-match = cette politique n'est pas faite pour de tels certificats
profile-rule-device-policy = NCP+ ne s'affirme qu'avec `key.device = true`
profile-rule-device-name = un profil dont le nom finit par -qscd a `key.device = true`
profile-rule-device-place = seules les clés des certificats finaux se prouvent dans un dispositif
profile-rule-union-policy = les politiques de l'EN 319 411-2 prétendent à une qualification de l'Union européenne
profile-rule-attribute = les attributs sont des noms courts ou des identifiants d'objet
profile-rule-attribute-twice = aucun attribut ne figure deux fois
profile-rule-attribute-source = cette source ne donne jamais cet attribut
profile-rule-address-attribute = les adresses électroniques sont d'autres noms du sujet
profile-rule-personal-data = naissance, sexe, nationalité, adresse, téléphone et photo n'ont pas leur place dans un certificat
profile-rule-issuer-name = les émetteurs et les répondeurs sont nommés par C, O et CN
profile-rule-identifier = les identifiants sont ceux des personnes ; émetteurs et répondeurs n'en ont pas
profile-rule-semantics = la déclaration de sémantique accompagne l'identifiant, et dit la même chose
profile-rule-person-named = SN, GN et pseudonym nomment une personne physique : `identifier = "natural-person"`
profile-rule-person-identifier = une personne physique a toujours l'attribut serialNumber
profile-rule-person-name = une personne physique a toujours C et CN, et SN ou GN
profile-rule-pseudonym = un pseudonyme tient lieu de nom : lui, SN et GN sont alors facultatifs
profile-rule-legal-name = une personne morale a toujours C, O, organizationIdentifier et CN
profile-rule-other-name = seules les personnes physiques ont un autre nom sous le même identifiant
profile-rule-name-kinds = les genres d'autres noms du sujet sont dns, email, uri et upn, au moins un, chacun une fois
profile-rule-name-place = émetteurs et répondeurs n'ont pas d'autres noms du sujet
profile-rule-name-count = de 1 à 1000 autres noms du sujet peuvent être admis
profile-rule-server-names = un serveur TLS a au moins un nom dns et aucun autre genre
profile-rule-common-name-held = le nom commun d'un serveur TLS, et de lui seul, est l'un de ses noms dns
profile-rule-statement-place = seuls les certificats finaux ont des QCStatements, et au moins une
profile-rule-signature-usage = contentCommitment ne va jamais avec le chiffrement ou l'accord de clés
profile-rule-person-usage = la clé d'une personne physique signe ou authentifie, jamais les deux
profile-rule-qualified-usage = une signature ou un cachet qualifié a contentCommitment
profile-rule-legislation = QcCompliance et QcCClegislation vont ensemble : sans la seconde, la première prétend au droit de l'Union européenne
profile-rule-device-legislation = un dispositif reconnu ne se déclare qu'avec QcCompliance et `key.device = true`
profile-rule-qc-type = QcCompliance veut un type : esign pour les personnes physiques, eseal pour les personnes morales
profile-rule-disclosure = QcCompliance veut les déclarations d'information (PDS)
profile-rule-limit = une limite vaut 1 ou plus avec un exposant de 12 au plus, et va avec QcCompliance
profile-rule-retention = la durée de conservation va avec QcCompliance
profile-rule-mention-field = ce n'est pas un champ de certificat
profile-rule-mention-carried = les certificats de ce profil n'ont pas ce champ

## Règles des données de pays

country-rule-format = ce programme lit le format 1
country-rule-code = le code est un code alpha-2 de l'ISO 3166-1
country-rule-long-code = le code long est le code alpha-3 du même pays dans l'ISO 3166-1
country-rule-arc = un arc est un identifiant d'objet en notation pointée
country-rule-practice-arc = l'arc d'exercice est un arc de documentation, sous 1.3.6.1.4.1.32473
country-rule-currency = la monnaie est faite de trois majuscules de l'ISO 4217
country-rule-languages = les langues sont des codes de l'ISO 639-1 à côté de l'anglais, chacun une fois
country-rule-organization = le nom compte de 1 à 64 caractères
country-rule-organization-identifier = l'identifiant est un type de ces données, le code, un trait d'union et un numéro
country-rule-retention = les dossiers se conservent de 7 à 100 ans
country-rule-natural-types = les personnes physiques ont des identifiants des types PNO, IDC, PAS et TIN, au moins un, chacun une fois
country-rule-legal-types = les personnes morales ont des identifiants des types NTR, VAT, LEI et PSD, au moins un, chacun une fois
country-rule-scheme-name = un schéma national se nomme par deux majuscules, une seule fois
country-rule-scheme-authority = celui qui tient un schéma national se nomme par un URI http, https ou urn
country-rule-mentions = des données qui citent des lois listent les mentions que ces lois exigent
country-rule-mention = une mention a un nom en minuscules, chiffres et traits d'union, une seule fois, et une référence
country-rule-law = un texte de loi a une référence et un titre

## Règles des tables d'algorithmes

algorithm-rule-format = ce programme lit le format 1
algorithm-rule-version = les versions se comptent à partir de 1
algorithm-rule-source = une table nomme la norme qu'elle suit
algorithm-rule-keys = une ligne de clés au moins est certifiée
algorithm-rule-signatures = il y a au moins une ligne de signatures
algorithm-rule-kind = les genres de clés se nomment par leurs mots
algorithm-rule-name = les signatures se nomment par leurs mots
algorithm-rule-bits-missing = les lignes de clés RSA ont une taille minimale et une taille maximale
algorithm-rule-bits-meaningless = les clés sur courbe n'ont qu'une taille, qui ne se donne pas
algorithm-rule-bits = les tailles vont de 1900 à 8192 bits, la plus petite d'abord
algorithm-rule-strength = les forces vont de 80 à 256 bits
algorithm-rule-order = le dernier jour de validité n'est pas avant le dernier jour d'émission
algorithm-rule-twice = une seule ligne parle de chaque clé et de chaque signature

## Règles des origines de clés

key-origins-rule-format = ce programme lit le format 1
key-origins-rule-name = les noms comptent de 1 à 64 minuscules, chiffres et traits d'union
key-origins-rule-twice = rien ne figure deux fois
key-origins-rule-certification = un dispositif a une certification
key-origins-rule-device = le dispositif figure dans la liste
key-origins-rule-no-device = un personnalisateur répond d'un dispositif au moins
key-origins-rule-moment = un moment s'écrit comme dans la RFC 3339
key-origins-rule-certificate = il y a exactement un certificat à la clé saine, en PEM
key-origins-rule-no-marking = une attestation exige une extension par laquelle le dispositif dit qu'il a fait la clé
key-origins-rule-object-identifier = une extension est un identificateur d'objet en décimaux séparés par des points
key-origins-rule-hexadecimal = une valeur s'écrit en hexadécimal et n'est pas vide
key-origins-rule-root = il y a exactement un certificat d'AC à la clé saine, en PEM

## Mentions que la loi exige

mention-missing = Aucun champ de `[mentions]` ne porte la mention `{ $mention }` ({ $reference }).
mention-uncertain = Les certificats n'ont pas tous `{ $field }`, qui doit porter la mention `{ $mention }` ({ $reference }).
hint-mentions = Associez chaque mention à un champ dans la table `[mentions]` du profil, ou à `none` là où elle ne s'applique jamais.

## Genres, contrôles, différences

document-kind = `kind` = `{ $found }` n'est pas un genre de document.
document-no-disclosure = L'autorité n'a pas de déclaration d'information en langue { $language } et ne peut plus en avoir : plus aucun certificat qualifié ne pourrait être émis.
document-other-country = Les données sont celles du pays { $found }, l'autorité est du pays { $expected }.
document-mentions = Les certificats du profil { $profile } n'auraient pas toutes les mentions que la loi exige.
country-none = Il n'y a pas de données pour le pays de l'autorité.
hint-country = Écrivez-les, puis activez-les : `sceau profile activate FICHIER`.
document-same-version = un autre document est actif sous le nom { $name } avec la même version { $version } ; augmentez `version`, pour qu'une liste les distingue
document-other-kind = Les deux documents sont de genres différents.
profile-without-sample = Aucun certificat ne sort de ce profil.
