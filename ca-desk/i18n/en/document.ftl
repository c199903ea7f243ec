# Documents that govern issuance: profiles, the country pack, the table of algorithms, key
# origins. Names of rules are those of the core: `profile-rule-` and the word of the rule.

document-fault = line { $line }, `{ $field }` = `{ $found }`: { $rule }
document-fault-absent = line { $line }, `{ $field }` is missing: { $rule }
document-fault-nowhere = `{ $field }` = `{ $found }`: { $rule }
document-fault-nowhere-absent = `{ $field }` is missing: { $rule }

## Rules of profiles

profile-rule-format = this program reads format 1
profile-rule-name = a name is 1 to 64 lower-case letters, digits and hyphens
profile-rule-version = versions count from 1
profile-rule-keys = kinds of keys are named by their words, at least one, each once
profile-rule-web-keys = the rules of the web know RSA and the curves of NIST only
profile-rule-root-term = a root is valid for 1 to 9132 days
profile-rule-authority-term = an issuing CA is valid for 1 to 3653 days
profile-rule-responder-term = a responder is valid for 1 to 90 days
profile-rule-server-term = a TLS server is valid for 1 to 199 days
profile-rule-qualified-term = a qualified certificate is valid for 1 to 1096 days
profile-rule-leaf-term = a leaf certificate is valid for 1 to 1827 days
profile-rule-crl-place = issuers, and only they, say how long their CRLs hold
profile-rule-crl-term = the CRL of an issuing CA holds for 7 days at most
profile-rule-root-crl-term = the CRL of a root holds for 365 days at most
profile-rule-suspension = only leaf certificates that are not those of TLS servers may be suspended
profile-rule-key-usages = key usages are named as in RFC 5280, at least one, each once
profile-rule-issuer-usages = issuers have keyCertSign and cRLSign, nobody else has
profile-rule-encipherment-keys = not every kind of key that is allowed can encipher or agree on keys
profile-rule-basic-constraints = basic constraints are critical in issuers and absent elsewhere
profile-rule-path-length = an issuing CA has path length 0, a root has none
profile-rule-key-identifiers = the authority key identifier is always there, that of the subject in issuers
profile-rule-purposes = extended key usages are known names or object identifiers, each once
profile-rule-any-purpose = anyExtendedKeyUsage limits nothing
profile-rule-purpose-usage = no key usage serves this extended key usage
profile-rule-time-stamping = timeStamping would have to be critical, which a profile cannot say
profile-rule-ocsp-signing = OCSPSigning and nocheck are for responders, and alone
profile-rule-responder-usage = a responder has digitalSignature and nothing else
profile-rule-responder-pointers = a responder has no distribution point and no information access
profile-rule-root-extensions = a root has neither extended key usages nor policies nor pointers
profile-rule-authority-purposes = an issuing CA names the extended key usages of its certificates; serverAuth and codeSigning each stand alone
profile-rule-authority-pointers = an issuing CA points to the CRL and the certificate of its issuer
profile-rule-leaf-pointers = a leaf certificate points to its issuer's certificate and to OCSP or a CRL
profile-rule-name-constraints = only issuing CAs are constrained to names, and to some
profile-rule-policies = policies are object identifiers, each once
profile-rule-any-policy = anyPolicy is never asserted
profile-rule-explicit-policies = an issuing CA asserts its policies one by one
profile-rule-national-policy = a leaf certificate asserts exactly one policy under the authority's arc
profile-rule-standard-policy = a leaf certificate asserts at most one policy of EN 319 411-1
profile-rule-policy-match = this policy is not for such certificates
profile-rule-device-policy = NCP+ is asserted only with `key.device = true`
profile-rule-device-name = a profile whose name ends in -qscd has `key.device = true`
profile-rule-device-place = only keys of leaf certificates are proven to be in a device
profile-rule-union-policy = the policies of EN 319 411-2 claim a qualification of the European Union
profile-rule-attribute = attributes are short names or object identifiers
profile-rule-attribute-twice = no attribute stands twice
profile-rule-attribute-source = this source never gives this attribute
profile-rule-address-attribute = e-mail addresses are subject alternative names
profile-rule-personal-data = birth, sex, citizenship, address, telephone and picture have no place in a certificate
profile-rule-issuer-name = issuers and responders are named by C, O and CN
profile-rule-identifier = identifiers are those of persons; issuers and responders have none
profile-rule-semantics = the semantics statement is there with the identifier, and says the same
profile-rule-person-named = SN, GN and pseudonym name a natural person: `identifier = "natural-person"`
profile-rule-person-identifier = a natural person always has the attribute serialNumber
profile-rule-person-name = a natural person always has C and CN, and SN or GN
profile-rule-pseudonym = a pseudonym stands in place of the name: it, SN and GN are then optional
profile-rule-legal-name = a legal person always has C, O, organizationIdentifier and CN
profile-rule-other-name = only natural persons have another name under the same identifier
profile-rule-name-kinds = kinds of subject alternative names are dns, email, uri and upn, at least one, each once
profile-rule-name-place = issuers and responders have no subject alternative names
profile-rule-name-count = 1 to 1000 subject alternative names can be allowed
profile-rule-server-names = a TLS server has at least one dns name and no other kind
profile-rule-common-name-held = the common name of a TLS server, and only there, is one of its dns names
profile-rule-statement-place = only leaf certificates have QCStatements, and at least one
profile-rule-signature-usage = contentCommitment is never together with encipherment or key agreement
profile-rule-person-usage = the key of a natural person signs or authenticates, never both
profile-rule-qualified-usage = a qualified signature or seal has contentCommitment
profile-rule-legislation = QcCompliance and QcCClegislation go together: without the second, the first claims the law of the European Union
profile-rule-device-legislation = a recognised device is claimed only with QcCompliance and `key.device = true`
profile-rule-qc-type = QcCompliance needs a type: esign for natural, eseal for legal persons
profile-rule-disclosure = QcCompliance needs the PKI disclosure statements
profile-rule-limit = a limit is 1 or more with an exponent of at most 12, and belongs to QcCompliance
profile-rule-retention = the retention period belongs to QcCompliance
profile-rule-mention-field = this is not a field of a certificate
profile-rule-mention-carried = certificates of this profile do not have this field

