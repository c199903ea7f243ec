//! The typed client of the daemon.
//!
//! Calls block: the runtime that drives the connections is its own. Connections are kept, so that
//! each thread of a batch has one. What ended without an answer is tried once more, if it only
//! reads or has a request id.
//!
//! [`identity`] is whom the client trusts and what it shows; `connection` one connection.

mod connection;
pub mod identity;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsConnector;

use self::connection::{Connection, Received};
use self::identity::Identity;
use crate::document::Document;
use crate::failure::Problem;
use crate::operation::{self, Operation};
use crate::wire::{self, Carried};

/// How long an answer may take in all: a signature in a busy token, a list of many.
const PATIENCE: Duration = Duration::from_secs(60);

/// The daemon, from afar.
#[derive(Debug)]
pub struct Client {
    runtime: Runtime,
    place: Place,
    connector: Connector,
    language: HeaderValue,
    /// Connections that wait for their next request.
    idle: Mutex<Vec<Connection>>,
}

/// Where the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    host: String,
    port: u16,
}

struct Connector(TlsConnector);

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl Place {
    /// The place in a URL such as `https://ca.example:8443`: no path, no query, no user.
    ///
    /// # Errors
    /// It is none.
    pub fn of_url(url: &str) -> Result<Self, InvalidPlace> {
        let uri: Uri = url.parse().map_err(|_| InvalidPlace)?;
        let plain = matches!(uri.path(), "" | "/") && uri.query().is_none();
        let host = uri.host().filter(|host| !host.is_empty());
        let authority = uri.authority().ok_or(InvalidPlace)?;
        if uri.scheme_str() != Some("https") || !plain || authority.as_str().contains('@') {
            return Err(InvalidPlace);
        }
        let host = host.ok_or(InvalidPlace)?.trim_matches(['[', ']']);
        Ok(Self {
            host: host.to_owned(),
            port: uri.port_u16().unwrap_or(443),
        })
    }

    fn server_name(&self) -> Result<ServerName<'static>, ClientError> {
        ServerName::try_from(self.host.clone()).map_err(|_| ClientError::Name)
    }

    /// Whom to connect to: names below `localhost` are this machine, whatever a resolver says of
    /// them (RFC 6761 6.3).
    fn address(&self) -> (&str, u16) {
        let below = self.host.to_ascii_lowercase().ends_with(".localhost");
        let host = if below { "localhost" } else { &self.host };
        (host, self.port)
    }

    fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl Client {
    /// A client that shows `identity` and wants answers in the language with this code. Nothing is
    /// connected yet.
    ///
    /// # Errors
    /// The identity is of no use for TLS, or there is no runtime.
    pub fn new(place: Place, identity: &Identity, language: &str) -> Result<Self, ClientError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("api-client")
            .enable_all()
            .build()?;
        let config = identity.config()?;
        Ok(Self {
            runtime,
            place,
            connector: Connector(TlsConnector::from(Arc::new(config))),
            language: HeaderValue::from_str(language).map_err(|_| ClientError::Name)?,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// Asks for an operation and waits for its answer.
    ///
    /// # Errors
    /// The daemon says no, or there is no answer that can be understood.
    pub fn call<O: Operation>(&self, request: &O::Request) -> Result<O::Answer, ClientError> {
        let carried = wire::write::<O>(request)?;
        let again = is_repeatable::<O>(&carried);
        let received = match self.ask::<O>(&carried) {
            Err(error) if again && error.is_without_answer() => self.ask::<O>(&carried),
            other => other,
        }?;
        understand::<O>(&received)
    }

    fn ask<O: Operation>(&self, carried: &Carried) -> Result<Received, ClientError> {
        let request = self.request(O::ROW.method, carried)?;
        self.runtime.block_on(async {
            let exchange = self.exchange(request);
            let ended = tokio::time::timeout(PATIENCE, exchange).await;
            ended.map_err(|_| ClientError::Io(io::ErrorKind::TimedOut.into()))?
        })
    }

    async fn exchange(&self, request: Request<Body>) -> Result<Received, ClientError> {
        while let Some(mut kept) = self.kept() {
            // The daemon may have closed it meanwhile.
            if kept.is_ready().await {
                return self.on(kept, request).await;
            }
        }
        let name = self.place.server_name()?;
        let connected = Connection::open(self.place.address(), name, &self.connector.0).await?;
        self.on(connected, request).await
    }

    async fn on(
        &self,
        mut connection: Connection,
        request: Request<Body>,
    ) -> Result<Received, ClientError> {
        let received = connection.exchange(request).await?;
        if received.keeps_alive {
            self.lock().push(connection);
        }
        Ok(received)
    }

    fn kept(&self) -> Option<Connection> {
        self.lock().pop()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // Whoever panicked held no half-done change.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn request(
        &self,
        method: operation::Method,
        carried: &Carried,
    ) -> Result<Request<Body>, ClientError> {
        let method = match method {
            operation::Method::Get => Method::GET,
            operation::Method::Post => Method::POST,
        };
        let request = Request::builder()
            .method(method)
            .uri(&carried.target)
            .header(HOST, self.place.authority())
            .header(ACCEPT, "application/json, application/problem+json")
            .header(ACCEPT_LANGUAGE, self.language.clone())
            .header(CONTENT_TYPE, "application/json");
        let body = Body::new(Bytes::from(carried.body.clone()));
        request.body(body).map_err(ClientError::Http)
    }
}

type Body = http_body_util::Full<Bytes>;

/// Whether a second copy of a request does no harm.
fn is_repeatable<O: Operation>(carried: &Carried) -> bool {
    let reads = matches!(
        O::ROW.effect,
        operation::Effect::Reads | operation::Effect::ReadsPersons(_)
    );
    let named = || {
        let body: Result<Value, _> = serde_json::from_slice(&carried.body);
        body.is_ok_and(|body| body.get("request_id").is_some_and(Value::is_string))
    };
    reads || named()
}

fn understand<O: Operation>(received: &Received) -> Result<O::Answer, ClientError> {
    if received.status.is_success() {
        let document: Document<O::Answer> = serde_json::from_slice(&received.body)?;
        return Ok(document.body);
    }
    match serde_json::from_slice::<Problem>(&received.body) {
        Ok(problem) => Err(ClientError::Problem(Box::new(problem))),
        Err(_) => Err(ClientError::Status(received.status)),
    }
}

/// Text that is no place of a daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a daemon has a URL such as https://ca.example:8443")]
pub struct InvalidPlace;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The daemon says no.
    #[error("{}", .0.title)]
    Problem(Box<Problem>),
    /// The connection, or the handshake: the source of the latter is a [`rustls::Error`].
    #[error("the connection to the daemon failed")]
    Io(#[from] io::Error),
    /// The connection ended in the middle of an answer.
    #[error("the connection to the daemon ended")]
    Broken(#[source] hyper::Error),
    /// The request cannot be put into HTTP; a bug.
    #[error("the request cannot be sent")]
    Http(#[source] hyper::http::Error),
    /// Whoever answered is no daemon of ours.
    #[error("an answer of status {0} without a problem")]
    Status(StatusCode),
    /// The answer is longer than anything that the daemon sends.
    #[error("the answer is too long")]
    TooLong,
    /// The answer is of another version of the daemon.
    #[error("the answer cannot be understood")]
    Format(#[from] serde_json::Error),
    /// The identity is of no use for TLS.
    #[error("the certificate or key cannot be used for TLS")]
    Tls(#[from] rustls::Error),
    /// The place or language cannot be written.
    #[error("the name of the daemon cannot be used")]
    Name,
}

impl ClientError {
    /// What the daemon says, if it is the daemon that says no.
    ///
    /// # Errors
    /// Gives the error back where it is another one.
    pub fn into_problem(self) -> Result<Problem, Box<Self>> {
        match self {
            Self::Problem(problem) => Ok(*problem),
            Self::Io(_)
            | Self::Broken(_)
            | Self::Http(_)
            | Self::Status(_)
            | Self::TooLong
            | Self::Format(_)
            | Self::Tls(_)
            | Self::Name => Err(Box::new(self)),
        }
    }

    /// Whether nobody knows if the request was heard.
    #[must_use]
    pub fn is_without_answer(&self) -> bool {
        match self {
            Self::Broken(_) => true,
            // A handshake that failed would fail again.
            Self::Io(error) => self.tls().is_none() && error.kind() != io::ErrorKind::TimedOut,
            Self::Problem(_)
            | Self::Http(_)
            | Self::Status(_)
            | Self::TooLong
            | Self::Format(_)
            | Self::Tls(_)
            | Self::Name => false,
        }
    }

    /// What TLS said, where a handshake failed.
    #[must_use]
    pub fn tls(&self) -> Option<&rustls::Error> {
        match self {
            Self::Io(error) => error.get_ref()?.downcast_ref(),
            Self::Tls(error) => Some(error),
            Self::Broken(error) => {
                let source = std::error::Error::source(error)?;
                source
                    .downcast_ref::<io::Error>()?
                    .get_ref()?
                    .downcast_ref()
            }
            Self::Problem(_)
            | Self::Http(_)
            | Self::Status(_)
            | Self::TooLong
            | Self::Format(_)
            | Self::Name => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_urls_of_a_host_and_nothing_more() {
        let place = |host: &str, port| Place {
            host: host.to_owned(),
            port,
        };
        for (url, expected) in [
            ("https://ca.example:8443", place("ca.example", 8443)),
            ("https://ca.example/", place("ca.example", 443)),
            ("https://[::1]:8443", place("::1", 8443)),
            ("https://127.0.0.1:1", place("127.0.0.1", 1)),
        ] {
            assert_eq!(Place::of_url(url), Ok(expected), "{url}");
        }
        let local = Place::of_url("https://Sceau.LOCALHOST:9").unwrap();
        assert_eq!(local.address(), ("localhost", 9));
        assert_eq!(local.authority(), "Sceau.LOCALHOST:9");
        for url in [
            "",
            "ca.example",
            "http://ca.example",
            "https://",
            "https://ca.example/v1",
            "https://ca.example?x=1",
            "https://amina@ca.example",
        ] {
            assert_eq!(Place::of_url(url), Err(InvalidPlace), "{url}");
        }
    }
}
