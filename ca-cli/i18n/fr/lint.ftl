# Ce que trouvent les règles de conformité ; les noms sont ceux de `ca_core::lint::fact`.

lint-no-certificate = Il ne contient aucun certificat X.509 en PEM ou DER.
lint-not-judged = { $file } : non analysé. { $why }
