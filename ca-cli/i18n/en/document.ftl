# Documents that govern issuance: profiles, the country pack, the table of algorithms, key
# origins. Names of rules are those of the core: `profile-rule-` and the word of the rule.

## Latin forms of names

latin-is-a-suggestion = This is a suggestion by the table of ICAO Doc 9303-3, for an officer to confirm. Where the civil register or a travel document has a Latin form, that one counts.
latin-not-suggested = There is no suggestion for `{ $text }`.
latin-no-form = The table has no Latin form of `{ $character }` ({ $code }).
hint-latin-by-hand = Write the Latin form by hand, from the civil register or a travel document.

## Kinds, checks, differences

document-kind-root = root
document-kind-ca = CA
document-kind-responder = responder
document-kind-leaf = leaf
document-kind-country = country pack
document-kind-algorithms = table of algorithms
document-kind-key-origins = key origins
country-invalid = { $file } is not a valid country pack.
document-no-faults = No faults.
document-not-checked = { $file } was not checked.
document-not-judged = no Registry is at hand and no `--country` given, so neither the mentions that a law requires nor a sample certificate were judged
document-note = notice: { $note }
document-not-compared = { $file } was not compared.
diff-none = No differences.
diff-first = { $name } is not active yet: everything is new.
diff-files = { $count ->
    [one] The files differ in { $count } field.
   *[other] The files differ in { $count } fields.
}
diff-some = { $count ->
    [one] { $name }: { $count } field would change.
   *[other] { $name }: { $count } fields would change.
}
activated-first = { $name } is active, for the first time.
activated-before = { $name } was active already; nothing changed.
activated = { $count ->
    [0] { $name } is active. No field differs from before; `sceau profile diff` compares documents before they count.
    [one] { $name } is active. { $count } field differs from before; `sceau profile diff` shows such changes before they count.
   *[other] { $name } is active. { $count } fields differ from before; `sceau profile diff` shows such changes before they count.
}
