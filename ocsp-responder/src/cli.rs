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

use ca_core::generation::GenerationId;
use ca_core::registry::records::Generation;
use ca_core::timestamp::Clock;
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use tracing_subscriber::EnvFilter;

use self::grammar::{Asked, Verb};
use crate::catalogue::Issuer;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::daemon::{self, Parts};
use crate::explain::{Explanation, Kind};
use crate::i18n::{Message, Texts};
use crate::{enrol, files};

/// Does what the command line says.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    // The process will hold a PIN: no core dump and no debugger shall (I9). It fails on kernels
    // that do not know it; the PIN is zeroised in any case.
    set_dumpable_behavior(DumpableBehavior::NotDumpable).unwrap_or_default();
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
    match verb {
        Verb::Serve => {
            log();
            daemon::run(&config).map_err(|error| Explanation::from(&error))
        }
        Verb::Check => check(&config, texts),
        Verb::RequestSigner {
            issuer,
            key,
            token,
            out,
        } => {
            let keys = daemon::open_tokens(&config).map_err(|error| Explanation::from(&error))?;
            let request = enrol::request(&issuer, key, token.as_deref(), &keys);
            let request = request.map_err(|error| Explanation::from(&error))?;
            hand_out(&request, &issuer, &out, texts)
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
        // It would tell of a full disk on standard error too, and panic where that is full.
        .log_internal_errors(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(alarm = true, place, "panic");
    }));
}

/// Tells what the daemon would serve; an issuer without signer is a failure.
fn check(config: &Config, texts: &Texts) -> Result<(), Explanation> {
    let parts = Parts::open(config).map_err(|error| Explanation::from(&error))?;
    let as_of = parts.responder.source().as_of();
    let as_of = as_of.map_err(|error| Explanation::from(&error))?;
    let tell = |message: Message| say(&(texts.text(&message) + "\n"));
    tell(Message::new("check-listen").with("address", config.listen.address));
    let registry = Message::new("check-registry").with("url", &config.registry);
    tell(registry.with("moment", as_of));
    for health in parts.responder.catalogue().tokens() {
        let state = texts.text(&Message::of("token-state", health.state.as_str()));
        let token = Message::new("check-token").with("token", &health.token);
        tell(token.with("state", state));
    }
    let mut unserved = None;
    for issuer in parts.responder.catalogue().issuers() {
        let (signer, crl) = describe(issuer);
        if issuer.needs_signer() && issuer.signer.is_none() {
            let refusal = parts.upkeep.signers().refusal(&issuer.generation.id);
            let missing = || Explanation::new(Kind::Refused, signer.clone());
            unserved = Some(refusal.map_or_else(missing, Explanation::from));
        }
        tell(signer);
        tell(crl);
    }
    unserved.map_or(Ok(()), Err)
}

/// What is there of an issuer: its signer and its CRL.
fn describe(issuer: &Issuer) -> (Message, Message) {
    let about = |id| Message::new(id).with("issuer", &issuer.generation.id);
    let signer = match &issuer.signer {
        Some(signer) => about("check-ready").with("moment", signer.certificate().not_after),
        None if issuer.wants_signer() => about("check-missing"),
        None => about("check-root"),
    };
    let crl = match &issuer.crl {
        Some(crl) => {
            let crl_is = about("check-crl").with("number", crl.number);
            crl_is.with("moment", crl.next_update)
        }
        None => about("check-no-crl"),
    };
    (signer, crl)
}

/// Writes the request for a signer's certificate.
fn hand_out(
    request: &str,
    issuer: &GenerationId,
    out: &Path,
    texts: &Texts,
) -> Result<(), Explanation> {
    if out == "-" {
        say(request);
        return Ok(());
    }
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
    let generation = issuing(config, issuer, &clock)?;
    let keys = daemon::open_tokens(config).map_err(|error| Explanation::from(&error))?;
    let installed = enrol::install(&pem, &generation, &keys, clock.now(), &config.signers);
    let path = installed.map_err(|error| Explanation::from(&error))?;
    let done = Message::new("done-install")
        .with("issuer", issuer)
        .with("file", path.display());
    say(&(texts.text(&done) + "\n"));
    Ok(())
}

/// The generation with this id, which must have a certificate and be no root.
fn issuing(
    config: &Config,
    id: &GenerationId,
    clock: &Arc<dyn Clock>,
) -> Result<Generation, Explanation> {
    let generations = daemon::open_registry(&config.registry, clock)
        .and_then(|source| source.issuers())
        .map_err(|error| Explanation::from(&error))?;
    let refused = |text| Explanation::new(Kind::Refused, Message::new(text).with("issuer", id));
    let found = generations
        .into_iter()
        .find(|generation| generation.id == *id && generation.certificate.is_some())
        .ok_or_else(|| refused("no-issuer"))?;
    if found.is_root() {
        Err(refused("root-issuer"))
    } else {
        Ok(found)
    }
}

fn file_failure(id: &'static str, file: &Path, error: &io::Error) -> Explanation {
    let message = Message::new(id).with("file", file.display());
    Explanation::new(Kind::Unavailable, message).said(error)
}

/// Writes to standard output; a reader that has gone away is no failure.
fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).unwrap_or_default();
}
