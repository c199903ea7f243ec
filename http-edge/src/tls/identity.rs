//! The server's certificate and key, which may change while it serves.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use ca_core::timestamp::Timestamp;
use der::Decode;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use x509_cert::Certificate;

use super::provider;

/// Who the server is: a certificate chain and the key of its first certificate. A key elsewhere
/// than in a file would be another [`rustls::sign::SigningKey`] beside the same chain.
#[derive(Debug)]
pub struct Identity {
    chain: PathBuf,
    key: PathBuf,
    present: ArcSwap<Present>,
}

#[derive(Debug)]
struct Present {
    certified: Arc<CertifiedKey>,
    not_after: Timestamp,
}

impl Identity {
    /// Reads the chain (PEM, the server's certificate first, no root) and the key (PEM, PKCS#8,
    /// SEC 1 or PKCS#1), and proves that they belong together.
    ///
    /// # Errors
    /// A file cannot be read or is not what it should be, or they do not belong together.
    pub fn load(chain: &Path, key: &Path) -> Result<Self, IdentityError> {
        Ok(Self {
            chain: chain.to_owned(),
            key: key.to_owned(),
            present: ArcSwap::from_pointee(Present::load(chain, key)?),
        })
    }

    /// Reads both files again; gives whether the certificate has changed. Open connections stay.
    ///
    /// # Errors
    /// As [`load`](Self::load); then what was there stays.
    pub fn reload(&self) -> Result<bool, IdentityError> {
        let read = Present::load(&self.chain, &self.key)?;
        if read.certified.cert == self.present.load().certified.cert {
            return Ok(false);
        }
        self.present.store(Arc::new(read));
        Ok(true)
    }

    /// The end of the certificate's validity.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.present.load().not_after
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.present.load().certified))
    }
}

impl Present {
    fn load(chain_file: &Path, key_file: &Path) -> Result<Self, IdentityError> {
        let text = read(chain_file)?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
        let chain = chain.map_err(|source| IdentityError::NotPem {
            file: chain_file.to_owned(),
            source,
        })?;
        let not_a_certificate = || IdentityError::NoCertificate(chain_file.to_owned());
        let first = chain.first().ok_or_else(not_a_certificate)?;
        let first = Certificate::from_der(first).map_err(|_| not_a_certificate())?;
        is_secret(key_file)?;
        let key = PrivateKeyDer::from_pem_slice(&read(key_file)?);
        let key = key.map_err(|source| IdentityError::NotPem {
            file: key_file.to_owned(),
            source,
        })?;
        let certified = CertifiedKey::from_der(chain, key, &provider())?;
        Ok(Self {
            certified: Arc::new(certified),
            not_after: Timestamp::from_x509(first.tbs_certificate().validity().not_after),
        })
    }
}

fn read(file: &Path) -> Result<Vec<u8>, IdentityError> {
    fs::read(file).map_err(|source| IdentityError::Unreadable {
        file: file.to_owned(),
        source,
    })
}

/// Whoever has an account on the machine would be the server.
fn is_secret(file: &Path) -> Result<(), IdentityError> {
    let unreadable = |source| IdentityError::Unreadable {
        file: file.to_owned(),
        source,
    };
    let mode = fs::metadata(file).map_err(unreadable)?.permissions().mode();
    if mode & 0o007 == 0 {
        Ok(())
    } else {
        Err(IdentityError::OpenToOthers(file.to_owned()))
    }
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// A file cannot be read.
    #[error("{} cannot be read", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file does not have what it should have in PEM.
    #[error("{} is not what it should be in PEM", file.display())]
    NotPem {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: pem::Error,
    },
    /// There is no certificate in the file, or it is none.
    #[error("{} has no certificate", .0.display())]
    NoCertificate(PathBuf),
    /// Others may read or write the key.
    #[error("others have access to {}", .0.display())]
    OpenToOthers(PathBuf),
    /// Certificate and key do not belong together, or the key is of a kind that TLS lacks.
    #[error("certificate and key do not serve together")]
    Unfit(#[from] rustls::Error),
}
