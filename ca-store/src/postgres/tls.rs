//! TLS to a server: only 1.3, only with a server whose certificate has its name and comes from
//! the authority that was named.
//!
//! The name is proven by the certificate, so that the password exchange (SCRAM) is not bound to
//! the channel as well.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ca_core::registry::{RegistryError, StoreFault};
use postgres::Socket;
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::TlsConnector;
use tokio_rustls::client;

use crate::url::postgres::PostgresUrl;

/// What connections to one server share.
#[derive(Clone)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
}

impl Tls {
    /// The settings that a URL asks for; none where it asks for no TLS.
    pub(super) fn of(url: &PostgresUrl) -> Result<Option<Self>, RegistryError> {
        let Some(roots) = url.root_certificates() else {
            return Ok(None);
        };
        let config = client_config(roots, url.client_certificate());
        let config = config.map_err(|error| RegistryError::Unavailable(StoreFault::new(error)))?;
        let config = Arc::new(config);
        Ok(Some(Self { config }))
    }
}

fn client_config(
    roots: &Path,
    identity: Option<(&Path, &Path)>,
) -> Result<ClientConfig, UnfitCertificates> {
    let unfit = |file: &Path, why: Unfit| UnfitCertificates {
        file: file.to_owned(),
        why,
    };
    let mut trusted = RootCertStore::empty();
    for certificate in certificates(roots).map_err(|why| unfit(roots, why))? {
        let added = trusted.add(certificate);
        added.map_err(|error| unfit(roots, error.into()))?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| unfit(roots, error.into()))?
        .with_root_certificates(trusted);
    let Some((chain, key)) = identity else {
        return Ok(builder.with_no_client_auth());
    };
    let shown = certificates(chain).map_err(|why| unfit(chain, why))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unfit(key, error.into()))?;
    let config = builder.with_client_auth_cert(shown, secret);
    config.map_err(|error| unfit(key, error.into()))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Unfit> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)?.collect();
    let found = found?;
    if found.is_empty() {
        return Err(Unfit::Empty);
    }
    Ok(found)
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type TlsConnect = Named;
    type Error = InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<Named, InvalidDnsNameError> {
        let config = Arc::clone(&self.config);
        let name = ServerName::try_from(host.to_owned())?;
        Ok(Named { config, name })
    }
}

/// A server that must prove its name.
pub(super) struct Named {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
}

impl TlsConnect<Socket> for Named {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        let connecting = TlsConnector::from(self.config).connect(self.name, socket);
        Box::pin(async move { connecting.await.map(Box::new).map(Encrypted) })
    }
}

/// A stream to a server that proved its name.
pub(super) struct Encrypted(Box<client::TlsStream<Socket>>);

impl TlsStream for Encrypted {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// Certificates or a key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be used for TLS", file.display())]
struct UnfitCertificates {
    file: PathBuf,
    #[source]
    why: Unfit,
}

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error(transparent)]
    Pem(#[from] pem::Error),
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    #[error("it holds no certificate")]
    Empty,
}
