//! Jobs and their runs. A claim is an act like any other: it takes its turn at `heads`, so that of
//! several programs one wins a slot.

use std::time::Duration;

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::jobs::book::{Claim, Claimed, KEPT, RunEnd};
use ca_core::jobs::lease::Lease;
use ca_core::jobs::name::JobKey;
use ca_core::jobs::run::{JobRun, JobStanding};
use ca_core::jobs::slot::Slot;
use ca_core::registry::RegistryError;
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::columns;
use crate::fault::Failure;

macro_rules! run_columns {
    () => {
        "SELECT name, object, slot, holder, fence, tries, leased, started, finished, outcome, words
         FROM job_runs WHERE name = ?1 AND object = ?2"
    };
}

/// All jobs with what became of them last, by name and object.
pub(crate) fn all(session: &dyn Session) -> Result<Vec<JobStanding>, Failure> {
    let sql = "SELECT name, object, due, period FROM jobs ORDER BY name, object";
    let jobs = session.all(sql, (), |row| {
        let period = Duration::from_millis(columns::unsigned(row, 3)?);
        Ok((key(row)?, slot(row, 2)?, period))
    })?;
    let standing = |(job, due, period): (JobKey, Slot, Duration)| {
        let of = (job.name.as_str(), job.object.as_str());
        let last = concat!(run_columns!(), " ORDER BY slot DESC LIMIT 1");
        let begun = "SELECT max(slot) FROM job_runs
                     WHERE name = ?1 AND object = ?2 AND outcome IS DISTINCT FROM 'missed'";
        let good = "SELECT max(finished) FROM job_runs
                    WHERE name = ?1 AND object = ?2 AND outcome IN ('done', 'nothing')";
        Ok(JobStanding {
            due,
            period,
            last: session.optional(last, of, run)?,
            begun: moment_of(session, begun, &job)?.map(Slot::at),
            good: moment_of(session, good, &job)?,
            job,
        })
    };
    jobs.into_iter().map(standing).collect()
}

fn moment_of(session: &dyn Session, sql: &str, job: &JobKey) -> Result<Option<Timestamp>, Failure> {
    let of = (job.name.as_str(), job.object.as_str());
    let found: Option<i64> = session.only(sql, of)?;
    Ok(found.map(Timestamp::from_unix_millis))
}

/// Makes a job known, or says when it is due instead.
pub(crate) fn schedule(
    act: &Act<'_>,
    job: &JobKey,
    due: Slot,
    period: Duration,
) -> Result<(), Failure> {
    let period = i64::try_from(period.as_millis()).unwrap_or(i64::MAX).max(1);
    let (name, object) = (job.name.as_str(), job.object.as_str());
    let due = due.moment().unix_millis();
    let sql = "UPDATE jobs SET due = ?3, period = ?4 WHERE name = ?1 AND object = ?2";
    if act.run(sql, (name, object, due, period))? == 0 {
        let sql = "INSERT INTO jobs (name, object, due, period, fence) VALUES (?1, ?2, ?3, ?4, 0)";
        act.run(sql, (name, object, due, period))?;
    }
    Ok(())
}

/// Claims a slot, unless somebody has it or had it.
pub(crate) fn claim(
    act: &mut Act<'_>,
    claim: &Claim,
    event: Option<&AuditEvent>,
) -> Result<Claimed, Failure> {
    let (session, job) = (act.session(), &claim.job);
    let of = (job.name.as_str(), job.object.as_str());
    let sql = "SELECT fence FROM jobs WHERE name = ?1 AND object = ?2";
    let Some(fence) = session.optional(sql, of, |row| row.get::<i64>(0))? else {
        let object = format!("job {job}");
        return Err(RegistryError::NotFound { object }.into());
    };
    let running = concat!(
        run_columns!(),
        " AND finished IS NULL ORDER BY slot DESC LIMIT 1"
    );
    let running = session.optional(running, of, run)?;
    if let Some(running) = running.as_ref().filter(|running| running.leased > claim.at) {
        return Ok(Claimed::Held {
            holder: running.holder.clone(),
            until: running.leased,
        });
    }
    let newest = concat!(run_columns!(), " ORDER BY slot DESC LIMIT 1");
    let newest = session.optional(newest, of, run)?;
    match &newest {
        Some(newest) if newest.slot > claim.slot => return Ok(Claimed::Ended),
        Some(newest) if newest.slot == claim.slot => match newest.again() {
            None => return Ok(Claimed::Ended),
            Some(until) if until > claim.at => return Ok(Claimed::Waits { until }),
            Some(_) => {}
        },
        Some(_) | None => {}
    }
    if let Some(left) = running.filter(|running| running.slot != claim.slot) {
        leave(act, &left, claim.at)?;
    }
    let again = newest.is_some_and(|newest| newest.slot == claim.slot);
    // Who began the slot first has told of those before it.
    if let Some(event) = event.filter(|_| !again) {
        miss(act, claim)?;
        act.record(event)?;
    }
    let fence = fence.saturating_add(1);
    begin(act, claim, fence, again)?;
    Ok(Claimed::Won(Lease {
        job: job.clone(),
        slot: claim.slot,
        fence: fence.unsigned_abs(),
    }))
}

/// The run of a holder who went away has no end of its own.
fn leave(act: &Act<'_>, left: &JobRun, at: Timestamp) -> Result<(), Failure> {
    act.run(
        "UPDATE job_runs SET finished = ?4, outcome = 'lost'
         WHERE name = ?1 AND object = ?2 AND slot = ?3",
        (
            left.job.name.as_str(),
            &left.job.object,
            left.slot.moment().unix_millis(),
            at.unix_millis(),
        ),
    )?;
    Ok(())
}

