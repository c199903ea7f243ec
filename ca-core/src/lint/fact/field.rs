//! What is wrong with the fields of a certificate and its names (RFC 5280 4.1, 4.2).

use super::facts;
use crate::lint::named::Named;
use crate::policy::PolicyId;
use crate::subject::AttributeType;
use crate::timestamp::Timestamp;

facts! {
/// Of a field or a name.
FieldFact {
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
    } House "lint-crt-02-serial-too-short"
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
    } House "lint-crt-05-begins-before-issuer"
        "valid from {not_before}, the issuer only from {issuer_not_before}";
    /// Valid longer than the issuer is.
    OutlivesIssuer {
        /// End of the validity.
        not_after: Timestamp,
        /// End of the issuer's validity.
        issuer_not_after: Timestamp,
    } House "lint-crt-05-outlives-issuer"
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
        /// The tag that was found.
        found: u8,
    } Error "lint-crt-07-string-type"
        "attribute {attribute} has tag {found}, not that of UTF8String or PrintableString";
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
    /// More extensions than are judged.
    ExtensionsTooMany {
        /// How many.
        found: usize,
        /// The most that are judged.
        limit: usize,
    } Error "lint-crt-08-too-many"
        "there are {found} extensions, and no more than {limit} are judged";
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
    /// An extension that is a list without elements.
    ExtensionEmpty {
        /// The extension.
        extension: Named,
    } Error "lint-crt-08-extension-empty"
        "extension {extension} holds nothing";
}
}
