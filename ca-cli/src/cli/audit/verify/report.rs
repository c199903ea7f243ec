//! What a log says, once it holds.

use ca_core::audit::examine::{ActorCount, AuditReport, ProfileCount, SignerCount};
use ca_desk::message::Message;
use serde::Serialize;

use super::Brought;
use crate::output::Report;
use crate::output::page::Page;

/// A log that holds, and what it says.
#[derive(Debug, Serialize)]
pub(super) struct LogReport {
    events: u64,
    root: String,
    /// The name of the log; absent where no head was signed.
    origin: Option<String>,
    /// Place of the first event that was there.
    first: u64,
    /// Signed heads that were verified.
    heads: u64,
    /// How many events the last of them covers that proves anything.
    covered: u64,
    /// Who signed them.
    signers: Vec<SignerReport>,
    /// SHA-256 of the certificates in which the signers' chains end.
    root_certificates: Vec<String>,
    /// Whether these were held against trust anchors.
    anchored: bool,
    /// Times of the first and the last event.
    began: Option<String>,
    ended: Option<String>,
    /// The moment at which certificates are counted.
    at: String,
    /// Events whose content went at term, and the events that say so.
    purged: u64,
    purges: Vec<u64>,
    /// Events about certificates that tell neither profile nor end.
    undetailed: u64,
    acts: Vec<ActReport>,
    profiles: Vec<ProfileReport>,
    actors: Vec<ActorReport>,
}

/// A signer of heads.
#[derive(Debug, Serialize)]
struct SignerReport {
    /// SHA-256 of its certificate.
    certificate: String,
    serial: Option<String>,
    /// Heads that prove the events under them.
    heads: u64,
    /// Events under the last of these.
    covers: u64,
    /// Heads that prove nothing: a certificate was withdrawn before.
    withdrawn: u64,
}

#[derive(Debug, Serialize)]
struct ActReport {
    act: String,
    outcome: String,
    events: u64,
}

#[derive(Debug, Serialize)]
struct ProfileReport {
    profile: String,
    issued: u64,
    /// Null where the log does not tell: a part of it was left out or purged.
    live: Option<u64>,
    /// The same.
    expired: Option<u64>,
    suspended: u64,
    revoked: u64,
}

#[derive(Debug, Serialize)]
struct ActorReport {
    actor: String,
    profile: String,
    issued: u64,
    revoked: u64,
    suspended: u64,
    reinstated: u64,
}

impl LogReport {
    pub(super) fn of(report: &AuditReport, brought: &Brought) -> Self {
        let text = |time: &Option<_>| time.as_ref().map(ToString::to_string);
        let acts = report.acts.iter();
        let profiles = report.profiles.iter();
        let actors = report.actors.iter();
        Self {
            events: report.head.size,
            root: report.head.root.to_string(),
            origin: report.origin.as_ref().map(ToString::to_string),
            first: report.first,
            heads: report.heads,
            covered: report.signed.map_or(0, |head| head.size),
            signers: report.signers.iter().map(SignerReport::of).collect(),
            root_certificates: report.roots.iter().map(ToString::to_string).collect(),
            anchored: !brought.roots.is_empty(),
            began: text(&report.began),
            ended: text(&report.ended),
            at: brought.at.to_string(),
            purged: report.purged,
            purges: report.purges.iter().map(|purge| purge.index).collect(),
            undetailed: report.undetailed,
            acts: acts
                .map(|((act, outcome), events)| ActReport {
                    act: act.clone(),
                    outcome: outcome.clone(),
                    events: *events,
                })
                .collect(),
            profiles: profiles
                .map(|(profile, count)| ProfileReport::of(profile, *count))
                .collect(),
            actors: actors
                .map(|((actor, profile), count)| ActorReport::of(actor, profile, *count))
                .collect(),
        }
    }

