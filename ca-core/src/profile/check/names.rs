//! Alternative names (RFC 5280 4.2.1.6) and name constraints (4.2.1.10).

use super::{ProfileFaults, repeats};
use crate::profile::config::{KindConfig, ProfileConfig, SanConfig, SubtreesConfig};
use crate::profile::rule::ProfileRule;
use crate::profile::{NameConstraintRule, Subtree, san_kind};
use crate::san::SubjectAltName;
use crate::subject::{AttributeType, Subject};

const SAN: &str = "extensions.subject_alternative_names";
const CONSTRAINTS: &str = "extensions.name_constraints";

/// Most names that a profile can allow.
const MOST: usize = 1000;

pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let rule = config.extensions.subject_alternative_names.as_ref();
    if let Some(rule) = rule {
        kinds(config, rule, faults);
    }
    server_names(config, rule, faults);
    constraints(config, faults);
}

fn kinds(config: &ProfileConfig, rule: &SanConfig, faults: &mut ProfileFaults<'_>) {
    let list = rule.allowed.join(", ");
    faults.when(!config.is_leaf(), SAN, &list, ProfileRule::NamePlace);
    for word in &rule.allowed {
        let unknown = san_kind(word).is_none();
        faults.when(unknown, SAN, word, ProfileRule::NameKinds);
    }
    let wrong = rule.allowed.is_empty() || repeats(&rule.allowed);
    faults.when(wrong, SAN, &list, ProfileRule::NameKinds);
    let most = rule.most.unwrap_or(1);
    faults.when(
        !(1..=MOST).contains(&most),
        "extensions.subject_alternative_names.most",
        most,
        ProfileRule::NameCount,
    );
}

/// CRT-22: a client looks for the host there and nowhere else (RFC 9525 6.3).
fn server_names(config: &ProfileConfig, rule: Option<&SanConfig>, faults: &mut ProfileFaults<'_>) {
    let server = config.is_server();
    let sound = rule.is_some_and(|rule| rule.required && rule.allowed == ["dns"]);
    let list = rule.map(|rule| rule.allowed.join(", "));
    faults.when(
        server && !sound,
        SAN,
        list.unwrap_or_default(),
        ProfileRule::ServerNames,
    );
    let held = rule.is_some_and(|rule| rule.holds_common_name);
    let named = config.attribute(AttributeType::COMMON_NAME).is_some();
    faults.when(
        held != (server && named),
        "extensions.subject_alternative_names.holds_common_name",
        held,
        ProfileRule::CommonNameHeld,
    );
}

fn constraints(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let Some(constraints) = &config.extensions.name_constraints else {
        return;
    };
    let lists = [&constraints.permitted, &constraints.excluded];
    let empty = lists.iter().all(|list| **list == SubtreesConfig::default());
    faults.when(
        config.kind != KindConfig::Ca || empty,
        CONSTRAINTS,
        "",
        ProfileRule::NameConstraints,
    );
    for (form, name) in lists.into_iter().flat_map(names) {
        let wrong = subtree(form, name).is_none();
        faults.when(wrong, CONSTRAINTS, name, ProfileRule::NameConstraints);
    }
}

/// The forms of names that constraints know.
#[derive(Clone, Copy)]
enum Form {
    Dns,
    Email,
    Directory,
}

fn names(list: &SubtreesConfig) -> impl Iterator<Item = (Form, &String)> {
    let dns = list.dns.iter().map(|name| (Form::Dns, name));
    let email = list.email.iter().map(|name| (Form::Email, name));
    let directory = list.directory.iter().map(|name| (Form::Directory, name));
    dns.chain(email).chain(directory)
}

/// A domain has no dot before it; a mail domain may, an address has an `@`.
fn subtree(form: Form, name: &str) -> Option<Subtree> {
    let is = |text: String| text.parse::<SubjectAltName>().is_ok();
    let domain = |name: &str| is(format!("dns:{name}"));
    match form {
        Form::Dns => (domain(name) && !name.contains('*')).then(|| Subtree::Dns(name.to_owned())),
        Form::Email => {
            let host = name.strip_prefix('.').unwrap_or(name);
            (is(format!("email:{name}")) || domain(host)).then(|| Subtree::Email(name.to_owned()))
        }
        Form::Directory => {
            let subject = Subject::parse(name).ok()?;
            let pairs = subject.iter().map(|(kind, value)| (kind, value.to_owned()));
            Some(Subtree::Directory(pairs.collect()))
        }
    }
}

/// The constraints of a document without faults.
pub(in crate::profile) fn name_constraints(config: &ProfileConfig) -> Option<NameConstraintRule> {
    let constraints = config.extensions.name_constraints.as_ref()?;
    let subtrees = |list| names(list).filter_map(|(form, name)| subtree(form, name));
    Some(NameConstraintRule {
        permitted: subtrees(&constraints.permitted).collect(),
        excluded: subtrees(&constraints.excluded).collect(),
    })
}
