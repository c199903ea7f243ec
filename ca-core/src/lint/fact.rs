//! What the rules can find: a closed list, one line per message.

use der::Tag;

use super::Severity;
use super::named::Named;
use crate::policy::PolicyId;
use crate::subject::AttributeType;
use crate::subject_key::{KeyDefect, KeyKind};
use crate::timestamp::Timestamp;

/// Makes the enum and, from the same line, severity, message id, arguments and text.
macro_rules! facts {
    ($(
        $(#[$doc:meta])*
        $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })?
        $severity:ident $id:literal $text:literal;
    )*) => {
        /// What a rule found; each message has the values seen and allowed.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum Fact {
            $($(#[$doc])* #[error($text)] $name $({ $($(#[$field_doc])* $field: $type,)* })?,)*
        }

        impl Fact {
            /// The key of the message in the catalogues.
            #[must_use]
            pub const fn message_id(&self) -> &'static str {
                match self { $(Self::$name { .. } => $id,)* }
            }

            /// Whether it forbids to sign.
            #[must_use]
            pub const fn severity(&self) -> Severity {
                match self { $(Self::$name { .. } => Severity::$severity,)* }
            }

            /// The values of the message, by name.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$name $({ $($field),* })? => {
                        vec![$($((stringify!($field), $field.to_string())),*)?]
                    })*
                }
            }

            /// The keys of all messages.
            pub const MESSAGE_IDS: &'static [&'static str] = &[$($id),*];
        }
    };
}

