//! What is wrong with certificates of EN 319 412, and with personal data in any.

use super::facts;
use crate::lint::named::Named;
use crate::policy::PolicyId;
use crate::subject::AttributeType;

facts! {
/// Of a qualified certificate or a person's.
QualifiedFact {
    /// The semantics say natural person, and serialNumber has not the form (412-1 5.1.3).
    NaturalIdentifier {
        /// The value; empty if there is none.
        found: String,
    } Error "lint-qc-01-identifier"
        "serialNumber `{found}` is not PAS, IDC, PNO or TIN (or two letters and a colon), a country, a hyphen and a number";
    /// A serialNumber that begins like an identifier and is none.
    NaturalIdentifierLike {
        /// The value.
        found: String,
    } House "lint-qc-01-identifier-like"
        "serialNumber `{found}` looks like an identifier of EN 319 412-1 and is none";
    /// qcStatement-2 is not well formed.
    SemanticsForm Error "lint-qc-02-semantics"
        "the semantics statement holds neither a semantics identifier nor name registration authorities";
    /// qcStatement-2 names a meaning that EN 319 412-1 does not define.
    SemanticsUnknown {
        /// The semantics identifier.
        semantics: Named,
    } Error "lint-qc-02-semantics-unknown"
        "semantics identifier {semantics} is not one of EN 319 412-1";
    /// A national scheme and nobody who keeps it (412-1 5.1.3).
    SchemeWithoutAuthority {
        /// The identifier.
        found: String,
    } Error "lint-qc-02-scheme-authority"
        "identifier `{found}` is of a national scheme, and no name registration authority is given";
    /// The semantics say legal person, and organizationIdentifier has not the form
    /// (412-1 5.1.4).
    LegalIdentifier {
        /// The value; empty if there is none.
        found: String,
    } Error "lint-qc-03-identifier"
        "organizationIdentifier `{found}` is not NTR, VAT, PSD or LEI (or two letters and a colon), a country, a hyphen and a number";
    /// An organizationIdentifier that has not the form, without the semantics statement.
    LegalIdentifierLike {
        /// The value.
        found: String,
    } House "lint-qc-03-identifier-like"
        "organizationIdentifier `{found}` has not the form of EN 319 412-1";
    /// A legal person without what its name must hold (412-3 4.2.1).
    LegalPersonIncomplete {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-qc-03-incomplete"
        "the name of a legal person lacks {attribute}";
    /// A natural person's attribute in the name of a legal person.
    LegalPersonNamed {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-qc-03-personal-name"
        "the name of a legal person has {attribute}, an attribute of natural persons";
    /// A pseudonym beside the name that it hides (412-2 4.2.4).
    PseudonymWithName Error "lint-qc-04-pseudonym"
        "a pseudonym stands beside surname or givenName";
    /// A natural person without surname, givenName and pseudonym.
    PersonUnnamed Error "lint-qc-04-unnamed"
        "a natural person has neither surname nor givenName nor pseudonym";
    /// A natural person without what the name must hold.
    PersonIncomplete {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-qc-04-incomplete"
        "the name of a natural person lacks {attribute}";
    /// An attribute of which there may be one (412-2 4.2.4).
    AttributeTwice {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-qc-04-attribute-twice"
        "attribute {attribute} is present twice";
    /// contentCommitment beside a usage that deciphers or agrees on keys (412-2 4.3.2).
    CommitmentEnciphers House "lint-qc-05-enciphers"
        "contentCommitment stands beside encipherment or key agreement";
    /// A certificate for signatures or seals whose key commits to nothing.
    CommitmentAbsent House "lint-qc-05-absent"
        "a certificate for signatures or seals lacks contentCommitment";
    /// contentCommitment beside digitalSignature (412-2 4.3.2, type B).
    CommitmentNotAlone Warning "lint-qc-05-not-alone"
        "contentCommitment does not stand alone";
    /// An extension that constrains certification paths, in a leaf (412-2 4.3).
    PathExtensionInLeaf {
        /// The extension.
        extension: Named,
    } Error "lint-qc-06-path-extension"
        "extension {extension} is in a certificate that is not of a CA";
    /// Nowhere to find the issuer's certificate (412-2 4.4.1).
    CaIssuersAbsent Error "lint-qc-06-ca-issuers"
        "the authority information access names no certificate of the issuer";
    /// Nowhere to ask for the status.
    StatusAbsent Error "lint-qc-06-status"
        "there is neither an OCSP responder nor a CRL distribution point";
    /// Qualified and silent about the law: that claims the law of the European Union
    /// (412-5 4.2.4).
    ClaimsUnion Error "lint-qc-07-claims-union"
        "QcCompliance without QcCClegislation claims qualification in the European Union";
    /// The same, by an issuer in the Union: for the trusted lists to confirm.
    ClaimsUnionWithin Warning "lint-qc-07-claims-union-within"
        "QcCompliance claims qualification in the European Union, which its trusted lists must confirm";
    /// A law or a device is named, and no qualification (412-5 4.2.1).
    ComplianceAbsent {
        /// What is there.
        statement: Named,
    } Error "lint-qc-07-compliance"
        "{statement} stands without QcCompliance";
    /// What qualified certificates state, in one that does not say that it is qualified.
    NotQualified {
        /// What is there.
        statement: Named,
    } Warning "lint-qc-07-not-qualified"
        "{statement} stands in a certificate that does not say that it is qualified";
    /// QcSSCD beside the law of another state than those of the Union.
    UnionDevice Error "lint-qc-07-device"
        "QcSSCD claims a device of the European Union for a certificate under another law";
    /// A policy of EN 319 411-2 beside the law of another state.
    UnionPolicy {
        /// The policy.
        policy: PolicyId,
    } Error "lint-qc-07-policy"
        "policy {policy} claims qualification in the European Union for a certificate under another law";
    /// Qualified, and for signatures or seals is not said.
    TypeAbsent House "lint-qc-08-absent"
        "a qualified certificate lacks QcType";
    /// QcType esign for a legal person.
    SignatureOfLegalPerson Error "lint-qc-08-esign"
        "QcType is esign, the subject is a legal person";
    /// QcType eseal for a natural person.
    SealOfNaturalPerson Error "lint-qc-08-eseal"
        "QcType is eseal, the subject is a natural person";
    /// Qualified without disclosure statement.
    DisclosureAbsent House "lint-qc-09-absent"
        "a qualified certificate lacks QcPDS";
    /// A disclosure statement that anybody on the way can change.
    DisclosureNotHttps {
        /// The URL.
        url: String,
    } Error "lint-qc-09-not-https"
        "the disclosure statement {url} is not https";
    /// No disclosure statement in English.
    DisclosureNotEnglish Error "lint-qc-09-english"
        "no disclosure statement is in English";
    /// Two disclosure statements of one language.
    DisclosureTwice {
        /// The language.
        language: String,
    } Error "lint-qc-09-twice"
        "two disclosure statements are in language `{language}`";
    /// A language of the country without disclosure statement.
    DisclosureLanguage {
        /// The language.
        language: String,
    } Error "lint-qc-09-language"
        "no disclosure statement is in `{language}`, a language of the country";
    /// qcStatements marked critical.
    StatementsCritical Error "lint-qc-10-critical"
        "the qcStatements are critical";
    /// qcStatements that are not a sequence of statements.
    StatementsUnreadable Error "lint-qc-10-unreadable"
        "the qcStatements are not a sequence of statements";
    /// A statement whose content is not as EN 319 412-5 writes it.
    StatementForm {
        /// The statement.
        statement: Named,
    } Error "lint-qc-10-statement"
        "statement {statement} is not well formed";
    /// A statement that is there twice.
    StatementTwice {
        /// The statement.
        statement: Named,
    } Error "lint-qc-10-statement-twice"
        "statement {statement} is present twice";
    /// A limit in another currency than the country's.
    LimitCurrency {
        /// The currency.
        found: String,
        /// The country's.
        expected: String,
    } Error "lint-qc-10-currency"
        "the limit is in {found}, the currency of the country is {expected}";
    /// Another retention than the country's.
    Retention {
        /// Years.
        found: u64,
        /// The country's.
        expected: u8,
    } Error "lint-qc-10-retention"
        "the records are said to be kept for {found} years, the country's figure is {expected}";
    /// Not exactly one policy of the authority.
    NationalPolicies {
        /// How many.
        found: usize,
    } Error "lint-qc-11-national"
        "policies of the authority: {found}, there must be exactly one";
    /// More than one policy of ETSI.
    EtsiPolicies {
        /// How many.
        found: usize,
    } House "lint-qc-11-etsi"
        "policies of ETSI: {found}, there may be one";
    /// A policy that demands a device, and a profile that does not.
    DevicePolicy Error "lint-qc-11-device"
        "policy NCP+ is asserted, and the profile demands no device";
    /// Personal data that no certificate needs.
    PersonalData {
        /// The attribute or extension.
        field: Named,
    } House "lint-law-02-personal-data"
        "{field} is personal data that the certificate does not need";
    /// Letters of several scripts in one name.
    MixedScripts {
        /// The attribute.
        attribute: AttributeType,
    } House "lint-reg-05-mixed-scripts"
        "attribute {attribute} mixes scripts";
}
}
