//! The profiles that come with the program, as reviewed documents: issuers first, in the order
//! in which an authority needs them.

const SHIPPED: [&str; 19] = [
    include_str!("../../profiles/root-ca.toml"),
    include_str!("../../profiles/issuing-ca.toml"),
    include_str!("../../profiles/tls-issuing-ca.toml"),
    include_str!("../../profiles/code-issuing-ca.toml"),
    include_str!("../../profiles/administration-issuing-ca.toml"),
    include_str!("../../profiles/ocsp-responder.toml"),
    include_str!("../../profiles/audit-signer.toml"),
    include_str!("../../profiles/citizen-signature.toml"),
    include_str!("../../profiles/citizen-authentication.toml"),
    include_str!("../../profiles/citizen-signature-qscd.toml"),
    include_str!("../../profiles/citizen-authentication-qscd.toml"),
    include_str!("../../profiles/agency-tls-server.toml"),
    include_str!("../../profiles/agency-tls-server-public.toml"),
    include_str!("../../profiles/agency-tls-client.toml"),
    include_str!("../../profiles/agency-code-signing.toml"),
    include_str!("../../profiles/agency-document-signing.toml"),
    include_str!("../../profiles/agency-seal.toml"),
    include_str!("../../profiles/agency-seal-qscd.toml"),
    include_str!("../../profiles/officer.toml"),
];

/// The texts of all shipped profiles.
#[must_use]
pub const fn texts() -> &'static [&'static str] {
    &SHIPPED
}
