//! Signing a statement, alone or beside others. The key may be in a file or in a token: it is
//! asked by a closure.

use std::error::Error;

use cms::signed_data::SignerInfo;
use der::Decode;
use der::asn1::Any;

use super::signed::{SignedStatement, assemble};
use super::signer_info::Unsigned;
pub use super::signer_info::algorithm_of;
use super::{MAX_SIGNERS, Statement, StatementError};
use crate::governance::certificate::OperatorCertificate;
use crate::timestamp::Timestamp;

impl Statement {
    /// Signs it as the first one. `sign` gets the octets to be signed and gives the signature as
    /// X.509 carries it, under the algorithm that [`algorithm_of`] tells.
    ///
    /// # Errors
    /// `Key` if the key refused; `Algorithm` for a key that signs no statements; `Statement` if
    /// this is none, or the signature is not by the certificate's key.
    pub fn sign<E: Error + 'static>(
        &self,
        certificate: &OperatorCertificate,
        at: Timestamp,
        sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<SignedStatement, SigningError<E>> {
        let content = self.to_json()?;
        add(&content, Vec::new(), Vec::new(), certificate, at, sign)
    }
}

impl SignedStatement {
    /// The same statement with one more signature; `sign` as for [`Statement::sign`].
    ///
    /// # Errors
    /// As [`Statement::sign`]; `Statement` with `Signers` if the certificate signed already, or
    /// eight did.
    pub fn also_signed<E: Error + 'static>(
        &self,
        certificate: &OperatorCertificate,
        at: Timestamp,
        sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Self, SigningError<E>> {
        let signatures = self.signatures();
        let signed_before = signatures.iter().any(|known| known.names(certificate));
        if signed_before || signatures.len() >= MAX_SIGNERS {
            return Err(StatementError::Signers.into());
        }
        let infos = signatures.iter().map(|known| known.info().clone());
        let certificates = self.certificates().map_err(|_| StatementError::Cms)?;
        let infos = infos.collect();
        add(self.content(), infos, certificates, certificate, at, sign)
    }
}

fn add<E: Error + 'static>(
    content: &[u8],
    mut infos: Vec<SignerInfo>,
    mut certificates: Vec<Any>,
    certificate: &OperatorCertificate,
    at: Timestamp,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<SignedStatement, SigningError<E>> {
    let algorithm = algorithm_of(certificate).ok_or(SigningError::Algorithm)?;
    let cms = |_| StatementError::Cms;
    let unsigned = Unsigned::new(certificate, algorithm, content, at).map_err(cms)?;
    let signature = sign(&unsigned.message).map_err(SigningError::Key)?;
    infos.push(unsigned.with(signature).map_err(cms)?);
    let own = Any::from_der(certificate.der()).map_err(cms)?;
    if !certificates.contains(&own) {
        certificates.push(own);
    }
    let der = assemble(content, &infos, certificates).map_err(cms)?;
    let signed = SignedStatement::parse(&der)?;
    signed.verify_by(certificate)?;
    Ok(signed)
}

/// Why a statement was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError<E: Error + 'static> {
    /// The key did not sign.
    #[error("the key did not sign")]
    Key(#[source] E),
    /// The certificate's key is of a kind that signs no statements.
    #[error("the key is of a kind that signs no statements")]
    Algorithm,
    /// It is no statement, or its signature does not verify.
    #[error(transparent)]
    Statement(#[from] StatementError),
}
