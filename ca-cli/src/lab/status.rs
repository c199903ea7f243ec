//! How a lab is, for people.

use std::path::PathBuf;

use ca_desk::error::Failure;
use ca_desk::message::Message;
use serde::Serialize;

use crate::lab::child::Programs;
use crate::lab::layout::Layout;
use crate::lab::responder;
use crate::lab::state::State;
use crate::lab::step;
use crate::output::Report;
use crate::output::page::Page;

/// A lab and how it is.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    dir: PathBuf,
    running: bool,
    answers: bool,
    country: String,
    public_url: String,
    listen: String,
    ocsp_pid: Option<u32>,
    config: PathBuf,
    issuers: Vec<Issuer>,
}

#[derive(Debug, Serialize)]
struct Issuer {
    line: String,
    generation: String,
    not_after: Option<String>,
}

/// The status of a lab.
///
/// # Errors
/// The Registry cannot be read.
pub(crate) fn of(layout: &Layout, state: &State, programs: &Programs) -> Result<Status, Failure> {
    let rows = step::active_issuers(layout, programs)?;
    let issuers = rows.into_iter().map(|row| Issuer {
        line: row.line,
        generation: row.generation,
        not_after: row.not_after,
    });
    Ok(Status {
        dir: layout.root().to_owned(),
        running: state.running().is_some(),
        answers: responder::is_ready(state.port),
        country: state.country.clone(),
        public_url: state.public_url.clone(),
        listen: state.listen(),
        ocsp_pid: state.running().map(|process| process.pid),
        config: layout.config(),
        issuers: issuers.collect(),
    })
}

impl Status {
    /// Whether the lab can be used.
    pub(crate) const fn runs(&self) -> bool {
        self.running && self.answers
    }
}

impl Report for Status {
    fn text(&self, page: &mut Page<'_>) {
        let id = if self.runs() {
            "lab-runs"
        } else {
            "lab-is-down"
        };
        page.sentence(&Message::new(id).with("dir", self.dir.display()));
        page.field("lab-field-config", self.config.display());
        page.field("lab-field-country", &self.country);
        page.field("lab-field-public-url", &self.public_url);
        page.field("lab-field-listen", &self.listen);
        page.optional("lab-field-pid", self.ocsp_pid);
        let cells = |issuer: &Issuer| {
            let end = issuer.not_after.clone().unwrap_or_default();
            [issuer.line.clone(), issuer.generation.clone(), end]
        };
        let rows = self.issuers.iter().map(cells).collect();
        page.table(
            ["lab-field-issuer", "lab-field-generation", "lab-field-end"],
            rows,
        );
    }
}
