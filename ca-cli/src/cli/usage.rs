//! Says in the operator's language what is wrong with a command line.

use std::error::Error as _;
use std::io::Write;
use std::num::ParseIntError;
use std::process::ExitCode;

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use ca_store::url::without_password;

use crate::cli::value::ValueFault;
use crate::output::Writer;

/// Writes help, version or a usage error; returns the exit code.
pub(crate) fn answer(error: &clap::Error, writer: &Writer<'_>) -> ExitCode {
    let text = error.render().ansi().to_string();
    // `sceau --help | head` is no failure, and neither is a closed standard error.
    let kind = error.kind();
    if [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion].contains(&kind) {
        anstream::stdout()
            .write_all(text.as_bytes())
            .unwrap_or_default();
        return ExitCode::SUCCESS;
    }
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && writer.is_for_people() {
        anstream::stderr()
            .write_all(text.as_bytes())
            .unwrap_or_default();
        return ExitCode::from(Kind::Usage);
    }
    writer.failure(&failure(error))
}

fn failure(error: &clap::Error) -> Failure {
    let mut failure = Failure::new(Kind::Usage, message(error));
    if let Some(cause) = error.source().and_then(value_fault) {
        failure = failure.cause(cause);
    }
    for hint in suggestions(error) {
        failure = failure.hint(hint);
    }
    match command_path(error) {
        Some(command) => failure.hint(Message::new("usage-hint-help").with("command", command)),
        // clap does not tell the command of a value that does not parse.
        None if error.kind() == ErrorKind::ValueValidation => {
            failure.hint(Message::new("usage-hint-value"))
        }
        None => failure,
    }
}

/// What is wrong with a value: in our words, or in those for all whole numbers.
fn value_fault(source: &(dyn std::error::Error + 'static)) -> Option<Message> {
    if let Some(ValueFault(cause)) = source.downcast_ref() {
        return Some(cause.clone());
    }
    let number = source.downcast_ref::<ParseIntError>();
    number.map(|_| Message::new("value-fault-number"))
}

/// What is wrong; what clap may add one day falls under the last one.
fn message(error: &clap::Error) -> Message {
    // clap marks what may stand several times by dots, which would run into our full stop.
    let argument = texts(error, ContextKind::InvalidArg)
        .join(", ")
        .replace("...", "");
    let value = texts(error, ContextKind::InvalidValue).join(", ");
    let about_argument = |id| Message::new(id).with("argument", &argument);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => about_argument("usage-value-missing"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            about_argument("usage-value").with("value", without_password(&value))
        }
        ErrorKind::UnknownArgument => about_argument("usage-unknown-argument"),
        ErrorKind::InvalidSubcommand => Message::new("usage-unknown-command").with(
            "command",
            texts(error, ContextKind::InvalidSubcommand).join(" "),
        ),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("usage-missing-command")
        }
        ErrorKind::MissingRequiredArgument => about_argument("usage-missing-argument"),
        ErrorKind::ArgumentConflict => about_argument("usage-conflict")
            .with("other", texts(error, ContextKind::PriorArg).join(", ")),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            about_argument("usage-too-many-values")
        }
        ErrorKind::TooFewValues | ErrorKind::NoEquals => about_argument("usage-value-missing"),
        ErrorKind::InvalidUtf8 => Message::new("usage-not-utf8"),
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => Message::new("usage-other"),
    }
}

fn suggestions(error: &clap::Error) -> Vec<Message> {
    let listed = |kind, id| {
        let texts = texts(error, kind).join(", ");
        (!texts.is_empty()).then(|| Message::new(id).with("values", texts))
    };
    let kinds = [
        listed(ContextKind::SuggestedArg, "usage-hint-similar"),
        listed(ContextKind::SuggestedSubcommand, "usage-hint-similar"),
        listed(ContextKind::ValidValue, "usage-hint-values"),
        listed(ContextKind::ValidSubcommand, "usage-hint-commands"),
    ];
    kinds.into_iter().flatten().collect()
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// The command whose usage clap would show: the words before the first option or placeholder.
fn command_path(error: &clap::Error) -> Option<String> {
    let usage = texts(error, ContextKind::Usage).pop()?;
    let words = usage.trim().strip_prefix("Usage: ")?.split_whitespace();
    let named = |word: &&str| word.starts_with(|first: char| first.is_ascii_alphabetic());
    Some(words.take_while(named).collect::<Vec<_>>().join(" "))
}
