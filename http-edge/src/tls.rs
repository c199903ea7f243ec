//! TLS (RFC 8446), mutual where clients' issuers are given.
//!
//! - [`identity`]: the server's certificate and key;
//! - [`clients`]: whose certificates are taken.
//!
//! There are no tickets, no resumption and no early data: a session that outlives a revocation,
//! or a request that can be sent twice, is not wanted.

pub mod clients;
pub mod identity;

use std::io;
use std::sync::Arc;

use rustls::SupportedProtocolVersion;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{NoServerSessionStorage, ServerConfig};
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use self::clients::{Issuers, Verifier};
use self::identity::Identity;

/// The versions that are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versions {
    /// TLS 1.3 alone.
    Tls13,
    /// TLS 1.3 and 1.2.
    Tls13And12,
}

impl Versions {
    fn of_rustls(self) -> &'static [&'static SupportedProtocolVersion] {
        static BOTH: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
        let (newest, _) = BOTH.split_at(1);
        match self {
            Self::Tls13 => newest,
            Self::Tls13And12 => &BOTH,
        }
    }
}

/// One end of TLS: takes handshakes.
#[derive(Clone)]
pub struct Server {
    acceptor: TlsAcceptor,
}

impl Server {
    /// Speaks with this identity. With `clients` it asks for a certificate: none is let in, one
    /// by another issuer is not; without, it asks for none.
    ///
    /// # Errors
    /// Not with the algorithms of this program.
    pub fn new(
        versions: Versions,
        identity: Arc<Identity>,
        clients: Option<Arc<Issuers>>,
    ) -> Result<Self, rustls::Error> {
        let provider = provider();
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(versions.of_rustls())?;
        let builder = match clients {
            Some(issuers) => {
                let algorithms = provider.signature_verification_algorithms;
                builder.with_client_cert_verifier(Arc::new(Verifier::new(issuers, algorithms)))
            }
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(identity);
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        config.max_early_data_size = 0;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Ok(Self { acceptor })
    }

    /// Shakes hands; also gives the client's certificate in DER, which its key has proven.
    pub(crate) async fn accept<S>(&self, stream: S) -> io::Result<(TlsStream<S>, Option<Vec<u8>>)>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let stream = self.acceptor.accept(stream).await?;
        let (_, connection) = stream.get_ref();
        let chain = connection.peer_certificates().unwrap_or_default();
        let certificate = chain.first().map(|certificate| certificate.to_vec());
        Ok((stream, certificate))
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
