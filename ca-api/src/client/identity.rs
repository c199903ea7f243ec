//! Whom a client trusts, and what it shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore};

/// An operator's certificate with its key, and the anchors by which the daemon is known.
#[derive(Debug)]
pub struct Identity {
    trusted: RootCertStore,
    shown: Arc<CertifiedKey>,
}

impl Identity {
    /// An identity whose key signs where it is, in a file or in a token.
    ///
    /// # Errors
    /// A file cannot be read or holds no certificate, or the key is not the certificate's.
    pub fn new(
        trust: &Path,
        certificate: &Path,
        key: Arc<dyn SigningKey>,
    ) -> Result<Self, UnfitIdentity> {
        let mut trusted = RootCertStore::empty();
        for anchor in certificates(trust)? {
            trusted
                .add(anchor)
                .map_err(|why| UnfitIdentity::of(trust, why))?;
        }
        let shown = CertifiedKey::new(certificates(certificate)?, key);
        match shown.keys_match() {
            // Of some keys in tokens the public half is not known.
            Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {}
            Err(why) => return Err(UnfitIdentity::of(certificate, why)),
        }
        Ok(Self {
            trusted,
            shown: Arc::new(shown),
        })
    }

    /// The key in a PEM file.
    ///
    /// # Errors
    /// It cannot be read, or is of no use.
    pub fn key_in(file: &Path) -> Result<Arc<dyn SigningKey>, UnfitIdentity> {
        let key = PrivateKeyDer::from_pem_file(file).map_err(|why| UnfitIdentity::of(file, why))?;
        let usable = aws_lc_rs::sign::any_supported_type(&key);
        usable.map_err(|why| UnfitIdentity::of(file, why))
    }

    /// TLS 1.3 and 1.2, whatever the daemon speaks; sessions are not resumed, since the daemon
    /// does not either.
    pub(super) fn config(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let shown = Arc::new(SingleCertAndKey::from(Arc::clone(&self.shown)));
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_root_certificates(self.trusted.clone())
            .with_client_cert_resolver(shown);
        config.resumption = Resumption::disabled();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, UnfitIdentity> {
    let unfit = |why| UnfitIdentity::of(file, why);
    let read = CertificateDer::pem_file_iter(file).map_err(unfit)?;
    let found: Vec<_> = read.collect::<Result<_, _>>().map_err(unfit)?;
    if found.is_empty() {
        return Err(unfit(pem::Error::NoItemsFound));
    }
    Ok(found)
}

/// A file that makes no identity.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be used for TLS", file.display())]
pub struct UnfitIdentity {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    #[source]
    pub why: Unfit,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// It cannot be read, or holds nothing of the kind.
    #[error(transparent)]
    Pem(#[from] pem::Error),
    /// TLS has no use for it.
    #[error(transparent)]
    Tls(#[from] rustls::Error),
}

impl UnfitIdentity {
    fn of(file: &Path, why: impl Into<Unfit>) -> Self {
        Self {
            file: file.to_owned(),
            why: why.into(),
        }
    }
}
