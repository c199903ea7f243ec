# What goes wrong with tokens and their modules.

## Faults

token-fault-returned = { $function }: { $value }
token-fault-not-loaded = The module { $module } cannot be loaded: { $words }
token-fault-not-a-module = { $module } is not a PKCS#11 module: it has no { $symbol }.
token-fault-binding = The answer of the module cannot be read, or the request cannot be put to it: { $words }
token-fault-no-token = No token matches { $uri }; there are: [{ $present }].
token-fault-several-tokens = { $count } tokens match { $uri }: add `serial`.
token-fault-no-key = No private key is called { $uri }.
token-fault-several-keys = { $count } private keys are called { $uri }: add `id`.
token-fault-key-kept = { $uri } is still there after C_DestroyObject.
token-fault-not-extractable = { $uri } is not extractable: it was not made to be wrapped, or is sealed.
token-fault-no-common-wrapping = The two tokens cannot wrap and unwrap in the same way: there [{ $there }], here [{ $here }].
token-fault-no-transport-key = The key was wrapped for { $uri }, which is not in this token.
token-fault-key-there = { $uri } is there already.
token-fault-not-that-key = { $uri } does not sign for its public key. It was not kept.
token-fault-not-a-key = { $uri } does not name a private key: { $words }
token-fault-other-token = { $uri } is not in the token { $token }.
token-fault-no-empty-token = No slot has an empty token.
token-fault-label-taken = A token with this label is there already.
token-fault-label-length = The label of a token has 1 to { $most } octets.
token-fault-attributes = The token did not give the key the attributes asked for: { $defects }.
token-fault-input = This is no input of { $algorithm }.
token-fault-key-kind = The key does not sign with { $algorithm }.
token-fault-output = What C_Sign gave is not a signature: { $words }
token-fault-login-lost = The token lost the login without saying so.
token-fault-pin-file = The PIN file { $path } could not be read: { $words }
token-fault-pin-open-to-others = The PIN file { $path } has mode { $mode }: others may read it.
token-fault-pin-not-a-file = { $path } is not a regular file.
token-fault-last-try = The token gives the PIN one last try before it locks; it was not used. Log in once with a tool of the vendor, with the right PIN, and start the program again.
token-fault-no-pin = No PIN was given: { $words }
token-fault-pin-form = A PIN is one line of UTF-8 text, 1 to 1024 octets long.
token-fault-worker-not-started = The worker process { $program } could not be started: { $words }
token-fault-worker-other = { $program } is not the worker process of this version of sceau: { $words }
token-fault-not-confined = The worker process could not be confined and loaded no module: { $words }
token-fault-worker-ended = The module crashed: its worker process ended ({ $words }).
token-fault-worker-hung = The module did not answer within { $millis } ms; its worker process was killed.
token-fault-recovering = The token failed a moment ago and will be asked again soon.
token-fault-random = There is no randomness: { $words }
token-fault-no-token-configured = No token is configured for this act.
token-fault-not-configured = { $asked } names none of the configured tokens: { $configured }.
token-fault-fenced = The token gave a wrong signature: it signs no more until the program starts anew. Have the token examined first.
