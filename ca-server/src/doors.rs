//! The doors, open: sockets, TLS and the connections behind them.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener as Socket};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http_edge::connections::{Door, Edge, Ending, Limits as Connections};
use http_edge::handover::Inherited;
use http_edge::limits::{ANNOUNCED, Limits};
use http_edge::peers::Peers;
use http_edge::tls::clients::Issuers;
use http_edge::tls::identity::{Identity, IdentityError};
use http_edge::tls::{Server, Versions};
use tokio::net::TcpListener;

use crate::config::{Config, Files};
use crate::metrics::Metrics;
use crate::problem::Fault;
use crate::speech::Languages;

/// A socket that listens, and who its clients will see.
#[derive(Debug)]
pub struct Listening {
    /// The door's name: in the configuration, in metrics, and when it is handed over.
    pub name: &'static str,
    socket: Socket,
    server: Option<Server>,
    edge: Arc<Edge>,
}

/// All doors of a configuration.
#[derive(Debug)]
pub struct Doors {
    /// For operators and systems.
    pub api: Listening,
    /// For everybody.
    pub public: Option<Listening>,
    /// For those who watch.
    pub monitor: Listening,
}

/// How a door is to be.
struct Plan<'c> {
    name: &'static str,
    address: SocketAddr,
    tls: Option<(Versions, Arc<Identity>, Option<Arc<Issuers>>)>,
    limits: Connections,
    metrics: &'c Metrics,
}

impl Doors {
    /// Listens where the configuration says, on sockets that were handed over where there are
    /// any. `identities` are those of `[api]` and `[public]`.
    ///
    /// # Errors
    /// An address cannot be listened on.
    pub fn open(
        config: &Config,
        identities: &Identities,
        issuers: &Arc<Issuers>,
        metrics: &Metrics,
        mut inherited: Option<&mut Inherited>,
    ) -> Result<Self, DoorError> {
        let limits = config.limits.connections;
        let api = Plan {
            name: "api",
            address: config.api.listen,
            tls: Some((
                config.api.versions,
                Arc::clone(&identities.api),
                Some(Arc::clone(issuers)),
            )),
            limits,
            metrics,
        };
        let public = config.public.as_ref().zip(identities.public.as_ref());
        let public = public.map(|(door, identity)| Plan {
            name: "public",
            address: door.listen,
            tls: Some((door.versions, Arc::clone(identity), None)),
            limits,
            metrics,
        });
        let monitor = Plan {
            name: "monitor",
            address: config.monitor.listen,
            tls: None,
            limits: watchers(&config.limits),
            metrics,
        };
        Ok(Self {
            api: api.open(inherited.as_deref_mut())?,
            public: public
                .map(|plan| plan.open(inherited.as_deref_mut()))
                .transpose()?,
            monitor: monitor.open(inherited)?,
        })
    }

    /// Each of them.
    pub fn all(&self) -> impl Iterator<Item = &Listening> {
        [&self.api, &self.monitor].into_iter().chain(&self.public)
    }

    /// Accepts no more and lets all connections end, for so long.
    pub async fn end(&self, patience: Duration) {
        let public = async {
            if let Some(public) = &self.public {
                public.edge.end(patience).await;
            }
        };
        tokio::join!(
            self.api.edge.end(patience),
            public,
            self.monitor.edge.end(patience)
        );
    }
}

/// Those who watch come from this host, and know how to behave.
fn watchers(limits: &Limits) -> Connections {
    const WATCHERS: usize = 64;
    Connections {
        per_address: WATCHERS,
        connections: WATCHERS,
        requests: None,
        strangers: None,
        ..limits.connections
    }
}

impl Plan<'_> {
    fn open(self, inherited: Option<&mut Inherited>) -> Result<Listening, DoorError> {
        let (name, address) = (self.name, self.address);
        let unbound = |source| DoorError::Listen { address, source };
        let taken = inherited.and_then(|inherited| inherited.take(name, address));
        let socket = match taken {
            Some(socket) => socket,
            None => bind(address).map_err(unbound)?,
        };
        let server = self.tls.map(|(versions, identity, issuers)| {
            Server::new(versions, identity, issuers).map_err(DoorError::Tls)
        });
        let ending = Ending::Announced(ANNOUNCED);
        Ok(Listening {
            name,
            socket,
            server: server.transpose()?,
            edge: Edge::new(self.limits, ending, self.metrics.meters(name)),
        })
    }
}

fn bind(address: SocketAddr) -> io::Result<Socket> {
    // The standard library sets SO_REUSEADDR: connections that ended are no reason to wait.
    let socket = Socket::bind(address)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

impl Listening {
    /// The address in use.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// The socket, for who takes over.
    #[must_use]
    pub fn socket(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// Who is connected.
    #[must_use]
    pub fn peers(&self) -> &Arc<Peers> {
        self.edge.peers()
    }

    /// Lets clients in, in a task of its own; to be called on a runtime.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn serve(
        &self,
        router: Router,
        languages: &Languages,
    ) -> io::Result<impl Future<Output = ()> + use<>> {
        let listener = TcpListener::from_std(self.socket.try_clone()?)?;
        let (edge, tls) = (Arc::clone(&self.edge), self.server.clone());
        let languages = languages.clone();
        let door = Door {
            router,
            tls,
            refusal: Arc::new(move |headers, refusal| {
                Fault::Refused(refusal).answer(&languages.of_request(headers))
            }),
        };
        Ok(async move { edge.serve(listener, door).await })
    }
}

/// The certificates of the doors.
#[derive(Debug)]
pub struct Identities {
    /// Of `[api]`.
    pub api: Arc<Identity>,
    /// Of `[public]`.
    pub public: Option<Arc<Identity>>,
}

impl Identities {
    /// Reads certificates and keys.
    ///
    /// # Errors
    /// One cannot be read, or does not fit its key.
    pub fn load(config: &Config) -> Result<Self, IdentityError> {
        let load = |files: &Files| Identity::load(&files.certificate, &files.key).map(Arc::new);
        let public = config.public.as_ref().map(|door| load(&door.identity));
        Ok(Self {
            api: load(&config.api.identity)?,
            public: public.transpose()?,
        })
    }

    /// Each of them.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Identity>> {
        let all = [&self.api].into_iter().chain(&self.public);
        all.map(Arc::clone).collect()
    }
}

/// Why a door does not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DoorError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// TLS is not to be had.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}
