//! Documents, addressed by digest.

use ca_core::audit::event::AuditEvent;
use ca_core::digest::Sha256Digest;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Document, DocumentKind};
use ca_core::timestamp::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use super::act::Act;
use super::columns;
use super::fault::Failure;

/// Stores a document and makes it the active one of its kind and name.
pub(super) fn activate(
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
    act.record(event)?;
    Ok(())
}

/// The active document of a kind and name.
pub(super) fn active(
    connection: &Connection,
    kind: DocumentKind,
    name: &str,
) -> Result<Option<Document>, Failure> {
    let sql = "SELECT d.kind, d.name, d.content FROM active_documents a
               JOIN documents d ON d.id = a.document WHERE a.kind = ?1 AND a.name = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_one((kind.as_str(), name), document)
        .optional()?)
}

/// All active documents of a kind, by name.
pub(super) fn all_active(
    connection: &Connection,
    kind: DocumentKind,
) -> Result<Vec<Document>, Failure> {
    let sql = "SELECT d.kind, d.name, d.content FROM active_documents a
               JOIN documents d ON d.id = a.document WHERE a.kind = ?1 ORDER BY a.name";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([kind.as_str()], document)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The document with this digest.
pub(super) fn by_digest(
    connection: &Connection,
    digest: &Sha256Digest,
) -> Result<Option<Document>, Failure> {
    let sql = "SELECT kind, name, content FROM documents WHERE digest = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_one([digest.as_bytes()], document)
        .optional()?)
}

/// The small id of the document with this digest.
pub(super) fn row_id(connection: &Connection, digest: &Sha256Digest) -> Result<i64, Failure> {
    let sql = "SELECT id FROM documents WHERE digest = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_one([digest.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.ok_or_else(|| RegistryError::NotFound {
        object: format!("document {digest}"),
    })?)
}

/// Stores the document unless it is there; the same bytes have one kind and one name.
fn store(act: &Act<'_>, document: &Document, at: Timestamp) -> Result<i64, Failure> {
    let digest = document.digest();
    match by_digest(act.connection(), &digest)? {
        Some(known) if known == *document => row_id(act.connection(), &digest),
        Some(known) => {
            let object = format!("document {digest} as {}", title(&known));
            Err(RegistryError::Exists { object }.into())
        }
        None => {
            act.run(
                "INSERT INTO documents (digest, kind, name, content, stored)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                (
                    digest.as_bytes(),
                    document.kind.as_str(),
                    &document.name,
                    &document.content,
                    at.unix_millis(),
                ),
            )?;
            Ok(act.connection().last_insert_rowid())
        }
    }
}

/// The authority document's URLs stand in every certificate: after the first intent it stays.
fn refuse_if_frozen(act: &Act<'_>, document: &Document, id: i64) -> Result<(), Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM certificates) AND NOT EXISTS (
                   SELECT 1 FROM active_documents
                   WHERE kind = ?1 AND name = ?2 AND document = ?3)";
    let (kind, name) = (document.kind.as_str(), &document.name);
    let frozen = document.kind == DocumentKind::Authority
        && act
            .connection()
            .prepare_cached(sql)?
            .query_one((kind, name, id), |row| row.get(0))?;
    if frozen {
        let object = title(document);
        return Err(RegistryError::Frozen { object }.into());
    }
    Ok(())
}

fn title(document: &Document) -> String {
    format!("{} {}", document.kind.as_str(), document.name)
}

fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        kind: columns::document_kind(row, 0)?,
        name: row.get(1)?,
        content: row.get(2)?,
    })
}
