//! The rules that a certificate must meet, judged on the exact bytes that are to be signed
//! (CRT-16).
//!
//! One rule is one function, named by the id of its requirement; [`RULES`] is the list.
//! They are grouped by source: `rfc5280` a file per field or extension, `etsi` for TS 119 312
//! and EN 319 412-5, `baseline` for the CA/Browser Forum's requirements. [`fact`] is the closed
//! list of what a rule can find, [`named`] how it names identifiers, `view` the bytes taken apart once for all rules.
//!
//! Two requirements of the same chapter are not rules on bytes: that a serial number is unique
//! is a constraint of the registry (CRT-03), and proof of possession is demanded where the
//! request is read, by [`Csr::parse`](crate::csr::Csr::parse) (CRT-18).

mod baseline;
mod etsi;
pub mod fact;
pub mod named;
mod rfc5280;
mod view;

use self::fact::Fact;
use self::view::{View, split_certificate};
use crate::timestamp::Timestamp;

/// Grows with each change of a rule; kept beside each result.
pub const LINT_VERSION: u32 = 1;

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct LintInput<'a> {
    /// The DER TBSCertificate.
    pub tbs: &'a [u8],
    /// Who issues it; `None` for a self-signed root.
    pub issuer: Option<LintIssuer<'a>>,
    /// When it is signed; `None` for a certificate that was signed before.
    pub signing_time: Option<Timestamp>,
}

/// The issuer of what is judged.
#[derive(Clone, Copy, Debug)]
pub struct LintIssuer<'a> {
    /// The DER of the issuing certificate.
    pub certificate: &'a [u8],
}

/// Judges a certificate that is to be signed.
///
/// # Errors
/// Fails if the bytes, or those of the issuer, do not have the fields of a certificate.
pub fn check(input: &LintInput<'_>) -> Result<Vec<Finding>, Unreadable> {
    let issuer = match input.issuer {
        Some(issuer) => Some(View::of_certificate(issuer.certificate).map_err(Unreadable::Issuer)?),
        None => None,
    };
    let case = Case {
        certificate: View::of_tbs(input.tbs).map_err(Unreadable::Certificate)?,
        issuer,
        signing_time: input.signing_time,
    };
    Ok(RULES.iter().flat_map(|rule| rule.judge(&case)).collect())
}

/// Judges a signed certificate, with its issuer's certificate if that is known.
///
/// # Errors
/// Fails if either is not a DER certificate.
pub fn lint_certificate(der: &[u8], issuer: Option<&[u8]>) -> Result<Vec<Finding>, Unreadable> {
    let parts = split_certificate(der).map_err(Unreadable::Certificate)?;
    let mut findings = check(&LintInput {
        tbs: parts.tbs,
        issuer: issuer.map(|certificate| LintIssuer { certificate }),
        signing_time: None,
    })?;
    let inner = View::of_tbs(parts.tbs).map_err(Unreadable::Certificate)?;
    if inner.signature != parts.algorithm {
        findings.push(Finding::new("ALG-02", Fact::SignatureAlgorithmsDiffer));
    }
    Ok(findings)
}

/// A certificate, its issuer and the time, as the rules see them.
struct Case<'a> {
    certificate: View<'a>,
    issuer: Option<View<'a>>,
    signing_time: Option<Timestamp>,
}

impl Case<'_> {
    /// Whether the certificate's issuer is its own subject.
    fn is_self_issued(&self) -> bool {
        self.certificate.is_self_issued()
    }

    /// When the certificate was or is made: rules older than themselves do not bind it.
    fn made(&self) -> Option<Timestamp> {
        self.signing_time
            .or_else(|| self.certificate.not_before.moment().ok())
    }
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The id of the requirement.
    pub id: &'static str,
    /// Where it comes from.
    pub clause: &'static str,
    /// Certificates made before this moment are not judged by it.
    pub effective: Timestamp,
    function: fn(&Case<'_>, &mut Vec<Fact>),
}

impl Rule {
    fn judge(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut facts = Vec::new();
        if case.made().is_none_or(|made| made >= self.effective) {
            (self.function)(case, &mut facts);
        }
        facts
            .into_iter()
            .map(|fact| Finding::new(self.id, fact))
            .collect()
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// Whether the certificate may be signed in spite of it.
    pub severity: Severity,
    /// What the rule found.
    pub fact: Fact,
}

impl Finding {
    const fn new(rule: &'static str, fact: Fact) -> Self {
        let severity = fact.severity();
        Self {
            rule,
            severity,
            fact,
        }
    }