    fn fields(&self, page: &mut Page<'_>) {
        page.optional("field-origin", self.origin.as_ref());
        page.field("field-root-hash", &self.root);
        if self.first > 0 {
            page.field("field-first", self.first);
        }
        page.field("field-heads", self.heads);
        page.field("field-covered", self.covered);
        page.field("field-root-certificate", self.root_certificates.join("\n"));
        page.optional("field-from", self.began.as_ref());
        page.optional("field-to", self.ended.as_ref());
        if self.purged > 0 {
            page.field("field-purged", self.purged);
        }
    }

    fn tables(&self, page: &mut Page<'_>) {
        if !self.signers.is_empty() {
            page.line("");
            let columns = [
                "field-signer",
                "field-signed-heads",
                "field-covered",
                "field-withdrawn-heads",
            ];
            page.table(
                columns,
                self.signers.iter().map(SignerReport::cells).collect(),
            );
        }
        if !self.profiles.is_empty() {
            page.line("");
            page.sentence(&Message::new("audit-certificates-at").with("at", &self.at));
            let columns = [
                "field-profile",
                "field-issued-count",
                "field-live",
                "field-expired",
                "field-suspended",
                "field-revoked",
            ];
            let rows = self.profiles.iter().map(|profile| profile.cells(page));
            let rows = rows.collect();
            page.table(columns, rows);
        }
        if !self.actors.is_empty() {
            page.line("");
            let columns = [
                "field-actor",
                "field-profile",
                "field-issued-count",
                "field-revoked",
                "field-suspended",
                "field-reinstated",
            ];
            page.table(
                columns,
                self.actors.iter().map(ActorReport::cells).collect(),
            );
        }
    }
}

impl SignerReport {
    fn of(count: &SignerCount) -> Self {
        Self {
            certificate: count.certificate.to_string(),
            serial: count.serial.as_ref().map(ToString::to_string),
            heads: count.heads,
            covers: count.covers,
            withdrawn: count.withdrawn,
        }
    }

    fn cells(&self) -> [String; 4] {
        [
            self.serial.clone().unwrap_or_default(),
            self.heads.to_string(),
            self.covers.to_string(),
            self.withdrawn.to_string(),
        ]
    }
}

impl ProfileReport {
    fn of(profile: &str, count: ProfileCount) -> Self {
        Self {
            profile: profile.to_owned(),
            issued: count.issued,
            live: count.live,
            expired: count.expired,
            suspended: count.suspended,
            revoked: count.revoked,
        }
    }

    fn cells(&self, page: &Page<'_>) -> [String; 6] {
        let told = |count: Option<u64>| {
            count.map_or_else(
                || page.say(&Message::new("audit-count-unknown")),
                |count| count.to_string(),
            )
        };
        [
            self.profile.clone(),
            self.issued.to_string(),
            told(self.live),
            told(self.expired),
            self.suspended.to_string(),
            self.revoked.to_string(),
        ]
    }
}

impl ActorReport {
    fn of(actor: &str, profile: &str, count: ActorCount) -> Self {
        Self {
            actor: actor.to_owned(),
            profile: profile.to_owned(),
            issued: count.issued,
            revoked: count.revoked,
            suspended: count.suspended,
            reinstated: count.reinstated,
        }
    }

    fn cells(&self) -> [String; 6] {
        [
            self.actor.clone(),
            self.profile.clone(),
            self.issued.to_string(),
            self.revoked.to_string(),
            self.suspended.to_string(),
            self.reinstated.to_string(),
        ]
    }
}

impl Report for LogReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-verified").count("events", self.events));
        self.fields(page);
        self.tables(page);
        if self.undetailed > 0 {
            page.sentence(&Message::new("audit-undetailed").count("events", self.undetailed));
        }
        let withdrawn: u64 = self.signers.iter().map(|signer| signer.withdrawn).sum();
        if withdrawn > 0 {
            page.sentence(&Message::new("audit-heads-withdrawn").count("heads", withdrawn));
        }
        let open = self.events.saturating_sub(self.covered);
        if open > 0 {
            page.sentence(&Message::new("audit-uncovered").count("events", open));
        }
        if !self.anchored && self.heads > 0 {
            page.sentence(&Message::new("audit-compare-root"));
        }
    }
}
