//! What one run of the tool was told, and the operator behind it.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use ca_desk::catalogue::Catalogue;
use ca_desk::config::Config;
use ca_desk::error::{Failure, Kind};
use ca_desk::language::Language;
use ca_desk::message::Message;
use ca_desk::told::{Listener, Told};
use clap::Args;

use crate::catalogue;
use crate::cli::value;
use crate::config::Place;
use crate::heads::HeadKeeper;
use crate::output::Format;

/// Options that every command takes.
#[derive(Args, Debug)]
pub(crate) struct GlobalOptions {
    #[arg(long, global = true, value_name = "FILE", env = "SCEAU_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        default_value = "text"
    )]
    pub(crate) format: Format,
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = value::language())]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// One run: its options and its catalogue.
#[derive(Debug)]
pub(crate) struct Invocation {
    /// The options that every command takes.
    pub(crate) options: GlobalOptions,
    /// The texts in the operator's language.
    pub(crate) catalogue: Catalogue,
    /// Who signs the head of the log at the end; set once a token is open.
    pub(crate) heads: OnceLock<HeadKeeper>,
}

/// Where the configuration is if nobody says otherwise.
const PLACES: [&str; 2] = ["sceau.toml", "/etc/sceau/sceau.toml"];

impl Invocation {
    /// Where the authority is, by the configuration that this run was told to use, or the one in
    /// the usual places.
    ///
    /// # Errors
    /// There is none, or something is wrong with it.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        let path = self.options.config.clone().or_else(find);
        Place::load(path.ok_or_else(missing)?, self.told())
    }

    /// The same for what is done on the machine that holds the Registry.
    ///
    /// # Errors
    /// As [`Self::place`], or a daemon is named.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        match self.place()? {
            Place::Here(config) => Ok(*config),
            Place::There(remote) => {
                let message = Message::new("config-bound").with("url", remote.url);
                Err(Failure::new(Kind::Usage, message).hint(Message::new("hint-config-bound")))
            }
        }
    }

    /// Whether it was told to use a configuration, or one is in the usual places.
    pub(crate) fn has_config(&self) -> bool {
        self.options.config.is_some() || find().is_some()
    }

    /// The operator, who is told what happens while ports are opened.
    fn told(&self) -> Told {
        Told::new(Operator {
            language: self.catalogue.language(),
            hears: self.hears(),
        })
    }

    fn hears(&self) -> bool {
        !self.options.quiet && self.options.format == Format::Text
    }

    /// Tells the operator, on standard error, what is going on; silent with `--quiet` and for
    /// programs.
    pub(crate) fn tell(&self, message: &Message) {
        if self.hears() {
            self.ask(message);
        }
    }

    /// Puts a line before the operator, on standard error, whatever the options say.
    pub(crate) fn ask(&self, message: &Message) {
        write(message, &self.catalogue);
    }

    /// Whether a person can be asked: standard input and standard error are a terminal.
    pub(crate) fn is_interactive(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

fn find() -> Option<PathBuf> {
    PLACES.iter().map(PathBuf::from).find(|path| path.exists())
}

fn missing() -> Failure {
    let message = Message::new("config-missing").with("places", PLACES.join(", "));
    Failure::new(Kind::Usage, message).hint(Message::new("config-hint-option"))
}

/// A line on standard error.
fn write(message: &Message, catalogue: &Catalogue) {
    let text = catalogue.text(message) + "\n";
    // Nobody is left to be told if standard error is closed.
    anstream::stderr()
        .write_all(text.as_bytes())
        .unwrap_or_default();
}

/// Whoever sits at standard error.
#[derive(Debug)]
struct Operator {
    language: Language,
    /// Not where `--quiet` was given, or a program reads.
    hears: bool,
}

impl Listener for Operator {
    fn tell(&self, message: &Message) {
        if self.hears {
            self.warn(message);
        }
    }

    fn warn(&self, message: &Message) {
        write(message, &catalogue::new(self.language));
    }
}
