//! Why a command did not do what was asked: a kind, a chain of causes and hints.

use std::process::ExitCode;

use anstyle::AnsiColor;
use ca_core::requirement;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::message::Message;

/// What a failure means for whoever called: it alone picks the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule says no, or the answer is negative.
    Refused,
    /// The command line or a file given on it cannot be understood.
    Usage,
    /// Recorded; approvals are awaited.
    Waiting,
    /// This actor may not do this.
    Forbidden,
    /// Token, registry or disk is not there just now: safe to try again.
    Unavailable,
    /// A defect of this program.
    Bug,
}

impl Kind {
    /// The exit code.
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

    /// The word in JSON.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::Waiting => "waiting",
            Self::Forbidden => "forbidden",
            Self::Unavailable => "unavailable",
            Self::Bug => "bug",
        }
    }
}

impl From<Kind> for ExitCode {
    fn from(kind: Kind) -> Self {
        Self::from(kind.code())
    }
}

/// A command that did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it means for the caller.
    pub kind: Kind,
    message: Message,
    causes: Vec<Message>,
    hints: Vec<Message>,
    rule: Option<&'static str>,
}

/// Why, without yet saying what was not done: made by [`crate::explain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it means for the caller.
    pub kind: Kind,
    /// The causes, nearest first.
    pub causes: Vec<Message>,
    /// What to do about it.
    pub hints: Vec<Message>,
    /// The requirement that stands against it, where one does.
    pub rule: Option<&'static str>,
}

impl Failure {
    /// Something that is its own cause.
    pub const fn new(kind: Kind, message: Message) -> Self {
        Self {
            kind,
            message,
            causes: Vec::new(),
            hints: Vec::new(),
            rule: None,
        }
    }

    /// Something that was not done, for the reasons that `why` gives.
    pub fn because(message: Message, why: Explanation) -> Self {
        Self {
            kind: why.kind,
            message,
            causes: why.causes,
            hints: why.hints,
            rule: why.rule,
        }
    }

    /// Adds a cause below those given before.
    #[must_use]
    pub fn cause(mut self, cause: Message) -> Self {
        self.causes.push(cause);
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    /// The failure for people: each line with its label in front, in colours that the stream
    /// takes out where nobody can see them.
    pub fn to_text(&self, catalogue: &Catalogue) -> String {
        let line = |colour: AnsiColor, label: &'static str, message: &Message| {
            let (style, label) = (colour.on_default().bold(), Message::new(label));
            let (label, text) = (catalogue.text(&label), catalogue.text(message));
            format!("{style}{label}{style:#} {text}\n")
        };
        let mut text = line(AnsiColor::Red, "label-error", &self.message);
        let causes = self.causes.iter();
        text.extend(causes.map(|cause| line(AnsiColor::Red, "label-cause", cause)));
        let hints = self.hints.iter();
        text.extend(hints.map(|hint| line(AnsiColor::Cyan, "label-hint", hint)));
        text
    }

    /// The failure for programs: one line of JSON.
    ///
    /// # Errors
    /// None of its texts can be an error of JSON; a bug.
    pub fn to_json(&self, catalogue: &Catalogue) -> serde_json::Result<String> {
        let texts = |messages: &[Message]| messages.iter().map(|m| catalogue.text(m)).collect();
        let error = ErrorFormat {
            kind: self.kind.as_str(),
            code: self.kind.code(),
            message: catalogue.text(&self.message),
            causes: texts(&self.causes),
            hints: texts(&self.hints),
            rule: self.rule,
            clause: self.rule.and_then(requirement::clause),
        };
        serde_json::to_string(&FailureFormat { format: 1, error })
    }
}

impl Explanation {
    /// One cause.
    pub fn new(kind: Kind, cause: Message) -> Self {
        Self {
            kind,
            causes: vec![cause],
            hints: Vec::new(),
            rule: None,
        }
    }

    /// Causes that are still to come.
    pub const fn empty(kind: Kind) -> Self {
        Self {
            kind,
            causes: Vec::new(),
            hints: Vec::new(),
            rule: None,
        }
    }

    /// Adds a cause below those given before.
    #[must_use]
    pub fn cause(mut self, cause: Message) -> Self {
        self.causes.push(cause);
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    /// Names the requirement that stands against the act, with its clause, after the last cause.
    #[must_use]
    pub fn by(mut self, requirement: Option<&'static str>) -> Self {
        let Some(requirement) = requirement else {
            return self;
        };
        if let Some(cause) = self.causes.pop() {
            self.causes.push(cause.by(requirement));
        }
        self.rule = self.rule.or(Some(requirement));
        self
    }

    /// Names the requirement for programs alone, where the causes name theirs themselves.
    #[must_use]
    pub fn ruled(self, requirement: Option<&'static str>) -> Self {
        Self {
            rule: requirement,
            ..self
        }
    }

    /// Adds another explanation; kind and requirement are those of the first.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rule = self.rule.or(other.rule);
        self.causes.extend(other.causes);
        for hint in other.hints {
            if !self.hints.contains(&hint) {
                self.hints.push(hint);
            }
        }
        self
    }

    /// Puts a cause above those given before.
    #[must_use]
    pub fn below(mut self, cause: Message) -> Self {
        self.causes.insert(0, cause);
        self
    }
}

#[derive(Serialize)]
struct FailureFormat {
    format: u32,
    error: ErrorFormat,
}

#[derive(Serialize)]
struct ErrorFormat {
    kind: &'static str,
    code: u8,
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
    rule: Option<&'static str>,
    clause: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn exit_codes_are_frozen() {
        let kinds = [
            Kind::Refused,
            Kind::Usage,
            Kind::Waiting,
            Kind::Forbidden,
            Kind::Unavailable,
            Kind::Bug,
        ];
        assert_eq!(kinds.map(Kind::code), [1, 2, 3, 4, 5, 70]);
    }

    #[test]
    fn failures_are_told_from_what_was_not_done_to_why() {
        let why = Explanation::new(Kind::Unavailable, Message::new("registry-full"))
            .below(Message::verbatim("first"))
            .and(Explanation::new(Kind::Refused, Message::verbatim("last")));
        let failure = Failure::because(Message::new("cert-not-issued"), why);
        let json = failure.to_json(&Catalogue::new(Language::Fr)).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"{"format":1,"error":{"kind":"unavailable","code":5,"#,
                r#""message":"Le certificat n'a pas été émis.","causes":["first","#,
                r#""Le disque du registre est plein.","last"],"hints":[],"#,
                r#""rule":null,"clause":null}}"#
            )
        );
    }

    #[test]
    fn a_requirement_is_named_with_its_clause_in_text_and_json() {
        let why = Explanation::new(Kind::Refused, Message::new("registry-full"))
            .below(Message::verbatim("first"))
            .by(Some("QC-04"));
        let failure = Failure::because(Message::new("cert-not-issued"), why);
        let catalogue = Catalogue::new(Language::En);
        let text = failure.to_text(&catalogue);
        let tag = " [QC-04, EN 319 412-2 4.2.4]";
        assert!(text.contains(&format!("is full.{tag}")), "{text}");
        assert!(!text.contains(&format!("first{tag}")), "{text}");
        let json = failure.to_json(&catalogue).unwrap();
        let end = r#""rule":"QC-04","clause":"EN 319 412-2 4.2.4"}}"#;
        assert!(json.ends_with(end), "{json}");
    }
}
