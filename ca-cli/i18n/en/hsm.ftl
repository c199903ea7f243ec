# Tokens and their modules: what goes wrong with them, and the nouns `hsm`.

## sceau hsm

help-hsm = Devices that hold keys, and their PKCS#11 modules
help-hsm-list = Show modules, slots and tokens; nobody logs in
arg-hsm-list-module = This module instead of those of the configuration
arg-hsm-list-env = Variable that the module wants in its environment, as `NAME=value`; may be repeated
arg-hsm-list-network = The module may use the network
example-hsm-list =
    sceau hsm list
    sceau hsm list --module /usr/lib/softhsm/libsofthsm2.so --env SOFTHSM2_CONF=/etc/softhsm2.conf
help-hsm-doctor = Examine a token in a minute and touch none of its keys: what it can do, how well, and what is wrong with it
arg-hsm-doctor-token = Label of the token, where the configuration names several
arg-hsm-doctor-module = This module instead of those of the configuration
arg-hsm-doctor-env = Variable that the module wants in its environment, as `NAME=value`; may be repeated
arg-hsm-doctor-network = The module may use the network
arg-hsm-doctor-uri = The token of that module, as an RFC 7512 URI
arg-hsm-doctor-pin-file = File with the PIN; else it is asked for
arg-hsm-doctor-sessions = Most sessions that sign at once, 1 to 64; else those of the configuration, or 4
arg-hsm-doctor-quick = Measure shortly and with one session only
arg-hsm-doctor-out = Also write the report to this file, as JSON: it can be sent to the vendor
example-hsm-doctor =
    sceau hsm doctor --out report.json
    sceau hsm doctor --module /usr/lib/vendor/libpkcs11.so --uri 'pkcs11:token=new' --pin-file pin
value-variable = NAME=VALUE
value-fault-variable = A variable is written `NAME=value`.
value-fault-token-uri = The URI of a token looks like `pkcs11:token=sceau` and names no object.
value-fault-sessions = 1 to 64 sessions are possible.
progress-hsm-list = Asking the modules
progress-hsm-doctor = Examining the token
hsm-module-silent = The module { $module } could not be asked.
hsm-which-token = It is not clear which token is meant.
hint-hsm-which-token = `--token LABEL` says it; there are: { $labels }.
hint-hsm-module = Add a table for the token, or give a module with `--module FILE`.
hsm-not-examined = The token { $token } could not be examined.

## Names of fields of devices

field-answer = answer
field-algorithms = algorithms
field-attribute = attribute
field-class = taken as
field-device = device
field-enforced = enforced
field-firmware = firmware
field-key-pair = key pair
field-key-sizes = key sizes
field-library = library
field-mechanism = mechanism
field-misuse = wrong use
field-module = module
field-pkcs11 = PKCS#11
field-rates = signatures
field-signature = first signature
field-slot = slot
field-uses = uses
field-wanted = wanted

## Devices in words

hsm-interface = { $interface } (the module says { $claimed })
hsm-no-token = no token
hsm-flag-initialised = initialised
hsm-flag-empty = empty
hsm-flag-no-pin = PIN not set
hsm-flag-login = login required
hsm-flag-protected-path = PIN entered at the device
hsm-flag-write-protected = write-protected
hsm-flag-pin-count-low = a wrong PIN was entered
hsm-flag-pin-final-try = one try left for the PIN
hsm-flag-pin-locked = PIN locked
hsm-flag-pin-to-be-changed = PIN must be changed
hsm-flag-error-state = error state
hsm-class-busy = busy: waits its turn
hsm-class-refused = caller's fault: told at once
hsm-class-lost = lost: new session, one more try
hsm-class-bad-pin = PIN: nobody logs in again
hsm-class-hung = no answer: worker process killed
hsm-class-crashed = crash of the worker process
hsm-class-skipped = not tried
hsm-rate = { $sessions ->
    [one] { $sessions } session: { $rate }/s, p50 { $p50 }, p99 { $p99 }
   *[other] { $sessions } sessions: { $rate }/s, p50 { $p50 }, p99 { $p99 }
}
hsm-absent = absent
hsm-generates = makes key pairs
hsm-signs = signs
hsm-hardware = in hardware
hsm-outcome-honoured = honoured
hsm-outcome-ignored = ignored
hsm-outcome-untold = not told
hsm-outcome-refused = refused
hsm-outcome-untried = not tried
hsm-accepted = accepted
hsm-misuse-overlong-data = overlong data
hsm-misuse-wrong-mechanism = mechanism for another kind of key
hsm-misuse-no-operation = C_SignUpdate without C_SignInit
hsm-misuse-two-operations = C_SignInit twice
hsm-misuse-dead-handle = key that was destroyed
hsm-misuse-logged-out = private key after C_Logout
hsm-stage-make = making key pairs ({ $algorithms })
hsm-stage-sign = signing ({ $algorithms })
hsm-stage-rate = signing without pause ({ $algorithms })
hsm-act-attribute = trying the attribute { $attribute }
hsm-act-sessions = opening sessions
hsm-act-login = looking at the login
hsm-act-mechanisms = asking for mechanisms
hsm-act-restart = C_Finalize and C_Initialize

## Findings

