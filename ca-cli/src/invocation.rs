//! What one run of the tool was told, and the operator behind it.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args;

use crate::catalogue::Catalogue;
use crate::heads::HeadKeeper;
use crate::language::Language;
use crate::message::Message;
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
    #[arg(long, global = true, value_name = "LANGUAGE", value_enum)]
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

impl Invocation {
    /// Tells the operator, on standard error, what is going on; silent with `--quiet` and for
    /// programs.
    pub(crate) fn tell(&self, message: &Message) {
        if !self.options.quiet && self.options.format == Format::Text {
            self.ask(message);
        }
    }

    /// Puts a line before the operator, on standard error, whatever the options say.
    pub(crate) fn ask(&self, message: &Message) {
        let text = self.catalogue.text(message) + "\n";
        // Nobody is left to be told if standard error is closed.
        anstream::stderr()
            .write_all(text.as_bytes())
            .unwrap_or_default();
    }

    /// Whether a person can be asked: standard input and standard error are a terminal.
    pub(crate) fn is_interactive(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}
