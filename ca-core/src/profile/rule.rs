//! The rules that a profile document keeps, each with the requirement that it comes from.

use crate::document::document_rules;

document_rules! {
    /// A rule that a profile document keeps.
    ProfileRule {
        Format "format" None,
            "this program reads format 1";
        Name "name" None,
            "a name is 1 to 64 lower-case letters, digits and hyphens";
        Version "version" None,
            "versions count from 1";
        Keys "keys" Some("ALG-02"),
            "kinds of keys are named by their words, at least one, each once";
        WebKeys "web-keys" Some("ALG-02"),
            "the web rules know RSA and the curves of NIST only";
        RootTerm "root-term" None,
            "a root is valid for 1 to 9132 days";
        AuthorityTerm "authority-term" None,
            "an issuing authority is valid for 1 to 3653 days";
        ResponderTerm "responder-term" Some("OCSP-05"),
            "a responder is valid for 1 to 90 days";
        ServerTerm "server-term" Some("CRT-19"),
            "a TLS server is valid for 1 to 199 days";
        QualifiedTerm "qualified-term" None,
            "a qualified certificate is valid for 1 to 1096 days";
        LeafTerm "leaf-term" None,
            "a certificate is valid for 1 to 1827 days";
        CrlPlace "crl-place" Some("CRL-03"),
            "issuers, and only they, say how long their lists hold";
        CrlTerm "crl-term" Some("CRL-03"),
            "the list of an issuing authority holds for 7 days at most";
        RootCrlTerm "root-crl-term" Some("CRL-04"),
            "the list of a root holds for 365 days at most";
        Suspension "suspension" Some("CRL-05"),
            "only certificates of persons and systems that are not TLS servers are suspended";
        KeyUsages "key-usages" Some("CRT-10"),
            "key usages are named as in RFC 5280, at least one, each once";
        IssuerUsages "issuer-usages" Some("CRT-10"),
            "issuers have keyCertSign and cRLSign, nobody else has";
        EnciphermentKeys "encipherment-keys" Some("CRT-10"),
            "not every allowed kind of key can encipher or agree on keys";
        BasicConstraints "basic-constraints" Some("CRT-11"),
            "basic constraints are critical in issuers and absent elsewhere";
        PathLength "path-length" Some("CRT-11"),
            "an issuing authority has path length 0, a root has none";
        KeyIdentifiers "key-identifiers" Some("CRT-09"),
            "the authority key identifier is always there, that of the subject in issuers";
        Purposes "purposes" Some("CRT-10"),
            "extended key usages are known names or object identifiers, each once";
        AnyPurpose "any-purpose" Some("CRT-10"),
            "anyExtendedKeyUsage is no limit";
        PurposeUsage "purpose-usage" Some("CRT-10"),
            "no key usage serves this extended key usage";
        TimeStamping "time-stamping" Some("CRT-10"),
            "timeStamping would have to be critical, which profiles cannot say";
        OcspSigning "ocsp-signing" Some("OCSP-05"),
            "OCSPSigning and nocheck are for responders, alone";
        ResponderUsage "responder-usage" Some("OCSP-05"),
            "a responder has digitalSignature and nothing else";
        ResponderPointers "responder-pointers" Some("OCSP-06"),
            "a responder has no distribution point and no information access";
        RootExtensions "root-extensions" Some("VAL-02"),
            "a root has neither purposes, policies nor pointers";
        AuthorityPurposes "authority-purposes" Some("VAL-02"),
            "an issuing authority names the purposes of its certificates; serverAuth and \
             codeSigning each stand alone";
        AuthorityPointers "authority-pointers" Some("CRT-12"),
            "an issuing authority points to the list and the certificate of its issuer";
        LeafPointers "leaf-pointers" Some("QC-06"),
            "a certificate points to its issuer's certificate and to OCSP or a list";
        NameConstraints "name-constraints" Some("CRT-20"),
            "only issuing authorities are constrained to names, and to some";
        Policies "policies" Some("QC-11"),
            "policies are object identifiers, each once";
        AnyPolicy "any-policy" Some("VAL-02"),
            "anyPolicy is never asserted";
        ExplicitPolicies "explicit-policies" Some("VAL-02"),
            "an issuing authority asserts its policies one by one";
        NationalPolicy "national-policy" Some("QC-11"),
            "a certificate asserts exactly one policy of the national arc";
        StandardPolicy "standard-policy" Some("QC-11"),
            "a certificate asserts at most one policy of EN 319 411-1";
        PolicyMatch "policy-match" Some("QC-11"),
            "this policy does not go with such certificates";
        DevicePolicy "device-policy" Some("QC-11"),
            "NCP+ is asserted only with `key.device = true`";
        DeviceName "device-name" Some("REG-08"),
            "a profile named -qscd has `key.device = true`";
        DevicePlace "device-place" Some("REG-08"),
            "only keys of persons and systems are proven to be in a listed device";
        UnionPolicy "union-policy" Some("QC-07"),
            "the policies of EN 319 411-2 claim qualification in the European Union";
        Attribute "attribute" Some("CRT-07"),
            "attributes are short names or object identifiers";
        AttributeTwice "attribute-twice" Some("QC-04"),
            "no attribute stands twice";
        AttributeSource "attribute-source" Some("CRT-08"),
            "this source never gives this attribute";
        AddressAttribute "address-attribute" Some("CRT-13"),
            "e-mail addresses are alternative names";
        PersonalData "personal-data" Some("LAW-02"),
            "birth, sex, citizenship, address, telephone and picture are no business of a \
             certificate";
        IssuerName "issuer-name" Some("QC-03"),
            "issuers and responders are named by C, O and CN";
        Identifier "identifier" Some("QC-02"),
            "identifiers are those of persons; issuers and responders have none";
        Semantics "semantics" Some("QC-02"),
            "the semantics statement is there with the identifier, and says the same";
        PersonNamed "person-named" Some("QC-02"),
            "SN, GN and pseudonym name a natural person: `identifier = \"natural-person\"`";
        PersonIdentifier "person-identifier" Some("QC-01"),
            "a natural person has the attribute serialNumber, always";
        PersonName "person-name" Some("QC-04"),
            "a natural person has C and CN always, and SN or GN";
        Pseudonym "pseudonym" Some("QC-04"),
            "a pseudonym stands for the name: it, SN and GN are optional then";
        LegalName "legal-name" Some("QC-03"),
            "a legal person has C, O, organizationIdentifier and CN always";
        OtherName "other-name" Some("REG-09"),
            "only natural persons have another name under the same identifier";
        NameKinds "name-kinds" Some("CRT-13"),
            "kinds of alternative names are dns, email, uri and upn, at least one, each once";
        NamePlace "name-place" Some("CRT-08"),
            "issuers and responders have no alternative names";
        NameCount "name-count" Some("CRT-08"),
            "1 to 1000 alternative names can be allowed";
        ServerNames "server-names" Some("CRT-22"),
            "a TLS server has at least one dns name and no other kind";
        CommonNameHeld "common-name-held" Some("CRT-22"),
            "the common name of a TLS server, and only there, is one of its dns names";
        StatementPlace "statement-place" Some("QC-07"),
            "only certificates of persons have QCStatements, and at least one";
        SignatureUsage "signature-usage" Some("QC-05"),
            "contentCommitment is never together with encipherment or agreement";
        PersonUsage "person-usage" Some("QC-05"),
            "a natural person's key signs documents or authenticates, never both";
        QualifiedUsage "qualified-usage" Some("QC-05"),
            "a qualified signature or seal has contentCommitment";
        Legislation "legislation" Some("QC-07"),
            "QcCompliance and QcCClegislation go together: alone, the first claims the European \
             Union";
        DeviceLegislation "device-legislation" Some("QC-07"),
            "a recognised device is claimed only with QcCompliance and `key.device = true`";
        QcType "qc-type" Some("QC-08"),
            "QcCompliance needs a type: esign for natural, eseal for legal persons";
        Disclosure "disclosure" Some("QC-09"),
            "QcCompliance needs disclosure statements";
        Limit "limit" Some("QC-10"),
            "a limit of 1 or more, with an exponent of 12 or less, belongs to QcCompliance";
        Retention "retention" Some("QC-10"),
            "the retention period belongs to QcCompliance";
        MentionField "mention-field" Some("LAW-01"),
            "this is no field of a certificate";
        MentionCarried "mention-carried" Some("LAW-01"),
            "certificates of this profile have no such field";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::document::DocumentRule;
    use crate::requirement;

    #[test]
    fn each_rule_has_its_own_word_and_a_clause_that_is_known() {
        let words: BTreeSet<_> = ProfileRule::ALL.iter().map(|rule| rule.word()).collect();
        assert_eq!(words.len(), ProfileRule::ALL.len());
        for rule in ProfileRule::ALL {
            let clause = rule.requirement().map(requirement::clause);
            assert_ne!(clause, Some(None), "{rule:?}");
        }
    }
}
