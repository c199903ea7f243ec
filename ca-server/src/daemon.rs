//! From a configuration to a running service. [`Parts::open`] is the start of the daemon and the
//! whole of `--check`; [`run`] is the rest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use ca_core::actor::{Actor, ActorKind};
use ca_core::registry::RegistryError;
use ca_desk::error::Failure;
use ca_desk::wiring::{self, Store, Wiring};
use http_edge::handover::Inherited;
use http_edge::pool::Pool;
use http_edge::throttle::Throttle;
use http_edge::tls::identity::IdentityError;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::acquaintance::{self, Acquaintance, Watch};
use crate::config::Config;
use crate::doors::{DoorError, Doors, Identities};
use crate::metrics::Metrics;
use crate::notify::{self, Notice};
use crate::router;
use crate::service::Service;
use crate::speech::Languages;
use crate::succession::{Program, Signals};

/// How long connections may take to end.
const END: Duration = Duration::from_secs(60);

/// How often a failure that lasts is told.
const COMPLAIN_AGAIN: Duration = Duration::from_secs(60);

/// How often the server's certificates are looked at.
const LOOK_AT_CERTIFICATES: Duration = Duration::from_secs(10);

/// Everything that a start opens.
#[derive(Debug)]
pub struct Parts {
    /// What the handlers share.
    pub service: Service,
    /// The certificates of the doors.
    pub identities: Identities,
}

impl Parts {
    /// Opens Registry, tokens and certificates.
    ///
    /// # Errors
    /// One of them cannot be used.
    pub fn open(config: &Config) -> Result<Self, StartError> {
        let identities = Identities::load(config)?;
        let actor = Actor::new(ActorKind::Job, "sceaud", "start of the daemon");
        // The configuration allows no PIN that is typed.
        let nobody = |_: &_| Err(io::ErrorKind::Unsupported.into());
        let shared = config.shared.clone();
        let wiring = Wiring::with_token(shared, Store::Open, actor, &nobody);
        let wiring = Arc::new(wiring.map_err(|failure| StartError::Wiring(Box::new(failure)))?);
        let acquaintance = Arc::new(Acquaintance::default());
        acquaintance.read(wiring.store.as_ref())?;
        let limits = config.limits;
        let service = Service {
            wiring,
            pool: Arc::new(Pool::new(limits.threads, limits.work)),
            limits,
            metrics: Arc::new(Metrics::new()),
            languages: Languages::default(),
            acquaintance,
            identities: Arc::new(identities.all()),
        };
        Ok(Self {
            service,
            identities,
        })
    }
}

/// Serves until it is told to end, or another daemon serves in its place.
///
/// # Errors
/// The service cannot start; once it runs it goes on.
pub fn run(config: &Config) -> Result<(), StartError> {
    let program = Program::this().map_err(StartError::Runtime)?;
    let inherited = Inherited::from_standard_input().map_err(StartError::Runtime)?;
    let parts = Parts::open(config)?;
    // More than the pool has: for a successor's start, and for certificates that are read.
    let threads = config.limits.threads + 4;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(threads)
        .build()
        .map_err(StartError::Runtime)?;
    let served = serve(config, &parts, inherited, &program);
    let result = runtime.block_on(served);
    // What still works on a thread is a durable intent, or nothing.
    runtime.shutdown_background();
    result
}

async fn serve(
    config: &Config,
    parts: &Parts,
    mut inherited: Option<Inherited>,
    program: &Program,
) -> Result<(), StartError> {
    let service = &parts.service;
    let mut signals = Signals::new().map_err(StartError::Runtime)?;
    let issuers = service.acquaintance.issuers();
    let doors = Doors::open(
        config,
        &parts.identities,
        issuers,
        &service.metrics,
        inherited.as_mut(),
    );
    let doors = Arc::new(doors?);
    let watching = watch(service, &doors).map_err(StartError::Runtime)?;
    let certificates = tokio::spawn(keep_certificates(service.clone()));
    open(&doors, service).map_err(StartError::Runtime)?;
    tell_ready(config, &doors, inherited)?;
    signals.end(program, &doors).await;
    doors.end(END).await;
    certificates.abort();
    drop(watching);
    tracing::info!("stopped");
    Ok(())
}

