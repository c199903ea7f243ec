//! Where a certificate of ours is not what its profile says: the builder was wrong.

use super::facts;
use crate::lint::named::Named;
use crate::policy::PolicyId;
use crate::subject::AttributeType;
use crate::subject_key::KeyKind;

facts! {
/// Of a certificate of ours beside its profile.
ProfileFact {
    /// An extension that the profile prescribes and the certificate lacks.
    ExtensionAbsent {
        /// The extension.
        extension: Named,
    } Error "lint-crt-08-profile-absent"
        "extension {extension} of the profile is absent";
    /// An extension that the profile does not have.
    ExtensionForeign {
        /// The extension.
        extension: Named,
    } Error "lint-crt-08-profile-foreign"
        "extension {extension} is not in the profile";
    /// Critical where the profile says not, or the reverse.
    Criticality {
        /// The extension.
        extension: Named,
    } Error "lint-crt-08-profile-criticality"
        "extension {extension} is critical or not against the profile";
    /// Other key usages.
    KeyUsages {
        /// The bits found.
        found: String,
        /// The profile's.
        expected: String,
    } Error "lint-crt-08-profile-key-usage"
        "the key usage is {found}, the profile's is {expected}";
    /// Other extended key usages.
    Purposes {
        /// What was found.
        found: String,
        /// The profile's.
        expected: String,
    } Error "lint-crt-08-profile-purposes"
        "the extended key usage is {found}, the profile's is {expected}";
    /// A policy that the profile does not have.
    PolicyForeign {
        /// The policy.
        policy: PolicyId,
    } Error "lint-crt-08-profile-policy-foreign"
        "policy {policy} is not in the profile";
    /// A policy that the profile has and the certificate lacks.
    PolicyAbsent {
        /// The policy.
        policy: PolicyId,
    } Error "lint-crt-08-profile-policy-absent"
        "policy {policy} of the profile is absent";
    /// A CA and the profile is not of one, or the reverse, or another path length.
    Authority Error "lint-crt-08-profile-ca"
        "the basic constraints are not those of the profile";
    /// An attribute that the profile does not have in that place.
    AttributeForeign {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-08-profile-attribute-foreign"
        "subject attribute {attribute} is not in the profile, or not in this place";
    /// An attribute that the profile prescribes and the subject lacks.
    AttributeAbsent {
        /// The attribute.
        attribute: AttributeType,
    } Error "lint-crt-08-profile-attribute-absent"
        "subject attribute {attribute} of the profile is absent";
    /// An attribute whose value the authority fixes.
    AttributeValue {
        /// The attribute.
        attribute: AttributeType,
        /// What was found.
        found: String,
        /// The authority's.
        expected: String,
    } Error "lint-crt-08-profile-attribute-value"
        "subject attribute {attribute} is `{found}`, the authority's is `{expected}`";
    /// An alternative name of a kind that the profile does not take.
    NameKind {
        /// The form of the name.
        form: &'static str,
    } Error "lint-crt-08-profile-name-kind"
        "a subject alternative name of the form {form} is not in the profile";
    /// More alternative names than the profile takes.
    NameCount {
        /// How many.
        found: usize,
        /// The most.
        limit: usize,
    } Error "lint-crt-08-profile-name-count"
        "subject alternative names: {found}, the profile takes {limit}";
    /// Valid for longer than the profile allows.
    Validity {
        /// Seconds of validity.
        found: u64,
        /// The most seconds.
        limit: u64,
    } Error "lint-crt-08-profile-validity"
        "valid for {found} seconds, the profile allows {limit}";
    /// A kind of key that the profile does not take.
    Key {
        /// The kind.
        key: KeyKind,
    } Error "lint-crt-08-profile-key"
        "{key} keys are not in the profile";
    /// A subject key identifier that is not the one of the key (RFC 5280 4.2.1.2, method 1).
    KeyIdentifier Error "lint-crt-08-profile-key-identifier"
        "the subject key identifier is not that of the key";
    /// Other places than the authority's for this issuer.
    Location {
        /// What was found.
        found: String,
        /// The authority's.
        expected: String,
    } Error "lint-crt-08-profile-location"
        "the certificate points to `{found}`, the authority's place for this issuer is `{expected}`";
    /// A statement that the profile does not have.
    StatementForeign {
        /// The statement.
        statement: Named,
    } Error "lint-crt-08-profile-statement-foreign"
        "statement {statement} is not in the profile";
    /// A statement that the profile prescribes and the certificate lacks.
    StatementAbsent {
        /// The statement.
        statement: Named,
    } Error "lint-crt-08-profile-statement-absent"
        "statement {statement} of the profile is absent";
    /// A statement that says something else than the profile and the authority's documents.
    StatementValue {
        /// The statement.
        statement: Named,
    } Error "lint-crt-08-profile-statement-value"
        "statement {statement} does not say what the profile and the authority's documents say";
    /// Name constraints other than the profile's.
    NameConstraints Error "lint-crt-08-profile-name-constraints"
        "the name constraints are not those of the profile";
}
}
