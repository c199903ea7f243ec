//! One connection to the daemon.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::CONNECTION;
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::client::{Body, ClientError};

/// How long it may take to be connected, with the handshake.
const CONNECTED: Duration = Duration::from_secs(10);

/// Most octets of an answer: the list of a country in base64.
const LONGEST: usize = 192 * 1024 * 1024;

/// A connection that is there, and takes one request after another.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Body>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
    /// Whether the connection takes another request.
    pub(super) keeps_alive: bool,
}

impl Connection {
    /// Connects, and proves both ends to each other.
    pub(super) async fn open(
        address: (&str, u16),
        name: ServerName<'static>,
        connector: &TlsConnector,
    ) -> Result<Self, ClientError> {
        let connected = async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            connector.connect(name, stream).await
        };
        let stream = tokio::time::timeout(CONNECTED, connected)
            .await
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        let shaken = handshake(TokioIo::new(stream)).await;
        let (sender, connection) = shaken.map_err(ClientError::Broken)?;
        // Its end is told to whoever waits for an answer.
        tokio::spawn(async move { connection.await.unwrap_or_default() });
        Ok(Self { sender })
    }

    /// Whether it takes a request: the daemon may have ended it.
    pub(super) async fn is_ready(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }

    /// Sends a request and waits for the whole answer.
    pub(super) async fn exchange(
        &mut self,
        request: Request<Body>,
    ) -> Result<Received, ClientError> {
        let answered = self.sender.send_request(request).await;
        let (head, body) = answered.map_err(ClientError::Broken)?.into_parts();
        let body = Limited::new(body, LONGEST).collect().await;
        let body = body.map_err(|error| match error.downcast::<hyper::Error>() {
            Ok(error) => ClientError::Broken(*error),
            Err(other) if other.is::<LengthLimitError>() => ClientError::TooLong,
            Err(other) => ClientError::Io(std::io::Error::other(other)),
        })?;
        Ok(Received {
            status: head.status,
            body: body.to_bytes(),
            keeps_alive: keeps_alive(&head.headers),
        })
    }
}

/// RFC 9112 9.3.
fn keeps_alive(headers: &HeaderMap) -> bool {
    let ends = headers.get_all(CONNECTION).iter().any(|value| {
        let value = value.to_str().unwrap_or_default();
        value
            .split(',')
            .any(|option| option.trim().eq_ignore_ascii_case("close"))
    });
    !ends
}
