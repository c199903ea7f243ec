//! Who asks for certificates, again and again until they have them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::authority::issue::IssueError;
use ca_core::authority::issuers::IssuerError;
use ca_core::signer::{SignerError, TokenFault};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sceau_tests::house::{actor, citizen};
use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, tool};
use sceau_tests::subject::{SIGNATURE, openssl_request};

use crate::device_faults::bureau::Bureau;
use crate::device_faults::service::Service;

/// Between two requests of a clerk: the story is about faults, not about load.
const PACE: Duration = Duration::from_millis(25);

/// Before a request is repeated.
const AGAIN: Duration = Duration::from_millis(15);

/// How long a request is repeated at most.
const AT_MOST: Duration = Duration::from_secs(40);

/// How often a request that failed is given up, for ever.
const GIVEN_UP: f64 = 0.02;

/// The share of requests that succeed at the first call, at least, in percent.
const AT_FIRST_CALL: usize = 80;

/// A certificate that left.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) request: String,
    /// In DER.
    pub(crate) certificate: Vec<u8>,
}

/// What became of all requests.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    acknowledged: Mutex<Vec<Acknowledged>>,
    given_up: Mutex<Vec<String>>,
    errors: Mutex<BTreeMap<String, usize>>,
    /// Requests that succeeded at the first call.
    at_once: Mutex<usize>,
    /// What must not happen.
    wrong: Mutex<Vec<String>>,
}

/// Where the clerks work.
pub(crate) struct Desk<'a> {
    pub(crate) bureau: &'a Bureau,
    pub(crate) service: &'a Service,
    pub(crate) ledger: &'a Ledger,
    /// One request for all: the same key may be certified many times.
    pub(crate) csr: Vec<u8>,
}

/// What a clerk does about an error.
enum Next {
    Repeat,
    /// The authority wants a new start.
    Restart,
}

impl Desk<'_> {
    /// Asks for one certificate after the other.
    pub(crate) fn work(&self, number: u64, seed: u64) {
        let mut random = StdRng::seed_from_u64(seed ^ number);
        for turn in 0.. {
            if self.service.is_over() {
                return;
            }
            self.request(&format!("clerk-{number}-{turn}"), &mut random);
            thread::sleep(PACE);
        }
    }

    fn request(&self, id: &str, random: &mut StdRng) {
        let wish = citizen(&self.csr, Some(id));
        let start = Instant::now();
        for call in 0.. {
            let authority = self.bureau.authority();
            let error = match authority.issue(&actor(), &wish) {
                Ok(issued) => {
                    self.service.succeeded();
                    return self.ledger.acknowledge(id, issued.certificate, call == 0);
                }
                Err(error) => error,
            };
            match self.ledger.judge(&error) {
                Some(Next::Repeat) => {}
                Some(Next::Restart) => self.bureau.restart(&authority),
                None => return,
            }
            if random.random_bool(GIVEN_UP) {
                return lock(&self.ledger.given_up).push(id.to_owned());
            }
            if start.elapsed() > AT_MOST {
                return self.ledger.is_wrong(format!("{id}: still {error:?}"));
            }
            thread::sleep(AGAIN);
        }
    }
}

/// `sceau cert issue`, one run after the other.
pub(crate) fn at_the_terminal(lab: &Lab, service: &Service, ledger: &Ledger) {
    let csr = openssl_request(lab, "terminal", "ec -pkeyopt ec_paramgen_curve:P-256");
    for turn in 0.. {
        if service.is_over() {
            return;
        }
        let (id, out) = (format!("terminal-{turn}"), lab.file("terminal.pem"));
        let start = Instant::now();
        for call in 0.. {
            let _gone = fs::remove_file(&out);
            let mut command = SIGNATURE.command(lab, &csr, &out);
            let run = Run::of(command.args(["--request-id", &id]));
            match run.code {
                Some(0) => {
                    let mut openssl = tool("openssl");
                    openssl.args(["x509", "-outform", "DER", "-in"]).arg(&out);
                    let der = openssl.output().unwrap().stdout;
                    ledger.acknowledge(&id, der, call == 0);
                    break;
                }
                Some(5) if start.elapsed() < AT_MOST => ledger.note(&terminal_cause(&run)),
                _ if run.stderr.contains(TORN) && start.elapsed() < AT_MOST => {
                    ledger.note(&terminal_cause(&run));
                }
                _ => {
                    ledger.is_wrong(run.to_string());
                    break;
                }
            }
        }
        thread::sleep(Duration::from_millis(500));
    }
}

