# Le journal d'audit : événements, têtes, preuves, purges et exports.

audit-uncovered = { $events ->
    [one] Aucune tête signée ne couvre encore le dernier événement.
   *[other] Aucune tête signée ne couvre encore les { $events } derniers événements.
}

## Ce qui n'a pas été fait

audit-export-begin = Il devait commencer à l'événement { $first } ; la dernière tête signée en couvre { $size }.
audit-export-sink = Un fichier de l'export n'a pas pu être écrit.
audit-key-unprotected = La clé { $key } n'est pas protégée : { $defects }.
audit-key-algorithm = La clé { $key } est de type { $found } ; les têtes sont signées avec p256 ou p384.
audit-no-signer = Aucun certificat de signataire d'audit en vigueur n'est pour la clé { $key }.
hint-audit-enrol = `sceau audit enrol --issuer …` lui en donne un.
audit-wrong-signature = Le jeton a donné une signature que la clé { $key } ne vérifie pas.
audit-head-contradicted = Le journal ne contient pas la tête de { $size } événements qui a été signée, ou que l'ancre connaît : il a été coupé ou réécrit. Le jeton ne signe pas un tel journal.
audit-empty = Le journal n'a aucun événement.
audit-export-purged = Le journal a été purgé depuis sa dernière tête signée, de { $size } événements : un export qui s'arrête là paraîtrait les avoir perdus.
audit-no-head = Aucune tête du journal n'a jamais été signée.
hint-audit-sign = `sceau audit sign` signe la tête telle qu'elle est maintenant.
audit-no-event = { $size ->
    [one] Le journal a un événement.
   *[other] Le journal a { $size } événements, comptés à partir de 0.
}
audit-not-covered = La dernière tête signée ne couvre que { $signed } événements.
audit-tree-incomplete = Une empreinte de l'arbre manque.
audit-before-term = Les enregistrements des certificats terminés au plus tard le { $ended } sont conservés jusqu'au { $from } : { $years } ans en { $country }.
token-login-unrecorded = Le jeton { $token } a refusé le code PIN, et cela n'a pas pu être enregistré.
audit-not-read = Le journal d'audit n'a pas pu être lu.
audit-not-signed = La tête du journal n'a pas été signée.
audit-not-shown = L'événement { $index } n'a pas pu être montré.
audit-not-proven = L'événement { $index } n'a pas pu être prouvé.
audit-not-purged = Rien n'a été purgé.
audit-not-enrolled = La clé { $key } n'est pas devenue celle du signataire des têtes.
audit-not-configured = { $file } ne nomme aucune clé qui signe les têtes du journal.
hint-audit-table = Ajoutez `[audit]` avec `key = "pkcs11:token=…;object=audit-signer"`.

## Têtes, signataires et preuves qui ne tiennent pas

audit-head-malformed = Ce n'est pas un point de contrôle signé.
audit-head-signature = Elle n'est pas signée par la clé du certificat du signataire.
audit-signer-unreadable = Le certificat du signataire ne peut pas être lu.
audit-signer-key = La clé du signataire n'est pas ECDSA sur P-256 ou P-384.
audit-signer-foreign = Aucun émetteur de cette autorité n'a certifié le signataire de la tête.
audit-not-a-signer = Le premier certificat n'est pas du profil `audit-signer` : son titulaire ne peut pas signer de têtes.
audit-chain-length = Une chaîne a de 2 à 8 certificats, et non { $found }.
audit-chain-policy = Le certificat { $place } de la chaîne est celui d'un émetteur qui n'a pas le droit de certifier des signataires de têtes.
audit-chain-unreadable = Le certificat { $place } de la chaîne ne peut pas être lu.
audit-chain-not-valid = Le certificat { $place } de la chaîne est valable du { $from } au { $to }, et non le { $at }.
audit-chain-broken = Le certificat { $place } de la chaîne ne tient pas.
audit-other-tree = Les { $size } premiers événements ne sont pas ceux de la tête signée : le journal a été coupé ou réécrit, ou c'en est un autre.
audit-head-bad = La tête signée { $number } ne tient pas.
audit-earlier-bad = La tête qui a été gardée ne peut pas être lue.
audit-signer-bad = Le signataire de la tête de { $size } événements ne tient pas.
audit-not-an-event = Le contenu de l'événement { $index } n'est pas un événement.
audit-unaccounted = Le contenu de l'événement { $index } a disparu, et aucune purge ne le nomme.
audit-unpurged = Le contenu de l'événement { $index } est là, bien qu'une purge dise qu'il a disparu.
audit-purge-false = La purge de l'événement { $index } ne nomme pas ce qui a disparu à terme : les places, leur nombre et leurs feuilles ne s'accordent pas, ou elle a précédé la fin du terme.
audit-purge-early = Le contenu de l'événement { $index } a disparu avant son terme : un événement qui le précède, ou le suivant, date du { $time }, et ce qui a été purgé avait pris fin au plus tard le { $ended }.
audit-signer-withdrawn = Le certificat du signataire de la dernière tête, de { $size } événements, a été retiré avant qu'il ne signe : personne ne s'en porte garant.
audit-hash = L'empreinte { $index } au niveau { $level } de l'arbre n'est pas celle de ses événements.
audit-truncated = Une tête signée couvre { $signed } événements ; il y en a { $size } : la fin du journal a été coupée.
audit-export-older = La tête gardée couvre { $signed } événements, l'export en a { $size } : l'export est plus ancien que la tête, ou la fin du journal a été coupée.
hint-audit-export-again = Exportez le journal à nouveau et vérifiez cet export. S'ils y manquent encore, prévenez l'officier de sécurité : le journal a été coupé.
audit-order = La tête signée { $number } n'est pas à sa place.
audit-out-of-reach = La tête de { $size } événements précède cet export, qui commence à l'événement { $first } : vérifiez-la contre l'export d'avant.
audit-other-log = Une tête est du journal { $found }, et non de { $expected }.
audit-other-root-of = Les signataires sont sous une autre racine, SHA-256 { $root }.
audit-no-file = Le fichier { $file } de l'export manque.
audit-no-export = Le dossier ne contient pas d'export du journal : { $file } n'y est pas.
audit-malformed = Le fichier { $file } de l'export est mal formé.
audit-manifest = Le manifeste de l'export est mal formé.
audit-export-unread = Un fichier de l'export n'a pas pu être lu.
audit-proof-large = Une preuve de { $found } octets dépasse toute preuve possible.
audit-proof-syntax = La preuve ne peut pas être lue.
audit-proof-kind = Ce n'est pas la preuve d'un événement d'audit, ou elle est d'un autre format.
audit-proof-field = `{ $field }` dans la preuve ne peut pas être lu.
audit-proof-leaf = L'événement n'a pas l'empreinte de la feuille : il a été modifié.
audit-proof-path = Le chemin ne mène pas de la feuille à la racine de la tête signée.
audit-head-unsound = La tête du { $signed } ne tient pas.
