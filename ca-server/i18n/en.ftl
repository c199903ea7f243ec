# Texts of sceaud. Each name here is in fr.ftl too; the tests hold both to that.

daemon-help = Serves the authority's operations over HTTP with mutual TLS, until it is told to stop (SIGTERM). SIGUSR2 hands everything to the program that stands at the same path now.
daemon-option-config = The configuration file.
daemon-option-check = Opens configuration, registry, tokens and certificates like the daemon, and tells what it found.
daemon-option-lang = Language of help and messages: fr or en. Default: from the locale.
daemon-option-help = Shows this help.
daemon-option-version = Shows the version.
daemon-value-file = FILE
daemon-value-lang = LANGUAGE
daemon-heading-usage = Usage:
daemon-heading-options = Options
daemon-usage = The command line is not understood: { $detail }.
daemon-hint-usage = `sceaud --help` shows what is.

daemon-config-missing = No configuration is named: `--config FILE` is missing.
daemon-registry = The registry cannot be read.
daemon-certificate = The certificate of the server cannot be used.
daemon-listen = { $address } cannot be listened on.
daemon-tls = TLS cannot be set up.
daemon-ready-file = { $file } cannot be written.
daemon-runtime = The daemon cannot start.
cause-not-pem = { $file } is not what it should be in PEM.
cause-no-certificate = { $file } holds no certificate.
cause-key-open = Others have access to { $file }: `chmod o= FILE`.
cause-unfit = Certificate and key do not belong together, or TLS does not know the key.

config-listen = `listen` must be an address and a port, for example `127.0.0.1:8443`.
config-listen-loopback = `listen` must be an address of this host alone, for example `127.0.0.1:9180`.
config-certificate = `certificate` must be the path of a file in PEM: the server's certificate, then those of its issuers.
config-server-key = `key` must be a reference: {"{"} file = "…" {"}"}. A key itself must not stand here.
config-tls = `tls` must be ["1.3"] or ["1.3", "1.2"].
config-ready-file = `ready_file` must be the path of a file.
config-bounds = `{ $key }` must be a number: { $bounds }.
config-pin-file = The PIN of each token must be in a file: a daemon reads it at each start, and nobody is there to type it.

check-door = { $door }: { $address }
check-registry = registry { $url }, read at { $moment }
check-token = token { $token }: { $state }
check-clients = issuers of client certificates: { $issuers }
check-certificate = certificate of the server, until { $moment }

problem-client-certificate-required = A client certificate is needed here.
problem-unknown-path = There is nothing at this path.
problem-method-not-allowed = This path does not know the method.
problem-media-type = The body must be `application/json`.
problem-not-acceptable = There is no answer of the kind that is asked for.
problem-syntax = The body is not what the operation takes.
problem-body-too-large = The body is too large.
problem-body-too-slow = The body came in too slowly.
problem-body-broken = The body breaks off.
problem-too-many-requests = There are too many requests of this client.
problem-too-many-connections = There are too many connections with this certificate.
problem-busy = All threads are busy.
problem-late = The work takes longer than anybody waits. It goes on: ask again with the same request id.
problem-bug = This is a defect of the program.
