//! Profiles and the authority document.

use ca_core::authority::found::SettingsUnavailable;
use ca_core::authority::profiles::{ActivateError, ProfileUnavailable};
use ca_core::profile::ProfileError;
use ca_core::settings::SettingsError;

use super::{bug, random, refused, registry};
use crate::error::Explanation;
use crate::message::Message;

/// A profile document that is not valid.
pub(crate) fn profile(error: &ProfileError) -> Explanation {
    match error {
        ProfileError::Syntax(error) => refused(syntax(error)),
        ProfileError::Field { field, found } => refused(
            Message::new("profile-field")
                .with("field", field)
                .with("found", found),
        ),
        other => bug(other),
    }
}

/// A profile that was not activated.
pub(crate) fn activate(error: &ActivateError) -> Explanation {
    match error {
        ActivateError::Invalid(error) => profile(error),
        ActivateError::Registry(error) => registry(error),
        ActivateError::Random(_) => random(),
        other => bug(other),
    }
}

/// A profile that cannot be had.
pub(crate) fn profile_unavailable(error: &ProfileUnavailable) -> Explanation {
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
pub(crate) fn settings(error: &SettingsError) -> Explanation {
    match error {
        SettingsError::Syntax(error) => refused(syntax(error)),
        SettingsError::Field {
            field: "public_url",
            found,
        } => refused(Message::new("settings-public-url").with("found", found)),
        SettingsError::Field { field, found } => refused(
            Message::new("settings-field")
                .with("field", field)
                .with("found", found),
        ),
        other => bug(other),
    }
}

/// An authority document that cannot be had.
pub(crate) fn settings_unavailable(error: &SettingsUnavailable) -> Explanation {
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
