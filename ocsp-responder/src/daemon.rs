//! From a configuration to a running service. [`Parts::open`] is the start of the daemon and
//! the whole of `check`; [`run`] is the rest.

use std::io;
use std::mem;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::random::Random;
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::signer::SignerError;
use ca_core::timestamp::Clock;
use ca_store::url::RegistryUrl;
use hsm::tokens::Tokens;
use http_edge::connections;
use http_edge::throttle::Throttle;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::chain::on_one_line;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::feed::{self, Follower};
use crate::files;
use crate::http::{Service, router};
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::responder::Responder;
use crate::signer::Keys;
use crate::signer::folder::SignerFolder;
use crate::upkeep::{Notice, Upkeep};

/// Everything that a start opens.
#[derive(Debug)]
pub struct Parts {
    /// Answers.
    pub responder: Arc<Responder>,
    /// Counts.
    pub metrics: Arc<Metrics>,
    /// Follows the feed.
    pub follower: Follower,
    /// Keeps the catalogue.
    pub upkeep: Upkeep,
    notices: Receiver<Notice>,
}

impl Parts {
    /// Opens registry, token and signers.
    ///
    /// # Errors
    /// Registry or token cannot be used. A refused signer is no error: the others serve.
    pub fn open(config: &Config) -> Result<Self, StartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let source = open_registry(&config.registry, &clock)?;
        let keys = open_tokens(config)?;
        let metrics = Arc::new(Metrics::new());
        let responder = Arc::new(Responder::new(
            source,
            clock,
            config.answers,
            Arc::clone(&metrics),
        ));
        let (sender, notices) = mpsc::channel();
        let follower = Follower::start(Arc::clone(&responder), sender)?;
        let signers = SignerFolder::new(config.signers.clone(), keys);
        let upkeep = Upkeep::start(Arc::clone(&responder), Arc::clone(&metrics), signers)?;
        Ok(Self {
            responder,
            metrics,
            follower,
            upkeep,
            notices,
        })
    }
}

/// Opens the registry to be read.
///
/// # Errors
/// It is not there or cannot be read.
pub fn open_registry(
    url: &RegistryUrl,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn StatusSource>, RegistryError> {
    Ok(Arc::new(ca_store::open_status(url, Arc::clone(clock))?))
}

/// Opens the responder's own tokens and logs in. Any key in them may stand in for the same key in
/// another one: they hold no issuer's (I8), and who installs a signer's certificate vouches for
/// the key.
///
/// # Errors
/// No module, token or PIN is there and right.
pub fn open_tokens(config: &Config) -> Result<Keys, SignerError> {
    let nobody = |_: &str| {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "nobody to ask here",
        ))
    };
    let random: Arc<dyn Random> = Arc::new(SystemRandom::new());
    let tokens = Tokens::open(&config.tokens, &nobody, &random)?;
    Ok(Keys::of(Arc::new(tokens.with_copies(Box::new(|_| true)))))
}

/// Serves until SIGTERM or SIGINT, then lets the requests in work end.
///
/// # Errors
/// The service cannot start; once it runs it goes on.
pub fn run(config: &Config) -> Result<(), StartError> {
    let parts = Parts::open(config)?;
    // Two more for names and signals of the runtime itself.
    let blocking = config.limits.signing_threads + 2;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(blocking)
        .build()
        .map_err(StartError::Runtime)?;
    let result = runtime.block_on(serve(config, parts));
    runtime.shutdown_background();
    result
}

