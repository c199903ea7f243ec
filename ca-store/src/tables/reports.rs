//! Problem reports and the stages that people were told of.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::registry::RegistryError;
use ca_core::revocation::desk::ReportChange;
use ca_core::revocation::report::{Decision, NewReport, ProblemReport, Stage};

use super::act::Act;
use super::columns;
use super::serials::Standing;
use crate::fault::Failure;

macro_rules! reports {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.class, g.line, g.number, c.serial, p.report, p.received, p.answered,
                 p.decided, p.decision, p.late_reason, a.kind, a.name, a.authentication
             FROM problem_reports p JOIN actors a ON a.id = p.actor
             LEFT JOIN certificates c ON c.sequence = p.certificate
             LEFT JOIN generations g ON g.id = c.generation ",
            $rest
        )
    };
}

/// Opens a report.
pub(crate) fn open(
    act: &mut Act<'_>,
    report: &NewReport,
    event: &AuditEvent,
) -> Result<u64, Failure> {
    let about = report.about.as_ref();
    let about = about.map(|(issuer, serial)| Standing::find(act.session(), issuer, serial));
    let about = about.transpose()?.map(|standing| standing.certificate);
    let (id, actor) = (act.record(event)?, act.actor(&report.actor)?);
    act.run(
        "INSERT INTO problem_reports (id, class, certificate, report, received, actor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            id,
            report.class.as_str(),
            about,
            &report.text,
            report.received.unix_millis(),
            actor,
        ),
    )?;
    Ok(id.unsigned_abs())
}

/// Changes a report that allows it.
pub(crate) fn change(
    act: &mut Act<'_>,
    id: u64,
    change: &ReportChange,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let object = format!("report {id}");
    let Some(report) = one(act.session(), id)? else {
        return Err(RegistryError::NotFound { object }.into());
    };
    let state = match change {
        ReportChange::Answered if report.answered.is_some() => Some("answered"),
        ReportChange::Answered | ReportChange::Decided(_) if report.decided.is_some() => {
            Some("decided")
        }
        ReportChange::Answered | ReportChange::Decided(_) | ReportChange::Explained(_) => None,
    };
    if let Some(state) = state {
        return Err(RegistryError::WrongState { object, state }.into());
    }
    act.record(event)?;
    let (id, at) = (columns::integer(id), event.time().unix_millis());
    match change {
        ReportChange::Answered => {
            let sql = "UPDATE problem_reports SET answered = ?2 WHERE id = ?1";
            act.run(sql, (id, at))?;
        }
        ReportChange::Decided(decision) => {
            let sql = "UPDATE problem_reports SET answered = coalesce(answered, ?2), decided = ?2,
                           decision = ?3
                       WHERE id = ?1";
            act.run(sql, (id, at, decision.as_str()))?;
        }
        ReportChange::Explained(reason) => {
            let sql = "UPDATE problem_reports SET late_reason = ?2 WHERE id = ?1";
            act.run(sql, (id, reason))?;
        }
    }
    Ok(())
}

/// A page of reports in the order in which they came.
pub(crate) fn page(
    session: &dyn Session,
    open_only: bool,
    after: Option<u64>,
    limit: u32,
) -> Result<Vec<ProblemReport>, Failure> {
    let sql = if open_only {
        reports!("WHERE p.id > ?1 AND p.decided IS NULL ORDER BY p.id LIMIT ?2")
    } else {
        reports!("WHERE p.id > ?1 ORDER BY p.id LIMIT ?2")
    };
    let after = after.map_or(-1, columns::integer);
    let found = session.all(sql, (after, limit), read)?;
    let told = |report: ProblemReport| told(session, report);
    found.into_iter().map(told).collect()
}

/// One report.
pub(crate) fn one(session: &dyn Session, id: u64) -> Result<Option<ProblemReport>, Failure> {
    let sql = reports!("WHERE p.id = ?1");
    let found = session.optional(sql, [columns::integer(id)], read)?;
    found.map(|report| told(session, report)).transpose()
}

/// Tells of a stage, once.
pub(crate) fn tell(
    act: &mut Act<'_>,
    id: u64,
    stage: Stage,
    event: &AuditEvent,
) -> Result<bool, Failure> {
    let id = columns::integer(id);
    let sql = "SELECT EXISTS (SELECT 1 FROM report_stages WHERE report = ?1 AND stage = ?2)";
    if act.session().only(sql, (id, stage.as_str()))? {
        return Ok(false);
    }
    let event = act.record(event)?;
    let sql = "INSERT INTO report_stages (report, stage, event) VALUES (?1, ?2, ?3)";
    act.run(sql, (id, stage.as_str(), event))?;
    Ok(true)
}

fn told(session: &dyn Session, mut report: ProblemReport) -> Result<ProblemReport, Failure> {
    let sql = "SELECT stage FROM report_stages WHERE report = ?1";
    let id = columns::integer(report.id);
    report.told = session.all(sql, [id], |row| {
        columns::word(row, 0, &Stage::ALL, Stage::as_str)
    })?;
    report.told.sort_unstable();
    Ok(report)
}

fn read(row: &Row<'_>) -> Result<ProblemReport, Failure> {
    let about = match columns::generation_if_any(row, 2, 3)? {
        Some(issuer) => Some((issuer, columns::serial(row, 4)?)),
        None => None,
    };
    let decided = match columns::moment_if_any(row, 8)? {
        Some(at) => {
            let decision = columns::word(row, 9, &Decision::ALL, Decision::as_str)?;
            Some((at, decision))
        }
        None => None,
    };
    Ok(ProblemReport {
        id: columns::unsigned(row, 0)?,
        report: NewReport {
            class: columns::report_class(row, 1)?,
            about,
            text: row.get(5)?,
            received: columns::moment(row, 6)?,
            actor: columns::actor(row, 11)?,
        },
        answered: columns::moment_if_any(row, 7)?,
        decided,
        late_reason: row.get(10)?,
        told: Vec::new(),
    })
}