## Rules of country packs

country-rule-format = this program reads format 1
country-rule-code = the code is an alpha-2 code of ISO 3166-1
country-rule-long-code = the long code is the alpha-3 code of the same country in ISO 3166-1
country-rule-arc = an arc is an object identifier in dots
country-rule-practice-arc = the arc for practice is one for documentation, under 1.3.6.1.4.1.32473
country-rule-currency = the currency is three capital letters of ISO 4217
country-rule-languages = languages are codes of ISO 639-1 beside English, each once
country-rule-organization = the name has 1 to 64 characters
country-rule-organization-identifier = the identifier is a type of the pack, the code, a hyphen and a number
country-rule-retention = records are kept for 7 to 100 years
country-rule-natural-types = natural persons have identifiers of the types PNO, IDC, PAS and TIN, at least one, each once
country-rule-legal-types = legal persons have identifiers of the types NTR, VAT, LEI and PSD, at least one, each once
country-rule-scheme-name = a national scheme is named by two capital letters, once
country-rule-scheme-authority = who keeps a national scheme is named by an http, https or urn URI
country-rule-mentions = a pack with laws lists the mentions that they require
country-rule-mention = a mention has a name in lower-case letters, digits and hyphens, once, and a reference
country-rule-law = a legal text has a reference and a title

## Rules of tables of algorithms

algorithm-rule-format = this program reads format 1
algorithm-rule-version = versions count from 1
algorithm-rule-source = a table names the standard that it follows
algorithm-rule-keys = at least one row of keys is certified
algorithm-rule-signatures = there is at least one row of signatures
algorithm-rule-kind = kinds of keys are named by their words
algorithm-rule-name = signatures are named by their words
algorithm-rule-bits-missing = rows of RSA keys have a least and a largest size
algorithm-rule-bits-meaningless = keys on curves have one size, which is not given
algorithm-rule-bits = sizes are from 1900 to 8192 bits, the least one first
algorithm-rule-strength = strengths are from 80 to 256 bits
algorithm-rule-order = the last day of validity is not before the last day of issue
algorithm-rule-twice = one row speaks of each key and of each signature

## Rules of key origins

key-origins-rule-format = this program reads format 1
key-origins-rule-name = names are 1 to 64 lower-case letters, digits and hyphens
key-origins-rule-twice = nothing is listed twice
key-origins-rule-certification = a device has a certification
key-origins-rule-device = the device is listed
key-origins-rule-no-device = a personaliser speaks for one device at least
key-origins-rule-moment = a moment is written as in RFC 3339
key-origins-rule-certificate = there is exactly one certificate with a sound key, in PEM
key-origins-rule-no-marking = an attestation requires an extension by which the device says that it made the key
key-origins-rule-object-identifier = an extension is an object identifier in dotted decimals
key-origins-rule-hexadecimal = a value is in hexadecimal, and not empty
key-origins-rule-root = there is exactly one certificate of a CA with a sound key, in PEM

## Mentions that the law requires

mention-missing = No field of `[mentions]` carries the mention `{ $mention }` ({ $reference }).
mention-uncertain = Not every certificate has `{ $field }`, which is to carry the mention `{ $mention }` ({ $reference }).
hint-mentions = Map each mention to a field in the profile's table `[mentions]`, or to `none` where it never applies.

## Kinds, checks, differences

document-kind = `kind` = `{ $found }` is no kind of document.
document-no-disclosure = The authority has no disclosure statement in the language { $language }, and cannot get one any more: qualified certificates could not be issued.
document-other-country = The country pack is that of { $found }, the authority is of { $expected }.
document-mentions = Certificates of the profile { $profile } would lack mentions that the law requires.
country-none = There is no country pack for the authority's state.
hint-country = Write one and activate it: `sceau profile activate FILE`.
document-same-version = another document is active as { $name } with the same version { $version }; raise `version`, so that a list tells them apart
document-other-kind = The two documents are of different kinds.
profile-without-sample = No certificate comes out of this profile.
