//! Gives the grammar its texts from the catalogue, by the place of each command and argument.

use anstyle::Style;
use ca_desk::message::Message;
use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};

use ca_desk::catalogue::Catalogue;

/// Help and version stand below the other options.
const LAST: usize = 1000;

/// As clap shows the headings that it writes itself.
const HEADING: Style = Style::new().bold().underline();

/// The whole grammar with texts in the catalogue's language.
pub(crate) fn localised(root: Command, catalogue: &Catalogue) -> Command {
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version)
        .display_order(LAST)
        .help(text(catalogue, "arg-version"))
        .help_heading(text(catalogue, "heading-global"));
    let root = root.disable_version_flag(true).arg(version);
    command(root, "", catalogue)
}

fn command(command: Command, path: &str, catalogue: &Catalogue) -> Command {
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help)
        .display_order(LAST)
        .help(text(catalogue, "arg-help"))
        .help_heading(text(catalogue, "heading-global"));
    let named = |kind: &str| format!("{kind}{path}");
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .about(text(catalogue, &named("help")))
        .help_template(template(catalogue))
        .subcommand_help_heading(text(catalogue, "heading-commands"))
        .subcommand_value_name(text(catalogue, "value-command"))
        .max_term_width(100)
        .mut_args(|arg| argument(arg, path, catalogue));
    if let Some(examples) = catalogue.named(&named("example")) {
        command = command.after_help(below(catalogue, &examples));
    }
    command.mut_subcommands(|sub| {
        let path = format!("{path}-{}", sub.get_name());
        self::command(sub, &path, catalogue)
    })
}

fn argument(arg: Arg, path: &str, catalogue: &Catalogue) -> Arg {
    if matches!(arg.get_id().as_str(), "help" | "version") {
        return arg;
    }
    let heading = match (arg.is_positional(), arg.is_global_set()) {
        (true, _) => "heading-arguments",
        (false, true) => "heading-global",
        (false, false) => "heading-options",
    };
    let help = describe(&arg, path, catalogue);
    let arg = arg.help_heading(text(catalogue, heading));
    if !arg.get_action().takes_values() {
        return arg.help(help);
    }
    let names = arg.get_value_names().unwrap_or_default();
    let names: Vec<_> = names
        .iter()
        .map(|name| value_name(catalogue, name))
        .collect();
    let arg = arg.value_names(names).help(help);
    arg.hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true)
}

/// The help of an argument with its values, default and variable, which clap would add in
/// English.
fn describe(arg: &Arg, path: &str, catalogue: &Catalogue) -> String {
    let id = arg.get_id().as_str().replace('_', "-");
    let mut help = text(catalogue, &format!("arg{path}-{id}"));
    let mut add = |message: Message| help.push_str(&format!(" {}", catalogue.text(&message)));
    if !arg.get_action().takes_values() {
        return help;
    }
    let values = arg.get_possible_values();
    let values: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
    if !values.is_empty() {
        add(Message::new("note-values").with("values", values.join(", ")));
    }
    if let [default] = arg.get_default_values() {
        add(Message::new("note-default").with("value", default.to_string_lossy()));
    }
    if let Some(variable) = arg.get_env() {
        add(Message::new("note-variable").with("name", variable.to_string_lossy()));
    }
    help
}

fn value_name(catalogue: &Catalogue, name: &str) -> String {
    text(
        catalogue,
        &format!("value-{}", name.to_ascii_lowercase().replace('_', "-")),
    )
}

fn template(catalogue: &Catalogue) -> String {
    let (style, usage) = (HEADING, text(catalogue, "heading-usage"));
    format!(
        "{{about-with-newline}}\n{style}{usage}{style:#} {{usage}}\n\n{{all-args}}{{after-help}}\n"
    )
}

/// The examples under their heading.
fn below(catalogue: &Catalogue, examples: &str) -> String {
    let (style, heading) = (HEADING, text(catalogue, "heading-examples"));
    let lines: String = examples.lines().map(|line| format!("  {line}\n")).collect();
    format!("{style}{heading}{style:#}\n{}", lines.trim_end())
}

/// The text with this name; the name itself if there is none, which the tests refuse.
fn text(catalogue: &Catalogue, id: &str) -> String {
    catalogue.named(id).unwrap_or_else(|| format!("{{{id}}}"))
}
