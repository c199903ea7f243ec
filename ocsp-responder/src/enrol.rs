//! How a responder gets a signer: it makes a key and asks, the authority certifies, it installs.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::generation::GenerationId;
use ca_core::registry::records::Generation;
use ca_core::signer::{NewKey, SignerError};
use ca_core::timestamp::Timestamp;
use der::asn1::{BitString, SetOfVec};
use der::{Decode, Encode};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};

use crate::files;
use crate::signer::{DelegatedSigner, Keys, SignerRefused, SigningError, SigningKey};

/// Makes a key `ocsp-{generation}` in the responder's token with this label, the first one if none
/// is asked for, and gives a request for it in PEM.
/// The name in it is for people; the profile of the authority decides what is certified.
///
/// # Errors
/// The token makes no key or signs wrongly.
pub fn request(
    issuer: &GenerationId,
    algorithm: KeyAlgorithm,
    token: Option<&str>,
    keys: &Keys,
) -> Result<String, RequestError> {
    let label = format!("ocsp-{issuer}");
    let new = NewKey {
        token,
        ..NewKey::new(algorithm, &label)
    };
    let stored = keys.store.generate(&new)?;
    let info = CertReqInfo {
        version: Version::V1,
        subject: Name::from_str(&format!("CN=OCSP {issuer}"))?,
        public_key: SubjectPublicKeyInfoOwned::from_der(&stored.public_key)?,
        attributes: SetOfVec::new(),
    };
    let key = SigningKey {
        uri: stored.uri,
        algorithm: algorithm.signature_algorithm(),
        public_key: stored.public_key,
        token: keys.signer.clone(),
    };
    let signature = key.sign_verified(&info.to_der()?)?;
    let request = CertReq {
        info,
        algorithm: key.algorithm.identifier(),
        signature: BitString::from_bytes(&signature)?,
    };
    let block = pem::Pem::new("CERTIFICATE REQUEST", request.to_der()?);
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    Ok(pem::encode_config(&block, config))
}

/// Puts a certificate into the folder of signers if clients of `issuer` will accept it and its
/// key is in the token; gives its place.
///
/// # Errors
/// The signer is refused, or the folder cannot be written.
pub fn install(
    certificate: &[u8],
    issuer: &Generation,
    keys: &Keys,
    now: Timestamp,
    folder: &Path,
) -> Result<PathBuf, InstallError> {
    let signer = DelegatedSigner::load(certificate, issuer, keys, now)?;
    let path = folder.join(format!("{}.pem", issuer.id));
    let unwritable = |source| InstallError::File {
        file: path.clone(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let block = pem::Pem::new("CERTIFICATE", signer.certificate().der.as_slice());
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    files::put(&path, pem::encode_config(&block, config).as_bytes()).map_err(unwritable)?;
    Ok(path)
}

/// Why there is no request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The token makes no key.
    #[error("no key was made")]
    Key(#[from] SignerError),
    /// The token does not sign with it.
    #[error("the request was not signed")]
    Signature(#[from] SigningError),
    /// The request cannot be encoded.
    #[error("the request cannot be encoded")]
    Encoding(#[from] der::Error),
}

/// Why a certificate is not installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// It is refused.
    #[error("the signer is refused")]
    Refused(#[from] SignerRefused),
    /// It cannot be written.
    #[error("{} cannot be written", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}
