//! The chain of statements (I14).

use ca_core::digest::Sha256Digest;
use ca_core::governance::roster::ChainHead;
use ca_core::registry::RegistryError;
use ca_core::registry::governance::{ChainLink, ChainQuestion, ChainView, StoredLink};
use ca_core::registry::records::CertificateStatus;

use super::act::Act;
use super::{columns, heads, serials};
use crate::fault::Failure;
use crate::session::Session;
use crate::session::row::Row;

/// Adds a link with the event at a place, if the chain has not gone on since it was written.
pub(crate) fn add(act: &Act<'_>, link: &ChainLink, event: i64) -> Result<(), Failure> {
    let last = head(act.session())?;
    let follows = match (&last, link.place().previous()) {
        (None, None) => link.place().position() == 0,
        (Some(last), Some(previous)) => {
            last.digest == *previous
                && last.position.checked_add(1) == Some(link.place().position())
        }
        (None, Some(_)) | (Some(_), None) => false,
    };
    if !follows {
        let object = "governance";
        return Err(RegistryError::Overtaken { object }.into());
    }
    let sql = "INSERT INTO governance (position, statement, digest, subject, event)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let row = (
        columns::integer(link.place().position()),
        link.statement(),
        link.digest().as_bytes(),
        link.subject().map(Sha256Digest::as_bytes),
        event,
    );
    act.run(sql, row)?;
    Ok(())
}

/// At most `limit` links from a position on, in order.
pub(crate) fn page(
    session: &dyn Session,
    from: u64,
    limit: usize,
) -> Result<Vec<StoredLink>, Failure> {
    let sql = "SELECT position, statement, digest, subject, event FROM governance
               WHERE position >= ?1 ORDER BY position LIMIT ?2";
    let range = (columns::integer(from), columns::count(limit));
    session.all(sql, range, link)
}

/// What one act of one operator depends on, in one snapshot.
pub(crate) fn view(session: &dyn Session, question: &ChainQuestion) -> Result<ChainView, Failure> {
    session.snapshot(|| {
        if let Some(refusal) = heads::refusal(session)? {
            return Err(refusal.into());
        }
        let status = match &question.certificate {
            Some((issuer, serial)) => serials::status(session, issuer, serial)?,
            None => CertificateStatus::NeverIssued,
        };
        let mut links = Vec::new();
        for position in &question.positions {
            links.extend(at(session, *position)?);
        }
        Ok(ChainView {
            head: head(session)?,
            links,
            status,
        })
    })
}

fn at(session: &dyn Session, position: u64) -> Result<Option<StoredLink>, Failure> {
    let sql = "SELECT position, statement, digest, subject, event FROM governance
               WHERE position = ?1";
    session.optional(sql, [columns::integer(position)], link)
}

fn head(session: &dyn Session) -> Result<Option<ChainHead>, Failure> {
    let sql = "SELECT position, digest FROM governance ORDER BY position DESC LIMIT 1";
    session.optional(sql, (), |row| {
        Ok(ChainHead {
            position: columns::unsigned(row, 0)?,
            digest: columns::digest(row, 1)?,
        })
    })
}

fn link(row: &Row<'_>) -> Result<StoredLink, Failure> {
    let subject = row.get::<Option<Vec<u8>>>(3)?;
    let subject = subject.map(|octets| Sha256Digest::try_from(octets.as_slice()));
    Ok(StoredLink {
        position: columns::unsigned(row, 0)?,
        statement: row.get(1)?,
        digest: columns::digest(row, 2)?,
        subject: columns::converted(subject.transpose())?,
        event: columns::unsigned(row, 4)?,
    })
}