    /// The key of the message in the catalogues, such as `lint-crt-02-serial-too-short`.
    #[must_use]
    pub const fn message_id(&self) -> &'static str {
        self.fact.message_id()
    }

    /// What the message says, by name.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        self.fact.arguments()
    }
}

/// `CRT-02: serial number of 40 bits, at least 64 are needed`.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.rule, self.fact)
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The certificate must not be signed.
    Error,
    /// Worth a look.
    Warning,
}

/// What cannot be judged at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// The certificate does not have the fields of one.
    #[error("not a certificate")]
    Certificate(#[source] der::Error),
    /// The issuer's certificate does not.
    #[error("the issuer's certificate is not a certificate")]
    Issuer(#[source] der::Error),
}

/// RFC 5280, May 2008.
const RFC_5280: Timestamp = Timestamp::from_unix_seconds(1_209_600_000);
/// Ballot 164 of the CA/Browser Forum: 30 September 2016.
const BALLOT_164: Timestamp = Timestamp::from_unix_seconds(1_475_193_600);
/// Ballot SC-62 of the CA/Browser Forum: 15 September 2023.
const BALLOT_SC_62: Timestamp = Timestamp::from_unix_seconds(1_694_736_000);
/// RSA below 3000 bits ends with 2025 for new keys of ours (TS 119 312).
const TS_119_312: Timestamp = Timestamp::from_unix_seconds(1_767_225_600);

/// All rules.
pub static RULES: &[Rule] = &[
    rule(
        "CRT-01",
        "RFC 5280 4.1, X.690 10",
        RFC_5280,
        rfc5280::encoding::crt_01_encoding,
    ),
    rule(
        "CRT-02",
        "RFC 5280 4.1.2.2, BR 7.1",
        BALLOT_164,
        rfc5280::serial::crt_02_serial,
    ),
    rule(
        "CRT-04",
        "RFC 5280 4.1.2.5",
        RFC_5280,
        rfc5280::validity::crt_04_validity,
    ),
    rule(
        "CRT-05",
        "RFC 5280 6.1",
        RFC_5280,
        rfc5280::validity::crt_05_within_issuer,
    ),
    rule(
        "CRT-06",
        "RFC 5280 4.1.2.4",
        RFC_5280,
        rfc5280::name::crt_06_issuer_name,
    ),
    rule(
        "CRT-07",
        "RFC 5280 A.1, X.520",
        RFC_5280,
        rfc5280::name::crt_07_name_strings,
    ),
    rule(
        "CRT-08",
        "RFC 5280 4.2",
        RFC_5280,
        rfc5280::extension::crt_08_once,
    ),
    rule(
        "CRT-09",
        "RFC 5280 4.2.1.1, 4.2.1.2",
        RFC_5280,
        rfc5280::key_identifier::crt_09_key_identifiers,
    ),
    rule(
        "CRT-10",
        "RFC 5280 4.2.1.3, 4.2.1.12",
        RFC_5280,
        rfc5280::key_usage::crt_10_key_usage,
    ),
    rule(
        "CRT-11",
        "RFC 5280 4.2.1.9",
        RFC_5280,
        rfc5280::basic_constraints::crt_11_basic_constraints,
    ),
    rule(
        "CRT-12",
        "RFC 5280 4.2.1.13, 4.2.2.1",
        RFC_5280,
        rfc5280::location::crt_12_locations,
    ),
    rule(
        "CRT-19",
        "BR 7.1.2, 6.3.2",
        BALLOT_SC_62,
        baseline::crt_19_not_before,
    ),
    rule(
        "VAL-02",
        "RFC 5280 6.1.4",
        RFC_5280,
        rfc5280::subset::val_02_subset_of_issuer,
    ),
    rule(
        "ALG-01",
        "TS 119 312 8, BR 6.1.1.3",
        TS_119_312,
        etsi::alg_01_subject_key,
    ),
    rule(
        "ALG-02",
        "RFC 5280 4.1.2.3, TS 119 312",
        TS_119_312,
        etsi::alg_02_signature_algorithm,
    ),
    rule("QC-10", "EN 319 412-5 4", RFC_5280, etsi::qc_10_statements),
];

const fn rule(
    id: &'static str,
    clause: &'static str,
    effective: Timestamp,
    function: fn(&Case<'_>, &mut Vec<Fact>),
) -> Rule {
    Rule {
        id,
        clause,
        effective,
        function,
    }
}
