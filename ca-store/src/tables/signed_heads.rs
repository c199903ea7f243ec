//! Signed heads of the log, and the certificates of the keys that signed them.

use ca_core::audit::head::SignedHead;
use ca_core::registry::RegistryError;

use super::act::Act;
use super::{columns, standing};
use crate::fault::Failure;
use crate::session::Session;
use crate::session::row::Row;

/// Keeps a head, if it is one of this log and not shorter than the last one.
pub(crate) fn store(act: &Act<'_>, head: &SignedHead) -> Result<(), Failure> {
    let said = columns::converted(head.checkpoint())?.head;
    let object = || format!("the head of {} events", said.size);
    let refused = |state| RegistryError::WrongState {
        object: object(),
        state,
    };
    let session = act.session();
    if said.size == 0 || said.size > act.log_size() {
        return Err(refused("not of this log").into());
    }
    let last = last(session)?;
    let last = last
        .map(|last| columns::converted(last.checkpoint()))
        .transpose()?;
    if last.is_some_and(|last| last.head.size > said.size) {
        return Err(refused("older than the last one").into());
    }
    if standing::root(session, said.size)? != said.root {
        return Err(refused("not of this log").into());
    }
    let sql = "SELECT coalesce(max(number) + 1, 0) FROM signed_heads";
    let number: i64 = session.only(sql, ())?;
    let sql = "INSERT INTO signed_heads (number, size, note, signer, signed)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let row = (
        number,
        columns::integer(said.size),
        &head.note,
        signer_id(act, &head.signer)?,
        head.signed.unix_millis(),
    );
    act.run(sql, row)?;
    Ok(())
}

/// The last head.
pub(crate) fn last(session: &dyn Session) -> Result<Option<SignedHead>, Failure> {
    let sql = "SELECT h.note, s.certificate, h.signed FROM signed_heads h
               JOIN audit_signers s ON s.id = h.signer ORDER BY h.number DESC LIMIT 1";
    session.optional(sql, (), head)
}

/// At most `limit` heads from a number on, in order.
pub(crate) fn page(
    session: &dyn Session,
    from: u64,
    limit: usize,
) -> Result<Vec<SignedHead>, Failure> {
    let sql = "SELECT h.note, s.certificate, h.signed FROM signed_heads h
               JOIN audit_signers s ON s.id = h.signer
               WHERE h.number >= ?1 ORDER BY h.number LIMIT ?2";
    let range = (columns::integer(from), columns::count(limit));
    session.all(sql, range, head)
}

fn head(row: &Row<'_>) -> Result<SignedHead, Failure> {
    Ok(SignedHead {
        note: row.get(0)?,
        signer: row.get(1)?,
        signed: columns::moment(row, 2)?,
    })
}

/// The small id of a signer, whose certificate is written down at its first head.
fn signer_id(act: &Act<'_>, certificate: &[u8]) -> Result<i64, Failure> {
    let sql = "SELECT id FROM audit_signers WHERE certificate = ?1";
    let known = act
        .session()
        .optional(sql, [certificate], |row| row.get(0))?;
    if let Some(id) = known {
        return Ok(id);
    }
    let sql = "INSERT INTO audit_signers (certificate) VALUES (?1)";
    act.insert(sql, "id", [certificate])
}
