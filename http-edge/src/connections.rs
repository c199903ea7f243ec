//! Accepts connections, limits them and ends them in order.
//!
//! An [`Edge`] has one count of what its clients take. A [`Door`] says who answers there, and
//! whether TLS is spoken. A connection is a `newcomer` first, and is then watched in its
//! `phase`; each request passes through `exchange`.

mod exchange;
mod linger;
mod newcomer;
mod phase;

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout};

use self::newcomer::Newcomer;
use crate::crowd::{Crowd, Network};
use crate::peers::{Client, Peer, Peers};
use crate::rates::{Buckets, Rate};
use crate::tls;

/// What the clients of one edge may take of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a handshake, and then the head of a request, may take to come in.
    pub head: Duration,
    /// Most octets in the head of a request.
    pub head_bytes: usize,
    /// How long a connection may rest between two requests.
    pub idle: Duration,
    /// How long a client may take nothing of its answer.
    pub silence: Duration,
    /// Open connections; more wait in the backlog of the operating system.
    pub connections: usize,
    /// Open connections of one network address; more are closed at once.
    pub per_address: usize,
    /// Open connections of one client certificate; more are told so.
    pub per_certificate: usize,
    /// Requests of one client certificate.
    pub requests: Option<Rate>,
    /// Of one address: handshakes that show no certificate, and requests without one.
    pub strangers: Option<Rate>,
}

impl Limits {
    /// Of a service that is for everybody and knows nobody: `head` is also how long a client may
    /// rest, and take nothing of its answer.
    #[must_use]
    pub const fn for_everybody(head: Duration, connections: usize) -> Self {
        Self {
            head,
            head_bytes: 128 * 1024,
            idle: head,
            silence: head,
            connections,
            per_address: usize::MAX,
            per_certificate: usize::MAX,
            requests: None,
            strangers: None,
        }
    }
}

/// What happens to connections at the end of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Those that rest are closed at once; a request on its way there is lost.
    AtOnce,
    /// Those that rest are closed when the time that each answer announced is over (RFC 9112
    /// 9.3): no request is lost.
    Announced(Duration),
}

/// How a client is told that it takes too much; its request has those headers.
pub type Refusing = Arc<dyn Fn(&HeaderMap, Refusal) -> Response + Send + Sync>;

/// Who answers, and how it is spoken to.
#[derive(Clone)]
pub struct Door {
    /// Answers requests; finds the [`Peer`] among their extensions.
    pub router: Router,
    /// None for plain HTTP.
    pub tls: Option<tls::Server>,
    /// Answers in place of the router.
    pub refusal: Refusing,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").finish_non_exhaustive()
    }
}

/// Why a request is not even looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many requests; there may be another after this time.
    Requests(Duration),
    /// Too many connections with one certificate.
    Connections,
}

/// What is counted of clients.
#[derive(Clone, Debug, Default)]
pub struct Meters {
    /// Connections open now.
    pub open: Gauge,
    /// Handshakes that failed.
    pub failed_handshakes: Counter,
    /// Connections closed, and requests refused, because a client took too much.
    pub turned_away: Counter,
}

/// How long requests in work may take when a service ends.
const END: Duration = Duration::from_secs(10);

/// Pause after a failure to accept: usually no file descriptor is left.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves `router` on `listener` in plain HTTP until `stop` is done, then lets the requests in
/// work end; `open` counts the connections.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    open: Gauge,
    stop: impl Future<Output = ()>,
) {
    let meters = Meters {
        open,
        ..Meters::default()
    };
    let edge = Edge::new(limits, Ending::AtOnce, meters);
    let door = Door {
        router,
        tls: None,
        refusal: Arc::new(|_, _| Response::default()),
    };
    tokio::select! {
        () = edge.serve(listener, door) => {}
        () = stop => {}
    }
    edge.end(END).await;
}

