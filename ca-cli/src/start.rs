//! What must be settled before anything can fail.

use std::ffi::{OsStr, OsString};
use std::panic;

use ca_desk::error::{Failure, Kind};
use ca_desk::language::Language;
use ca_desk::message::Message;
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use tracing_subscriber::EnvFilter;

use crate::output::{Format, Writer};

/// Language and format as far as they can be known before the command line is understood, since
/// help and usage errors need them too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hints {
    /// `--lang`, or the locale's language.
    pub(crate) language: Language,
    /// `--format`, or text.
    pub(crate) format: Format,
}

/// Finds the language, sets the panic message, and keeps the process out of core dumps and other
/// processes' debuggers, since it will hold a PIN (I9).
pub(crate) fn prepare(arguments: &[OsString]) -> Hints {
    let hints = Hints::of(arguments, |name| std::env::var(name).ok());
    report_panics(hints);
    write_log();
    // Fails on kernels that do not know it; the PIN is zeroised in any case.
    set_dumpable_behavior(DumpableBehavior::NotDumpable).unwrap_or_default();
    hints
}

impl Hints {
    fn of(arguments: &[OsString], lookup: impl Fn(&str) -> Option<String>) -> Self {
        let language = option(arguments, "--lang").and_then(Language::of_code);
        let format = option(arguments, "--format").and_then(OsStr::to_str);
        Self {
            language: language.unwrap_or_else(|| Language::of_environment(lookup)),
            format: match format {
                Some("json") => Format::Json,
                Some("jsonl") => Format::Jsonl,
                Some(_) | None => Format::Text,
            },
        }
    }
}

/// The value of the last `--name VALUE` or `--name=VALUE` before `--`.
fn option<'a>(arguments: &'a [OsString], name: &str) -> Option<&'a OsStr> {
    let mut found = None;
    let mut rest = arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .peekable();
    while let Some(argument) = rest.next() {
        let joined = argument.to_str().and_then(|text| text.strip_prefix(name));
        match joined.map(|value| value.strip_prefix('=')) {
            Some(Some(value)) => found = Some(OsStr::new(value)),
            Some(None) if argument == name => found = rest.peek().map(|next| next.as_os_str()),
            Some(None) | None => {}
        }
    }
    found
}

/// Writes what the libraries log to standard error, as far as `SCEAU_LOG` asks for it.
fn write_log() {
    let Ok(filter) = EnvFilter::try_from_env("SCEAU_LOG") else {
        return;
    };
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        // It would panic where standard error cannot be written.
        .log_internal_errors(false);
    log.with_ansi(false).init();
}

/// A panic is a bug: say so, ask for a report, and end with 70.
fn report_panics(hints: Hints) {
    panic::set_hook(Box::new(move |panic| {
        let catalogue = crate::catalogue::new(hints.language);
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        let failure = Failure::new(Kind::Bug, Message::new("error-panic"))
            .cause(Message::verbatim(format!("{place}: {}", words(panic))))
            .hint(Message::new("hint-report").with("version", env!("CARGO_PKG_VERSION")));
        Writer::new(hints.format, &catalogue).failure(&failure);
        std::process::exit(Kind::Bug.code().into());
    }));
}

fn words<'p>(panic: &'p panic::PanicHookInfo<'_>) -> &'p str {
    panic.payload_as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(arguments: &[&str]) -> Hints {
        let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
        Hints::of(&arguments, |name| {
            (name == "LANG").then(|| "fr_DJ.UTF-8".to_owned())
        })
    }

    #[test]
    fn options_are_known_before_the_grammar() {
        assert_eq!(
            hints(&["sceau"]),
            Hints {
                language: Language::Fr,
                format: Format::Text
            }
        );
        let both = hints(&[
            "sceau",
            "--lang=en",
            "cert",
            "--format",
            "json",
            "--nonsense",
        ]);
        assert_eq!(
            both,
            Hints {
                language: Language::En,
                format: Format::Json
            }
        );
    }

    #[test]
    fn unknown_values_change_nothing() {
        let odd = hints(&[
            "sceau", "--lang", "xx", "--format", "yaml", "--", "--lang", "en",
        ]);
        assert_eq!(
            odd,
            Hints {
                language: Language::Fr,
                format: Format::Text
            }
        );
        assert_eq!(hints(&["sceau", "--lang"]).language, Language::Fr);
    }
}
