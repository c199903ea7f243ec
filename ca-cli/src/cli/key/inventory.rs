//! `sceau key list|show`.

use ca_core::authority::inventory::{Inventory, TokenChange};
use ca_core::registry::records::{CopyKind, KeyCopy};
use ca_core::signer::{KeyProtection, TokenInfo};
use ca_desk::error::Failure;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use serde::Serialize;

use crate::cli::key::report::{KeyReport, TokenReport};
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use ca_desk::perform::key::named;

/// All keys of all tokens.
pub(super) fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let inventory = taken(invocation, &Message::new("key-not-listed"))?;
    let keys = inventory.keys.iter().map(KeyReport::in_inventory).collect();
    Ok(Answer::of(KeyList {
        keys,
        alarms: Alarms::of(&inventory),
    }))
}

/// One key, its attributes, its device and its copies.
pub(super) fn show(name: &str, invocation: &Invocation) -> Result<Answer, Failure> {
    let inventory = taken(invocation, &Message::new("key-not-found"))?;
    let key = named::one(&inventory, name)?;
    let at_home = |token: &&TokenInfo| token.name() == key.key.token;
    let device = inventory.present.iter().find(at_home);
    Ok(Answer::of(KeyDetail {
        key: KeyReport::in_inventory(key),
        device: device.cloned(),
        copies: key.copies.iter().map(CopyReport::of).collect(),
        alarms: Alarms::of(&inventory),
    }))
}

fn taken(invocation: &Invocation, otherwise: &Message) -> Result<Inventory, Failure> {
    let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
    named::inventory(&wiring, otherwise)
}

/// The key pairs of the tokens.
#[derive(Debug, Serialize)]
struct KeyList {
    keys: Vec<KeyReport>,
    #[serde(flatten)]
    alarms: Alarms,
}

impl Report for KeyList {
    fn text(&self, page: &mut Page<'_>) {
        self.alarms.text(page);
        let cells = |key: &KeyReport| {
            [
                key.label.clone(),
                key.algorithm.unwrap_or("?").to_owned(),
                key.token.label.clone(),
                key.generation.clone().unwrap_or_else(|| "-".to_owned()),
                page.say(&key.fitness()),
                key.uri.clone(),
            ]
        };
        let rows = self.keys.iter().map(cells).collect();
        let columns = [
            "field-label",
            "field-algorithm",
            "field-token",
            "field-generation",
            "field-issuer-key",
            "field-uri",
        ];
        page.table(columns, rows);
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.keys)
    }
}

/// A key pair with all that is known of it.
#[derive(Debug, Serialize)]
struct KeyDetail {
    #[serde(flatten)]
    key: KeyReport,
    device: Option<TokenInfo>,
    copies: Vec<CopyReport>,
    #[serde(flatten)]
    alarms: Alarms,
}

impl Report for KeyDetail {
    fn text(&self, page: &mut Page<'_>) {
        self.alarms.text(page);
        self.key.text(page);
        if let Some(device) = &self.device {
            page.field("field-manufacturer", &device.manufacturer);
            page.field("field-model", &device.model);
            page.field("field-firmware", &device.firmware);
        }
        for (attribute, value) in attributes(&self.key.attributes) {
            let word = if value { "word-yes" } else { "word-no" };
            let word = page.say(&Message::new(word));
            page.line(&format!("{attribute}: {word}"));
        }
        for copy in &self.copies {
            page.sentence(&copy.sentence());
        }
    }
}

/// By the names of the standard, for whoever compares with another tool.
fn attributes(key: &KeyProtection) -> [(&'static str, bool); 7] {
    [
        ("CKA_LOCAL", key.local),
        ("CKA_SENSITIVE", key.sensitive),
        ("CKA_ALWAYS_SENSITIVE", key.always_sensitive),
        ("CKA_EXTRACTABLE", key.extractable),
        ("CKA_NEVER_EXTRACTABLE", key.never_extractable),
        ("CKA_MODIFIABLE", key.modifiable),
        ("CKA_SIGN", key.sign),
    ]
}

/// A recorded copy.
#[derive(Debug, Serialize)]
struct CopyReport {
    kind: &'static str,
    from: TokenReport,
    to: TokenReport,
    time: String,
    actor: String,
}

impl CopyReport {
    fn of(copy: &KeyCopy) -> Self {
        Self {
            kind: copy.kind.as_str(),
            from: TokenReport::from(&copy.from),
            to: TokenReport::from(&copy.to),
            time: copy.at.to_string(),
            actor: copy.actor.id().to_owned(),
        }
    }

    fn sentence(&self) -> Message {
        let id = if self.kind == CopyKind::Backup.as_str() {
            "key-copy-backup"
        } else {
            "key-copy-restored"
        };
        Message::new(id)
            .with("from", &self.from.label)
            .with("to", &self.to.label)
            .with("time", &self.time)
            .with("actor", &self.actor)
    }
}

/// What nobody should overlook (HSM-08, AUD-03).
#[derive(Debug, Serialize)]
struct Alarms {
    /// Tokens that are not what they were.
    token_changes: Vec<ChangeReport>,
    /// Rows on copies that the audit log does not confirm.
    unconfirmed_copies: usize,
}

#[derive(Debug, Serialize)]
struct ChangeReport {
    before: TokenInfo,
    now: TokenInfo,
}

impl Alarms {
    fn of(inventory: &Inventory) -> Self {
        let report = |change: &TokenChange| ChangeReport {
            before: change.before.clone(),
            now: change.now.clone(),
        };
        Self {
            token_changes: inventory.changes.iter().map(report).collect(),
            unconfirmed_copies: inventory.unproven.len(),
        }
    }

    fn text(&self, page: &mut Page<'_>) {
        let device = |token: &TokenInfo| {
            let TokenInfo {
                manufacturer,
                model,
                serial,
                firmware,
                ..
            } = token;
            format!("{manufacturer} {model}, {serial}, {firmware}")
        };
        for change in &self.token_changes {
            let message = Message::new("token-changed").with("token", &change.now.label);
            let message = message.with("before", device(&change.before));
            page.sentence(&message.with("now", device(&change.now)));
        }
        if self.unconfirmed_copies > 0 {
            let message = Message::new("key-copies-unconfirmed");
            page.sentence(&message.count("count", self.unconfirmed_copies));
        }
    }
}
