//! `sceau profile`: what certificates must look like.

use std::path::PathBuf;

use ca_core::profile::{Profile, ProfileKind};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::config::Config;
use crate::error::Failure;
use crate::explain;
use crate::input;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::wiring::{Store, Wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    List,
    Show(Show),
    Check(Document),
    Activate(Document),
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(value_name = "PROFILE")]
    name: String,
}

#[derive(Args, Debug)]
pub(crate) struct Document {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::List => list(invocation),
        Verb::Show(show) => show.run(invocation),
        Verb::Check(document) => document.check(),
        Verb::Activate(document) => document.activate(invocation),
    }
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let wiring = Wiring::without_token(Config::provided(invocation)?, Store::Open)?;
    let profiles = wiring.authority.profiles().map_err(|error| {
        Failure::because(
            Message::new("profile-not-listed"),
            explain::profile_unavailable(&error),
        )
    })?;
    let profiles = profiles.iter().map(ProfileReport::of).collect();
    Ok(Answer::of(ProfileList { profiles }))
}

impl Show {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = Wiring::without_token(Config::provided(invocation)?, Store::Open)?;
        let profile = wiring.authority.profile(&self.name).map_err(|error| {
            let message = Message::new("profile-not-found").with("name", &self.name);
            Failure::because(message, explain::profile_unavailable(&error))
        })?;
        let summary = ProfileReport::of(&profile);
        Ok(Answer::of(ProfileText {
            summary,
            document: profile.text().to_owned(),
        }))
    }
}

impl Document {
    fn check(&self) -> Result<Answer, Failure> {
        let text = input::read_text(&self.file, input::PROFILE_LIMIT)?;
        let profile = Profile::parse(&text).map_err(|error| {
            let message = Message::new("profile-invalid").with("file", self.file.display());
            Failure::because(message, explain::profile(&error))
        })?;
        Ok(Answer::of(ProfileReport::of(&profile)))
    }

    fn activate(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = Config::provided(invocation)?;
        let text = input::read_text(&self.file, input::PROFILE_LIMIT)?;
        let wiring = Wiring::without_token(config, Store::Open)?;
        let activated = wiring.authority.activate_profile(&wiring.actor, &text);
        let profile = activated.map_err(|error| {
            let message = Message::new("profile-not-activated").with("file", self.file.display());
            Failure::because(message, explain::activate(&error))
        })?;
        Ok(Answer::of(ProfileReport::of(&profile)))
    }
}

/// A profile in a few words.
#[derive(Debug, Serialize)]
struct ProfileReport {
    name: String,
    version: u32,
    kind: &'static str,
    validity_days: u64,
    keys: Vec<String>,
    suspension: bool,
    /// SHA-256 of the document: its address.
    digest: String,
}

impl ProfileReport {
    fn of(profile: &Profile) -> Self {
        Self {
            name: profile.name().to_owned(),
            version: profile.version(),
            kind: match profile.kind() {
                ProfileKind::Root => "root",
                ProfileKind::Ca => "ca",
                ProfileKind::Responder => "responder",
                ProfileKind::Leaf => "leaf",
            },
            validity_days: profile.validity().as_secs() / 86_400,
            keys: profile.allowed_keys().to_vec(),
            suspension: profile.allows_suspension(),
            digest: profile.digest().to_string(),
        }
    }
}

impl Report for ProfileReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-profile", &self.name);
        page.field("field-version", self.version);
        let kind = page.say(&kind_word(self.kind));
        page.field("field-kind", kind);
        page.field("field-validity-days", self.validity_days);
        page.field("field-keys", self.keys.join(", "));
        let suspension = page.say(&yes_or_no(self.suspension));
        page.field("field-suspension", suspension);
        page.field("field-digest", &self.digest);
    }
}

/// A kind in the operator's language.
fn kind_word(kind: &str) -> Message {
    Message::new(match kind {
        "root" => "profile-kind-root",
        "ca" => "profile-kind-ca",
        "responder" => "profile-kind-responder",
        _ => "profile-kind-leaf",
    })
}

const fn yes_or_no(value: bool) -> Message {
    if value {
        Message::new("word-yes")
    } else {
        Message::new("word-no")
    }
}

/// A profile and its whole document.
#[derive(Debug, Serialize)]
struct ProfileText {
    #[serde(flatten)]
    summary: ProfileReport,
    document: String,
}

impl Report for ProfileText {
    fn text(&self, page: &mut Page<'_>) {
        page.line(self.document.trim_end());
    }
}

#[derive(Debug, Serialize)]
struct ProfileList {
    profiles: Vec<ProfileReport>,
}

impl Report for ProfileList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |profile: &ProfileReport| {
            [
                profile.name.clone(),
                profile.version.to_string(),
                page.say(&kind_word(profile.kind)),
                profile.validity_days.to_string(),
                profile.keys.join(", "),
            ]
        };
        let columns = [
            "field-profile",
            "field-version",
            "field-kind",
            "field-validity-days",
            "field-keys",
        ];
        page.table(columns, self.profiles.iter().map(cells).collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.profiles)
    }
}
