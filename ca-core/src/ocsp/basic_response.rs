//! `BasicOCSPResponse`: a signed answer (RFC 6960 4.2.1).

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

use super::extension::Nonce;
use super::response::MalformedResponse;
use super::response_data::ResponseData;

/// A signed answer, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasicOcspResponse {
    to_be_signed: Vec<u8>,
    response_data: ResponseData,
    nonce: Option<Nonce>,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
    certs: Vec<Vec<u8>>,
}

impl BasicOcspResponse {
    /// Reads a signed answer without verifying it.
    pub(super) fn parse(der: &[u8]) -> Result<Self, MalformedResponse> {
        let basic = Syntax::from_der(der)?;
        let signature = basic
            .signature
            .as_bytes()
            .ok_or(MalformedResponse::Signature)?;
        let to_be_signed = basic.tbs_response_data.to_der()?;
        let response_data = ResponseData::from_der(&to_be_signed)?;
        let certs = basic.certs.unwrap_or_default();
        Ok(Self {
            nonce: response_data.nonce()?,
            to_be_signed,
            response_data,
            signature_algorithm: basic.signature_algorithm.into(),
            signature: signature.to_vec(),
            certs: certs.iter().map(Encode::to_der).collect::<Result<_, _>>()?,
        })
    }

    /// The DER that was signed.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// What was signed.
    #[must_use]
    pub const fn response_data(&self) -> &ResponseData {
        &self.response_data
    }

    /// The nonce in it.
    #[must_use]
    pub const fn nonce(&self) -> Option<&Nonce> {
        self.nonce.as_ref()
    }

    /// How it was signed.
    #[must_use]
    pub const fn signature_algorithm(&self) -> &AlgorithmIdentifierOwned {
        &self.signature_algorithm
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The certificates that came along, DER.
    #[must_use]
    pub fn certs(&self) -> &[Vec<u8>] {
        &self.certs
    }
}

/// A signed answer of its parts; all but `signature` are DER.
pub(super) fn encode(
    to_be_signed: &[u8],
    signature_algorithm: &AlgorithmIdentifierOwned,
    signature: &[u8],
    certs: &[&[u8]],
) -> der::Result<Vec<u8>> {
    let certs = certs
        .iter()
        .map(|der| AnyRef::from_der(der))
        .collect::<Result<Vec<_>, _>>()?;
    Syntax {
        tbs_response_data: AnyRef::from_der(to_be_signed)?,
        signature_algorithm: signature_algorithm.into(),
        signature: BitStringRef::from_bytes(signature)?,
        certs: (!certs.is_empty()).then_some(certs),
    }
    .to_der()
}

/// `BasicOCSPResponse`.
#[derive(Sequence)]
struct Syntax<'a> {
    tbs_response_data: AnyRef<'a>,
    signature_algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    certs: Option<Vec<AnyRef<'a>>>,
}
