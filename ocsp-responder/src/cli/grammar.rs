//! The grammar of the command line and its texts from the catalogue.

use std::ffi::OsString;
use std::path::PathBuf;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::generation::GenerationId;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::explain::{Explanation, Kind};
use crate::i18n::{Language, Message, Texts};

#[derive(Debug, Parser)]
#[command(name = "sceau-ocsp", version)]
struct Cli {
    #[arg(long, global = true, value_name = "file")]
    config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "lang", value_enum)]
    lang: Option<Language>,
    #[command(subcommand)]
    verb: Verb,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Serve,
    Check,
    RequestSigner {
        #[arg(long, value_name = "issuer")]
        issuer: GenerationId,
        #[arg(long, value_name = "key", default_value = "p256", value_parser = signer_key)]
        key: KeyAlgorithm,
        #[arg(long, value_name = "token")]
        token: Option<String>,
        #[arg(long, value_name = "file")]
        out: PathBuf,
    },
    InstallSigner {
        #[arg(long, value_name = "issuer")]
        issuer: GenerationId,
        #[arg(long, value_name = "file")]
        certificate: PathBuf,
    },
}

/// What the command line asks for.
#[derive(Debug)]
pub(super) enum Asked {
    Verb {
        config: Option<PathBuf>,
        verb: Verb,
    },
    /// Help or version.
    Help(String),
}

/// Reads the command line; also gives the texts in the language that it asks for.
pub(super) fn read(arguments: Vec<OsString>) -> (Texts, Result<Asked, Explanation>) {
    let texts = Texts::new(language(&arguments));
    let grammar = localised(Cli::command(), &texts);
    let read = grammar
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let asked = match read {
        Ok(Cli { config, verb, .. }) => Ok(Asked::Verb { config, verb }),
        Err(error) if error.exit_code() == 0 => Ok(Asked::Help(error.render().to_string())),
        Err(error) => Err(explain(&error)),
    };
    (texts, asked)
}

/// `--lang` is looked for before anything is understood.
fn language(arguments: &[OsString]) -> Language {
    let texts = || arguments.iter().filter_map(|argument| argument.to_str());
    let apart = texts()
        .zip(texts().skip(1))
        .find(|(name, _)| *name == "--lang");
    let joined = texts().find_map(|argument| argument.strip_prefix("--lang="));
    let code = apart.map(|(_, code)| code).or(joined);
    match code {
        Some("fr") => Language::Fr,
        Some("en") => Language::En,
        Some(_) | None => Language::of_environment(),
    }
}

fn signer_key(text: &str) -> Result<KeyAlgorithm, String> {
    let known: Option<KeyAlgorithm> = text.parse().ok();
    known
        .filter(|key| key.suits_responder())
        .ok_or_else(|| text.to_owned())
}

fn explain(error: &clap::Error) -> Explanation {
    let context = [
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
        ContextKind::InvalidValue,
    ];
    let told = context
        .into_iter()
        .filter_map(|kind| error.get(kind))
        .map(words);
    let told: Vec<_> = told.filter(|text| !text.is_empty()).collect();
    let detail = if told.is_empty() {
        error.kind().to_string()
    } else {
        told.join(" ")
    };
    Explanation::new(Kind::Usage, Message::new("usage").with("detail", detail)).hint("hint-usage")
}

fn words(value: &ContextValue) -> String {
    if let ContextValue::Strings(texts) = value {
        texts.join(", ")
    } else {
        value.to_string()
    }
}

/// The grammar with its texts.
fn localised(root: Command, texts: &Texts) -> Command {
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version);
    let root = root.disable_version_flag(true).arg(version);
    let about = text(texts, "help");
    command(root, about, texts).mut_subcommands(|sub| {
        let about = text(texts, &format!("help-{}", sub.get_name()));
        command(sub, about, texts)
    })
}

fn command(command: Command, about: String, texts: &Texts) -> Command {
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help);
    let usage = text(texts, "heading-usage");
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .about(about)
        .help_template(format!(
            "{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}\n"
        ))
        .subcommand_help_heading(text(texts, "heading-commands"))
        .subcommand_value_name(text(texts, "value-command"))
        .mut_args(|arg| argument(arg, texts))
}

fn argument(arg: Arg, texts: &Texts) -> Arg {
    let help = text(texts, &format!("arg-{}", arg.get_id()));
    let heading = text(texts, "heading-options");
    let arg = arg.help(help).help_heading(heading);
    let Some([name]) = arg.get_value_names() else {
        return arg;
    };
    let name = text(texts, &format!("value-{name}"));
    arg.value_name(name)
        .hide_possible_values(true)
        .hide_default_value(true)
}

/// The text with this name; the name itself if there is none, which the tests refuse.
fn text(texts: &Texts, id: &str) -> String {
    texts.named(id).unwrap_or_else(|| format!("{{{id}}}"))
}
