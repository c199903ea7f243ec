//! Documents that govern issuance: profiles, country packs, tables of algorithms, key origins,
//! and the authority document.

use ca_core::algorithm_table::AlgorithmTableError;
use ca_core::authority::Rule;
use ca_core::authority::activate::ActivateError;
use ca_core::authority::documents::DocumentUnavailable;
use ca_core::authority::found::SettingsUnavailable;
use ca_core::authority::governing::InvalidDocument;
use ca_core::authority::profiles::ProfileUnavailable;
use ca_core::country::CountryError;
use ca_core::document::{DocumentFault, DocumentRule};
use ca_core::key_origin::KeyOriginsError;
use ca_core::profile::{MentionFault, ProfileError};
use ca_core::settings::SettingsError;

use super::{bug, random, refused, registry};
use crate::error::{Explanation, Kind};
use crate::message::Message;

/// A profile document that is not valid.
pub(super) fn profile(error: &ProfileError) -> Explanation {
    match error {
        ProfileError::Syntax(error) => refused(syntax(error)),
        ProfileError::Faults(list) => faults("profile-rule", list),
        other => bug(other),
    }
}

/// A country pack that is not valid.
pub fn country(error: &CountryError) -> Explanation {
    match error {
        CountryError::Syntax(error) => refused(syntax(error)),
        CountryError::Faults(list) => faults("country-rule", list),
        other => bug(other),
    }
}

/// A table of algorithms that is not valid.
pub(super) fn algorithm_table(error: &AlgorithmTableError) -> Explanation {
    match error {
        AlgorithmTableError::Syntax(error) => refused(syntax(error)),
        AlgorithmTableError::Faults(list) => faults("algorithm-rule", list),
        other => bug(other),
    }
}

/// A document of key origins that is not valid.
pub(super) fn key_origins(error: &KeyOriginsError) -> Explanation {
    match error {
        KeyOriginsError::Syntax(error) => refused(syntax(error)),
        KeyOriginsError::Faults(list) => faults("key-origins-rule", list),
        other => bug(other),
    }
}

/// All that is wrong, a cause for each: where it is, what stands there, the rule in words.
fn faults<R: DocumentRule>(family: &str, list: &[DocumentFault<R>]) -> Explanation {
    let none = Explanation::empty(Kind::Refused);
    list.iter().fold(none, |all, fault| {
        all.cause(self::fault(family, fault)).by(fault.requirement)
    })
}

fn fault<R: DocumentRule>(family: &str, fault: &DocumentFault<R>) -> Message {
    let message = Message::new(match (fault.line, fault.found.is_empty()) {
        (Some(_), false) => "document-fault",
        (Some(_), true) => "document-fault-absent",
        (None, false) => "document-fault-nowhere",
        (None, true) => "document-fault-nowhere-absent",
    });
    message
        .with("line", fault.line.unwrap_or_default())
        .with("field", fault.field)
        .with("found", &fault.found)
        .say("rule", Message::of(family, fault.rule.word()))
}

/// Mentions that the law requires and that a profile does not carry.
pub fn mentions(list: &[MentionFault]) -> Explanation {
    let all = list
        .iter()
        .fold(Explanation::empty(Kind::Refused), |all, fault| {
            all.cause(mention(fault)).by(Some(fault.requirement()))
        });
    all.hint(Message::new("hint-mentions"))
}

fn mention(fault: &MentionFault) -> Message {
    match fault {
        MentionFault::Missing { mention, reference } => Message::new("mention-missing")
            .with("mention", mention)
            .with("reference", reference),
        MentionFault::Uncertain {
            mention,
            field,
            reference,
        } => Message::new("mention-uncertain")
            .with("mention", mention)
            .with("field", field)
            .with("reference", reference),
        other => Message::verbatim(other),
    }
}

