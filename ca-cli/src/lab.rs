//! A practice PKI in one folder: `lab up|env|down|status`.
//!
//! `up` builds the lab as an operator would: it runs `sceau` and `sceau-ocsp` themselves, and
//! each step first looks whether it is done, so that an interrupted `up` is finished by the next.
//!
//! - [`mod@layout`]: where things are; [`state`]: what is remembered; [`files`]: how files are made;
//! - [`build`]: the way from an empty folder to a whole lab, in the order of [`step`];
//! - [`token`]: the two tokens, of [`softhsm`] or [`kryoptic`]; [`wiring`]: the two configurations;
//! - [`pack`]: the facts of the state; [`bureau`]: who vouches, in a lab, for keys in devices;
//! - [`responder`]: the process that stays, on a port of [`port`], known again by [`process`];
//! - [`child`]: runs our two programs;
//! - [`environment`]: what `env` prints, for outside checks; [`status`]: the same for people.

mod build;
mod bureau;
mod child;
mod environment;
mod files;
mod issuers;
mod kryoptic;
mod layout;
mod pack;
mod port;
mod process;
mod responder;
mod softhsm;
mod state;
mod status;
mod step;
mod token;
mod wiring;

use std::fs::File;
use std::path::{Path, PathBuf};

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use ca_store::url::postgres::PostgresUrl;

use crate::cli::value::ValueFault;
use crate::invocation::Invocation;
use crate::lab::child::Programs;
use crate::lab::layout::Layout;
use crate::lab::state::State;
use crate::lab::token::TokenKind;
use crate::output::Answer;

/// What can be done with a lab.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Up(UpOptions),
    Env(Place),
    Down(Place),
    Status(Place),
}

/// Which lab.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// What lab is wanted.
#[derive(Debug, clap::Args)]
pub(crate) struct UpOptions {
    #[command(flatten)]
    place: Place,
    #[arg(long, default_value = "sqlite", value_name = "REGISTRY", value_parser = place_of_registry)]
    registry: RegistryPlace,
    #[arg(long, value_enum, value_name = "TOKEN")]
    token: Option<TokenKind>,
    #[arg(long, value_name = "CODE_OR_FILE")]
    country: Option<String>,
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

/// Where the Registry of a lab is.
#[derive(Clone, Debug)]
enum RegistryPlace {
    /// In a file of the lab.
    Sqlite,
    /// In a database that is empty, or that has the lab's Registry already.
    Postgres(PostgresUrl),
}

impl RegistryPlace {
    /// Its URL, unless it is the lab's own file.
    fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres(url) => Some(url.to_string()),
        }
    }
}

/// `sqlite`, or the URL of a database, in which files are counted from the current folder.
fn place_of_registry(text: &str) -> Result<RegistryPlace, ValueFault> {
    if text == "sqlite" {
        return Ok(RegistryPlace::Sqlite);
    }
    let refused = || ValueFault(Message::new("value-fault-lab-registry"));
    let url: PostgresUrl = text.parse().map_err(|_| refused())?;
    let here = std::path::absolute(".").map_err(|_| refused())?;
    Ok(RegistryPlace::Postgres(url.relative_to(&here)))
}

/// Does what the verb says.
///
/// # Errors
/// As the verb.
pub(crate) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Up(options) => build::up(&options, invocation),
        Verb::Env(place) => with_lab(&place, |layout, state| {
            Ok(Answer::of(environment::of(
                layout,
                state,
                &programs(invocation)?,
            )?))
        }),
        Verb::Down(place) => down(&place, invocation),
        Verb::Status(place) => with_lab(&place, |layout, state| {
            let report = status::of(layout, state, &programs(invocation)?)?;
            let runs = report.runs();
            Ok(Answer::verdict(report, runs))
        }),
    }
}

fn down(place: &Place, invocation: &Invocation) -> Result<Answer, Failure> {
    let layout = layout(place)?;
    if State::load(&layout)?.is_none() {
        return Err(no_lab(&layout));
    }
    let _lock = lock(&layout)?;
    with_lab(place, |layout, state| {
        responder::adopt(layout, state, &programs(invocation)?);
        let stopped = responder::stop(layout, state)?;
        let id = if stopped {
            "lab-stopped"
        } else {
            "lab-was-down"
        };
        invocation.tell(&Message::new(id).with("dir", layout.root().display()));
        Ok(Answer::silent())
    })
}

fn with_lab(
    place: &Place,
    act: impl FnOnce(&Layout, &mut State) -> Result<Answer, Failure>,
) -> Result<Answer, Failure> {
    let layout = layout(place)?;
    match State::load(&layout)? {
        Some(mut state) => act(&layout, &mut state),
        None => Err(no_lab(&layout)),
    }
}

fn no_lab(layout: &Layout) -> Failure {
    let dir = layout.root().display();
    Failure::new(
        Kind::Refused,
        Message::new("lab-not-there").with("dir", &dir),
    )
    .hint(Message::new("lab-hint-up").with("dir", &dir))
}

fn layout(place: &Place) -> Result<Layout, Failure> {
    layout_at(&place.dir)
}

fn layout_at(dir: &Path) -> Result<Layout, Failure> {
    Layout::at(dir).map_err(|error| {
        let message = Message::new("lab-no-folder").with("dir", dir.display());
        Failure::new(Kind::Unavailable, message).cause(ca_desk::explain::io(&error))
    })
}

fn programs(invocation: &Invocation) -> Result<Programs, Failure> {
    Programs::find(invocation.catalogue.language())
}

/// Keeps two commands from changing one lab at once.
fn lock(layout: &Layout) -> Result<File, Failure> {
    let path = layout.lock();
    let file = File::create(&path).map_err(|error| files::not_written(&path, &error))?;
    file.try_lock().map_err(|_| {
        let message = Message::new("lab-busy").with("dir", layout.root().display());
        Failure::new(Kind::Unavailable, message)
    })?;
    Ok(file)
}
