//! The registry's return from a backup, and what was acknowledged of it (OPS-03).

use std::collections::BTreeMap;

use ca_core::anchor::Anchor;
use ca_core::anchor::standing::{Gap, Standing};
use ca_core::audit::event::AuditEvent;
use ca_core::audit::merkle::TreeHead;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;

use super::act::Act;
use super::columns;
use super::crls;
use super::heads::Heads;
use crate::fault::Failure;
use crate::session::Session;

/// What the registry holds at one moment.
pub(crate) fn found(session: &dyn Session) -> Result<Anchor, Failure> {
    Ok(Anchor {
        head: Heads::read(session)?.tree(),
        checkpoint: None,
        crl_numbers: crl_numbers(session)?,
    })
}

/// How many events it had when it was put back; nothing if it was not, or if that is
/// acknowledged.
pub(crate) fn put_back(session: &dyn Session) -> Result<Option<u64>, Failure> {
    let last = last(session)?;
    Ok(last.and_then(|(act, event)| (act == RESTORE).then_some(event)))
}

/// The place in the log of the last acknowledgement, for responders. A registry that was put back
/// tells them nothing until that is acknowledged: its status may be older than what relying
/// parties were told before (I4).
pub(crate) fn acknowledged(session: &dyn Session) -> Result<Option<u64>, Failure> {
    match last(session)? {
        Some((act, _)) if act == RESTORE => {
            let found = Heads::read(session)?.tree();
            Err(RegistryError::Stale(Gap::PutBack { found }).into())
        }
        last => Ok(last.map(|(_, event)| event)),
    }
}

/// The last act on the whole registry, and its place in the log.
fn last(session: &dyn Session) -> Result<Option<(String, u64)>, Failure> {
    let sql = "SELECT act, event FROM restores ORDER BY event DESC LIMIT 1";
    session.optional(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether an officer acknowledged that this head is lost.
pub(crate) fn is_acknowledged(session: &dyn Session, known: &TreeHead) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS
               (SELECT 1 FROM restores WHERE known_size = ?1 AND known_root = ?2)";
    session.only(sql, (columns::integer(known.size), known.root.as_bytes()))
}

/// Records that the registry was put back.
pub(crate) fn record(act: &mut Act<'_>, event: &AuditEvent) -> Result<(), Failure> {
    let index = act.record(event)?;
    act.run(
        "INSERT INTO restores (event, act) VALUES (?1, ?2)",
        (index, RESTORE),
    )?;
    Ok(())
}

/// Records what was acknowledged, and the CRL numbers below which nothing goes any more; that is
/// what the officer saw, or nothing.
pub(crate) fn acknowledge(
    act: &mut Act<'_>,
    standing: &Standing,
    event: &AuditEvent,
) -> Result<(), Failure> {
    if Heads::read(act.session())?.tree() != standing.found.head {
        return Err(RegistryError::Overtaken { object: "standing" }.into());
    }
    let index = act.record(event)?;
    let known = standing.anchor.as_ref().map(|anchor| anchor.head);
    act.run(
        "INSERT INTO restores (event, act, known_size, known_root) VALUES (?1, ?2, ?3, ?4)",
        (
            index,
            ACKNOWLEDGE,
            known.map(|head| columns::integer(head.size)),
            known.map(|head| *head.root.as_bytes()),
        ),
    )?;
    let found = crl_numbers(act.session())?;
    let numbers = standing
        .anchor
        .iter()
        .flat_map(|anchor| &anchor.crl_numbers);
    for (generation, number) in numbers {
        if found.get(generation).is_none_or(|last| last < number) {
            set_floor(act, generation, *number, index)?;
        }
    }
    Ok(())
}

fn set_floor(
    act: &Act<'_>,
    generation: &GenerationId,
    number: u64,
    event: i64,
) -> Result<(), Failure> {
    let sql = "INSERT INTO crl_floors (line, generation, number, event) VALUES (?1, ?2, ?3, ?4)";
    let line = generation.line().as_str();
    let number = columns::integer(number);
    act.run(sql, (line, generation.number(), number, event))?;
    Ok(())
}

/// The largest CRL numbers that were used, of all generations that have any.
fn crl_numbers(session: &dyn Session) -> Result<BTreeMap<GenerationId, u64>, Failure> {
    let mut numbers = BTreeMap::new();
    for sql in [crls::LARGEST_OF_ALL, FLOORS] {
        session.each(sql, (), |row| {
            let last = numbers.entry(columns::generation(row, 0, 1)?).or_default();
            *last = u64::max(*last, row.get(2)?);
            Ok(())
        })?;
    }
    numbers.retain(|_, number| *number > 0);
    Ok(numbers)
}

const FLOORS: &str =
    "SELECT line, generation, max(number) FROM crl_floors GROUP BY line, generation";

/// Words of acts.
const RESTORE: &str = "restore";
const ACKNOWLEDGE: &str = "acknowledge";
