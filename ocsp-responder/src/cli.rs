//! The command line: `sceau-ocsp serve | check | request-signer | install-signer`.
//!
//! Standard output has what was found or done, standard error all else: help aside, errors in
//! the operator's language and, while serving, the log as JSON lines in English.

mod grammar;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::generation::GenerationId;
use ca_core::timestamp::Clock;
use tracing_subscriber::EnvFilter;

use self::grammar::{Asked, Verb};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::daemon::{self, Parts};
use crate::explain::{Explanation, Kind};
use crate::i18n::{Message, Texts};
use crate::{enrol, environment, files};

/// Does what the command line says.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let (texts, asked) = grammar::read(arguments);
    let done = match asked {
        Ok(Asked::Verb { config, verb }) => start(config.as_deref(), verb, &texts),
        Ok(Asked::Help(text)) => {
            say(&text);
            Ok(())
        }
        Err(explanation) => Err(explanation),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(explanation) => {
            // Nobody may be listening; the exit code still tells.
            let text = explanation.render(&texts);
            io::stderr().write_all(text.as_bytes()).unwrap_or_default();
            ExitCode::from(explanation.kind.exit_code())
        }
    }
}

fn start(config: Option<&Path>, verb: Verb, texts: &Texts) -> Result<(), Explanation> {
    let missing = || Explanation::new(Kind::Usage, Message::new("config-missing"));
    let config = config.ok_or_else(missing)?;
    let config = Config::load(config).map_err(|error| Explanation::from(&error))?;
    environment::ensure(&config.token).map_err(|error| Explanation::from(&error))?;
    match verb {
        Verb::Serve => {
            log();
            daemon::run(&config).map_err(|error| Explanation::from(&error))
        }
        Verb::Check => check(&config, texts),
        Verb::RequestSigner { issuer, key, out } => {
            request_signer(&config, &issuer, key, &out, texts)
        }
        Verb::InstallSigner {
            issuer,
            certificate,
        } => install_signer(&config, &issuer, &certificate, texts),
    }
}

/// JSON lines on standard error; `RUST_LOG` changes the level. A panic is logged like all else.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(alarm = true, place, "panic");
    }));
}

/// Tells what the daemon would serve; an issuer without signer is a failure.
fn check(config: &Config, texts: &Texts) -> Result<(), Explanation> {
    let parts = Parts::open(config).map_err(|error| Explanation::from(&error))?;
    let as_of = parts
        .responder
        .freshness()
        .as_of()
        .unwrap_or_else(|| parts.responder.now());
    let tell = |message: Message| say(&(texts.text(&message) + "\n"));
    tell(Message::new("check-listen").with("address", config.listen.address));
    let registry = Message::new("check-registry").with("url", &config.registry);
    tell(registry.with("moment", as_of));
    let mut unserved = None;
    for issuer in parts.responder.catalogue().issuers() {
        let id = &issuer.generation.id;
        match &issuer.signer {
            _ if !issuer.wants_signer() => tell(Message::new("check-root").with("issuer", id)),
            Some(signer) => {
                let end = signer.certificate().not_after;
                tell(
                    Message::new("check-ready")
                        .with("issuer", id)
                        .with("moment", end),
                );
            }
            None => {
                tell(Message::new("check-missing").with("issuer", id));
                let refusal = parts.upkeep.signers().refusal(id).map(Explanation::from);
                let missing = Message::new("check-missing").with("issuer", id);
                unserved =
                    Some(refusal.unwrap_or_else(|| Explanation::new(Kind::Refused, missing)));
            }
        }
        tell(match &issuer.crl {
            Some(crl) => Message::new("check-crl")
                .with("issuer", id)
                .with("number", crl.number)
                .with("moment", crl.next_update),
            None => Message::new("check-no-crl").with("issuer", id),
        });
    }
    unserved.map_or(Ok(()), Err)
}

fn request_signer(
    config: &Config,
    issuer: &GenerationId,
    key: KeyAlgorithm,
    out: &Path,
    texts: &Texts,
) -> Result<(), Explanation> {
    let keys = daemon::open_token(config).map_err(|error| Explanation::from(&error))?;
    let request = enrol::request(issuer, key, &keys).map_err(|error| Explanation::from(&error))?;
    files::put(out, request.as_bytes()).map_err(|error| file_failure("unwritable", out, &error))?;
    let done = Message::new("done-request")
        .with("issuer", issuer)
        .with("file", out.display());
    say(&(texts.text(&done) + "\n"));
    Ok(())
}

fn install_signer(
    config: &Config,
    issuer: &GenerationId,
    certificate: &PathBuf,
    texts: &Texts,
) -> Result<(), Explanation> {
    let pem =
        fs::read(certificate).map_err(|error| file_failure("unreadable", certificate, &error))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let source = daemon::open_registry(&config.registry, &clock)
        .map_err(|error| Explanation::from(&error))?;
    let generations = source
        .issuers()
        .map_err(|error| Explanation::from(&error))?;
    let found = generations
        .iter()
        .find(|generation| generation.id == *issuer);
    let refused = |id| Explanation::new(Kind::Refused, Message::new(id).with("issuer", issuer));
    let generation = found
        .filter(|generation| generation.certificate.is_some())
        .ok_or_else(|| refused("no-issuer"))?;
    if generation.is_root() {
        return Err(refused("root-issuer"));
    }
    let keys = daemon::open_token(config).map_err(|error| Explanation::from(&error))?;
    let installed = enrol::install(&pem, generation, &keys, clock.now(), &config.signers);
    let path = installed.map_err(|error| Explanation::from(&error))?;
    let done = Message::new("done-install")
        .with("issuer", issuer)
        .with("file", path.display());
    say(&(texts.text(&done) + "\n"));
    Ok(())
}

fn file_failure(id: &'static str, file: &Path, error: &io::Error) -> Explanation {
    let message = Message::new(id).with("file", file.display());
    Explanation::new(Kind::Unavailable, message).verbatim(error)
}

/// Writes to standard output; a reader that has gone away is no failure.
fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).unwrap_or_default();
}