/// The connections of one service.
#[derive(Debug)]
pub struct Edge {
    limits: Limits,
    ending: Ending,
    meters: Meters,
    places: Arc<Semaphore>,
    addresses: Arc<Crowd<Network>>,
    certificates: Arc<Crowd<Client>>,
    buckets: RequestBuckets,
    peers: Arc<Peers>,
    stopping: watch::Sender<bool>,
}

#[derive(Debug)]
struct RequestBuckets {
    clients: Option<Buckets<Client>>,
    strangers: Option<Buckets<Network>>,
}

/// How many buckets of each kind are remembered.
const REMEMBERED: usize = 8_192;

impl Edge {
    /// No connection yet.
    #[must_use]
    pub fn new(limits: Limits, ending: Ending, meters: Meters) -> Arc<Self> {
        let places = limits.connections.min(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            limits,
            ending,
            meters,
            places: Arc::new(Semaphore::new(places)),
            addresses: Arc::new(Crowd::of(limits.per_address)),
            certificates: Arc::new(Crowd::of(limits.per_certificate)),
            buckets: RequestBuckets {
                clients: limits.requests.map(|rate| Buckets::new(rate, REMEMBERED)),
                strangers: limits.strangers.map(|rate| Buckets::new(rate, REMEMBERED)),
            },
            peers: Arc::new(Peers::default()),
            stopping: watch::Sender::new(false),
        })
    }

    /// Who is connected.
    #[must_use]
    pub const fn peers(&self) -> &Arc<Peers> {
        &self.peers
    }

    /// Accepts until [`end`](Self::end), or until dropped. Whoever has been accepted is served
    /// on.
    pub async fn serve(self: &Arc<Self>, listener: TcpListener, door: Door) {
        let mut stopping = self.stopping.subscribe();
        let mut server = http1::Builder::new();
        server
            .timer(TokioTimer::new())
            // The phase of the connection knows better.
            .header_read_timeout(None)
            .max_buf_size(self.limits.head_bytes);
        loop {
            let (stream, address, place) = tokio::select! {
                biased;
                _ = stopping.wait_for(|stopping| *stopping) => return,
                accepted = self.accept(&listener) => accepted,
            };
            let newcomer = Newcomer {
                edge: Arc::clone(self),
                door: door.clone(),
                server: server.clone(),
                stopping: stopping.clone(),
                address,
            };
            tokio::spawn(async move {
                newcomer.welcome(stream).await;
                drop(place);
            });
        }
    }

    /// Accepts no more, and waits until all connections have ended, for so long; then cuts them.
    pub async fn end(&self, patience: Duration) {
        self.stopping.send_replace(true);
        let all = u32::try_from(self.limits.connections.min(Semaphore::MAX_PERMITS));
        let all = self.places.acquire_many(all.unwrap_or(u32::MAX));
        if timeout(patience, all).await.is_err() {
            let cut = self.peers.cut(|_| true);
            tracing::warn!(connections = cut, "connections are cut");
        }
    }

    /// Waits for a place first: who finds none waits outside.
    async fn accept(
        &self,
        listener: &TcpListener,
    ) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
        // The semaphore is never closed.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        loop {
            match listener.accept().await {
                Ok((stream, address)) => {
                    // It fails only for a client that has gone already.
                    stream.set_nodelay(true).unwrap_or_default();
                    return (stream, address, place);
                }
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    tracing::warn!(%error, "connection cannot be accepted");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// What a request costs, and whether its client has that much.
    fn charge(&self, peer: &Peer) -> Result<(), Refusal> {
        let now = Instant::now().into_std();
        let paid = match peer.client() {
            Some(client) => self.buckets.clients.as_ref().map(|b| b.take(client, now)),
            None => {
                let network = Network::of(peer.address.ip());
                self.buckets
                    .strangers
                    .as_ref()
                    .map(|b| b.take(network, now))
            }
        };
        paid.unwrap_or(Ok(())).map_err(|wait| {
            self.meters.turned_away.inc();
            Refusal::Requests(wait)
        })
    }
}

/// What no exchange fails with: whatever goes wrong has an answer.
type Never = Infallible;
