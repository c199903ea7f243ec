//! `sceau key list|show`.

use ca_api::key::{
    CopyReport, Device, KeyAttributes, KeyDetail, KeyList, KeyReport, ListKeys, ShowKey,
    TokenAlarms, WhichKey, WhichKeys,
};
use ca_core::registry::records::CopyKind;
use ca_desk::error::Failure;
use ca_desk::message::Message;

use crate::cli::key::report::fitness;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

/// All keys of all tokens.
pub(super) fn list(invocation: &Invocation) -> Result<Answer, Failure> {
    let desk = Desk::open::<ListKeys>(invocation.place()?, invocation)?;
    desk.call::<ListKeys>(WhichKeys {}).map(Answer::of)
}

/// One key, its attributes, its device and its copies.
pub(super) fn show(key: String, invocation: &Invocation) -> Result<Answer, Failure> {
    let desk = Desk::open::<ShowKey>(invocation.place()?, invocation)?;
    desk.call::<ShowKey>(WhichKey { key }).map(Answer::of)
}

impl Report for KeyList {
    fn text(&self, page: &mut Page<'_>) {
        write_alarms(&self.alarms, page);
        let cells = |key: &KeyReport| {
            [
                key.label.clone(),
                key.algorithm.clone().unwrap_or_else(|| "?".to_owned()),
                key.token.label.clone(),
                key.generation.clone().unwrap_or_else(|| "-".to_owned()),
                page.say(&fitness(key)),
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

impl Report for KeyDetail {
    fn text(&self, page: &mut Page<'_>) {
        write_alarms(&self.alarms, page);
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
            page.sentence(&sentence(copy));
        }
    }
}

/// By the names of the standard, for whoever compares with another tool.
fn attributes(key: &KeyAttributes) -> [(&'static str, bool); 7] {
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

/// A recorded copy, in a sentence.
fn sentence(copy: &CopyReport) -> Message {
    let id = if copy.kind == CopyKind::Backup.as_str() {
        "key-copy-backup"
    } else {
        "key-copy-restored"
    };
    Message::new(id)
        .with("from", &copy.from.label)
        .with("to", &copy.to.label)
        .with("time", &copy.time)
        .with("actor", &copy.actor)
}

fn write_alarms(alarms: &TokenAlarms, page: &mut Page<'_>) {
    let device = |token: &Device| {
        let Device {
            manufacturer,
            model,
            serial,
            firmware,
            ..
        } = token;
        format!("{manufacturer} {model}, {serial}, {firmware}")
    };
    for change in &alarms.token_changes {
        let message = Message::new("token-changed").with("token", &change.now.label);
        let message = message.with("before", device(&change.before));
        page.sentence(&message.with("now", device(&change.now)));
    }
    if alarms.unconfirmed_copies > 0 {
        let message = Message::new("key-copies-unconfirmed");
        page.sentence(&message.count("count", alarms.unconfirmed_copies));
    }
}