/// A document that is not valid, whatever its kind.
pub fn document(error: &InvalidDocument) -> Explanation {
    match error {
        InvalidDocument::Syntax(error) => refused(syntax(error)),
        InvalidDocument::Kind { found } => {
            refused(Message::new("document-kind").with("found", found))
                .hint(Message::new("usage-hint-values").with("values", KINDS))
        }
        InvalidDocument::Profile(error) => profile(error),
        InvalidDocument::Country(error) => country(error),
        InvalidDocument::Algorithms(error) => algorithm_table(error),
        InvalidDocument::KeyOrigins(error) => key_origins(error),
        other => bug(other),
    }
}

/// The words that `kind` may be.
const KINDS: &str = "root, ca, responder, leaf, country, algorithms, key-origins";

/// A document that was not activated.
pub fn activate(error: &ActivateError) -> Explanation {
    activate_cause(error).named(error.rule())
}

fn activate_cause(error: &ActivateError) -> Explanation {
    match error {
        ActivateError::Invalid(error) => document(error),
        ActivateError::OtherCountry { found, expected } => refused(
            Message::new("document-other-country")
                .with("found", found)
                .with("expected", expected),
        ),
        ActivateError::Disclosure { language } => {
            refused(Message::new("document-no-disclosure").with("language", language))
                .by(error.requirement())
        }
        ActivateError::Mentions { profile, faults } => {
            mentions(faults).below(Message::new("document-mentions").with("profile", profile))
        }
        ActivateError::Document(error) => document_unavailable(error),
        ActivateError::Registry(error) => registry(error),
        ActivateError::Random(_) => random(),
        other => bug(other),
    }
}

/// A governing document that cannot be had.
pub fn document_unavailable(error: &DocumentUnavailable) -> Explanation {
    match error {
        DocumentUnavailable::NoCountry => {
            refused(Message::new("country-none")).hint(Message::new("hint-country"))
        }
        DocumentUnavailable::Settings(error) => settings_unavailable(error),
        DocumentUnavailable::Country(error) => country(error),
        DocumentUnavailable::Algorithms(error) => algorithm_table(error),
        DocumentUnavailable::KeyOrigins(error) => key_origins(error),
        DocumentUnavailable::Registry(error) => registry(error),
        other => bug(other),
    }
}

/// A profile that cannot be had.
pub fn profile_unavailable(error: &ProfileUnavailable) -> Explanation {
    match error {
        ProfileUnavailable::Unknown { name } => {
            refused(Message::new("profile-unknown").with("name", name))
                .hint(Message::new("hint-profile-list"))
        }
        ProfileUnavailable::Invalid(error) => profile(error),
        ProfileUnavailable::Registry(error) => registry(error),
        other => bug(other),
    }
}

/// An authority document that is not valid.
pub fn settings(error: &SettingsError) -> Explanation {
    match error {
        SettingsError::Syntax(error) => refused(syntax(error)),
        SettingsError::Field { field, found } => settings_field(field, found),
        other => bug(other),
    }
}

/// What a field of the authority document must be, with the requirement where there is one.
fn settings_field(field: &str, found: &str) -> Explanation {
    let (id, requirement) = match field {
        "country" => ("settings-country", Some("QC-01")),
        "organization" => ("settings-organization", Some("CRT-07")),
        "organization_identifier" => ("settings-organization-identifier", Some("QC-03")),
        "policy_arc" => ("settings-policy-arc", Some("QC-11")),
        "public_url" => ("settings-public-url", Some("CRT-12")),
        "disclosures" => ("settings-disclosures", Some("QC-09")),
        _ => ("settings-field", None),
    };
    let message = Message::new(id).with("field", field).with("found", found);
    refused(message).by(requirement)
}

/// An authority document that cannot be had.
pub fn settings_unavailable(error: &SettingsUnavailable) -> Explanation {
    match error {
        SettingsUnavailable::NotFounded => {
            refused(Message::new("settings-none")).hint(Message::new("hint-registry-init"))
        }
        SettingsUnavailable::Invalid(error) => settings(error),
        SettingsUnavailable::Registry(error) => registry(error),
        other => bug(other),
    }
}

/// The parser's words, which name the place.
fn syntax(error: &toml::de::Error) -> Message {
    Message::new("document-syntax").with("words", error.to_string().trim_end())
}
