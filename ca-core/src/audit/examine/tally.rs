//! What events say of certificates: how many of which profile are in force, and by whom.
//!
//! An event about a certificate tells its profile and its end, so that nothing is kept for each
//! certificate but for those that were withdrawn.

use std::collections::{BTreeMap, HashMap};

use super::{ActorCount, AuditReport, ProfileCount};
use crate::audit::event::{Act, NOT_AFTER, Outcome, PROFILE, RecordedEvent};
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// Counts so far.
#[derive(Debug)]
pub(super) struct Tally {
    at: Timestamp,
    began: Option<Timestamp>,
    ended: Option<Timestamp>,
    acts: BTreeMap<(String, String), u64>,
    profiles: BTreeMap<String, Count>,
    actors: BTreeMap<(String, String), ActorCount>,
    withdrawn: HashMap<u64, Withdrawn>,
    undetailed: u64,
}

/// Certificates of a profile. One that is withdrawn leaves the number it was in, although its
/// issuance may be purged or stand before the first event: so it can fall below nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    issued: i64,
    live: i64,
    expired: i64,
    suspended: i64,
    revoked: i64,
}

/// What an event does to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Issued,
    Revoked,
    Suspended,
    Reinstated,
}

const CHANGES: [(Act, Change); 4] = [
    (Act::CertificateIssue, Change::Issued),
    (Act::CertificateRevoke, Change::Revoked),
    (Act::CertificateSuspend, Change::Suspended),
    (Act::CertificateReinstate, Change::Reinstated),
];

/// What became of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Withdrawn {
    Suspended,
    Revoked,
}

impl Tally {
    /// Nothing counted yet; certificates that end before `at` are expired.
    pub(super) fn new(at: Timestamp) -> Self {
        Self {
            at,
            began: None,
            ended: None,
            acts: BTreeMap::new(),
            profiles: BTreeMap::new(),
            actors: BTreeMap::new(),
            withdrawn: HashMap::new(),
            undetailed: 0,
        }
    }

    /// Counts an event.
    pub(super) fn add(&mut self, event: &RecordedEvent) {
        if let Some(time) = Timestamp::parse_rfc3339(&event.time) {
            self.began = self.began.or(Some(time));
            self.ended = Some(time);
        }
        *count(&mut self.acts, &event.r#type, &event.outcome) += 1;
        if event.outcome != Outcome::Done.as_str() {
            return;
        }
        let change = CHANGES.into_iter();
        let mut change = change.filter(|(act, _)| act.as_str() == event.r#type);
        if let Some((_, change)) = change.next() {
            self.add_certificate(change, event);
        }
    }

    fn add_certificate(&mut self, change: Change, event: &RecordedEvent) {
        let profile = event.details.get(PROFILE).map_or("", String::as_str);
        let by = count(&mut self.actors, &event.actor.id, profile);
        let done = match change {
            Change::Issued => &mut by.issued,
            Change::Revoked => &mut by.revoked,
            Change::Suspended => &mut by.suspended,
            Change::Reinstated => &mut by.reinstated,
        };
        *done = done.saturating_add(1);
        let not_after = event.details.get(NOT_AFTER);
        let not_after = not_after.and_then(|text| Timestamp::parse_rfc3339(text));
        let Some(not_after) = not_after else {
            self.undetailed = self.undetailed.saturating_add(1);
            return;
        };
        let certificate = identity(event);
        let before = self.withdrawn.get(&certificate).copied();
        let after = match change {
            Change::Issued | Change::Reinstated => None,
            Change::Revoked => Some(Withdrawn::Revoked),
            Change::Suspended => Some(Withdrawn::Suspended),
        };
        let expired = not_after < self.at;
        let profile = self.profiles.entry(profile.to_owned()).or_default();
        if change == Change::Issued {
            profile.issued += 1;
        } else {
            *kind(profile, before, expired) -= 1;
        }
        *kind(profile, after, expired) += 1;
        match after {
            Some(withdrawn) => self.withdrawn.insert(certificate, withdrawn),
            None => self.withdrawn.remove(&certificate),
        };
    }

    /// Writes the counts into a report that tells already where it begins and what was purged.
    /// What these leave unknown is not guessed.
    pub(super) fn report(self, report: &mut AuditReport) {
        let begins = report.first == 0;
        let purged_up_to = report.purges.iter().map(|purge| purge.ended).max();
        let known = Known {
            // What was purged had ended by then, and is in force at no later moment.
            live: begins && purged_up_to.is_none_or(|ended| ended <= self.at),
            expired: begins && report.purged == 0,
        };
        let profiles = self.profiles.into_iter();
        report.profiles = profiles
            .map(|(name, count)| (name, count.told(known)))
            .collect();
        report.began = self.began;
        report.ended = self.ended;
        report.acts = self.acts;
        report.actors = self.actors;
        report.undetailed = self.undetailed;
    }
}

/// Which numbers can be told.
#[derive(Clone, Copy)]
struct Known {
    live: bool,
    expired: bool,
}

impl Count {
    fn told(self, known: Known) -> ProfileCount {
        let number = |count: i64| u64::try_from(count).ok();
        ProfileCount {
            issued: number(self.issued).unwrap_or(0),
            live: number(self.live).filter(|_| known.live),
            expired: number(self.expired).filter(|_| known.expired),
            suspended: number(self.suspended).unwrap_or(0),
            revoked: number(self.revoked).unwrap_or(0),
        }
    }
}

/// The number that a certificate counts in.
fn kind(profile: &mut Count, withdrawn: Option<Withdrawn>, expired: bool) -> &mut i64 {
    match withdrawn {
        Some(Withdrawn::Revoked) => &mut profile.revoked,
        Some(Withdrawn::Suspended) => &mut profile.suspended,
        None if expired => &mut profile.expired,
        None => &mut profile.live,
    }
}

/// The count of two words.
fn count<'a, T: Default>(
    counts: &'a mut BTreeMap<(String, String), T>,
    first: &str,
    second: &str,
) -> &'a mut T {
    counts
        .entry((first.to_owned(), second.to_owned()))
        .or_default()
}

/// Issuer and serial number, as 64 bits of their digest.
fn identity(event: &RecordedEvent) -> u64 {
    let issuer = event.issuer.as_deref().unwrap_or_default();
    let serial = event.object.as_deref().unwrap_or_default();
    let digest = Sha256Digest::of_parts(&[issuer.as_bytes(), &[0], serial.as_bytes()]);
    let [a, b, c, d, e, f, g, h, ..] = *digest.as_bytes();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}
