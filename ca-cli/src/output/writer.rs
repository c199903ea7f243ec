//! Renders answers and failures and picks the stream.

use std::io::{self, Write};
use std::process::ExitCode;

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;

use crate::output::page::Page;
use crate::output::{Answer, Format, Rendered};
use ca_desk::catalogue::Catalogue;

/// Writes what a run gives back.
pub(crate) struct Writer<'c> {
    format: Format,
    catalogue: &'c Catalogue,
}

impl<'c> Writer<'c> {
    /// A writer of one format and language.
    pub(crate) const fn new(format: Format, catalogue: &'c Catalogue) -> Self {
        Self { format, catalogue }
    }

    /// Whether a person reads, not a program.
    pub(crate) fn is_for_people(&self) -> bool {
        self.format == Format::Text
    }

    /// Writes the outcome of a command; returns the exit code.
    pub(crate) fn finish(&self, outcome: Result<Answer, Failure>) -> ExitCode {
        let written = outcome.and_then(|answer| {
            answer
                .report
                .as_deref()
                .map_or(Ok(()), |report| self.answer(report))?;
            Ok(answer.negative)
        });
        match written {
            Ok(None) => ExitCode::SUCCESS,
            Ok(Some(kind)) => ExitCode::from(kind),
            Err(failure) => self.failure(&failure),
        }
    }

    /// Writes a failure to standard error; returns the exit code.
    pub(crate) fn failure(&self, failure: &Failure) -> ExitCode {
        let text = match (self.format, failure.to_json(self.catalogue)) {
            (Format::Json | Format::Jsonl, Ok(json)) => json + "\n",
            (Format::Text | Format::Json | Format::Jsonl, _) => failure.to_text(self.catalogue),
        };
        // Nobody is left to be told if standard error is closed.
        anstream::stderr()
            .write_all(text.as_bytes())
            .unwrap_or_default();
        ExitCode::from(failure.kind)
    }

    fn answer(&self, report: &dyn Rendered) -> Result<(), Failure> {
        let text = self.render(report)?;
        let mut out = anstream::stdout();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // The reader has seen enough, as in `sceau cert list | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(
                Failure::new(Kind::Unavailable, Message::new("error-stdout"))
                    .cause(ca_desk::explain::io(&error)),
            ),
            Ok(()) => Ok(()),
        }
    }

    fn render(&self, report: &dyn Rendered) -> Result<String, Failure> {
        let bug = |_| Failure::new(Kind::Bug, Message::new("error-json"));
        match self.format {
            Format::Text => {
                let mut page = Page::new(self.catalogue);
                report.text(&mut page);
                Ok(page.finish())
            }
            Format::Json => report.json().map(|json| json + "\n").map_err(bug),
            Format::Jsonl => match report.entries() {
                Some(lines) => Ok(lines
                    .map_err(bug)?
                    .iter()
                    .map(|l| l.clone() + "\n")
                    .collect()),
                None => Err(Failure::new(Kind::Usage, Message::new("error-no-list"))
                    .hint(Message::new("hint-use-json"))),
            },
        }
    }
}
