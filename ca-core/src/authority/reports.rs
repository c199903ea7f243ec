//! Problem reports (REV-07): taken down, answered, decided, and explained where they are late.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::authority::Authority;
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::revocation::desk::ReportChange;
use crate::revocation::report::{Decision, NewReport, ProblemReport, ReportClass};
use crate::serial::Serial;

impl Authority {
    /// Takes down a problem report.
    ///
    /// # Errors
    /// Refuses a text that is empty or too long, and certificates that are not here.
    pub fn open_report(
        &self,
        actor: &Actor,
        class: ReportClass,
        about: Option<(GenerationId, Serial)>,
        text: &str,
    ) -> Result<ProblemReport, ReportError> {
        let (issuer, object) = match &about {
            Some((issuer, serial)) => (Some(issuer.to_string()), Some(serial.to_string())),
            None => (None, None),
        };
        let fields = EventFields {
            issuer,
            object,
            details: [("class", class.as_str().to_owned())].into(),
            ..EventFields::default()
        };
        let open = || -> Result<ProblemReport, ReportError> {
            check_length(text, 1, LONGEST_TEXT)?;
            let report = NewReport {
                class,
                about: about.clone(),
                text: text.to_owned(),
                received: self.ports.clock.now(),
                actor: actor.clone(),
            };
            let event = self.done(Act::ReportOpen, actor, &fields)?;
            let id = self.ports.registry.open_report(&report, &event)?;
            self.problem_report(id)
        };
        open().map_err(|error| self.record_failure(Act::ReportOpen, actor, fields, error))
    }

    /// Records that who reported was answered.
    ///
    /// # Errors
    /// Refuses a report that was answered or decided before.
    pub fn answer_report(&self, actor: &Actor, id: u64) -> Result<ProblemReport, ReportError> {
        self.change_report(actor, id, Act::ReportAnswer, &[ReportChange::Answered])
    }

    /// Decides a report. Of one that is late an officer says why.
    ///
    /// # Errors
    /// Refuses a report that was decided before, and one that is late without a reason.
    pub fn decide_report(
        &self,
        actor: &Actor,
        id: u64,
        decision: Decision,
        late_reason: Option<&str>,
    ) -> Result<ProblemReport, ReportError> {
        let mut changes = Vec::new();
        if let Some(reason) = late_reason {
            changes.push(ReportChange::Explained(reason.to_owned()));
        }
        changes.push(ReportChange::Decided(decision));
        self.change_report(actor, id, Act::ReportDecide, &changes)
    }

    /// Says why a report is late.
    ///
    /// # Errors
    /// Refuses a reason that is too short or too long.
    pub fn explain_report(
        &self,
        actor: &Actor,
        id: u64,
        reason: &str,
    ) -> Result<ProblemReport, ReportError> {
        let change = ReportChange::Explained(reason.to_owned());
        self.change_report(actor, id, Act::ReportExplain, &[change])
    }

    fn change_report(
        &self,
        actor: &Actor,
        id: u64,
        act: Act,
        changes: &[ReportChange],
    ) -> Result<ProblemReport, ReportError> {
        let change = || -> Result<ProblemReport, ReportError> {
            let report = self.problem_report(id)?;
            self.check_changes(&report, changes)?;
            for change in changes {
                let (act, decision) = match change {
                    ReportChange::Answered => (Act::ReportAnswer, None),
                    ReportChange::Explained(_) => (Act::ReportExplain, None),
                    ReportChange::Decided(decision) => (Act::ReportDecide, Some(*decision)),
                };
                let mut fields = numbered(id);
                let word = decision.map(|decision| ("decision", decision.as_str().to_owned()));
                fields.details.extend(word);
                let event = self.done(act, actor, &fields)?;
                self.ports.registry.change_report(id, change, &event)?;
            }
            self.problem_report(id)
        };
        change().map_err(|error| self.record_failure(act, actor, numbered(id), error))
    }

    fn check_changes(
        &self,
        report: &ProblemReport,
        changes: &[ReportChange],
    ) -> Result<(), ReportError> {
        let mut has_reason = report.late_reason.is_some();
        for change in changes {
            match change {
                ReportChange::Explained(reason) => {
                    check_length(reason, SHORTEST_REASON, LONGEST_REASON)?;
                    has_reason = true;
                }
                ReportChange::Decided(_)
                    if !has_reason && report.is_late(self.ports.clock.now()) =>
                {
                    return Err(ReportError::LateWithoutReason { id: report.id });
                }
                ReportChange::Decided(_) | ReportChange::Answered => {}
            }
        }
        Ok(())
    }

    /// A report.
    ///
    /// # Errors
    /// `NotFound` if there is none of this number.
    pub fn problem_report(&self, id: u64) -> Result<ProblemReport, ReportError> {
        let unknown = || RegistryError::NotFound {
            object: format!("report {id}"),
        };
        Ok(self.ports.registry.report(id)?.ok_or_else(unknown)?)
    }

    /// A page of reports in the order in which they came: all, or those that are open.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn problem_reports(
        &self,
        open_only: bool,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ProblemReport>, RegistryError> {
        self.ports.registry.reports(open_only, after, limit)
    }

    /// Tells of the stages that open reports have come to, each once: a warning at half of the
    /// time, an alarm at its end. Returns how many.
    ///
    /// # Errors
    /// Fails if the Registry fails.
    pub fn tell_deadlines(&self, actor: &Actor) -> Result<u64, ReportError> {
        let (registry, now) = (self.ports.registry.as_ref(), self.ports.clock.now());
        let (mut after, mut told) = (None, 0);
        loop {
            let page = registry.reports(true, after, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(told);
            };
            after = Some(last.id);
            for report in &page {
                for stage in report.stages(now) {
                    if report.told.contains(&stage) {
                        continue;
                    }
                    let mut fields = numbered(report.id);
                    let class = report.report.class.as_str().to_owned();
                    fields.details.extend([("class", class)]);
                    fields.details.insert("stage", stage.as_str().to_owned());
                    if stage.is_alarm() {
                        fields.details.insert("alarm", "true".to_owned());
                    }
                    let event = self.event(Act::ReportDue, Outcome::Done, actor, &fields)?;
                    told += u64::from(registry.tell_stage(report.id, stage, &event)?);
                }
            }
        }
    }
}

fn numbered(id: u64) -> EventFields {
    EventFields {
        object: Some(id.to_string()),
        ..EventFields::default()
    }
}

fn check_length(text: &str, least: usize, most: usize) -> Result<(), ReportError> {
    let found = text.trim().chars().count();
    if (least..=most).contains(&found) {
        Ok(())
    } else {
        Err(ReportError::Length { found, least, most })
    }
}

const LONGEST_TEXT: usize = 2_000;
const SHORTEST_REASON: usize = 10;
const LONGEST_REASON: usize = 500;
const PAGE: u32 = 100;

/// Why a report was not taken down or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The text is too short or too long.
    #[error("the text has {found} characters, {least} to {most} are taken")]
    Length {
        /// Characters.
        found: usize,
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// It is late, and nobody said why (REV-07).
    #[error("the report {id} is late, and no reason is given")]
    LateWithoutReason {
        /// The report.
        id: u64,
    },
    /// The Registry failed or refused.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for ReportError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Length { .. } => "report-length",
            Self::LateWithoutReason { .. } => "REV-07",
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for ReportError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Length { .. } | Self::LateWithoutReason { .. } => true,
            Self::Registry(error) => error.is_refusal(),
            Self::Random(_) => false,
        }
    }
}
