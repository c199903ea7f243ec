//! A group of acts in one transaction.

use super::command::{Command, Verdict};
use crate::fault::Failure;
use crate::session::Session;
use crate::tables::act::{Act, Memory};
use crate::tables::heads::Heads;

/// Does a group of acts in one transaction; twice, if the first time an act failed that had
/// changed something.
pub(super) fn transact(
    session: &dyn Session,
    memory: &mut Memory,
    group: &mut [Box<dyn Command>],
) -> Result<(), Failure> {
    if attempt(session, memory, group, false)? == Done::Whole
        || attempt(session, memory, group, true)? == Done::Whole
    {
        return Ok(());
    }
    Err(Failure::damaged(Halved))
}

fn attempt(
    session: &dyn Session,
    memory: &mut Memory,
    group: &mut [Box<dyn Command>],
    savepoints: bool,
) -> Result<Done, Failure> {
    session.batch(session.beginning().writing)?;
    let mut heads = Heads::take(session)?;
    let size = heads.tree_size();
    memory.begin();
    memory.packer.begin(session)?;
    let done = do_all(session, &mut heads, memory, group, savepoints)?;
    if done == Done::InPart {
        memory.forget();
        session.batch("ROLLBACK")?;
        return Ok(done);
    }
    memory.packer.end(session, heads.tree_size())?;
    heads.write(session)?;
    session.batch("COMMIT")?;
    // What was only read, by acts that were all refused, vouches for nothing.
    if heads.tree_size() > size {
        memory.committed = Some(heads.frontier().clone());
    }
    Ok(done)
}

/// An act hid that one of its statements failed: nothing of its group is committed.
#[derive(Debug, thiserror::Error)]
#[error("an act was done in part")]
struct Halved;

/// Whether all acts are done, or some of them in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Whole,
    InPart,
}

fn do_all(
    session: &dyn Session,
    heads: &mut Heads,
    memory: &mut Memory,
    group: &mut [Box<dyn Command>],
    savepoints: bool,
) -> Result<Done, Failure> {
    for command in group {
        let waits = command.waits() && !savepoints;
        if !waits && !memory.rows.settle(session)? {
            return Ok(Done::InPart);
        }
        let before = savepoints.then(|| heads.clone());
        if savepoints {
            session.batch("SAVEPOINT act")?;
        }
        match (
            command.run(&mut Act::new(session, heads, memory, waits)),
            before,
        ) {
            (Verdict::Keep | Verdict::Nothing, None) => {}
            (Verdict::Keep, Some(_)) => session.batch("RELEASE act")?,
            (Verdict::TakeBack, None) => return Ok(Done::InPart),
            (Verdict::TakeBack | Verdict::Nothing, Some(before)) => {
                session.batch("ROLLBACK TO act; RELEASE act")?;
                *heads = before;
                memory.forget();
            }
            (Verdict::Halt(cause), _) => return Err(Failure::Engine(cause)),
        }
    }
    let is_whole = memory.rows.settle(session)?;
    Ok(if is_whole { Done::Whole } else { Done::InPart })
}
