//! `sceau key backup`.

use std::path::PathBuf;

use ca_api::key::TokenName;
use ca_core::signer::StoredKey;
use ca_core::signer::transport::TransportKey;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::cli::key::transport::{read, seal, unwritten};
use crate::confirm::confirm;
use crate::desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress;
use ca_desk::perform::key::{describe, named};

#[derive(Args, Debug)]
pub(crate) struct Backup {
    #[arg(value_name = "KEY")]
    key: String,
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long)]
    keep_exportable: bool,
    #[arg(long)]
    dry_run: bool,
}

impl Backup {
    /// Wraps the key for the token of the transport key, once the operator has compared the
    /// fingerprint and typed the key's label; seals it when the file is on the disk.
    pub(in crate::cli::key) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let transport = read(&self.to, TransportKey::parse)?;
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        let otherwise = Message::new("key-not-backed-up").with("key", &self.key);
        let inventory = named::inventory(&wiring, &wiring.actor, &otherwise)?;
        let key = &named::one(&inventory, &self.key)?.key;
        let report = BackupReport::of(key, &transport);
        if self.dry_run {
            return Ok(Answer::of(report));
        }
        confirm(invocation, &self.question(key, &transport), &key.label)?;
        let destination = Destination::open(Some(&self.out), Existing::KeepAlways)?;
        let backup = progress::during(invocation, &Message::new("progress-key-backup"), || {
            wiring
                .authority
                .backup_key(&wiring.actor, &key.uri, &transport)
        });
        let backup = backup.map_err(|error| Failure::because(otherwise, explain::key(&error)))?;
        let text = backup
            .to_text()
            .map_err(|error| unwritten(&self.out, &error))?;
        if let Some(destination) = destination {
            destination.write(text.as_bytes())?;
        }
        if !self.keep_exportable {
            seal::seal(&wiring, key)?;
        }
        Ok(Answer::of(BackupReport {
            backed_up: true,
            sealed: !self.keep_exportable,
            ..report
        }))
    }

    fn question(&self, key: &StoredKey, transport: &TransportKey) -> Message {
        let id = if self.keep_exportable {
            "key-backup-question"
        } else {
            "key-backup-and-seal-question"
        };
        Message::new(id)
            .with("key", &key.label)
            .with("from", &key.token)
            .with("to", transport.token.name())
            .with("fingerprint", transport.fingerprint())
    }
}

/// A key that left its token, or would.
#[derive(Debug, Serialize)]
struct BackupReport {
    key: String,
    label: String,
    from: TokenName,
    to: TokenName,
    /// SHA-256 of the transport key.
    fingerprint: String,
    backed_up: bool,
    /// It cannot be wrapped again, and may be an issuer's.
    sealed: bool,
}

impl BackupReport {
    fn of(key: &StoredKey, transport: &TransportKey) -> Self {
        Self {
            key: key.uri.to_string(),
            label: key.label.clone(),
            from: describe::token(&key.token),
            to: describe::token(&transport.token.name()),
            fingerprint: transport.fingerprint().to_string(),
            backed_up: false,
            sealed: false,
        }
    }
}

impl Report for BackupReport {
    fn text(&self, page: &mut Page<'_>) {
        let id = match (self.backed_up, self.sealed) {
            (false, _) => "key-would-be-backed-up",
            (true, true) => "key-backed-up-and-sealed",
            (true, false) => "key-backed-up",
        };
        let message = Message::new(id).with("key", &self.label);
        page.sentence(&message.with("to", &self.to.label));
        page.field("field-uri", &self.key);
        page.field("field-from", &self.from.label);
        page.field("field-to", &self.to.label);
        page.field("field-fingerprint", &self.fingerprint);
    }
}
