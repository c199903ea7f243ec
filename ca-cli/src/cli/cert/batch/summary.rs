//! What is told at the end of a batch.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ca_desk::error::Kind;
use ca_desk::message::Message;
use serde::Serialize;

use super::worker::Outcome;
use crate::output::page::Page;
use crate::output::{Answer, Report};

/// What became of the items so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    start: Instant,
    issued: u64,
    replayed: u64,
    accepted: u64,
    refused: u64,
    failed: u64,
    noticed: u64,
}

impl Tally {
    /// Nothing so far.
    pub(super) fn start() -> Self {
        Self {
            start: Instant::now(),
            issued: 0,
            replayed: 0,
            accepted: 0,
            refused: 0,
            failed: 0,
            noticed: 0,
        }
    }

    /// Adds an item.
    pub(super) fn add(&mut self, outcome: &Outcome) {
        let noticed = u64::from(!outcome.notices().is_empty());
        self.noticed = self.noticed.saturating_add(noticed);
        let count = match outcome {
            Outcome::Issued { replayed, .. } if *replayed => &mut self.replayed,
            Outcome::Issued { .. } => &mut self.issued,
            Outcome::Accepted { .. } => &mut self.accepted,
            Outcome::Refused(_) => &mut self.refused,
            Outcome::Failed(_) | Outcome::Stopped(_) | Outcome::Untried => &mut self.failed,
        };
        *count = count.saturating_add(1);
    }

    /// Items that have their certificate.
    pub(super) const fn done(&self) -> u64 {
        self.issued.saturating_add(self.replayed)
    }

    /// Items that have none.
    pub(super) const fn not_done(&self) -> u64 {
        self.refused.saturating_add(self.failed)
    }

    /// Items that an officer should look at.
    pub(super) const fn noticed(&self) -> u64 {
        self.noticed
    }

    const fn items(&self) -> u64 {
        let good = self.done().saturating_add(self.accepted);
        good.saturating_add(self.not_done())
    }
}

/// A batch that came to its end.
#[derive(Debug, Serialize)]
pub(super) struct BatchReport {
    /// Lines that are not blank.
    items: u64,
    /// Certificates that this run issued.
    issued: u64,
    /// Certificates that had been issued for the same requests before.
    replayed: u64,
    /// Items that a dry run found good.
    accepted: u64,
    refused: u64,
    /// Items that were not done by no fault of their own.
    failed: u64,
    /// Items that were issued or accepted and that an officer should look at.
    noticed: u64,
    seconds: f64,
    /// Items in a second.
    rate: f64,
    /// The file with a result for each item.
    results: Option<PathBuf>,
    #[serde(skip)]
    dry_run: bool,
}

impl BatchReport {
    /// What to tell of a batch.
    pub(super) fn of(tally: &Tally, results: Option<&Path>, dry_run: bool) -> Self {
        let seconds = tally.start.elapsed().as_secs_f64();
        let items = u32::try_from(tally.items()).unwrap_or(u32::MAX);
        Self {
            dry_run,
            items: tally.items(),
            issued: tally.issued,
            replayed: tally.replayed,
            accepted: tally.accepted,
            refused: tally.refused,
            failed: tally.failed,
            noticed: tally.noticed,
            seconds: rounded(seconds),
            rate: rounded(f64::from(items) / seconds.max(f64::EPSILON)),
            results: results.map(Path::to_owned),
        }
    }

    /// The answer, negative if an item was not done: by its own fault, or by a defect here.
    pub(super) fn answer(self) -> Answer {
        if self.failed > 0 {
            return Answer::marred(self, Kind::Bug);
        }
        let good = self.refused == 0;
        Answer::verdict(self, good)
    }
}

/// To thousandths.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

impl Report for BatchReport {
    fn text(&self, page: &mut Page<'_>) {
        let done = if self.dry_run {
            Message::new("batch-checked")
        } else {
            Message::new("batch-done")
        };
        page.sentence(&done.count("items", self.items));
        for (name, count) in [
            ("field-batch-issued", self.issued),
            ("field-batch-replayed", self.replayed),
            ("field-batch-accepted", self.accepted),
            ("field-batch-refused", self.refused),
            ("field-batch-failed", self.failed),
            ("field-batch-noticed", self.noticed),
        ] {
            page.optional(name, (count > 0).then_some(count));
        }
        let time =
            Message::new("batch-seconds").with("seconds", format_args!("{:.1}", self.seconds));
        page.field("field-batch-time", page.say(&time));
        let rate = Message::new("batch-rate").with("rate", format_args!("{:.0}", self.rate));
        page.field("field-batch-rate", page.say(&rate));
        let results = self.results.as_ref();
        page.optional("field-batch-results", results.map(|path| path.display()));
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use super::*;
    use crate::output::{Format, Writer};
    use ca_desk::error::Explanation;
    use ca_desk::language::Language;

    fn exit_code(outcomes: &[Outcome]) -> ExitCode {
        let mut tally = Tally::start();
        outcomes.iter().for_each(|outcome| tally.add(outcome));
        let answer = BatchReport::of(&tally, None, false).answer();
        let catalogue = crate::catalogue::new(Language::En);
        Writer::new(Format::Json, &catalogue).finish(Ok(answer))
    }

    #[test]
    fn reg_11_a_defect_is_told_from_a_refusal_by_the_exit_code() {
        let why = |kind| Explanation::new(kind, Message::verbatim("why"));
        let refused = || Outcome::Refused(why(Kind::Refused));
        let failed = Outcome::Failed(why(Kind::Bug));
        assert_eq!(exit_code(&[]), ExitCode::SUCCESS);
        assert_eq!(exit_code(&[refused()]), ExitCode::from(1));
        assert_eq!(exit_code(&[refused(), failed]), ExitCode::from(70));
    }
}
