//! `sceau util`: what shells and manual readers need, and Latin forms of names
//! ([`latin`](super::latin)).

use std::path::{Path, PathBuf};

use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use clap::{Args, Command, Subcommand};
use clap_complete::Shell;
use serde::Serialize;

use crate::cli::latin::Transliterate;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use ca_desk::catalogue::Catalogue;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Completions(Completions),
    Man(Man),
    Transliterate(Transliterate),
}

#[derive(Args, Debug)]
pub(crate) struct Completions {
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct Man {
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    let grammar = || super::grammar(&invocation.catalogue);
    match verb {
        Verb::Completions(completions) => Ok(completions.run(grammar())),
        Verb::Man(man) => man.run(grammar(), &invocation.catalogue),
        Verb::Transliterate(transliterate) => transliterate.run(invocation),
    }
}

impl Completions {
    fn run(&self, mut grammar: Command) -> Answer {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut grammar, "sceau", &mut script);
        Answer::of(Document {
            text: String::from_utf8_lossy(&script).into_owned(),
        })
    }
}

impl Man {
    fn run(&self, mut grammar: Command, catalogue: &Catalogue) -> Result<Answer, Failure> {
        grammar.build();
        let Some(dir) = &self.dir else {
            let page = render(&grammar, catalogue)?;
            return Ok(Answer::of(Document { text: page }));
        };
        let files = write_pages(&grammar, "sceau", dir, catalogue)?;
        Ok(Answer::of(Pages { files }))
    }
}

/// Writes the page of a command and of those below it.
fn write_pages(
    command: &Command,
    name: &str,
    dir: &Path,
    catalogue: &Catalogue,
) -> Result<Vec<String>, Failure> {
    let path = dir.join(format!("{name}.1"));
    let page = render(&command.clone().name(name.to_owned()), catalogue)?;
    if let Some(destination) = Destination::open(Some(&path), Existing::Replace)? {
        destination.write(page.as_bytes())?;
    }
    let mut files = vec![path.display().to_string()];
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let name = format!("{name}-{}", sub.get_name());
        files.extend(write_pages(sub, &name, dir, catalogue)?);
    }
    Ok(files)
}

/// A manual page; its sections have their names in the catalogue.
fn render(command: &Command, catalogue: &Catalogue) -> Result<String, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| {
            let why = Explanation::new(Kind::Bug, explain::io(&error));
            Failure::because(Message::new("error-man"), why)
        })?;
    let text = |id| catalogue.text(&Message::new(id));
    let examples = format!(".SH EXTRA\n{}", text("heading-examples"));
    let page = String::from_utf8_lossy(&page);
    Ok(page
        .replace(".SH NAME", &format!(".SH {}", text("man-name")))
        .replace(".SH SYNOPSIS", &format!(".SH {}", text("man-synopsis")))
        .replace(
            ".SH DESCRIPTION",
            &format!(".SH {}", text("man-description")),
        )
        .replace(&examples, &format!(".SH {}\n.nf", text("man-examples"))))
}

/// A text for other programs.
#[derive(Debug, Serialize)]
struct Document {
    text: String,
}

impl Report for Document {
    fn text(&self, page: &mut Page<'_>) {
        page.line(self.text.trim_end());
    }
}

/// Manual pages that were written.
#[derive(Debug, Serialize)]
struct Pages {
    files: Vec<String>,
}

impl Report for Pages {
    fn text(&self, page: &mut Page<'_>) {
        self.files.iter().for_each(|file| page.line(file));
    }
}
