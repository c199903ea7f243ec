//! The issuers of a lab.

/// An issuer line.
#[derive(Debug)]
pub(crate) struct LabIssuer {
    /// Its name.
    pub(crate) line: &'static str,
    /// The profile of its certificate.
    pub(crate) profile: &'static str,
    /// The kind of its key.
    pub(crate) key: &'static str,
}

/// The trust anchor.
pub(crate) const ROOT: LabIssuer = LabIssuer {
    line: "root",
    profile: "root-ca",
    key: "p384",
};

/// The issuers of leaves. Each has a responder's signer; the root has none, its list speaks.
pub(crate) const ISSUING: [LabIssuer; 5] = [
    LabIssuer {
        line: "citizens",
        profile: "issuing-ca",
        key: "p256",
    },
    LabIssuer {
        line: "agencies",
        profile: "issuing-ca",
        key: "p256",
    },
    LabIssuer {
        line: "agency-code",
        profile: "code-issuing-ca",
        key: "p256",
    },
    LabIssuer {
        line: "administration",
        profile: "administration-issuing-ca",
        key: "p256",
    },
    LabIssuer {
        line: "agency-tls",
        profile: "tls-issuing-ca",
        key: "p256",
    },
];

/// All of them, the root first.
pub(crate) fn all() -> impl Iterator<Item = &'static LabIssuer> {
    std::iter::once(&ROOT).chain(&ISSUING)
}
