//! The rules that a certificate must meet, judged on the exact bytes that are to be signed
//! (CRT-16), and on anybody's certificates.
//!
//! One rule is one function, named by the id of its requirement; `rules` is the list with the
//! day from which each binds. They are grouped by source: `rfc5280` a file per field or
//! extension, `rfc6960` for OCSP signers, `etsi` for TS 119 312 and the EN 319 412 family,
//! `baseline` for the CA/Browser Forum's requirements, `law` for personal data, `house` for what
//! the profile says of certificates of ours. What they find is in [`fact`], a closed list;
//! [`finding`] weighs it, [`named`] shows identifiers.
//!
//! `der` reads without copying, `view` is the certificate taken apart once for all rules,
//! `issuer` keeps of the issuer what rules ask for, `oid` the identifiers.
//!
//! Two requirements of the same chapter are not rules on bytes: that a serial number is unique
//! is a constraint of the registry (CRT-03), and proof of possession is demanded where the
//! request is read, by [`Csr::parse`](crate::csr::Csr::parse) (CRT-18).

mod baseline;
mod case;
mod der;
mod etsi;
pub mod fact;
pub mod finding;
mod house;
mod issuer;
mod law;
pub mod named;
mod oid;
mod rfc5280;
mod rfc6960;
mod rules;
mod view;

use self::case::Case;
use self::fact::algorithm::AlgorithmFact;
use self::finding::Findings;
pub use self::finding::{Finding, Severity};
pub use self::issuer::LintIssuer;
pub use self::rules::{RULES, Rule};
use self::view::{View, split_certificate};
use crate::certificate::Governing;
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;

/// Grows with each change of a rule; kept beside each result.
pub const LINT_VERSION: u32 = 4;

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct LintInput<'a> {
    /// The DER TBSCertificate.
    pub tbs: &'a [u8],
    /// Who issues it; `None` for a self-signed root.
    pub issuer: Option<&'a LintIssuer>,
    /// When it is signed; `None` for a certificate that was signed before.
    pub signing_time: Option<Timestamp>,
    /// The documents that govern it; `None` for a certificate of somebody else.
    pub governing: Option<&'a Governing<'a>>,
    /// The subject's key, where it was judged before: then it is not judged again.
    pub key: Option<&'a SubjectKey>,
}

/// Judges a certificate that is to be signed.
///
/// # Errors
/// Fails if the bytes do not have the fields of a certificate.
pub fn check(input: &LintInput<'_>) -> Result<Vec<Finding>, Unreadable> {
    Ok(judge(&Case::of(input)?).into_list())
}

/// Judges a signed certificate, with its issuer's certificate if that is known.
///
/// # Errors
/// Fails if either is not a DER certificate.
pub fn lint_certificate(der: &[u8], issuer: Option<&[u8]>) -> Result<Vec<Finding>, Unreadable> {
    let parts = split_certificate(der).map_err(|_| Unreadable::Certificate)?;
    let issuer = issuer.map(LintIssuer::parse).transpose()?;
    let case = Case::of(&LintInput {
        tbs: parts.tbs,
        issuer: issuer.as_ref(),
        signing_time: None,
        governing: None,
        key: None,
    })?;
    let mut findings = judge(&case);
    if case.certificate.signature != parts.algorithm {
        findings.by("ALG-02");
        findings.push(AlgorithmFact::SignatureAlgorithmsDiffer);
    }
    Ok(findings.into_list())
}

/// The certificate among `others` that issued this one: by its name, and by its key identifier
/// where several have that name. A self-signed one is not its own issuer here; a link between
/// keys of one CA has the issuer with the key that it names, or none.
#[must_use]
pub fn issuer_among<'a>(der: &[u8], others: &'a [Vec<u8>]) -> Option<&'a [u8]> {
    let certificate = View::of_tbs(split_certificate(der).ok()?.tbs).ok()?;
    if certificate.is_self_signed() {
        return None;
    }
    let is_link = certificate.is_self_issued();
    let key = certificate.extensions.authority_key.unwrap_or_default();
    let mut named = others
        .iter()
        .filter(|other| *other != der)
        .filter_map(|other| {
            let issuer = LintIssuer::parse(other).ok()?;
            let same_key = issuer.key_identifier == key;
            let fits = issuer.subject == certificate.issuer && (same_key || !is_link);
            fits.then_some((same_key, other))
        });
    let first = named.next()?;
    let known = |(same_key, _): &(bool, &Vec<u8>)| *same_key;
    let found = if known(&first) {
        None
    } else {
        named.find(known)
    };
    Some(found.unwrap_or(first).1)
}

fn judge(case: &Case<'_>) -> Findings {
    let mut findings = Findings::new(case.governing.is_some());
    for rule in RULES {
        rule.judge(case, &mut findings);
    }
    findings
}

/// What cannot be judged at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// The certificate does not have the fields of one.
    #[error("not a certificate")]
    Certificate,
    /// The issuer's certificate does not.
    #[error("the issuer's certificate is not a certificate")]
    Issuer,
}
