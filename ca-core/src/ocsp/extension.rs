//! Extensions of requests and responses: the nonce (RFC 9654), and the rule for the others.

use const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE;
use der::asn1::{Any, OctetString};
use der::{Decode, Encode, Sequence, Tag, Tagged};

/// `Extension` (RFC 5280 4.1). Its identifier is kept as bytes: the identifier type of the
/// library does not know all of them, `2.999.1` and `2.25.{UUID}` for example.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct Extension {
    extn_id: Any,
    #[asn1(default = "Default::default")]
    critical: bool,
    extn_value: OctetString,
}

impl Extension {
    fn is_nonce(&self) -> bool {
        self.extn_id.value() == ID_PKIX_OCSP_NONCE.as_bytes()
    }
}

/// A nonce: 1 to 128 octets that bind an answer to its question (RFC 9654 2.1, OCSP-07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(OctetString);

/// Most octets in a nonce (RFC 9654 2.1).
pub const MAX_NONCE_LENGTH: usize = 128;

impl Nonce {
    /// The octets, without tag and length.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The extension that carries this nonce, never critical.
    pub(super) fn to_extension(&self) -> der::Result<Extension> {
        Ok(Extension {
            extn_id: ID_PKIX_OCSP_NONCE.into(),
            critical: false,
            extn_value: OctetString::new(self.0.to_der()?)?,
        })
    }
}

impl TryFrom<&[u8]> for Nonce {
    type Error = UnacceptableExtension;

    fn try_from(octets: &[u8]) -> Result<Self, UnacceptableExtension> {
        if octets.is_empty() || octets.len() > MAX_NONCE_LENGTH {
            return Err(UnacceptableExtension::NonceLength(octets.len()));
        }
        Ok(Self(OctetString::new(octets)?))
    }
}

/// Reads the nonce of a request or response and refuses what must not be ignored.
pub(super) fn nonce_in(
    extensions: Option<&[Extension]>,
) -> Result<Option<Nonce>, UnacceptableExtension> {
    refuse_critical(extensions)?;
    let extensions = extensions.unwrap_or_default();
    let mut found = extensions.iter().filter(|extension| extension.is_nonce());
    let first = found.next();
    if found.next().is_some() {
        return Err(UnacceptableExtension::RepeatedNonce);
    }
    first.map(nonce_of).transpose()
}

/// Refuses an empty list (RFC 5280 4.1.2.9) and critical extensions that we do not know
/// (RFC 6960 4.4).
pub(super) fn refuse_critical(
    extensions: Option<&[Extension]>,
) -> Result<(), UnacceptableExtension> {
    if extensions.is_some_and(<[Extension]>::is_empty) {
        return Err(UnacceptableExtension::EmptyList);
    }
    for extension in extensions.unwrap_or_default() {
        extension.extn_id.tag().assert_eq(Tag::ObjectIdentifier)?;
        if extension.critical && !extension.is_nonce() {
            return Err(UnacceptableExtension::Critical(
                extension.extn_id.value().to_vec(),
            ));
        }
    }
    Ok(())
}

/// `Nonce ::= OCTET STRING`, itself wrapped in the OCTET STRING of the extension.
fn nonce_of(extension: &Extension) -> Result<Nonce, UnacceptableExtension> {
    let nonce = OctetString::from_der(extension.extn_value.as_bytes())?;
    Nonce::try_from(nonce.as_bytes())
}

/// Why the extensions of a request or response are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnacceptableExtension {
    /// The list is there but empty (RFC 5280 4.1.2.9).
    #[error("empty list of extensions")]
    EmptyList,
    /// A critical extension that we do not know, by the content octets of its identifier
    /// (RFC 6960 4.4).
    #[error("unknown critical extension {}", hex::encode(.0))]
    Critical(Vec<u8>),
    /// The nonce is too short or too long (RFC 9654 2.1).
    #[error("nonce of {0} octets, allowed are 1 to {MAX_NONCE_LENGTH}")]
    NonceLength(usize),
    /// More than one nonce (RFC 5280 4.2).
    #[error("more than one nonce")]
    RepeatedNonce,
    /// The identifier is none, or the nonce is not an OCTET STRING in DER.
    #[error("extension is not in DER")]
    Syntax(#[from] der::Error),
}