hsm-verdict-ok = ok
hsm-verdict-warning = warning
hsm-verdict-problem = problem
hsm-doctor-identity = { $manufacturer } { $model }, serial number { $serial }, firmware { $firmware }.
hsm-doctor-no-serial = The token tells no serial number.
hsm-doctor-interface = The module speaks PKCS#11 { $interface }.
hsm-doctor-flags = No flag of the token stands in the way.
hsm-doctor-error-state = The token is in its error state.
hsm-doctor-pin-locked = The PIN is locked.
hsm-doctor-pin-final-try = One more wrong PIN locks the token.
hsm-doctor-write-protected = The token is write-protected: no key can be made.
hsm-doctor-pin-count-low = A wrong PIN was entered since the last login.
hsm-doctor-pin-to-be-changed = The PIN must be changed.
hsm-doctor-no-login = The token lets its keys be used without a login.
hsm-doctor-login = From the start of the worker process to the login: { $millis } ms.
hsm-doctor-login-not-shared = The login of one session does not hold for the others.
hsm-doctor-core-dumps = A crash of the module may write the PIN to disk.
hsm-doctor-no-core-dumps = A crash of the module leaves no core dump.
hsm-doctor-memory-not-locked = The memory of the worker process may be swapped out.
hsm-doctor-memory-locked = The memory of the worker process is locked.
hsm-doctor-network-open = The module can reach the network although it need not.
hsm-doctor-network-wanted = The module may use the network, as configured.
hsm-doctor-network-closed = The module cannot reach the network.
hsm-doctor-algorithm = { $algorithm }: signatures are right; { $rate } per second with sessions: { $sessions }.
hsm-doctor-wrong-signature = { $algorithm }: the token gave a wrong signature.
hsm-doctor-no-algorithm = The token makes right signatures with none of our algorithms.
hsm-doctor-lacking = Not offered by this token: { $algorithms }.
hsm-doctor-hangs = It hangs at { $act }. { $cause }
hsm-doctor-crashes = It crashes at { $act }. { $cause }
hsm-doctor-fails = It fails at { $act }. { $cause }
hsm-doctor-skipped = Not tried, the time was over: { $act }.
hsm-doctor-attributes = { $count ->
    [one] The attribute of private keys is honoured.
   *[other] All { $count } attributes of private keys are honoured.
}
hsm-doctor-attribute-idle = { $attribute } reads back as { $wanted }, and the token does not act by it.
hsm-doctor-attribute-ignored = { $attribute } is not { $wanted }.
hsm-doctor-attribute-untold = The token does not tell { $attribute }.
hsm-doctor-attribute-refused = The token refuses a key with { $attribute } = { $wanted }.
hsm-doctor-sessions = It opens { $opened } sessions of { $asked } asked for; { $configured } are configured.
hsm-doctor-sessions-limit = It opens { $opened } sessions at once, of { $asked } asked for; { $configured } are configured.
hsm-doctor-sessions-few = It opens { $opened } sessions only, of { $asked } asked for; { $configured } are configured.
hsm-doctor-sessions-odd = It opens { $opened } sessions of { $asked } asked for ({ $configured } are configured), and refuses the next one in an odd way. { $cause }
hsm-doctor-accepts = It does not mind: { $act }.
hsm-doctor-refuses = It refuses as it should: { $act }. { $cause }
hsm-doctor-no-recovery = Its answer does not show that key or login are gone: { $act }. { $cause }
hsm-doctor-restart = C_Finalize and C_Initialize take { $millis } ms.
hsm-doctor-workers = { $count ->
    [one] { $count } worker process was lost on the way.
   *[other] { $count } worker processes were lost on the way.
}
hsm-doctor-interrupted = You broke the examination off: the rest was not tried.
hsm-doctor-nothing-left = Nothing was left behind in the token.
hsm-doctor-left-behind = Objects labelled { $label } may still be in the token.
hsm-doctor-profiles = It can hold the keys of all shipped profiles.
hsm-doctor-profiles-unserved = It can hold no key for: { $profiles }.
advice-hsm-vendor = Send the report (`--out FILE`) to the vendor and ask what is meant.
advice-hsm-serial = Ask the vendor: the inventory tells devices apart by their serial numbers.
advice-hsm-unlock = Have the security officer of the token look after the PIN before anything else is tried.
advice-hsm-change-pin = Change the PIN with the vendor's tool, then the PIN file.
advice-hsm-writable = Take the write protection off with the vendor's tool.
advice-hsm-login = Initialise the token so that a login is required.
advice-hsm-slow-login = Each restart of the service takes so long: plan for it.
advice-hsm-core-dumps = Use the worker process that belongs to this version of `sceau`.
advice-hsm-memlock = Raise the limit on locked memory of the account: `LimitMEMLOCK=` of the service, `ulimit -l` here.
advice-hsm-network = Set `network = true` only for devices that are not in this machine, and use the worker process that belongs to this version of `sceau`.
advice-hsm-wrong-signature = Do not use this token. Send the report (`--out FILE`) to the vendor.
advice-hsm-hangs = Choose `timeout_ms` so that it is short for your service and long for a healthy device; send the report (`--out FILE`) to the vendor.
advice-hsm-crashes = The service survives it, at the price of a login. Send the report (`--out FILE`) to the vendor.
advice-hsm-skipped = Try again, with `--quick` or when the device is idle.
advice-hsm-attribute = Keys of this token are not taken for issuers' (HSM-01, HSM-02). Ask the vendor for a setting or a firmware that honours it.
advice-hsm-optional-attribute = Keys of this token are taken all the same. Write the difference into your practice statement.
advice-hsm-sessions = Lower `sessions` in the configuration, or raise the limit of the device.
advice-hsm-code = Report it to us with `--out FILE`: the service would not recover by itself.
advice-hsm-left-behind = Destroy them: `pkcs11-tool --login --delete-object --type privkey --label LABEL`, then `--type pubkey`.