facts! {
    /// Another encoding of the same content exists, or none at all.
    NotDistinguished Error "lint-crt-01-not-der"
        "the certificate is not the one encoding that DER allows";
    /// The same for the value of one extension.
    ExtensionNotDistinguished {
        /// The extension.
        extension: Named,
    } Error "lint-crt-01-extension-not-der"
        "the value of extension {extension} is not its one DER encoding";
    /// Not version 3.
    Version {
        /// What was found.
        found: u64,
    } Error "lint-crt-01-version"
        "the version field is {found}, a v3 certificate has 2";
    /// A unique identifier, which a CA must not write (RFC 5280 4.1.2.8).
    UniqueIdentifier Error "lint-crt-01-unique-identifier"
        "an issuer or subject unique identifier is present";
    /// Zero or negative.
    SerialNotPositive {
        /// The number.
        serial: String,
    } Error "lint-crt-02-serial-not-positive"
        "serial number {serial} is not positive";
    /// More octets than allowed.
    SerialTooLong {
        /// Octets found.
        octets: usize,
        /// The most allowed.
        limit: usize,
    } Error "lint-crt-02-serial-too-long"
        "serial number of {octets} octets, allowed are {limit}";
    /// Too few bits to be random enough.
    SerialTooShort {
        /// Bits found.
        bits: usize,
        /// The least needed.
        least: usize,
    } Error "lint-crt-02-serial-too-short"
        "serial number of {bits} bits, at least {least} are needed";
    /// Not `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
    TimeForm {
        /// The field.
        field: &'static str,
    } Error "lint-crt-04-time-form"
        "{field} is not a time with seconds and Z";
    /// UTCTime from 2050 on or GeneralizedTime before.
    TimeType {
        /// The field.
        field: &'static str,
        /// What was found.
        found: Timestamp,
    } Error "lint-crt-04-time-type"
        "{field} {found} is not UTCTime to 2049 and GeneralizedTime from 2050";
    /// The end is not after the begin.
    EndsBeforeItBegins {
        /// Begin of the validity.
        not_before: Timestamp,
        /// End of the validity.
        not_after: Timestamp,
    } Error "lint-crt-04-ends-before-it-begins"
        "the validity ends at {not_after}, not after {not_before}";
    /// Valid before the issuer is.
    BeginsBeforeIssuer {
        /// Begin of the validity.
        not_before: Timestamp,
        /// Begin of the issuer's validity.
        issuer_not_before: Timestamp,
    } Error "lint-crt-05-begins-before-issuer"
        "valid from {not_before}, the issuer only from {issuer_not_before}";
    /// Valid longer than the issuer is.
    OutlivesIssuer {
        /// End of the validity.
        not_after: Timestamp,
        /// End of the issuer's validity.
        issuer_not_after: Timestamp,
    } Error "lint-crt-05-outlives-issuer"
        "valid to {not_after}, the issuer only to {issuer_not_after}";
    /// Issued by another, whose certificate is not at hand: what depends on it is not judged.
    IssuerNotGiven Warning "lint-crt-06-issuer-not-given"
        "not judged against the issuer, whose certificate is not given";
    /// The issuer field is not, octet by octet, the issuer's subject.
    IssuerNameDiffers {
        /// What was found.
        found: String,
        /// What it must be.
        expected: String,
    } Error "lint-crt-06-issuer-name"
        "the issuer is {found}, not the issuer's subject {expected} octet by octet";
    /// The issuer field is empty.
    IssuerNameEmpty Error "lint-crt-06-issuer-name-empty"
        "the issuer name is empty";
    /// The subject is empty although it must not be (RFC 5280 4.1.2.6).
    SubjectNameEmpty Error "lint-crt-07-subject-empty"
        "the subject is empty and no critical subject alternative name replaces it";
    /// A name that is not a sequence of attributes.
    NameUnreadable {
        /// The field.
        field: &'static str,
    } Error "lint-crt-07-name-unreadable"
        "the {field} name is not a DER name";
    /// A string type that new names must not have.
    StringType {
        /// The attribute.
        attribute: AttributeType,
        /// What was found.
        found: Tag,
    } Error "lint-crt-07-string-type"
        "attribute {attribute} is a {found}, not UTF8String or PrintableString";
    /// A type that only PrintableString is allowed for.
    NotPrintable {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-07-not-printable"
        "attribute {attribute} is not a PrintableString";
    /// A type that only IA5String is allowed for.
    NotIa5 {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-07-not-ia5"
        "attribute {attribute} is not an IA5String";
    /// A character that the string type lacks, or bytes that are no character.
    Character {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-07-character"
        "attribute {attribute} holds what its string type cannot";
    /// A value without characters.
    ValueEmpty {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-07-value-empty"
        "attribute {attribute} is empty";
    /// More characters than the upper bound.
    ValueTooLong {
        /// The attribute.
        attribute: AttributeType,
        /// What was found.
        found: usize,
        /// The most allowed.
        limit: usize,
    } Error "lint-crt-07-value-too-long"
        "attribute {attribute} has {found} characters, allowed are {limit}";
    /// Not a country code.
    Country {
        /// What was found.
        found: String,
    } Error "lint-crt-07-country"
        "country `{found}` is not two upper-case letters";
    /// Not in Unicode normalisation form C.
    NotNormalised {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-07-not-nfc"
        "attribute {attribute} is not in normalisation form C";
    /// An extension that is there twice.
    ExtensionTwice {
        /// The extension.
        extension: Named,
    } Error "lint-crt-08-extension-twice"
        "extension {extension} is present twice";
    /// A policy that is there twice (RFC 5280 4.2.1.4).
    PolicyTwice {
        /// The policy.
        policy: PolicyId,
    } Error "lint-crt-08-policy-twice"
        "policy {policy} is present twice";
    /// No extensions at all.
    ExtensionsAbsent Error "lint-crt-08-extensions-absent"
        "there are no extensions";
    /// No authority key identifier.
    AuthorityKeyAbsent Error "lint-crt-09-authority-key-absent"
        "the authority key identifier is absent";
    /// Not the issuer's subject key identifier.
    AuthorityKeyDiffers {
        /// What was found.
        found: String,
        /// What it must be.
        expected: String,
    } Error "lint-crt-09-authority-key-differs"
        "the authority key identifier is {found}, the issuer's key is {expected}";
    /// A CA without subject key identifier.
    SubjectKeyAbsent Error "lint-crt-09-subject-key-absent"
        "the subject key identifier of a CA is absent";
    /// A key identifier marked critical.
    KeyIdentifierCritical {
        /// The extension.
        extension: Named,
    } Error "lint-crt-09-critical"
        "extension {extension} is critical";
    /// A CA without key usage.
    KeyUsageAbsent Error "lint-crt-10-key-usage-absent"
        "the key usage of a CA is absent";
    /// Key usage not marked critical.
    KeyUsageNotCritical Error "lint-crt-10-key-usage-not-critical"
        "the key usage is not critical";
    /// No usage at all.
    KeyUsageEmpty Error "lint-crt-10-key-usage-empty"
        "the key usage allows nothing";
    /// A usage that this kind of key cannot serve.
    UsageUnfit {
        /// The usage.
        usage: &'static str,
        /// The kind of key.
        key: KeyKind,
    } Error "lint-crt-10-usage-unfit"
        "{key} keys cannot serve {usage}";
    /// No usage fits the extended usage.
    UsagesInconsistent {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-crt-10-usages-inconsistent"
        "no key usage fits the extended key usage {purpose}";
    /// An extended usage that no issuing CA may have.
    PurposeForbiddenToCa {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-crt-10-purpose-forbidden-to-ca"
        "a CA may not have the extended key usage {purpose}";
    /// An extended usage that is there twice.
    PurposeTwice {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-crt-10-purpose-twice"
        "extended key usage {purpose} is present twice";
    /// keyCertSign in what is not a CA.
    CertSignWithoutCa Error "lint-crt-11-cert-sign-without-ca"
        "keyCertSign is set, but not CA";
    /// A CA that cannot sign certificates.
    CaWithoutCertSign Error "lint-crt-11-ca-without-cert-sign"
        "CA is set, but not keyCertSign";
    /// basicConstraints of a CA not marked critical.
    ConstraintsNotCritical Error "lint-crt-11-not-critical"
        "the basic constraints of a CA are not critical";
    /// A path length in what is not a CA.
    PathLengthWithoutCa Error "lint-crt-11-path-length-without-ca"
        "a path length is set, but not CA";
    /// A path length without keyCertSign.
    PathLengthWithoutCertSign Error "lint-crt-11-path-length-without-cert-sign"
        "a path length is set, but not keyCertSign";
    /// More CAs below than the issuer's path length allows.
    PathLengthExceeded {
        /// The most allowed.
        limit: u8,
    } Error "lint-crt-11-path-length-exceeded"
        "the issuer's path length {limit} does not allow this CA";
    /// The issuer may not sign certificates.
    IssuerNotCa Error "lint-crt-11-issuer-not-ca"
        "the issuer is not a CA";
    /// A location that is not plain http.
    LocationNotHttp {
        /// The extension.
        extension: Named,
        /// The URI.
        uri: String,
    } Error "lint-crt-12-not-http"
        "{uri} in {extension} is not plain http";
    /// A location that is not a URI.
    LocationNotUri {
        /// The extension.
        extension: Named,
    } Error "lint-crt-12-not-uri"
        "a location in {extension} is not a URI";
    /// No location at all.
    LocationsEmpty {
        /// The extension.
        extension: Named,
    } Error "lint-crt-12-empty"
        "{extension} holds no location";
    /// Locations marked critical.
    LocationCritical {
        /// The extension.
        extension: Named,
    } Error "lint-crt-12-critical"
        "extension {extension} is critical";
    /// The validity begins too far from the signing.
    FarFromSigning {
        /// Begin of the validity.
        not_before: Timestamp,
        /// The moment of signing.
        signing: Timestamp,
        /// The most hours between.
        hours: u64,
    } Error "lint-crt-19-far-from-signing"
        "valid from {not_before}, more than {hours} hours from signing at {signing}";
    /// A policy that the issuer's certificate lacks.
    PolicyNotOfIssuer {
        /// The policy.
        policy: PolicyId,
    } Error "lint-val-02-policy-not-of-issuer"
        "policy {policy} is not one of the issuer";
    /// An extended usage that the issuer's certificate lacks.
    PurposeNotOfIssuer {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-val-02-purpose-not-of-issuer"
        "extended key usage {purpose} is not one of the issuer";
    /// A key that may not be certified.
    SubjectKeyRefused {
        /// What is wrong with it.
        defect: KeyDefect,
    } Error "lint-alg-01-subject-key"
        "the subject key is refused: {defect}";
    /// An algorithm that this CA does not sign with.
    SignatureAlgorithm {
        /// The algorithm.
        algorithm: Named,
    } Error "lint-alg-02-algorithm"
        "signature algorithm {algorithm} is not one of the table";
    /// Other parameters than the algorithm prescribes.
    SignatureParameters {
        /// The algorithm.
        algorithm: Named,
    } Error "lint-alg-02-parameters"
        "signature algorithm {algorithm} has wrong parameters";
    /// An algorithm that the issuer's key cannot make.
    SignatureUnfit {
        /// The algorithm.
        algorithm: Named,
        /// The kind of key.
        key: KeyKind,
    } Error "lint-alg-02-unfit"
        "signature algorithm {algorithm} is not for the issuer's {key} key";
    /// The algorithms inside and outside differ (RFC 5280 4.1.1.2).
    SignatureAlgorithmsDiffer Error "lint-alg-02-differ"
        "the signature algorithms inside and outside the signed part differ";
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
}
