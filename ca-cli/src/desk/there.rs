//! Operations that a daemon does.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use ca_api::client::identity::{Identity, UnfitIdentity};
use ca_api::client::{Client, ClientError};
use ca_api::failure::Problem;
use ca_api::operation::Operation;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::language::Language;
use ca_desk::message::Message;
use rustls::{AlertDescription, Error as TlsError};

use crate::config::Remote;

/// A daemon that does operations.
#[derive(Debug)]
pub(crate) struct There {
    client: Client,
    url: String,
}

impl There {
    /// Ready to ask; nothing is connected yet.
    ///
    /// # Errors
    /// Certificate, key or anchors cannot be read.
    pub(super) fn open(remote: Remote, language: Language) -> Result<Self, Failure> {
        let Remote { url, place, .. } = remote;
        let key = Identity::key_in(&remote.operator.key.file);
        let identity =
            key.and_then(|key| Identity::new(&remote.trust, &remote.operator.certificate, key));
        let identity = identity.map_err(|error| unfit(&error))?;
        let client = Client::new(place, &identity, language.as_str());
        let client = client.map_err(|error| unanswered(&url, &error))?;
        Ok(Self { client, url })
    }

    /// Has an operation done.
    ///
    /// # Errors
    /// The daemon says no, or there is no answer.
    pub(super) fn call<O: Operation>(&self, request: &O::Request) -> Result<O::Answer, Failure> {
        let answer = self.client.call::<O>(request);
        answer.map_err(|error| match error.into_problem() {
            Ok(problem) => told(problem),
            Err(error) => unanswered(&self.url, &error),
        })
    }
}

/// What the daemon said. What its log knows better is named there by the trace.
fn told(problem: Problem) -> Failure {
    let trace = problem.instance;
    let rule = problem.kind.strip_prefix(Problem::NAMES);
    let failure = Failure::from(problem.error).by_rule(word(rule.unwrap_or_default()));
    match failure.kind {
        Kind::Bug | Kind::Unavailable => {
            failure.hint(Message::new("hint-api-trace").with("trace", trace))
        }
        Kind::Refused | Kind::Usage | Kind::Waiting | Kind::Forbidden => failure,
    }
}

/// The word of a rule, kept for the rest of the run: the core has so many and no more, and of what
/// a stranger calls a rule only as much is kept.
fn word(rule: &str) -> &'static str {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    const MOST: usize = 1024;
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(rule) {
        return known;
    }
    if words.len() == MOST || rule.len() > 64 {
        return "other";
    }
    let new: &'static str = Box::leak(rule.into());
    words.insert(new);
    new
}

fn unfit(error: &UnfitIdentity) -> Failure {
    let message = Message::new("error-not-read").with("file", error.file.display());
    let cause = Message::new("api-unfit").with("words", &error.why);
    Failure::new(Kind::Usage, message).cause(cause)
}

fn unanswered(url: &str, error: &ClientError) -> Failure {
    let message = Message::new("api-no-answer").with("url", url);
    Failure::because(message, why(error))
}

fn why(error: &ClientError) -> Explanation {
    if let Some(error) = error.tls() {
        return handshake(error);
    }
    let unavailable = |id| Explanation::new(Kind::Unavailable, Message::new(id));
    match error {
        ClientError::Io(error) => connection(error),
        ClientError::Broken(_) => unavailable("api-broken").hint(Message::new("hint-api-again")),
        ClientError::Status(_) | ClientError::Format(_) | ClientError::TooLong => {
            let cause = Message::new("api-strange").with("words", error);
            Explanation::new(Kind::Refused, cause).hint(Message::new("hint-api-version"))
        }
        ClientError::Problem(_)
        | ClientError::Http(_)
        | ClientError::Tls(_)
        | ClientError::Name => Explanation::new(Kind::Bug, Message::verbatim(error)),
    }
}

fn connection(error: &io::Error) -> Explanation {
    let known = SAID.iter().find(|(kind, _)| *kind == error.kind());
    let cause = known.map_or_else(|| explain::io(error), |(_, id)| Message::new(id));
    Explanation::new(Kind::Unavailable, cause).hint(Message::new("hint-api-again"))
}

const SAID: [(io::ErrorKind, &str); 2] = [
    (io::ErrorKind::TimedOut, "api-timeout"),
    (io::ErrorKind::ConnectionRefused, "api-refused"),
];

/// RFC 8446 6.2: what the daemon says of our certificate, or we of its.
fn handshake(error: &TlsError) -> Explanation {
    if let TlsError::AlertReceived(alert) = error
        && let Some((_, id)) = ALERTS.iter().find(|(known, _)| known == alert)
    {
        return Explanation::new(Kind::Forbidden, Message::new(id))
            .hint(Message::new("hint-api-renew"));
    }
    if let TlsError::InvalidCertificate(why) = error {
        let cause = Message::new("api-daemon-unknown").with("words", format!("{why:?}"));
        return Explanation::new(Kind::Refused, cause).hint(Message::new("hint-api-trust"));
    }
    let cause = Message::new("api-handshake").with("words", error);
    Explanation::new(Kind::Unavailable, cause)
}

/// What is said of our certificate.
const ALERTS: [(AlertDescription, &str); 8] = [
    (
        AlertDescription::CertificateExpired,
        "api-certificate-expired",
    ),
    (
        AlertDescription::CertificateRevoked,
        "api-certificate-revoked",
    ),
    (AlertDescription::UnknownCA, "api-certificate-foreign"),
    (AlertDescription::BadCertificate, "api-certificate-bad"),
    (
        AlertDescription::UnsupportedCertificate,
        "api-certificate-bad",
    ),
    (AlertDescription::CertificateUnknown, "api-certificate-bad"),
    (AlertDescription::AccessDenied, "api-certificate-bad"),
    (AlertDescription::DecryptError, "api-certificate-bad"),
];
