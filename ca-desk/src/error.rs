//! Why something was not done: a kind, a chain of causes and hints.

use anstyle::AnsiColor;
use ca_api::document::Document;
use ca_api::failure::FailureReport;
pub use ca_api::failure::Kind;
use ca_core::requirement;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::message::Message;

/// What was asked and not done.
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
    /// The rule or part that stands against it, as audit events name it: a requirement, or a word
    /// of the core.
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

    /// Says in other words what was not done: by the name of a file, which only who asks knows.
    #[must_use]
    pub fn titled(self, message: Message) -> Self {
        Self { message, ..self }
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
        let error = self.report(catalogue);
        serde_json::to_string(&Document::of(Failed { error }))
    }

    /// The failure with its texts, for whoever is elsewhere.
    pub fn report(&self, catalogue: &Catalogue) -> FailureReport {
        let texts = |messages: &[Message]| messages.iter().map(|m| catalogue.text(m)).collect();
        let rule = self.rule.filter(is_requirement);
        FailureReport {
            kind: self.kind,
            code: self.kind.code(),
            message: catalogue.text(&self.message),
            causes: texts(&self.causes),
            hints: texts(&self.hints),
            rule: rule.map(str::to_owned),
            clause: rule.and_then(requirement::clause).map(str::to_owned),
        }
    }

    /// The same without the words of engines and devices, for whoever is not beside them.
    #[must_use]
    pub fn for_clients(mut self) -> Self {
        let is_ours = |cause: &Message| !matches!(cause, Message::Verbatim(_));
        self.causes.retain(is_ours);
        self
    }

    /// Names the rule or part, as whoever told the failure did.
    #[must_use]
    pub fn by_rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The rule or part that stands against it, as audit events name it.
    pub const fn rule(&self) -> Option<&'static str> {
        self.rule
    }
}

/// A failure that was told elsewhere.
impl From<FailureReport> for Failure {
    fn from(report: FailureReport) -> Self {
        let told = |texts: Vec<String>| texts.into_iter().map(Message::Verbatim).collect();
        Self {
            kind: report.kind,
            message: Message::Verbatim(report.message),
            causes: told(report.causes),
            hints: told(report.hints),
            rule: report.rule.as_deref().and_then(requirement::known),
        }
    }
}

/// Why, without what was not done.
impl From<Failure> for Explanation {
    fn from(failure: Failure) -> Self {
        Self {
            kind: failure.kind,
            causes: failure.causes,
            hints: failure.hints,
            rule: failure.rule,
        }
    }
}

impl Explanation {
    /// The requirement that stands against it, where one does.
    pub fn requirement(&self) -> Option<&'static str> {
        self.rule.filter(is_requirement)
    }

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

    /// Names the rule or part as audit events do; the first name stays.
    #[must_use]
    pub fn named(mut self, rule: &'static str) -> Self {
        self.rule = self.rule.or(Some(rule));
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

/// Whether the name of a rule is that of a requirement, such as `CRT-17`.
fn is_requirement(rule: &&'static str) -> bool {
    rule.starts_with(|first: char| first.is_ascii_uppercase())
}

#[derive(Serialize)]
struct Failed {
    error: FailureReport,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

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
