//! Documents, addressed by digest.

use crate::session::Session;
use crate::session::row::Row;
use ca_core::audit::event::AuditEvent;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Document, DocumentKind};
use ca_core::timestamp::Timestamp;

use super::act::Act;
use super::columns;
use crate::fault::Failure;

/// Stores a document and makes it the active one of its kind and name.
pub(crate) fn activate(
    act: &mut Act<'_>,
    document: &Document,
    at: Timestamp,
    event: &AuditEvent,
) -> Result<(), Failure> {
    let id = store(act, document, at)?;
    refuse_if_frozen(act, document, id)?;
    act.run(
        "INSERT INTO active_documents (kind, name, document) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, name) DO UPDATE SET document = excluded.document",
        (document.kind.as_str(), &document.name, id),
    )?;
    act.change_basis();
    act.record(event)?;
    Ok(())
}

/// The active document of a kind and name.
pub(crate) fn active(
    session: &dyn Session,
    kind: DocumentKind,
    name: &str,
) -> Result<Option<Document>, Failure> {
    let sql = "SELECT d.kind, d.name, d.content, d.digest FROM active_documents a
               JOIN documents d ON d.id = a.document WHERE a.kind = ?1 AND a.name = ?2";
    session.optional(sql, (kind.as_str(), name), document)
}

/// All active documents of a kind, by name.
pub(crate) fn all_active(
    session: &dyn Session,
    kind: DocumentKind,
) -> Result<Vec<Document>, Failure> {
    let sql = "SELECT d.kind, d.name, d.content, d.digest FROM active_documents a
               JOIN documents d ON d.id = a.document WHERE a.kind = ?1 ORDER BY a.name";
    session.all(sql, [kind.as_str()], document)
}

/// All documents of a kind and name, in the order in which they were stored.
pub(crate) fn all(
    session: &dyn Session,
    kind: DocumentKind,
    name: &str,
) -> Result<Vec<Document>, Failure> {
    let sql = "SELECT kind, name, content, digest FROM documents WHERE kind = ?1 AND name = ?2
               ORDER BY id";
    session.all(sql, (kind.as_str(), name), document)
}

/// The document with this digest.
pub(crate) fn by_digest(
    session: &dyn Session,
    digest: &Sha256Digest,
) -> Result<Option<Document>, Failure> {
    let sql = "SELECT kind, name, content, digest FROM documents WHERE digest = ?1";
    session.optional(sql, [digest.as_bytes()], document)
}

/// The small id of the document with this digest.
pub(crate) fn row_id(session: &dyn Session, digest: &Sha256Digest) -> Result<i64, Failure> {
    let sql = "SELECT id FROM documents WHERE digest = ?1";
    let found = session.optional(sql, [digest.as_bytes()], |row| row.get(0))?;
    Ok(found.ok_or_else(|| RegistryError::NotFound {
        object: format!("document {digest}"),
    })?)
}

/// Stores the document unless it is there; the same bytes have one kind and one name.
fn store(act: &Act<'_>, document: &Document, at: Timestamp) -> Result<i64, Failure> {
    let digest = document.digest();
    match by_digest(act.session(), &digest)? {
        Some(known) if known == *document => row_id(act.session(), &digest),
        Some(known) => {
            let object = format!("document {digest} as {}", title(&known));
            Err(RegistryError::Exists { object }.into())
        }
        None => act.insert(
            "INSERT INTO documents (digest, kind, name, content, stored)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            "id",
            (
                digest.as_bytes(),
                document.kind.as_str(),
                &document.name,
                &document.content,
                at.unix_millis(),
            ),
        ),
    }
}

/// The authority document's URLs stand in every certificate: after the first intent it stays.
fn refuse_if_frozen(act: &Act<'_>, document: &Document, id: i64) -> Result<(), Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM certificates) AND NOT EXISTS (
                   SELECT 1 FROM active_documents
                   WHERE kind = ?1 AND name = ?2 AND document = ?3)";
    let (kind, name) = (document.kind.as_str(), &document.name);
    let frozen =
        document.kind == DocumentKind::Authority && act.session().only(sql, (kind, name, id))?;
    if frozen {
        let object = title(document);
        return Err(RegistryError::Frozen { object }.into());
    }
    Ok(())
}

fn title(document: &Document) -> String {
    format!("{} {}", document.kind.as_str(), document.name)
}

/// Kind and name of the documents that are not what their digests say.
pub(crate) fn altered(session: &dyn Session) -> Result<Vec<String>, Failure> {
    let mut altered = Vec::new();
    session.each(
        "SELECT kind, name, content, digest FROM documents",
        (),
        |row| {
            let [kind, name, content]: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
            if Sha256Digest::of(content.as_bytes()) != columns::digest(row, 3)? {
                altered.push(format!("{kind} {name}"));
            }
            Ok(())
        },
    )?;
    Ok(altered)
}

/// A document of a row, if its octets are those that its digest was taken of: a profile that a
/// disk or a hand has changed issues nothing.
fn document(row: &Row<'_>) -> Result<Document, Failure> {
    let document = Document {
        kind: columns::document_kind(row, 0)?,
        name: row.get(1)?,
        content: row.get(2)?,
    };
    if document.digest() == columns::digest(row, 3)? {
        Ok(document)
    } else {
        let object = title(&document);
        Err(Failure::damaged(AlteredDocument { object }))
    }
}

/// A document is not what it was when it was stored.
#[derive(Debug, thiserror::Error)]
#[error("the document {object} does not have its digest")]
struct AlteredDocument {
    object: String,
}