async fn serve(config: &Config, parts: Parts) -> Result<(), StartError> {
    let stop = stop_signal().map_err(StartError::Runtime)?;
    let address = config.listen.address;
    let unbound = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(unbound)?;
    let bound = listener.local_addr().map_err(unbound)?;
    let service = service(config, &parts);
    let metrics = Arc::clone(&parts.metrics);
    let threads = start_threads(parts).map_err(StartError::Runtime)?;
    if let Some(file) = &config.listen.ready_file {
        files::put(file, format!("{bound}\n").as_bytes()).map_err(|source| {
            let file = file.clone();
            StartError::ReadyFile { file, source }
        })?;
    }
    tracing::info!(address = %bound, version = env!("CARGO_PKG_VERSION"), "ready");
    let limits = config.limits.connections;
    connections::serve(
        listener,
        router(service),
        limits,
        metrics.connections.clone(),
        stop,
    )
    .await;
    drop(threads);
    metrics.report();
    tracing::info!("stopped");
    Ok(())
}

fn service(config: &Config, parts: &Parts) -> Service {
    let limits = config.limits;
    let pool = Pool::new(
        Arc::clone(&parts.responder),
        Arc::clone(&parts.metrics),
        limits.signing_threads,
        limits.request_timeout,
    );
    Service {
        pool: Arc::new(pool),
        metrics: Arc::clone(&parts.metrics),
        request_bytes: limits.request_bytes,
        request_timeout: limits.request_timeout,
    }
}

/// Done at SIGTERM or SIGINT.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Starts the threads that follow the feed and keep the catalogue; they end soon after the
/// sender returned is dropped.
fn start_threads(parts: Parts) -> io::Result<Sender<()>> {
    let Parts {
        responder,
        metrics,
        mut follower,
        mut upkeep,
        notices,
    } = parts;
    let (alive, ended) = mpsc::channel::<()>();
    let mut guard = Guard::new("feed", Arc::clone(&metrics));
    let age = Arc::clone(&metrics);
    thread::Builder::new()
        .name("feed".to_owned())
        .spawn(move || {
            while ended.recv_timeout(feed::INTERVAL) == Err(RecvTimeoutError::Timeout) {
                guard.step(|| follower.read());
                let lag = responder.freshness().lag(Instant::now()).as_millis();
                age.data_age.set(i64::try_from(lag).unwrap_or(i64::MAX));
            }
        })?;
    let mut guard = Guard::new("upkeep", metrics);
    thread::Builder::new()
        .name("upkeep".to_owned())
        .spawn(
            move || {
                while guard.step(|| upkeep.step(&notices)).unwrap_or(true) {}
            },
        )?;
    Ok(alive)
}

/// A thread that must not end: its failures and panics are told, not too often.
struct Guard {
    thread: &'static str,
    metrics: Arc<Metrics>,
    failing: bool,
    complaints: Throttle,
}

impl Guard {
    fn new(thread: &'static str, metrics: Arc<Metrics>) -> Self {
        Self {
            thread,
            metrics,
            failing: false,
            complaints: Throttle::new(COMPLAIN_AGAIN),
        }
    }

    /// Does one step; nothing if it fails or panics.
    fn step<T>(&mut self, step: impl FnOnce() -> Result<T, RegistryError>) -> Option<T> {
        let thread = self.thread;
        match catch_unwind(AssertUnwindSafe(step)) {
            Ok(Ok(done)) => {
                if mem::take(&mut self.failing) {
                    tracing::info!(thread, "registry can be read again");
                }
                Some(done)
            }
            Ok(Err(error)) => {
                self.failing = true;
                if self.complaints.is_due() {
                    tracing::error!(thread, error = %on_one_line(&error), "registry cannot be read");
                }
                None
            }
            Err(_) => {
                tracing::error!(alarm = true, thread, "panic");
                self.metrics.panics.inc();
                None
            }
        }
    }
}

/// How often a failure that lasts is told.
const COMPLAIN_AGAIN: Duration = Duration::from_secs(60);

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The registry cannot be read.
    #[error("registry cannot be read")]
    Registry(#[from] RegistryError),
    /// The token cannot be used.
    #[error("token cannot be used")]
    Token(#[from] SignerError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file that tells the address cannot be written.
    #[error("{} cannot be written", file.display())]
    ReadyFile {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Threads, timers or signals are not to be had.
    #[error("runtime cannot start")]
    Runtime(#[source] io::Error),
}
