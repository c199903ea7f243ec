//! The worker's part of a survey: one probe at a time, on a token that is logged in already.
//!
//! - [`mod@library`]: module, slots, mechanisms, and what this process was allowed;
//! - [`specimen`]: the key pair of the survey, made, used and destroyed;
//! - [`rate`]: signatures without pause;
//! - [`attribute`]: attributes asked for, read back and tried;
//! - [`misuse`]: wrong uses.

mod attribute;
mod library;
mod misuse;
mod rate;
mod specimen;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::TokenFault;
use cryptoki::context::{CInitializeArgs, CInitializeFlags};
use cryptoki::session::SessionState;
use serde::Serialize;

use self::specimen::Specimen;
use crate::device::module::{Access, Module};
use crate::failure::Failure;
use crate::survey::facts::{Class, Restart, Sessions, Trouble};
use crate::survey::probe::Probe;
use crate::uri::Pkcs11Uri;

/// The survey of one worker: the token, and the key pair that probes share.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    specimen: Mutex<Option<Specimen>>,
}

impl Survey {
    /// The encoded answer to a probe of the token that `uri` names.
    ///
    /// # Errors
    /// As the token fails; `Refused` if the pair that the probe needs was not made.
    pub(crate) fn perform(
        &self,
        module: &Module,
        uri: &str,
        probe: &Probe<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let token: Pkcs11Uri = uri.parse().unwrap_or_default();
        let ground = Ground {
            module,
            token: &token,
        };
        match *probe {
            Probe::Library => encode(&library::library(module)?),
            Probe::Leaks => encode(&(library::dumps_core(), library::has_network())),
            Probe::Mechanisms => encode(&library::mechanisms(module, module.find(&token)?.0)?),
            Probe::SharedLogin => encode(&shared_login(ground)?),
            Probe::Make { algorithm, label } => self.make(ground, algorithm, label),
            Probe::Sign { algorithm, octets } => {
                let algorithm = signature_algorithm(algorithm)?;
                self.with(|specimen| encode(&specimen.sign(algorithm, octets)?))
            }
            Probe::Rate {
                algorithm,
                octets,
                sessions,
                millis,
            } => {
                let algorithm = signature_algorithm(algorithm)?;
                let time = Duration::from_millis(millis);
                let key = self.with(|specimen| Ok(specimen.key()))?;
                encode(&rate::rate(ground, key, algorithm, octets, sessions, time)?)
            }
            Probe::Attribute {
                algorithm,
                label,
                name,
            } => encode(&attribute::attribute(
                ground,
                key_algorithm(algorithm)?,
                label,
                name,
            )?),
            Probe::Sessions { most } => encode(&sessions(ground, most)?),
            Probe::Misuse { misuse, octets } => {
                self.with(|specimen| encode(&misuse::misuse(ground, specimen, misuse, octets)?))
            }
            Probe::Discard => {
                let discarded = self.specimen().take().map_or(Ok(()), Specimen::discard);
                discarded.map(|()| Vec::new())
            }
            Probe::Restart => {
                drop(self.specimen().take());
                encode(&restart(module)?)
            }
            Probe::Sweep { label } => encode(&specimen::sweep(ground, label)?),
        }
    }

    fn make(&self, ground: Ground<'_>, algorithm: &str, label: &str) -> Result<Vec<u8>, Failure> {
        let mut kept = self.specimen();
        if let Some(before) = kept.take() {
            // Half of it may be gone already; what stays in the token is swept at the end.
            before.discard().unwrap_or_default();
        }
        let (specimen, made) = Specimen::make(ground, key_algorithm(algorithm)?, label)?;
        *kept = Some(specimen);
        encode(&made)
    }

    fn with<T>(&self, task: impl FnOnce(&Specimen) -> Result<T, Failure>) -> Result<T, Failure> {
        let missing = || Failure::Refused(TokenFault::Binding("no key pair was made".to_owned()));
        self.specimen().as_ref().ok_or_else(missing).and_then(task)
    }

    fn specimen(&self) -> MutexGuard<'_, Option<Specimen>> {
        self.specimen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the survey works.
#[derive(Clone, Copy)]
struct Ground<'g> {
    module: &'g Module,
    token: &'g Pkcs11Uri,
}

impl Ground<'_> {
    fn open(self, access: Access) -> Result<cryptoki::session::Session, Failure> {
        self.module.open(self.token, access)
    }
}

/// Whether a session is logged in that nobody logged in.
fn shared_login(ground: Ground<'_>) -> Result<bool, Failure> {
    let state = ground
        .open(Access::Read)?
        .get_session_info()?
        .session_state();
    Ok(matches!(state, SessionState::RoUser | SessionState::RwUser))
}

/// Opens up to `most` sessions at once, beside those that are open already.
fn sessions(ground: Ground<'_>, most: u64) -> Result<Sessions, Failure> {
    let (slot, _) = ground.module.find(ground.token)?;
    let (start, mut open) = (Instant::now(), Vec::new());
    let refused = (0..most).find_map(|_| {
        match ground.module.pkcs11().open_ro_session(slot) {
            Ok(session) => open.push(session),
            Err(error) => return Some(Failure::from(error)),
        }
        None
    });
    let opened = u64::try_from(open.len()).unwrap_or(u64::MAX);
    Ok(Sessions {
        asked: most,
        opened,
        open_us: micros(start).checked_div(opened).unwrap_or_default(),
        trouble: refused.map(Trouble::from),
    })
}

/// All sessions of this process end here.
fn restart(module: &Module) -> Result<Restart, Failure> {
    let start = Instant::now();
    module.pkcs11().clone().finalize()?;
    let finalize_us = micros(start);
    let start = Instant::now();
    let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
    module.pkcs11().initialize(arguments)?;
    Ok(Restart {
        finalize_us,
        initialize_us: micros(start),
    })
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let told = |class, fault| Self {
            class,
            fault: Some(fault),
        };
        match failure {
            Failure::Busy => Self {
                class: Class::Busy,
                fault: None,
            },
            Failure::Timeout => Self {
                class: Class::Hung,
                fault: None,
            },
            Failure::Lost(fault @ TokenFault::WorkerHung { .. }) => told(Class::Hung, fault),
            Failure::Lost(fault @ TokenFault::WorkerEnded { .. }) => told(Class::Crashed, fault),
            Failure::Lost(fault) => told(Class::Lost, fault),
            Failure::Refused(fault) => told(Class::Refused, fault),
            Failure::BadPin(fault) => told(Class::BadPin, fault),
        }
    }
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

fn key_algorithm(name: &str) -> Result<KeyAlgorithm, Failure> {
    let unknown = |_| Failure::Refused(TokenFault::Binding(format!("no algorithm {name}")));
    name.parse().map_err(unknown)
}

fn signature_algorithm(name: &str) -> Result<SignatureAlgorithm, Failure> {
    let found = SignatureAlgorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.as_str() == name);
    found.ok_or_else(|| Failure::Refused(TokenFault::Binding(format!("no algorithm {name}"))))
}

fn encode<T: Serialize>(answer: &T) -> Result<Vec<u8>, Failure> {
    let unable = |error: postcard::Error| Failure::Refused(TokenFault::Binding(error.to_string()));
    postcard::to_stdvec(answer).map_err(unable)
}
