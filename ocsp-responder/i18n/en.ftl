# Texts of sceau-ocsp. Each name here is in fr.ftl too; the tests hold both to that.

help = Answers who asks for the status of certificates: OCSP, CRLs and CA certificates.
help-serve = Serves until it is told to stop (SIGTERM or SIGINT).
help-check = Opens configuration, registry, token and signers like the daemon, and tells what it found.
help-request-signer = Makes a key in the responder's token and a request for the authority to certify it.
help-install-signer = Checks a certificate made for such a request and puts it to use.

arg-config = The configuration file.
arg-lang = Language of help and messages: fr or en. Default: from the locale.
arg-help = Shows this help.
arg-version = Shows the version.
arg-issuer = The issuer generation that the signer answers for, such as citizens-g1.
arg-key = Kind of key: p256, p384, rsa3072 or ed25519. Default: p256.
arg-out = Where to put the request, in PEM.
arg-certificate = The signer's certificate, in PEM.

value-file = FILE
value-lang = LANGUAGE
value-issuer = GENERATION
value-key = KIND
heading-usage = Usage:
heading-commands = Commands
heading-options = Options
value-command = COMMAND

label-error = error: { $text }
label-cause = caused by: { $text }
label-hint = hint: { $text }

usage = The command line is not understood: { $detail }.
hint-usage = `sceau-ocsp --help` shows what is.
config-unreadable = The configuration { $file } cannot be read.
config-faulty = The configuration { $file } has faults.
config-fault = line { $line }: { $words }
config-missing = No configuration is named: `--config FILE` is missing.
environment = The variables that the token's module wants cannot be set.
registry = The registry cannot be read.
hint-registry-missing = The authority makes the registry; `url` in `[registry]` says where it is.
hint-registry-group = The account of this service needs write access to the registry's folder by its group.
token = The token cannot be used.
hint-token = Check `module`, `uri` and `env` in `[token]`.
hint-pin = The PIN is not tried again. Check the PIN file: tokens lock after a few wrong tries.
listen = Cannot listen on { $address }.
hint-listen = Another program may have the port, or the account may not take it.
unreadable = { $file } cannot be read.
unwritable = { $file } cannot be written.
runtime = The system gives no threads or signals.
request = The request was not made.
no-issuer = The registry has no issuer generation { $issuer } with a certificate.
root-issuer = { $issuer } is a root: it has no OCSP, its CRL speaks for it.
signer-refused = The signer is refused: clients would not accept it.
signer-no-key = The token has no key for the certificate.
hint-signer-key = The certificate must be for the key that `request-signer` made in this token.
signer-untested = Key and certificate could not be proven to match.
defect-not-pem = It is not one certificate in PEM.
defect-syntax = It is not a certificate in DER.
defect-other-issuer = Another issuer issued it.
defect-algorithm = Its algorithm is not one that is used here.
defect-signature = Its signature is not the issuer's.
defect-key-usage = Its key usage lacks digitalSignature.
defect-purpose = Its extended key usage lacks OCSPSigning.
defect-authority = It is an issuer's certificate, not a responder's.
defect-nocheck = The extension ocsp-nocheck is missing.
defect-status-pointer = It has a CRL distribution point or an OCSP address.
defect-not-yet-valid = It is not valid before { $moment }.
defect-expired = It expired at { $moment }.

done-request = Key made. Request for { $issuer }: { $file }
done-install = Signer of { $issuer } installed: { $file }
check-listen = listen: { $address }
check-registry = registry: { $url }, as of { $moment }
check-ready = { $issuer }: signer ready until { $moment }
check-missing = { $issuer }: NO SIGNER
check-root = { $issuer }: root, needs no signer
check-crl = { $issuer }: CRL { $number }, next at { $moment }
check-no-crl = { $issuer }: no CRL