/// Lets clients in.
fn open(doors: &Doors, service: &Service) -> io::Result<()> {
    let languages = &service.languages;
    let api = router::api(service);
    tokio::spawn(doors.api.serve(api, languages)?);
    if let Some(public) = &doors.public {
        let router = router::public(service);
        tokio::spawn(public.serve(router, languages)?);
    }
    let monitor = router::monitor(service);
    tokio::spawn(doors.monitor.serve(monitor, languages)?);
    Ok(())
}

/// Tells the daemon before this one, systemd, and whoever waits for the file.
fn tell_ready(
    config: &Config,
    doors: &Doors,
    inherited: Option<Inherited>,
) -> Result<(), StartError> {
    if let Some(file) = config.ready_file() {
        let unwritten = |source| {
            let file = file.clone();
            StartError::ReadyFile { file, source }
        };
        write_ready(file, doors).map_err(unwritten)?;
    }
    match inherited {
        // It tells systemd who the daemon is; if it has given up, it goes on in our place.
        Some(inherited) => inherited.ready().map_err(StartError::Unwanted)?,
        None => notify::tell(Notice::Ready),
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "ready");
    Ok(())
}

/// A line for each door: its name and the address in use. There whole or not at all.
fn write_ready(file: &Path, doors: &Doors) -> io::Result<()> {
    let mut text = String::new();
    for door in doors.all() {
        text += &format!("{} {}\n", door.name, door.address()?);
    }
    let mut draft = file.as_os_str().to_owned();
    draft.push(format!(".draft-{}", std::process::id()));
    fs::write(&draft, text)?;
    fs::rename(&draft, file)
}

/// Starts the thread that follows the Registry for the connections; it ends soon after what is
/// returned is dropped.
fn watch(service: &Service, doors: &Doors) -> io::Result<Sender<()>> {
    let (alive, ended) = mpsc::channel::<()>();
    let mut watch = Watch {
        acquaintance: Arc::clone(&service.acquaintance),
        source: service.wiring.store.clone(),
        clock: wiring::clock(),
        peers: doors.all().map(|door| Arc::clone(door.peers())).collect(),
        position: None,
    };
    let cut = service.metrics.cut.clone();
    let complaints = Throttle::new(COMPLAIN_AGAIN);
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || {
            while ended.recv_timeout(acquaintance::INTERVAL) == Err(RecvTimeoutError::Timeout) {
                match watch.look() {
                    Ok(ended) => {
                        cut.inc_by(u64::try_from(ended).unwrap_or(u64::MAX));
                    }
                    Err(error) if complaints.is_due() => {
                        tracing::error!(%error, "registry cannot be read");
                    }
                    Err(_) => {}
                }
            }
        })?;
    Ok(alive)
}

/// Reads the certificates again when their files have changed.
async fn keep_certificates(service: Service) {
    let mut tick = interval(LOOK_AT_CERTIFICATES);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let complaints = Arc::new(Throttle::new(COMPLAIN_AGAIN));
    loop {
        tick.tick().await;
        let (service, complaints) = (service.clone(), Arc::clone(&complaints));
        // It ends with the runtime alone.
        drop(spawn_blocking(move || look_at_certificates(&service, &complaints)).await);
    }
}

fn look_at_certificates(service: &Service, complaints: &Throttle) {
    for identity in service.identities.iter() {
        match identity.reload() {
            Ok(true) => tracing::info!(not_after = %identity.not_after(), "new certificate"),
            Ok(false) => {}
            Err(error) if complaints.is_due() => {
                tracing::error!(%error, "certificate cannot be read again");
            }
            Err(_) => {}
        }
    }
    let ends = service
        .identities
        .iter()
        .map(|identity| identity.not_after());
    if let Some(end) = ends.min() {
        let gauge = &service.metrics.certificate_not_after;
        gauge.set(end.unix_seconds());
    }
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Registry or tokens cannot be used; it has its own words.
    #[error("registry or tokens cannot be used")]
    Wiring(Box<Failure>),
    /// The Registry cannot be read.
    #[error("registry cannot be read")]
    Registry(#[from] RegistryError),
    /// A server's certificate or its key cannot be used.
    #[error("certificate of the server cannot be used")]
    Identity(#[from] IdentityError),
    /// A door does not open.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// The file that tells the addresses cannot be written.
    #[error("{} cannot be written", file.display())]
    ReadyFile {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The daemon before this one goes on.
    #[error("the daemon before this one has given up")]
    Unwanted(#[source] io::Error),
    /// Threads, timers or signals are not to be had.
    #[error("runtime cannot start")]
    Runtime(#[source] io::Error),
}
