//! A connection from its first octet to its last.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use prometheus_client::metrics::gauge::Gauge;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::exchange::Exchange;
use super::phase::{Due, Heard, Phase};
use super::{Door, Edge, Ending};
use crate::crowd::Network;
use crate::patience::Patient;
use crate::peers::Peer;
use crate::tls;

/// A connection that was accepted and has said nothing yet.
pub(super) struct Newcomer {
    pub(super) edge: Arc<Edge>,
    pub(super) door: Door,
    pub(super) server: http1::Builder,
    pub(super) stopping: watch::Receiver<bool>,
    pub(super) address: SocketAddr,
}

impl Newcomer {
    pub(super) async fn welcome(self, stream: TcpStream) {
        let network = Network::of(self.address.ip());
        let Some(_place) = self.edge.addresses.enter(network) else {
            self.edge.meters.turned_away.inc();
            return;
        };
        let _open = Open::count(&self.edge.meters.open);
        let stream = Patient::new(stream, self.edge.limits.silence);
        match self.door.tls.clone() {
            None => {
                let peer = Peer::stranger(self.address);
                self.serve(stream, peer).await;
            }
            Some(tls) => self.shake_hands(stream, &tls, network).await,
        }
    }

    /// A handshake costs a stranger something; who shows a certificate gets it back.
    async fn shake_hands(self, stream: Patient<TcpStream>, tls: &tls::Server, network: Network) {
        let meters = &self.edge.meters;
        let buckets = self.edge.buckets.strangers.as_ref();
        let now = Instant::now().into_std();
        if buckets.is_some_and(|buckets| buckets.take(network, now).is_err()) {
            meters.turned_away.inc();
            return;
        }
        let (stream, certificate) = match timeout(self.edge.limits.head, tls.accept(stream)).await {
            Ok(Ok(accepted)) => accepted,
            Ok(Err(error)) => {
                meters.failed_handshakes.inc();
                tracing::debug!(address = %self.address, %error, "handshake failed");
                return;
            }
            Err(_) => {
                meters.failed_handshakes.inc();
                return;
            }
        };
        if let (Some(buckets), true) = (buckets, certificate.is_some()) {
            buckets.give_back(network);
        }
        let peer = Peer::new(self.address, certificate);
        self.serve(stream, peer).await;
    }

    async fn serve<S>(mut self, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let place = peer
            .client()
            .map(|client| self.edge.certificates.enter(client));
        let is_crowded = place.as_ref().is_some_and(Option::is_none);
        let peer = Arc::new(peer);
        let registered = self.edge.peers.add(Arc::clone(&peer));
        let phase = Arc::new(Phase::new());
        let exchange = Exchange {
            edge: Arc::clone(&self.edge),
            door: self.door.clone(),
            peer,
            phase: Arc::clone(&phase),
            is_crowded,
        };
        let stream = TokioIo::new(Heard::new(stream, Arc::clone(&phase)));
        let connection = self.server.serve_connection(stream, exchange);
        tokio::select! {
            ended = self.drive(connection, &phase) => if let Err(error) = ended {
                // A client's doing: slow, gone, or not speaking HTTP.
                tracing::debug!(%error, "connection ended");
            },
            () = registered.is_cut() => {}
        }
    }

    /// Until the client ends it, or takes too long, or rests too long.
    async fn drive<S>(
        &mut self,
        connection: http1::Connection<TokioIo<Heard<S>>, Exchange>,
        phase: &Phase,
    ) -> Result<(), hyper::Error>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let limits = &self.edge.limits;
        let mut connection = pin!(connection);
        let mut timer = pin!(sleep_until(Instant::now() + limits.head.min(limits.idle)));
        let mut closing = false;
        loop {
            tokio::select! {
                biased;
                ended = connection.as_mut() => return ended,
                _ = self.stopping.wait_for(|stopping| *stopping),
                    if !closing && self.edge.ending == Ending::AtOnce => {
                    closing = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = timer.as_mut() => match phase.due(limits, Instant::now()) {
                    Due::Not(next) => timer.as_mut().reset(next),
                    Due::Idle if !closing => {
                        closing = true;
                        connection.as_mut().graceful_shutdown();
                        timer.as_mut().reset(Instant::now() + limits.silence);
                    }
                    Due::Idle | Due::Head => return Ok(()),
                },
            }
        }
    }
}

/// Counts a connection while it is open, also when its task panics.
struct Open(Gauge);

impl Open {
    fn count(connections: &Gauge) -> Self {
        connections.inc();
        Self(connections.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
