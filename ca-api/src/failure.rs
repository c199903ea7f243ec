//! Why an operation was not done: the object that `sceau --format json` prints, and the RFC 9457
//! problem around it.

use std::process::ExitCode;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a failure means for whoever asked: it alone picks the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A rule says no, or the answer is negative.
    Refused,
    /// The request, or a file given on a command line, cannot be understood.
    Usage,
    /// Recorded; approvals are awaited.
    Waiting,
    /// This actor may not do this.
    Forbidden,
    /// Token, Registry or disk is not there just now: safe to try again.
    Unavailable,
    /// A defect of the program.
    Bug,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Refused,
        Self::Usage,
        Self::Waiting,
        Self::Forbidden,
        Self::Unavailable,
        Self::Bug,
    ];

    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Waiting => 3,
            Self::Forbidden => 4,
            Self::Unavailable => 5,
            Self::Bug => 70,
        }
    }
}

impl From<Kind> for ExitCode {
    fn from(kind: Kind) -> Self {
        Self::from(kind.code())
    }
}

/// Why an operation was not done, in the language of whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailureReport {
    /// What it means.
    pub kind: Kind,
    /// The exit code of `sceau`.
    pub code: u8,
    /// What was not done.
    pub message: String,
    /// Why, nearest cause first.
    pub causes: Vec<String>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The requirement that stands against it, such as `CRT-17`.
    pub rule: Option<String>,
    /// What that comes from, such as `BR 6.1.1.3`.
    pub clause: Option<String>,
}

/// A problem (RFC 9457), of media type `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `urn:sceau:problem:` and the word of the rule, which is the reason in the audit event.
    #[serde(rename = "type")]
    pub kind: String,
    /// What was not done, the same as `error.message`.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// Why, the nearest cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// By what the daemon's log names this answer.
    pub instance: String,
    /// The failure.
    pub error: FailureReport,
}

impl Problem {
    /// What stands before the word in [`Problem::kind`].
    pub const NAMES: &'static str = "urn:sceau:problem:";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_frozen() {
        assert_eq!(Kind::ALL.map(Kind::code), [1, 2, 3, 4, 5, 70]);
    }
}
