//! What a profile says that its certificates do not show, as fields at the places of the
//! document.

use crate::certificate::describe::Field;
use crate::profile::{
    AttributeSource, KeyReuse, OtherName, Profile, ProfileKind, Semantics, SubjectAttribute,
};

/// The rules of a profile beside its certificates: version, validity beyond the issuer, keys,
/// where the subject comes from, alternative names, suspension, CRLs, mentions.
#[must_use]
pub fn rules(profile: &Profile) -> Vec<Field> {
    let names = profile.alternative_names();
    let kinds: Vec<_> = names.allowed.iter().map(|kind| kind.as_str()).collect();
    let mut list = vec![
        field("version", profile.version()),
        field("kind", kind(profile.kind())),
        field("validity.days", profile.validity().as_secs() / 86_400),
        field("validity.beyond_issuer", beyond(profile.clips_to_issuer())),
        field("suspension", profile.allows_suspension()),
        field("key.allowed", profile.allowed_keys().join(", ")),
        field("key.reuse", reuse(profile.key_reuse())),
        field("key.device", profile.requires_device()),
        field("subject.identifier", identifier(profile.identifier())),
        field("subject.other_name", other_name(profile.other_name())),
        field("subject.order", order(profile)),
    ];
    list.extend(profile.attributes().iter().map(attribute));
    if !kinds.is_empty() {
        let place = |leaf| format!("subject_alternative_names.{leaf}");
        list.extend([
            field(place("allowed"), kinds.join(", ")),
            field(place("required"), names.required),
            field(place("holds_common_name"), names.holds_common_name),
            field(place("most"), names.most),
        ]);
    }
    if let Some(validity) = profile.crl_validity() {
        list.push(field("crl.hours", validity.as_secs() / 3600));
    }
    let mentions = profile.mentions().iter();
    list.extend(mentions.map(|(name, place)| field(format!("mentions.{name}"), place)));
    list
}

fn field(path: impl Into<String>, value: impl ToString) -> Field {
    Field {
        path: path.into(),
        value: value.to_string(),
    }
}

/// The attributes in the order of the name.
fn order(profile: &Profile) -> String {
    let names = profile.attributes().iter();
    let names = names.map(|rule| rule.attribute_type.to_string());
    names.collect::<Vec<_>>().join(", ")
}

/// Where an attribute's value comes from, and whether it may be absent.
fn attribute(rule: &SubjectAttribute) -> Field {
    let source = match rule.source {
        AttributeSource::Request => "request",
        AttributeSource::Authority => "authority",
        AttributeSource::Issuer => "issuer",
    };
    let path = format!("subject.attributes.{}", rule.attribute_type);
    if rule.optional {
        field(path, format!("{source}, optional"))
    } else {
        field(path, source)
    }
}

const fn kind(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::Root => "root",
        ProfileKind::Ca => "ca",
        ProfileKind::Responder => "responder",
        ProfileKind::Leaf => "leaf",
    }
}

const fn beyond(clips: bool) -> &'static str {
    if clips { "clip" } else { "refuse" }
}

const fn reuse(reuse: KeyReuse) -> &'static str {
    match reuse {
        KeyReuse::Free => "free",
        KeyReuse::Renewal => "renewal",
        KeyReuse::Never => "never",
    }
}

const fn identifier(semantics: Option<Semantics>) -> &'static str {
    match semantics {
        Some(Semantics::NaturalPerson) => "natural-person",
        Some(Semantics::LegalPerson) => "legal-person",
        None => "none",
    }
}

const fn other_name(rule: OtherName) -> &'static str {
    match rule {
        OtherName::Warn => "warn",
        OtherName::Refuse => "refuse",
    }
}
