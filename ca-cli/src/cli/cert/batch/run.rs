//! A batch at work: reads, has each item done, keeps and tells what became of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::message::Message;

use super::lines::Lines;
use super::results::Results;
use super::summary::{BatchReport, Tally};
use super::window;
use super::worker::{Outcome, Processed, Worker};
use crate::cli::cert::issue::notice;
use crate::cli::interruption::Interruption;
use crate::invocation::Invocation;
use crate::output::{Answer, Format, Writer};
use crate::progress::Count;

/// Refusals and notices that are told on standard error; all of them are in the results.
const TOLD: u64 = 20;

/// A batch at work.
pub(super) struct Run<'a> {
    invocation: &'a Invocation,
    interruption: Interruption,
    results: Option<Results>,
    count: Count,
    dry_run: bool,
    tally: Tally,
    /// Why the batch stops before its end: the first reason.
    fault: Option<Explanation>,
    /// Whether the end of the file was reached and all items of it were tried.
    complete: bool,
}

impl<'a> Run<'a> {
    /// A batch that begins now.
    pub(super) fn new(
        invocation: &'a Invocation,
        interruption: Interruption,
        results: Option<Results>,
        count: Count,
        dry_run: bool,
    ) -> Self {
        Self {
            invocation,
            interruption,
            results,
            count,
            dry_run,
            tally: Tally::start(),
            fault: None,
            complete: false,
        }
    }

    /// Has all items done, so many at once.
    pub(super) fn process(&mut self, mut lines: Lines, in_flight: usize, worker: &Worker<'_>) {
        let interruption = self.interruption.clone();
        let ended = Arc::new(AtomicBool::new(false));
        let mut untried = false;
        let (reading, end) = (interruption.clone(), Arc::clone(&ended));
        let source = move || {
            if reading.is_raised() {
                return None;
            }
            let next = lines.next().transpose();
            end.store(next.is_none(), Ordering::SeqCst);
            if matches!(next, Some(Err(_))) {
                reading.raise();
            }
            next
        };
        let work = |line| worker.process(line);
        let stopped = || interruption.is_raised();
        window::run(in_flight, source, stopped, work, |processed| {
            untried |= matches!(processed.outcome, Outcome::Untried);
            self.take(&processed);
        });
        self.complete = ended.load(Ordering::SeqCst) && !untried;
    }

    /// Keeps and tells what became of an item; they come in the order of the file.
    fn take(&mut self, processed: &Processed) {
        if let Outcome::Stopped(why) = &processed.outcome {
            self.stop(why.clone());
        }
        if processed.line.is_none() {
            return;
        }
        self.tally.add(&processed.outcome);
        if let Some(results) = &mut self.results
            && let Err(why) = results.add(processed, &self.invocation.catalogue)
        {
            self.stop(why);
        }
        self.tell(processed);
        self.count.advance();
    }

    /// Lets the items in flight finish, and begins no more.
    fn stop(&mut self, why: Explanation) {
        self.interruption.raise();
        self.fault.get_or_insert(why);
    }

    /// Tells why an item was refused, also with `--quiet`: it needs somebody; and what an officer
    /// should look at. Programs read the results.
    fn tell(&self, processed: &Processed) {
        let (Outcome::Refused(why) | Outcome::Failed(why)) = &processed.outcome else {
            return self.tell_notices(processed);
        };
        if self.invocation.options.format != Format::Text || self.tally.not_done() > TOLD {
            return;
        }
        let complaint = match &processed.id {
            Some(_) => Message::new("batch-item-not-issued"),
            None => Message::new("batch-line-not-issued"),
        };
        let failure = Failure::because(about(processed, complaint), in_a_batch(why.clone()));
        let writer = Writer::new(Format::Text, &self.invocation.catalogue);
        self.count.beside(|| writer.failure(&failure));
    }

    fn tell_notices(&self, processed: &Processed) {
        if self.tally.noticed() > TOLD {
            return;
        }
        for notice in processed.outcome.notices() {
            let message = about(processed, Message::new("batch-item-notice"));
            let message = message.say("notice", notice::message(notice));
            self.count.beside(|| self.invocation.tell(&message));
        }
    }

    /// The end: a summary, or why there is none.
    pub(super) fn finish(mut self) -> Result<Answer, Failure> {
        self.count.finish();
        let untold = self.tally.not_done().saturating_sub(TOLD);
        if untold > 0 && self.results.is_some() {
            let more = Message::new("batch-more-not-issued").count("count", untold);
            self.invocation.tell(&more);
        }
        if let Some(Err(why)) = self.results.as_ref().map(Results::sync) {
            self.fault.get_or_insert(why);
        }
        let interrupted = || Explanation::new(Kind::Unavailable, Message::new("batch-interrupted"));
        match self.fault.or_else(|| (!self.complete).then(interrupted)) {
            Some(why) => Err(stopped(&self.tally, why)),
            None => {
                let results = self.results.as_ref().map(Results::path);
                Ok(BatchReport::of(&self.tally, results, self.dry_run).answer())
            }
        }
    }
}

/// A sentence with the item's line and id.
fn about(processed: &Processed, sentence: Message) -> Message {
    sentence
        .with("id", processed.id.as_deref().unwrap_or_default())
        .count("line", processed.line.unwrap_or_default())
}

fn stopped(tally: &Tally, why: Explanation) -> Failure {
    let message = Message::new("batch-stopped")
        .count("done", tally.done())
        .count("undone", tally.not_done());
    let again = why.kind == Kind::Unavailable;
    let failure = Failure::because(message, why);
    if again {
        failure.hint(Message::new("hint-batch-again"))
    } else {
        failure
    }
}

/// Hints that name options of one request: in a batch they are keys of a line.
const OF_ONE: [&str; 4] = [
    "hint-other-request",
    "hint-renamed",
    "hint-latin-form",
    "hint-origin",
];

/// The explanation with hints that can be followed in a batch.
fn in_a_batch(mut why: Explanation) -> Explanation {
    let all = why.hints.len();
    why.hints
        .retain(|hint| !OF_ONE.iter().any(|id| hint.is(id)));
    if why.hints.len() == all {
        return why;
    }
    why.hint(Message::new("hint-batch-keys"))
}
