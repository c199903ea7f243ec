//! Skeleton.
/// S.
#[derive(Clone, Copy, Debug)]
pub struct LintInput<'a> {
    /// The DER TBSCertificate that is to be signed.
    pub tbs: &'a [u8],
    /// Who issues it; `None` for a self-signed root.
    pub issuer: Option<LintIssuer<'a>>,
    /// When it is signed; `None` for a certificate that was signed before.
    pub signing_time: Option<crate::timestamp::Timestamp>,
}
/// The issuer.
#[derive(Clone, Copy, Debug)]
pub struct LintIssuer<'a> {
    /// DER of the issuing certificate.
    pub certificate: &'a [u8],
}
/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Error.
    Error,
    /// Warning.
    Warning,
}
/// Finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Rule id.
    pub rule: &'static str,
    /// Severity.
    pub severity: Severity,
}
impl Finding {
    /// Stable message id.
    #[must_use]
    pub fn message_id(&self) -> &'static str {
        self.rule
    }
    /// Arguments.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
/// Version of the rules.
pub const LINT_VERSION: u32 = 1;
/// Not readable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a certificate")]
pub struct Unreadable(#[source] der::Error);
/// Check.
///
/// # Errors
/// Unreadable.
pub fn check(_input: &LintInput<'_>) -> Result<Vec<Finding>, Unreadable> {
    Ok(Vec::new())
}
/// Convenience.
///
/// # Errors
/// Unreadable.
pub fn lint_certificate(_der: &[u8], _issuer: Option<&[u8]>) -> Result<Vec<Finding>, Unreadable> {
    Ok(Vec::new())
}
