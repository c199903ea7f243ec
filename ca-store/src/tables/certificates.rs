//! Certificates and intents as records: one, those that match, how many.
//!
//! - `criteria`: a query with the small ids of what it names, and the conditions on a row;
//! - `source`: where the certificates that may match are found;
//! - `walk`: reads them and keeps those that do match;
//! - [`expiry`]: how many end when.

mod criteria;
pub(crate) mod expiry;
mod source;
mod walk;

use ca_core::generation::GenerationId;
use ca_core::registry::records::{
    CertificateQuery, CertificateRecord, CertificateStatus, IssuanceState, StandingCounts,
};
use ca_core::serial::Serial;

use self::criteria::Criteria;
use self::walk::{Shape, walk};
use super::bodies::Unpacker;
use super::columns;
use super::statement::Statement;
use crate::fault::Failure;
use crate::session::Session;
use crate::session::row::Row;

/// The certificate or intent with this serial of an issuer.
pub(crate) fn one(
    session: &dyn Session,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<Option<CertificateRecord>, Failure> {
    let sql = format!("{RECORD} WHERE g.line = ?1 AND g.number = ?2 AND s.serial = ?3");
    let key = (issuer.line().as_str(), issuer.number(), serial.as_bytes());
    let stored = session.optional(&sql, key, record)?;
    let unpacker = Unpacker::new(session);
    stored.map(|stored| stored.plain(&unpacker)).transpose()
}

/// The first certificates and intents that match, in the order in which they were stored.
pub(crate) fn matching(
    session: &dyn Session,
    query: &CertificateQuery,
) -> Result<Vec<CertificateRecord>, Failure> {
    let Some(criteria) = Criteria::of(session, query)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let limit = query.page();
    let unpacker = Unpacker::new(session);
    walk(session, &criteria, &RECORDS, &mut |stored, left| {
        let record = stored.plain(&unpacker)?;
        if walk::has_all(&query.subject, &record.tbs) {
            found.push(record);
        }
        *left = limit.saturating_sub(found.len());
        Ok(())
    })?;
    Ok(found)
}

/// How many certificates and intents match, by standing.
pub(crate) fn counted(
    session: &dyn Session,
    query: &CertificateQuery,
) -> Result<StandingCounts, Failure> {
    let mut counts = StandingCounts::default();
    let Some(criteria) = Criteria::of(session, query)? else {
        return Ok(counts);
    };
    if criteria.asks_for_standing_only() {
        return count_serials(session, &criteria);
    }
    if query.subject.is_empty() {
        walk(session, &criteria, &STANDINGS, &mut |standing, _| {
            *standing.place_in(&mut counts) += 1;
            Ok(())
        })?;
        return Ok(counts);
    }
    let unpacker = Unpacker::new(session);
    walk(session, &criteria, &RECORDS, &mut |stored, _| {
        let record = stored.plain(&unpacker)?;
        if walk::has_all(&query.subject, &record.tbs) {
            *Standing::of(record.state, &record.status).place_in(&mut counts) += 1;
        }
        Ok(())
    })?;
    Ok(counts)
}

/// Counts in the narrow table of serial numbers, issuer by issuer: all of them have to be looked
/// at, and nothing else.
fn count_serials(
    session: &dyn Session,
    criteria: &Criteria<'_>,
) -> Result<StandingCounts, Failure> {
    let generations = match &criteria.generations {
        Some(named) => named.clone(),
        None => session.all("SELECT id FROM generations ORDER BY id", (), |row| {
            row.get(0)
        })?,
    };
    let mut counts = StandingCounts::default();
    for generation in generations {
        let statement = Statement::new(COUNT).number(generation);
        let statement = criteria
            .narrow_by_status(statement)
            .text(" GROUP BY 1, 2, 3");
        session.each(statement.sql(), statement.values(), |row| {
            let standing = standing(row)?;
            let number: u64 = row.get(3)?;
            let place = standing.place_in(&mut counts);
            *place = place.saturating_add(number);
            Ok(())
        })?;
    }
    Ok(counts)
}

const COUNT: &str = "
    SELECT s.state, CASE WHEN s.effective IS NULL THEN 0 ELSE 1 END,
        CASE WHEN s.reason = 6 THEN 1 ELSE 0 END, count(*)
    FROM serials s WHERE s.generation = ";

/// Where a certificate or intent is counted.
#[derive(Clone, Copy, Debug)]
enum Standing {
    Good,
    Suspended,
    Revoked,
    Open,
    Abandoned,
}

impl Standing {
    const fn of(state: IssuanceState, status: &CertificateStatus) -> Self {
        match (state, status) {
            (IssuanceState::Abandoned, _) => Self::Abandoned,
            (IssuanceState::Issued, CertificateStatus::Suspended(_)) => Self::Suspended,
            (IssuanceState::Issued, CertificateStatus::Revoked(_)) => Self::Revoked,
            (IssuanceState::Issued, _) => Self::Good,
            (IssuanceState::Prepared | IssuanceState::Authorised | IssuanceState::Signing, _) => {
                Self::Open
            }
        }
    }

    const fn place_in(self, counts: &mut StandingCounts) -> &mut u64 {
        match self {
            Self::Good => &mut counts.good,
            Self::Suspended => &mut counts.suspended,
            Self::Revoked => &mut counts.revoked,
            Self::Open => &mut counts.open,
            Self::Abandoned => &mut counts.abandoned,
        }
    }
}

/// From the columns state, whether it is withdrawn and whether that is a suspension.
fn standing(row: &Row<'_>) -> Result<Standing, Failure> {
    let (withdrawn, held): (bool, bool) = (row.get(1)?, row.get(2)?);
    Ok(match (columns::issuance_state(row, 0)?, withdrawn, held) {
        (IssuanceState::Abandoned, ..) => Standing::Abandoned,
        (IssuanceState::Issued, false, _) => Standing::Good,
        (IssuanceState::Issued, true, true) => Standing::Suspended,
        (IssuanceState::Issued, true, false) => Standing::Revoked,
        (IssuanceState::Prepared | IssuanceState::Authorised | IssuanceState::Signing, ..) => {
            Standing::Open
        }
    })
}

/// Only what is counted: where a certificate stands.
const STANDINGS: Shape<Standing> = Shape {
    select: "
    SELECT s.state, CASE WHEN s.effective IS NULL THEN 0 ELSE 1 END,
        CASE WHEN s.reason = 6 THEN 1 ELSE 0 END
    FROM certificates c
    JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
        AND s.certificate = c.sequence
    LEFT JOIN signatures x ON x.sequence = c.sequence",
    read: standing,
};

/// All of a certificate.
const RECORDS: Shape<Stored> = Shape {
    select: RECORD,
    read: record,
};

const RECORD: &str = "
    SELECT c.sequence, g.line, g.number, c.serial, s.state, s.effective, s.reason, s.invalidity,
        c.request_id, d.digest, d.name, c.tbs, x.signature, c.key_hash, c.not_before,
        c.not_after, c.prepared, x.issued, k.line, k.number, c.dictionary, c.lint_version,
        a.kind, a.name, a.authentication
    FROM certificates c
    JOIN generations g ON g.id = c.generation
    JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
        AND s.certificate = c.sequence
    JOIN documents d ON d.id = c.profile
    JOIN actors a ON a.id = c.actor
    LEFT JOIN signatures x ON x.sequence = c.sequence
    LEFT JOIN generations k ON k.id = c.certifies";

/// A record whose to-be-signed bytes are as they are stored.
struct Stored {
    record: CertificateRecord,
    dictionary: Option<i64>,
}

impl Stored {
    fn plain(mut self, unpacker: &Unpacker<'_>) -> Result<CertificateRecord, Failure> {
        self.record.tbs = unpacker.plain(self.dictionary, self.record.tbs)?;
        Ok(self.record)
    }
}

fn record(row: &Row<'_>) -> Result<Stored, Failure> {
    let record = CertificateRecord {
        sequence: columns::unsigned(row, 0)?,
        issuer: columns::generation(row, 1, 2)?,
        serial: columns::serial(row, 3)?,
        state: columns::issuance_state(row, 4)?,
        status: columns::status(row, 4)?,
        request_id: row.get(8)?,
        profile: columns::digest(row, 9)?,
        profile_name: row.get(10)?,
        tbs: row.get(11)?,
        signature: row.get(12)?,
        key_hash: columns::digest(row, 13)?,
        not_before: columns::moment(row, 14)?,
        not_after: columns::moment(row, 15)?,
        lint_version: row.get(21)?,
        actor: columns::actor(row, 22)?,
        prepared: columns::moment(row, 16)?,
        issued: columns::moment_if_any(row, 17)?,
        certifies: columns::generation_if_any(row, 18, 19)?,
    };
    let dictionary = row.get(20)?;
    Ok(Stored { record, dictionary })
}
