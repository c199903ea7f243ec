//! The issuers of a lab.

use crate::lab::token::TokenKind;

/// An issuer line.
#[derive(Debug)]
pub(crate) struct LabIssuer {
    /// Its name.
    pub(crate) line: &'static str,
    /// The profile of its certificate.
    pub(crate) profile: &'static str,
    /// The kind of its key where nothing is post-quantum.
    classical: &'static str,
    /// The kind of its key where that is.
    post_quantum: &'static str,
}

impl LabIssuer {
    /// The kind of its key, and of its responder's: that one is as strong then (ALG-04), and
    /// whoever can verify certificates of the line can verify answers about them.
    pub(crate) const fn key(&self, token: TokenKind) -> &'static str {
        match token {
            TokenKind::Softhsm => self.classical,
            TokenKind::Kryoptic => self.post_quantum,
        }
    }
}

/// The trust anchor.
pub(crate) const ROOT: LabIssuer = LabIssuer {
    line: "root",
    profile: "root-ca",
    classical: "p384",
    post_quantum: "ml-dsa-87",
};

/// The line that certifies the signer of the log's heads: the one for the authority's own staff and
/// services.
pub(crate) const AUDIT_ISSUER: &str = "administration";

/// The issuers of leaves. Each has a responder's signer; the root has none, its list speaks.
pub(crate) const ISSUING: [LabIssuer; 5] = [
    issuing("citizens", "issuing-ca", "ml-dsa-65"),
    issuing("agencies", "issuing-ca", "ml-dsa-65"),
    issuing("agency-code", "code-issuing-ca", "ml-dsa-65"),
    issuing("administration", "administration-issuing-ca", "ml-dsa-65"),
    // The profile allows no ML-DSA: the rules of TLS servers do not know it (BR 6.1.5).
    issuing("agency-tls", "tls-issuing-ca", "p256"),
];

const fn issuing(
    line: &'static str,
    profile: &'static str,
    post_quantum: &'static str,
) -> LabIssuer {
    LabIssuer {
        line,
        profile,
        classical: "p256",
        post_quantum,
    }
}

/// All of them, the root first.
pub(crate) fn all() -> impl Iterator<Item = &'static LabIssuer> {
    std::iter::once(&ROOT).chain(&ISSUING)
}
