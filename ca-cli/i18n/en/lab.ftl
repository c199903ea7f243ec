## lab: a practice authority in one folder

help-lab = A practice authority in one folder: keys in a software token, issuers, responder
help-lab-up = Build the lab, or what is missing of it, and start its responder
help-lab-env = Print what programs must know of the lab, as JSON
help-lab-down = Stop what the lab has started; nothing is deleted
help-lab-status = Tell whether the lab runs, and where it answers

arg-lab-up-dir = The folder of the lab; it is made if it is not there
arg-lab-up-registry = Where the Registry is: `sqlite`, a file of the lab, or the URL of an empty PostgreSQL database, as in the configuration; `sqlite` if the lab is new
arg-lab-up-token = The make of the tokens: SoftHSM, or kryoptic, where issuers have post-quantum keys (ML-DSA); SoftHSM if the lab is new
arg-lab-up-country = The state whose authority is practised: a shipped code (TD, DZ, DJ) or the file of a country pack; TD if the lab is new
arg-lab-up-public-url = What the URLs in certificates begin with; the responder itself if not given
arg-lab-env-dir = The folder of the lab
arg-lab-down-dir = The folder of the lab
arg-lab-status-dir = The folder of the lab

example-lab-up =
    sceau lab up --dir lab
    sceau lab up --dir lab --country DJ --public-url http://pki.example.dj
    sceau lab up --dir lab-pq --token kryoptic
example-lab-env =
    sceau lab env --dir lab | jq -r .issuers.citizens.ocsp

lab-started = The lab is up.
lab-was-up = The lab in { $dir } runs already; nothing was changed.
lab-stopped = The lab in { $dir } is down. `sceau lab up` starts it again as it was.
lab-was-down = The lab in { $dir } was not running.
lab-runs = The lab in { $dir } runs.
lab-is-down = The lab in { $dir } does not run.

lab-step-token = Making the token { $token }.
lab-step-registry = Opening the Registry.
lab-step-bureau = Making the practice bureau that vouches for keys in devices.
lab-step-issuer = Creating the issuer { $issuer }.
lab-step-files = Writing the certificates of the issuers.
lab-step-audit-signer = Enrolling the signer of the log's heads.
lab-step-crl = Publishing the CRL of { $issuer }.
lab-step-signer = Enrolling the responder for { $issuer }.

lab-field-config = configuration
lab-field-country = country
lab-field-public-url = URL in certificates
lab-field-listen = responder listens at
lab-field-pid = responder's process
lab-field-issuer = issuer
lab-field-generation = generation
lab-field-end = valid until

lab-not-there = There is no lab in { $dir }.
lab-hint-up = `sceau lab up --dir { $dir }` makes one.
lab-is-another = The lab was made for { $country } with the URL { $url }, which both stand in its certificates, and its keys are in tokens of { $make }; its registry is { $registry }. None of these can change.
lab-hint-another = Give another `--dir` for another lab, or leave out `--country`, `--public-url`, `--token` and `--registry`.
lab-bad-url = The URL { $url } cannot stand in certificates.
lab-bad-country = The lab cannot be made for { $country }.
lab-no-bureau = The practice bureau could not be made.
lab-busy = Another command works on the lab in { $dir }.
lab-no-folder = The folder { $dir } cannot be found.
lab-not-written = { $path } could not be written.
lab-state-unreadable = { $file } does not tell how the lab is.
lab-no-module = { $make }, the software token of the lab, is not on this machine.
lab-no-module-there = There is no PKCS#11 module at { $path }.
lab-hint-softhsm = Install the package `softhsm2` (Debian: `apt-get install softhsm2`), or name its module in the variable `SCEAU_SOFTHSM_MODULE`.
lab-hint-kryoptic = Install the package `kryoptic` where the distribution has one, build it in the source tree with `scripts/kryoptic.sh`, or name its module in the variable `SCEAU_KRYOPTIC_MODULE`.
lab-no-pin = The PIN in { $file } could not be read.
lab-no-token = The token { $token } could not be made.
lab-own-program-lost = This program does not find its own file.
lab-no-responder = The responder is not at { $path }.
lab-hint-responder = Put `sceau-ocsp` into the folder of `sceau`; `cargo build --workspace` builds both.
lab-not-started = { $program } could not be started.
lab-step-failed = A step of the lab failed: `{ $command }`.
lab-not-understood = The answer of a step was not understood.
lab-no-port = No free port was found for the responder.
lab-port-taken = The port { $port } of the lab's responder is taken by another program.
lab-hint-port = The port stands in the lab's certificates and cannot change. End the other program, or make another lab.
lab-responder-ended = The responder ended at once.
lab-responder-silent = The responder does not answer.
lab-hint-log = { $file } tells more.
lab-not-stopped = The process { $pid } of the responder could not be stopped.

value-registry = REGISTRY
value-token = TOKEN