/// What SoftHSM says of a token whose file it tore, until the [`super::keeper`] has put it back. No
/// injected fault gives this answer.
const TORN: &str = "CKR_USER_PIN_NOT_INITIALIZED";

fn terminal_cause(run: &Run) -> String {
    let cause = run
        .stderr
        .lines()
        .rfind(|line| line.starts_with("caused by"));
    format!("terminal: {}", cause.unwrap_or("no cause").trim())
}

/// A request for a P-256 key.
pub(crate) fn csr(lab: &Lab) -> Vec<u8> {
    let file: PathBuf = openssl_request(lab, "clerk", "ec -pkeyopt ec_paramgen_curve:P-256");
    fs::read(file).unwrap()
}

impl Ledger {
    /// All that left.
    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        lock(&self.acknowledged).clone()
    }

    /// Requests that failed and were not repeated.
    pub(crate) fn given_up(&self) -> Vec<String> {
        lock(&self.given_up).clone()
    }

    /// Nothing happened that must not, and most requests succeeded at the first call.
    pub(crate) fn is_acceptable(&self) {
        let wrong = lock(&self.wrong);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let share = self.share();
        assert!(
            share >= AT_FIRST_CALL,
            "{share} % succeeded at the first call"
        );
    }

    fn share(&self) -> usize {
        let all = self.acknowledged().len() + self.given_up().len();
        100 * *lock(&self.at_once) / all.max(1)
    }

    fn acknowledge(&self, request: &str, certificate: Vec<u8>, at_once: bool) {
        *lock(&self.at_once) += usize::from(at_once);
        lock(&self.acknowledged).push(Acknowledged {
            request: request.to_owned(),
            certificate,
        });
    }

    /// Lists what may happen; all else is wrong.
    fn judge(&self, error: &IssueError) -> Option<Next> {
        self.note(&chain(error));
        if matches!(
            error,
            IssueError::Issuer(IssuerError::WrongSignature { .. })
        ) {
            return Some(Next::Repeat);
        }
        let (IssueError::Issuer(IssuerError::Signer(device)) | IssueError::Signer(device)) = error
        else {
            return self.refuse(error);
        };
        if let SignerError::Unavailable { source, .. } = device {
            let fenced = *source == TokenFault::Fenced;
            return Some(if fenced { Next::Restart } else { Next::Repeat });
        }
        if matches!(
            device,
            SignerError::Busy { .. } | SignerError::Timeout { .. }
        ) {
            return Some(Next::Repeat);
        }
        if chain(error).contains(TORN) {
            return Some(Next::Repeat);
        }
        self.refuse(error)
    }

    fn refuse(&self, error: &IssueError) -> Option<Next> {
        self.is_wrong(format!("{error:?}"));
        None
    }

    fn is_wrong(&self, what: String) {
        lock(&self.wrong).push(what);
    }

    fn note(&self, error: &str) {
        *lock(&self.errors).entry(error.to_owned()).or_default() += 1;
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, given_up) = (self.acknowledged().len(), self.given_up().len());
        let share = self.share();
        writeln!(
            f,
            "{left} certificates, {given_up} given up; {share} % at the first call"
        )?;
        for (error, times) in lock(&self.errors).iter() {
            writeln!(f, "{times:6} {error}")?;
        }
        Ok(())
    }
}

/// The error and what caused it.
fn chain(error: &IssueError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(" ← ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
