//! The grammar of the command line and its texts from the catalogue.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use ca_desk::catalogue::Catalogue;
use ca_desk::error::{Failure, Kind};
use ca_desk::language::Language;
use ca_desk::message::Message;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::speech::catalogue;

/// What the command line asks for.
#[derive(Debug)]
pub(super) enum Asked {
    Serve(Option<PathBuf>),
    Check(Option<PathBuf>),
    /// Help or version.
    Help(String),
}

/// Reads the command line; also gives the texts in the language that it asks for.
pub(super) fn read(arguments: Vec<OsString>) -> (Catalogue, Result<Asked, Failure>) {
    let texts = catalogue(language(&arguments));
    let asked = match grammar(&texts).try_get_matches_from(arguments) {
        Ok(matches) => Ok(asked(&matches)),
        Err(error) if error.exit_code() == 0 => Ok(Asked::Help(error.render().to_string())),
        Err(error) => Err(not_understood(&error)),
    };
    (texts, asked)
}

fn asked(matches: &ArgMatches) -> Asked {
    let config = matches.get_one::<PathBuf>("config").cloned();
    if matches.get_flag("check") {
        Asked::Check(config)
    } else {
        Asked::Serve(config)
    }
}

/// `--lang` is looked for before anything is understood.
fn language(arguments: &[OsString]) -> Language {
    let texts = || arguments.iter().filter_map(|argument| argument.to_str());
    let apart = texts()
        .zip(texts().skip(1))
        .find(|(name, _)| *name == "--lang");
    let joined = texts().find_map(|argument| argument.strip_prefix("--lang="));
    let code = apart.map(|(_, code)| code).or(joined);
    let named = code.and_then(|code| Language::of_code(OsStr::new(code)));
    named.unwrap_or_else(|| Language::of_environment(|name| env::var(name).ok()))
}

fn grammar(texts: &Catalogue) -> Command {
    let heading = text(texts, "daemon-heading-usage");
    let codes = Language::ALL.map(Language::as_str);
    Command::new("sceaud")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text(texts, "daemon-help"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .help_template(format!(
            "{{about-with-newline}}\n{heading} {{usage}}\n\n{{all-args}}\n"
        ))
        .arg(
            option("config", texts)
                .value_name(text(texts, "daemon-value-file"))
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(option("check", texts).action(ArgAction::SetTrue))
        .arg(
            option("lang", texts)
                .value_name(text(texts, "daemon-value-lang"))
                .value_parser(codes)
                .hide_possible_values(true),
        )
        .arg(option("help", texts).short('h').action(ArgAction::Help))
        .arg(
            option("version", texts)
                .short('V')
                .action(ArgAction::Version),
        )
}

fn option(name: &'static str, texts: &Catalogue) -> Arg {
    Arg::new(name)
        .long(name)
        .help(text(texts, &format!("daemon-option-{name}")))
        .help_heading(text(texts, "daemon-heading-options"))
}

fn not_understood(error: &clap::Error) -> Failure {
    let context = [
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
        ContextKind::InvalidValue,
    ];
    let told = context.into_iter().filter_map(|kind| error.get(kind));
    let told: Vec<_> = told.map(words).filter(|text| !text.is_empty()).collect();
    let message = Message::new("daemon-usage").with("detail", told.join(" "));
    Failure::new(Kind::Usage, message).hint(Message::new("daemon-hint-usage"))
}

fn words(value: &ContextValue) -> String {
    if let ContextValue::Strings(texts) = value {
        texts.join(", ")
    } else {
        value.to_string()
    }
}

/// The text with this name; the name itself if there is none, which the tests refuse.
fn text(texts: &Catalogue, id: &str) -> String {
    texts.named(id).unwrap_or_else(|| format!("{{{id}}}"))
}
