//! Problem reports and their deadlines (REV-07; BR 4.9.1, 4.9.3, 4.9.5).

use std::time::Duration;

use crate::actor::Actor;
use crate::generation::GenerationId;
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// What a report is about, which gives it its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportClass {
    /// A key is compromised (BR 4.9.1.1: 24 h).
    Compromise,
    /// A holder asks for revocation, outside the ways that do it at once (24 h).
    Holder,
    /// Another fault of a leaf certificate (5 days).
    Leaf,
    /// A fault of an issuer's certificate (BR 4.9.1.2: 7 days).
    Issuer,
}

impl ReportClass {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Compromise, Self::Holder, Self::Leaf, Self::Issuer];

    /// The word in tables, events and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compromise => "compromise",
            Self::Holder => "holder",
            Self::Leaf => "leaf",
            Self::Issuer => "issuer",
        }
    }

    /// How long a decision may take.
    #[must_use]
    pub const fn time(self) -> Duration {
        match self {
            Self::Compromise | Self::Holder => hours(24),
            Self::Leaf => hours(5 * 24),
            Self::Issuer => hours(7 * 24),
        }
    }
}

/// How long the first answer to who reported may take (BR 4.9.5).
pub const FIRST_ANSWER: Duration = hours(24);

const fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3600)
}

/// How a report ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// What it is about was revoked.
    Revoked,
    /// It is right, and no reason to revoke.
    Kept,
    /// It is not right.
    Unfounded,
}

impl Decision {
    /// All decisions.
    pub const ALL: [Self; 3] = [Self::Revoked, Self::Kept, Self::Unfounded];

    /// The word in tables, events and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Kept => "kept",
            Self::Unfounded => "unfounded",
        }
    }
}

/// A report as it is received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    /// What it is about.
    pub class: ReportClass,
    /// The certificate, where one is named.
    pub about: Option<(GenerationId, Serial)>,
    /// What was reported: 1 to 2,000 characters, kept in the Registry and in no log (I13).
    pub text: String,
    /// When it came.
    pub received: Timestamp,
    /// Who took it down.
    pub actor: Actor,
}

/// A report as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemReport {
    /// Its number: the place of its event in the log.
    pub id: u64,
    /// As it was received.
    pub report: NewReport,
    /// When who reported was first answered.
    pub answered: Option<Timestamp>,
    /// When and how it was decided.
    pub decided: Option<(Timestamp, Decision)>,
    /// Why it was late, in an officer's words.
    pub late_reason: Option<String>,
    /// The stages that people were told of.
    pub told: Vec<Stage>,
}

/// A moment in the time of a report that people are told of, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Half of the time for the first answer has gone.
    AnswerHalf,
    /// All of it: an alarm.
    AnswerEnd,
    /// Half of the time for the decision has gone.
    DecisionHalf,
    /// All of it: an alarm.
    DecisionEnd,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 4] = [
        Self::AnswerHalf,
        Self::AnswerEnd,
        Self::DecisionHalf,
        Self::DecisionEnd,
    ];

    /// The word in tables and events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnswerHalf => "answer-half",
            Self::AnswerEnd => "answer-end",
            Self::DecisionHalf => "decision-half",
            Self::DecisionEnd => "decision-end",
        }
    }

    /// Whether it is an alarm, not a warning.
    #[must_use]
    pub const fn is_alarm(self) -> bool {
        matches!(self, Self::AnswerEnd | Self::DecisionEnd)
    }
}

impl ProblemReport {
    /// When the first answer is due.
    #[must_use]
    pub fn answer_due(&self) -> Timestamp {
        self.report.received.plus(FIRST_ANSWER)
    }

    /// When the decision is due.
    #[must_use]
    pub fn decision_due(&self) -> Timestamp {
        self.report.received.plus(self.report.class.time())
    }

    /// What is left until the next thing that is due, in milliseconds, negative where it is late;
    /// nothing once it is decided.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> Option<i64> {
        if self.decided.is_some() {
            return None;
        }
        let due = match self.answered {
            None => self.answer_due().min(self.decision_due()),
            Some(_) => self.decision_due(),
        };
        Some(due.unix_millis().saturating_sub(now.unix_millis()))
    }

    /// Whether an answer or the decision came, or will come, after its time.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.answered.unwrap_or(now) > self.answer_due()
            || self.decided.map_or(now, |(at, _)| at) > self.decision_due()
    }

    /// The stages that have come.
    #[must_use]
    pub fn stages(&self, now: Timestamp) -> Vec<Stage> {
        let half = |time: Duration| self.report.received.plus(time / 2);
        let stages = [
            (Stage::AnswerHalf, half(FIRST_ANSWER), self.answered),
            (Stage::AnswerEnd, self.answer_due(), self.answered),
            (
                Stage::DecisionHalf,
                half(self.report.class.time()),
                self.decision(),
            ),
            (Stage::DecisionEnd, self.decision_due(), self.decision()),
        ];
        let come = |(_, at, done): &(Stage, Timestamp, Option<Timestamp>)| {
            now > *at && done.is_none_or(|done| done > *at)
        };
        stages
            .into_iter()
            .filter(come)
            .map(|(stage, _, _)| stage)
            .collect()
    }

    fn decision(&self) -> Option<Timestamp> {
        self.decided.map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::ActorKind;

    const HOUR: i64 = 3600;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_unix_seconds(hour * HOUR)
    }

    fn report(class: ReportClass) -> ProblemReport {
        ProblemReport {
            id: 7,
            report: NewReport {
                class,
                about: None,
                text: "the key is on a web site".into(),
                received: at(0),
                actor: Actor::new(ActorKind::OsUser, "amina", "uid 1000"),
            },
            answered: None,
            decided: None,
            late_reason: None,
            told: Vec::new(),
        }
    }

    #[test]
    fn rev_07_each_class_has_its_time() {
        let due = |class| report(class).decision_due().unix_seconds() / HOUR;
        assert_eq!(ReportClass::ALL.map(due), [24, 24, 120, 168]);
        assert_eq!(report(ReportClass::Issuer).answer_due(), at(24));
    }

    #[test]
    fn rev_07_stages_come_in_their_order_and_stop_with_the_decision() {
        use Stage::{AnswerEnd, AnswerHalf, DecisionEnd, DecisionHalf};
        let open = report(ReportClass::Leaf);
        for (hour, stages) in [
            (12, &[][..]),
            (13, &[AnswerHalf]),
            (25, &[AnswerHalf, AnswerEnd]),
            (61, &[AnswerHalf, AnswerEnd, DecisionHalf]),
            (121, &[AnswerHalf, AnswerEnd, DecisionHalf, DecisionEnd]),
        ] {
            assert_eq!(open.stages(at(hour)), stages, "{hour}");
        }
        let decided = ProblemReport {
            answered: Some(at(1)),
            decided: Some((at(70), Decision::Kept)),
            ..open
        };
        assert_eq!(decided.stages(at(200)), [DecisionHalf]);
        assert!(!decided.is_late(at(200)));
    }

    #[test]
    fn rev_07_time_counts_down_to_what_is_due_next() {
        let open = report(ReportClass::Leaf);
        assert_eq!(open.left(at(1)), Some(23 * HOUR * 1000));
        assert_eq!(open.left(at(25)), Some(-HOUR * 1000));
        assert!(open.is_late(at(25)));
        let answered = ProblemReport {
            answered: Some(at(2)),
            ..open
        };
        assert_eq!(answered.left(at(20)), Some(100 * HOUR * 1000));
        assert!(!answered.is_late(at(120)));
        assert!(answered.is_late(at(121)));
    }
}
