//! `sceau key restore`.

use std::path::PathBuf;

use ca_api::key::{KeyReport, TokenName};
use ca_core::authority::keys::Destruction;
use ca_core::signer::transport::file::KeyBackup;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::perform::key::describe;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;
use serde::Serialize;

use crate::cli::key::transport::read;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Restore {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    keep_transport: bool,
    #[arg(long)]
    dry_run: bool,
}

/// What the log says of the end of a transport key.
const USED: &str = "used to restore a key";

impl Restore {
    /// Unwraps the key in the token that it was wrapped for; then the transport key has done its
    /// work and is destroyed.
    pub(in crate::cli::key) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let backup = read(&self.file, KeyBackup::parse)?;
        if self.dry_run {
            return Ok(Answer::of(BackupReport::of(&backup)));
        }
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        let progress = Message::new("progress-key-restore");
        let restored = progress::during(invocation, &progress, || {
            wiring.authority.restore_key(&wiring.actor, &backup)
        });
        let restored = restored.map_err(|error| {
            let label = &backup.wrapped.label;
            let message = Message::new("key-not-restored").with("key", label);
            Failure::because(message, explain::key(&error))
        })?;
        let mut key = describe::key(&restored);
        // What stands against it is what its copying excuses: the core has seen to that.
        key.defects.clear();
        if !self.keep_transport {
            destroy_transport(&wiring, &backup)?;
        }
        Ok(Answer::of(RestoreReport {
            key,
            transport: backup.wrapped.transport.to_string(),
            transport_destroyed: !self.keep_transport,
        }))
    }
}

fn destroy_transport(wiring: &Wiring, backup: &KeyBackup) -> Result<(), Failure> {
    let destruction = Destruction {
        reason: USED.to_owned(),
    };
    let transport = &backup.wrapped.transport;
    let left = || {
        let message = Message::new("key-transport-left").with("transport", transport);
        message.with("key", &backup.wrapped.label)
    };
    let failed = |error| Failure::because(left(), explain::key(&error));
    let authority = &wiring.authority;
    // The file says which key that is, and whoever altered it may have named one that signs.
    let pairs = authority.destructible(transport).map_err(failed)?;
    if pairs.iter().any(|pair| pair.protection.sign) {
        return Err(Failure::new(Kind::Refused, left()));
    }
    let destroyed = authority.destroy_key(&wiring.actor, transport, &destruction);
    destroyed.map(drop).map_err(failed)
}

/// A key that came into a token.
#[derive(Debug, Serialize)]
struct RestoreReport {
    #[serde(flatten)]
    key: KeyReport,
    transport: String,
    transport_destroyed: bool,
}

impl Report for RestoreReport {
    fn text(&self, page: &mut Page<'_>) {
        let message = Message::new("key-restored").with("key", &self.key.label);
        page.sentence(&message.with("token", &self.key.token.label));
        self.key.text(page);
        let id = if self.transport_destroyed {
            "key-transport-destroyed"
        } else {
            "key-transport-kept"
        };
        page.sentence(&Message::new(id).with("key", &self.transport));
    }
}

/// What a file holds.
#[derive(Debug, Serialize)]
struct BackupReport {
    label: String,
    algorithm: &'static str,
    from: TokenName,
    made: String,
    transport: String,
    mechanisms: [&'static str; 2],
}

impl BackupReport {
    fn of(backup: &KeyBackup) -> Self {
        let wrapped = &backup.wrapped;
        Self {
            label: wrapped.label.clone(),
            algorithm: wrapped.algorithm.as_str(),
            from: describe::token(&wrapped.source.name()),
            made: backup.made.to_string(),
            transport: wrapped.transport.to_string(),
            mechanisms: [
                wrapped.secret_wrapping.as_str(),
                wrapped.key_wrapping.as_str(),
            ],
        }
    }
}

impl Report for BackupReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-label", &self.label);
        page.field("field-algorithm", self.algorithm);
        page.field("field-from", &self.from.label);
        page.field("field-made", &self.made);
        page.field("field-to", &self.transport);
        page.field("field-mechanisms", self.mechanisms.join(", "));
    }
}