fn miss(act: &Act<'_>, claim: &Claim) -> Result<(), Failure> {
    let Some(missed) = claim.missed else {
        return Ok(());
    };
    act.run(
        "INSERT INTO job_runs (name, object, slot, holder, fence, tries, leased, started, finished,
             outcome, words)
         VALUES (?1, ?2, ?3, ?4, 0, 0, ?5, ?5, ?5, 'missed', ?6)",
        (
            claim.job.name.as_str(),
            &claim.job.object,
            missed.last.moment().unix_millis(),
            &claim.holder,
            claim.at.unix_millis(),
            missed.count.to_string(),
        ),
    )?;
    Ok(())
}

fn begin(act: &Act<'_>, claim: &Claim, fence: i64, again: bool) -> Result<(), Failure> {
    let (name, object) = (claim.job.name.as_str(), claim.job.object.as_str());
    let sql = "UPDATE jobs SET fence = ?3 WHERE name = ?1 AND object = ?2";
    act.run(sql, (name, object, fence))?;
    let sql = if again {
        "UPDATE job_runs SET holder = ?4, fence = ?5, tries = tries + 1, leased = ?6,
             started = ?7, finished = NULL, outcome = NULL, words = ''
         WHERE name = ?1 AND object = ?2 AND slot = ?3"
    } else {
        "INSERT INTO job_runs (name, object, slot, holder, fence, tries, leased, started, words)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, '')"
    };
    act.run(
        sql,
        (
            name,
            object,
            claim.slot.moment().unix_millis(),
            &claim.holder,
            fence,
            claim.until.unix_millis(),
            claim.at.unix_millis(),
        ),
    )?;
    Ok(())
}

/// Lets a lease last longer.
pub(crate) fn renew(act: &Act<'_>, lease: &Lease, until: Timestamp) -> Result<(), Failure> {
    let sql = "UPDATE job_runs SET leased = ?5
               WHERE name = ?1 AND object = ?2 AND slot = ?3 AND fence = ?4 AND finished IS NULL";
    let (name, object, slot, fence) = holding(lease);
    match act.run(sql, (name, object, slot, fence, until.unix_millis()))? {
        0 => Err(lost(lease)),
        _ => Ok(()),
    }
}

/// Ends a run.
pub(crate) fn finish(act: &Act<'_>, lease: &Lease, end: &RunEnd) -> Result<(), Failure> {
    let sql = "UPDATE job_runs SET finished = ?5, outcome = ?6, words = ?7
               WHERE name = ?1 AND object = ?2 AND slot = ?3 AND fence = ?4 AND finished IS NULL";
    let (name, object, slot, fence) = holding(lease);
    let (at, outcome) = (end.at.unix_millis(), end.outcome.as_str());
    if act.run(sql, (name, object, slot, fence, at, outcome, &end.words))? == 0 {
        return Err(lost(lease));
    }
    if end.outcome.is_good() {
        let next = end.next.moment().unix_millis();
        let sql = "UPDATE jobs SET due = ?3 WHERE name = ?1 AND object = ?2";
        act.run(sql, (name, object, next))?;
    }
    let sql = "DELETE FROM job_runs WHERE name = ?1 AND object = ?2 AND slot <= (
                   SELECT slot FROM job_runs WHERE name = ?1 AND object = ?2
                   ORDER BY slot DESC LIMIT 1 OFFSET ?3)";
    act.run(sql, (name, object, KEPT))?;
    Ok(())
}

/// Refuses what a job commits that has lost its lease, or may not do such an act.
pub(crate) fn require(session: &dyn Session, event: &AuditEvent) -> Result<(), Failure> {
    let Some(lease) = event.lease() else {
        return Ok(());
    };
    if !lease.job.name.may(event.act()) {
        let (job, act) = (lease.job.to_string(), event.act().as_str());
        return Err(RegistryError::NotOfThisJob { job, act }.into());
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM job_runs
                   WHERE name = ?1 AND object = ?2 AND slot = ?3 AND fence = ?4
                       AND finished IS NULL)";
    if session.only(sql, holding(lease))? {
        Ok(())
    } else {
        Err(lost(lease))
    }
}

/// At most `limit` runs of a job, the newest slot first.
pub(crate) fn runs(
    session: &dyn Session,
    job: &JobKey,
    limit: u32,
) -> Result<Vec<JobRun>, Failure> {
    let sql = concat!(run_columns!(), " ORDER BY slot DESC LIMIT ?3");
    session.all(sql, (job.name.as_str(), &job.object, limit), run)
}

fn holding(lease: &Lease) -> (&str, &str, i64, i64) {
    (
        lease.job.name.as_str(),
        &lease.job.object,
        lease.slot.moment().unix_millis(),
        columns::integer(lease.fence),
    )
}

fn lost(lease: &Lease) -> Failure {
    let job = lease.job.to_string();
    RegistryError::LeaseLost { job }.into()
}

fn key(row: &Row<'_>) -> Result<JobKey, Failure> {
    let name: String = row.get(0)?;
    Ok(JobKey {
        name: columns::converted(name.parse())?,
        object: row.get(1)?,
    })
}

fn slot(row: &Row<'_>, index: usize) -> Result<Slot, Failure> {
    columns::moment(row, index).map(Slot::at)
}

fn run(row: &Row<'_>) -> Result<JobRun, Failure> {
    let end = match columns::moment_if_any(row, 8)? {
        Some(at) => Some((columns::run_outcome(row, 9)?, at)),
        None => None,
    };
    Ok(JobRun {
        job: key(row)?,
        slot: slot(row, 2)?,
        holder: row.get(3)?,
        fence: columns::unsigned(row, 4)?,
        tries: row.get(5)?,
        leased: columns::moment(row, 6)?,
        started: columns::moment(row, 7)?,
        end,
        words: row.get(10)?,
    })
}
