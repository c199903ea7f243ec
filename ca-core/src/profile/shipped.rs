//! The profiles that come with the program, as reviewed documents.

const SHIPPED: [&str; 8] = [
    include_str!("../../profiles/root-ca.toml"),
    include_str!("../../profiles/issuing-ca.toml"),
    include_str!("../../profiles/tls-issuing-ca.toml"),
    include_str!("../../profiles/ocsp-responder.toml"),
    include_str!("../../profiles/citizen-signature.toml"),
    include_str!("../../profiles/citizen-authentication.toml"),
    include_str!("../../profiles/agency-tls-server.toml"),
    include_str!("../../profiles/agency-tls-client.toml"),
];

/// The texts of all shipped profiles.
#[must_use]
pub const fn texts() -> &'static [&'static str] {
    &SHIPPED
}
