//! The configuration file: wiring only, one table per concern.
//!
//! Everything wrong with a file is told at once, each fault with its line; [`section`] reads
//! one table that way. Relative paths belong to the folder of the file.

pub mod section;

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ca_core::ocsp::request::MAX_REQUEST_LENGTH;
use ca_store::url::RegistryUrl;
use hsm::config::{LabelFault, TokenConfig, label_faults};
use http_edge::connections::Limits;

use self::section::{Fault, Faults, Section};
use crate::i18n::Message;
use crate::responder::Policy;

/// A configuration without faults.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: Listen,
    /// Where status comes from.
    pub registry: RegistryUrl,
    /// Where the responder's own keys are; one at least.
    pub tokens: Vec<TokenConfig>,
    /// Folder of the signers' certificates, `{generation}.pem`.
    pub signers: PathBuf,
    /// How answers are made.
    pub answers: Policy,
    /// What clients may take.
    pub limits: ServiceLimits,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// Gets the address in use once the service is ready.
    pub ready_file: Option<PathBuf>,
}

/// What clients may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceLimits {
    /// Of connections.
    pub connections: Limits,
    /// Most octets in a request.
    pub request_bytes: usize,
    /// How long a request may take to come in, and again to be answered.
    pub request_timeout: Duration,
    /// Threads that ask registry and token.
    pub signing_threads: usize,
}

impl Config {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// The file cannot be read, or all its faults.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let file = path.to_owned();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(source) => return Err(ConfigError::Unreadable { file, source }),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Self::parse(&text, &folder).map_err(|faults| ConfigError::Faulty { file, faults })
    }

    /// Reads a configuration whose relative paths belong to `folder`.
    ///
    /// # Errors
    /// All faults, in the order of their lines.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Vec<Fault>> {
        let faults = Faults::of(text);
        let config = Section::document(&faults).and_then(|root| read(root, folder));
        let mut found = faults.into_found();
        found.sort_by_key(|fault| fault.line);
        config.filter(|_| found.is_empty()).ok_or(found)
    }
}

/// Reads all tables before it gives up, so that each adds its faults.
fn read(mut root: Section<'_, '_>, folder: &Path) -> Option<Config> {
    let format = root.number::<u64>("format", None, 1..=1);
    let signers = root.optional("signers", PathBuf::from("signers"));
    let listen = read_listen(root.table("listen"), folder);
    let registry = read_registry(root.table("registry"));
    let tokens = read_tokens(&mut root);
    let answers = root.table("answers");
    let limits = root.table("limits");
    root.end();
    let (answers, limits) = read_answers_and_limits(answers, limits);
    format?;
    Some(Config {
        listen: listen?,
        registry: registry?.relative_to(folder),
        tokens: tokens?
            .into_iter()
            .map(|token| token.resolved(folder))
            .collect(),
        signers: folder.join(signers?),
        answers: answers?,
        limits: limits?,
    })
}

fn read_listen(mut table: Section<'_, '_>, folder: &Path) -> Option<Listen> {
    let address = table.required("address");
    let ready_file = table.optional("ready_file", None::<PathBuf>);
    table.end();
    Some(Listen {
        address: address?,
        ready_file: ready_file?.map(|path| folder.join(path)),
    })
}

fn read_registry(mut table: Section<'_, '_>) -> Option<RegistryUrl> {
    let url = table.parsed::<RegistryUrl>("url");
    table.end();
    url
}

fn read_tokens(root: &mut Section<'_, '_>) -> Option<Vec<TokenConfig>> {
    const KEY: &str = "token";
    let (places, tokens): (Vec<_>, Vec<_>) = root.tables(KEY)?.into_iter().unzip();
    let faults = label_faults(&tokens);
    for (at, fault) in &faults {
        let message = match fault {
            LabelFault::Taken(label) => Message::new("fault-label-taken").with("label", label),
            LabelFault::Missing => Message::new("fault-label"),
            other => Message::new("fault-value").with("words", other),
        };
        let place = places.get(*at).cloned().unwrap_or_default();
        root.fault(&place, KEY, message);
    }
    faults.is_empty().then_some(tokens)
}

fn read_answers_and_limits(
    mut answers: Section<'_, '_>,
    mut limits: Section<'_, '_>,
) -> (Option<Policy>, Option<ServiceLimits>) {
    let hour = Duration::from_secs(3600);
    let second = Duration::from_secs(1);
    let validity = answers.span("validity", 24 * hour, 8 * hour..=240 * hour);
    let max_status_lag = answers.span("max_status_lag", second, second / 2..=hour);
    let cache_bytes = answers.number("cache_bytes", Some(64 << 20), 1 << 20..=1 << 36);
    answers.end();
    let live_answers = limits.number("live_answers", Some(256), 1..=65_536);
    let policy = || {
        Some(Policy {
            validity: validity?,
            max_status_lag: max_status_lag?,
            cache_bytes: cache_bytes?,
            live_answers: live_answers?,
        })
    };
    (policy(), read_limits(limits))
}

fn read_limits(mut table: Section<'_, '_>) -> Option<ServiceLimits> {
    let second = Duration::from_secs(1);
    let range = second / 10..=120 * second;
    let header_timeout = table.span("header_timeout", 10 * second, range.clone());
    let request_timeout = table.span("request_timeout", 10 * second, range);
    let connections = table.number("connections", Some(1024), 1..=1 << 20);
    let most = u64::try_from(MAX_REQUEST_LENGTH).unwrap_or(u64::MAX);
    let request_bytes = table.number("request_bytes", Some(most), 256..=most);
    let signing_threads = table.number("signing_threads", Some(4), 1..=256);
    table.end();
    Some(ServiceLimits {
        connections: Limits::for_everybody(header_timeout?, connections?),
        request_bytes: request_bytes?,
        request_timeout: request_timeout?,
        signing_threads: signing_threads?,
    })
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("configuration {} cannot be read", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file has faults.
    #[error("configuration {} has {} faults", file.display(), faults.len())]
    Faulty {
        /// The file.
        file: PathBuf,
        /// All of them.
        faults: Vec<Fault>,
    },
}
