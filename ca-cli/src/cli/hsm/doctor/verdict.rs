//! Judges what was found out, and says what to do about it.
//!
//! - [`identity`]: the device, its login, the worker that holds its module;
//! - [`keys`]: algorithms and attributes;
//! - [`conduct`]: sessions, wrong uses, restarts, what was left behind.

mod conduct;
mod identity;
mod keys;

pub(super) use self::conduct::misuse;

use ca_desk::message::Message;
use hsm::config::TokenConfig;
use hsm::survey::facts::Examination;
use serde::Serialize;

/// How good or bad a finding is, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    Ok,
    Warning,
    Problem,
}

impl Verdict {
    /// In the operator's words.
    pub(super) const fn word(self) -> Message {
        Message::new(match self {
            Self::Ok => "hsm-verdict-ok",
            Self::Warning => "hsm-verdict-warning",
            Self::Problem => "hsm-verdict-problem",
        })
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// What was looked at, for programs.
    pub(super) check: &'static str,
    pub(super) verdict: Verdict,
    pub(super) text: Message,
    /// What to do about it.
    pub(super) advice: Option<Message>,
}

impl Finding {
    const fn new(check: &'static str, verdict: Verdict, text: Message) -> Self {
        Self {
            check,
            verdict,
            text,
            advice: None,
        }
    }

    const fn ok(check: &'static str, text: Message) -> Self {
        Self::new(check, Verdict::Ok, text)
    }

    const fn warning(check: &'static str, text: Message) -> Self {
        Self::new(check, Verdict::Warning, text)
    }

    const fn problem(check: &'static str, text: Message) -> Self {
        Self::new(check, Verdict::Problem, text)
    }

    fn advice(mut self, id: &'static str) -> Self {
        self.advice = Some(Message::new(id));
        self
    }
}

/// All findings, in the order of the examination.
pub(super) fn findings(examination: &Examination, config: &TokenConfig) -> Vec<Finding> {
    let parts = [
        identity::findings(examination, config),
        keys::findings(examination),
        conduct::findings(examination, config),
    ];
    parts.into_iter().flatten().collect()
}

/// The names of algorithms that gave a right signature.
pub(super) fn able(examination: &Examination) -> Vec<ca_core::algorithm::KeyAlgorithm> {
    let right = examination
        .algorithms
        .iter()
        .filter(|algorithm| algorithm.verified == Some(true));
    right
        .filter_map(|algorithm| algorithm.name.parse().ok())
        .collect()
}
