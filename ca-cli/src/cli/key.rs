//! `sceau key`: key pairs in the token.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::digest::Sha256Digest;
use ca_core::signer::{KeyStore, KeyUri, StoredKey};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::value;
use crate::config::Config;
use crate::error::Failure;
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;
use crate::wiring::{self, Store, Wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Create(Create),
    List,
    Show(Show),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    #[arg(value_name = "LABEL", value_parser = value::label)]
    label: String,
    #[arg(long, value_name = "ALGORITHM", value_parser = value::key_algorithm(), default_value = "p384")]
    algorithm: KeyAlgorithm,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(value_name = "URI")]
    uri: String,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Create(create) => create.run(invocation),
        Verb::List => list(invocation),
        Verb::Show(show) => show.run(invocation),
    }
}

impl Create {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = Wiring::with_token(Config::provided(invocation)?, Store::Open, invocation)?;
        let key = progress::during(invocation, &Message::new("progress-key"), || {
            wiring
                .authority
                .create_key(&wiring.actor, self.algorithm, &self.label)
        });
        let key = key.map_err(|error| {
            let message = Message::new("key-not-created").with("label", &self.label);
            Failure::because(message, explain::key(&error))
        })?;
        Ok(Answer::of(KeyReport::of(&key)))
    }
}

fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let token = wiring::token(&Config::provided(invocation)?, invocation)?;
    let keys = token.list().map_err(|error| {
        Failure::because(Message::new("key-not-listed"), explain::signer(&error))
    })?;
    Ok(Answer::of(KeyList {
        keys: keys.iter().map(KeyReport::of).collect(),
    }))
}

impl Show {
    fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let token = wiring::token(&Config::provided(invocation)?, invocation)?;
        let key = token.find(&KeyUri::new(&self.uri)).map_err(|error| {
            Failure::because(Message::new("key-not-found"), explain::signer(&error))
        })?;
        Ok(Answer::of(KeyReport::of(&key)))
    }
}

/// A key pair.
#[derive(Debug, Serialize)]
struct KeyReport {
    uri: String,
    label: String,
    algorithm: Option<&'static str>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    public_key_sha256: Option<String>,
    /// Attributes that forbid the key to be an issuer's (I8).
    defects: Vec<&'static str>,
}

impl KeyReport {
    fn of(key: &StoredKey) -> Self {
        let readable = !key.public_key.is_empty();
        Self {
            uri: key.uri.to_string(),
            label: key.label.clone(),
            algorithm: key.algorithm.map(KeyAlgorithm::as_str),
            public_key_sha256: readable.then(|| Sha256Digest::of(&key.public_key).to_string()),
            defects: key.protection.defects(),
        }
    }

    fn fitness(&self) -> Message {
        if self.defects.is_empty() {
            Message::new("key-fit")
        } else {
            Message::new("key-unfit").with("defects", self.defects.join(", "))
        }
    }
}

impl Report for KeyReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-label", &self.label);
        page.optional("field-algorithm", self.algorithm);
        page.field("field-uri", &self.uri);
        page.optional("field-public-key", self.public_key_sha256.as_ref());
        let fitness = page.say(&self.fitness());
        page.field("field-issuer-key", fitness);
    }
}

/// The key pairs of the token.
#[derive(Debug, Serialize)]
struct KeyList {
    keys: Vec<KeyReport>,
}

impl Report for KeyList {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |key: &KeyReport| {
            let algorithm = key.algorithm.unwrap_or("?").to_owned();
            [
                key.label.clone(),
                algorithm,
                key.uri.clone(),
                page.say(&key.fitness()),
            ]
        };
        let rows = self.keys.iter().map(cells).collect();
        let columns = [
            "field-label",
            "field-algorithm",
            "field-uri",
            "field-issuer-key",
        ];
        page.table(columns, rows);
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.keys)
    }
}
