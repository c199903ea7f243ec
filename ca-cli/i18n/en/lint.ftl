# What the lint rules find; the names are those of `ca_core::lint::fact`.

lint-no-certificate = It holds no X.509 certificate in PEM or DER.
lint-not-judged = { $file }: not linted. { $why }
