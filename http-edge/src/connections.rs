//! Accepts connections, limits them and ends them in order.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::patience::Patient;

/// What a client may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long the head of a request may take, also the first one and after a pause; and how
    /// long a client may take nothing of its answer.
    pub header_timeout: Duration,
    /// Open connections; more wait in the backlog of the operating system.
    pub connections: usize,
}

/// Most octets in the head of a request.
const MOST_HEAD: usize = 128 * 1024;

/// How long requests in work may take when the service ends.
const END: Duration = Duration::from_secs(10);

/// Pause after a failure to accept: usually no file descriptor is left.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves `router` on `listener` until `stop` is done, then lets the requests in work end; `open`
/// counts the connections.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    open: Gauge,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let service = TowerToHyperService::new(router);
    let server = server(&limits);
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let connection = Connection {
            stream: Patient::new(stream, limits.header_timeout),
            place,
            watcher: graceful.watcher(),
            open: open.clone(),
        };
        tokio::spawn(connection.serve(server.clone(), service.clone()));
    }
    drop(listener);
    if tokio::time::timeout(END, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections are cut");
    }
}

fn server(limits: &Limits) -> http1::Builder {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(MOST_HEAD);
    server
}

/// Waits for a place first: who finds none waits outside.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // It fails only for a client that has gone already.
                stream.set_nodelay(true).unwrap_or_default();
                return (stream, place);
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::warn!(%error, "connection cannot be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

struct Connection {
    stream: Patient<TcpStream>,
    place: Option<OwnedSemaphorePermit>,
    watcher: Watcher,
    open: Gauge,
}

impl Connection {
    async fn serve(self, server: http1::Builder, service: TowerToHyperService<Router>) {
        let open = Open::count(self.open);
        let connection = server.serve_connection(TokioIo::new(self.stream), service);
        if let Err(error) = self.watcher.watch(connection).await {
            // A client's doing: slow, gone, or not speaking HTTP.
            tracing::debug!(%error, "connection ended");
        }
        drop((open, self.place));
    }
}

/// Counts a connection while it is open, also when its task panics.
struct Open(Gauge);

impl Open {
    fn count(connections: Gauge) -> Self {
        connections.inc();
        Self(connections)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
