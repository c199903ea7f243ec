//! What the fields of a profile mean.

use crate::profile::config::AttributeSource;
use crate::san::SanKind;
use crate::subject::AttributeType;

/// What a profile's certificates are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProfileKind {
    /// A self-signed root.
    Root,
    /// A subordinate certification authority.
    Ca,
    /// A delegated OCSP signer.
    Responder,
    /// A person, an agency or a system.
    Leaf,
}

/// An attribute that a profile wants in the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAttribute {
    /// The attribute.
    pub attribute_type: AttributeType,
    /// Where its value comes from.
    pub source: AttributeSource,
    /// Whether it may be absent.
    pub optional: bool,
}

/// Whom a subject's identifier names (EN 319 412-1 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Semantics {
    /// A natural person, in serialNumber.
    NaturalPerson,
    /// A legal person, in organizationIdentifier.
    LegalPerson,
}

/// QcType (EN 319 412-5 4.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QcType {
    /// Electronic signatures.
    Esign,
    /// Electronic seals.
    Eseal,
}

/// The QCStatements of a profile (EN 319 412-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QcStatements {
    /// QcCompliance.
    pub compliance: bool,
    /// QcCClegislation with the country of the authority.
    pub legislation: bool,
    /// QcQSCDlegislation with the country of the authority (QC-07).
    pub device_legislation: bool,
    /// QcEuLimitValue.
    pub limit: Option<LimitValue>,
    /// QcEuRetentionPeriod with the country's figure.
    pub retention: bool,
    /// QcType.
    pub qc_type: Option<QcType>,
    /// QcPDS with the authority's disclosure statements.
    pub disclosure: bool,
    /// qcStatement-2 with a semantics identifier.
    pub semantics: Option<Semantics>,
}

/// Which alternative names a profile takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SanRule {
    /// The kinds.
    pub allowed: Vec<SanKind>,
    /// Whether one must be there.
    pub required: bool,
    /// Whether the common name must stand among them (CRT-22).
    pub holds_common_name: bool,
    /// Most names.
    pub most: usize,
}

/// Names that a CA may and may not certify (RFC 5280 4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraintRule {
    /// If any of a kind is given, only these.
    pub permitted: Vec<Subtree>,
    /// Never these.
    pub excluded: Vec<Subtree>,
}

/// A subtree of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subtree {
    /// A domain and all below it.
    Dns(String),
    /// A mail domain, or one address.
    Email(String),
    /// The beginning of a subject, in the order of the certificate.
    Directory(Vec<(AttributeType, String)>),
}

/// A limit of `amount` × 10^`exponent` units of the country's currency (EN 319 412-5 4.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitValue {
    /// The figure.
    pub amount: u32,
    /// Power of ten.
    pub exponent: u8,
}
