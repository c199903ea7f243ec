//! What may be read from end to end, and why.

/// Tables that do not grow with the number of certificates: some rows for each issuer, document,
/// officer, statement, token, day, job or restore.
pub(crate) const SMALL: [&str; 18] = [
    "active_documents",
    "actors",
    "audit_signers",
    "crl_floors",
    "crls",
    "dictionaries",
    "documents",
    "generations",
    "governance",
    "heads",
    "jobs",
    "key_copies",
    "purges",
    "registry_schema",
    "restores",
    "signed_heads",
    "tokens",
    "tree_nodes",
];

/// How statements begin that look at all of something, since that is what is asked.
pub(crate) const WHOLE: [&str; 2] = [
    // Whether there is any certificate: the first row is the answer.
    "SELECT EXISTS (SELECT 1 FROM certificates) AND NOT EXISTS (",
    // How many certificates an issuer has, by standing: in the narrow table of serial numbers.
    "SELECT s.state, CASE WHEN s.effective IS NULL THEN 0 ELSE 1 END, \
     CASE WHEN s.reason = 6 THEN 1 ELSE 0 END, count(*)",
];

/// Indexes that hold few rows of a table, which a count may read from end to end.
pub(crate) const PARTIAL: [&str; 2] = ["serials_ended", "serials_open"];

/// Whether a table may be read from end to end.
pub(crate) fn is_small(table: &str) -> bool {
    SMALL.contains(&table)
}

/// Whether a statement is meant to look at all of something.
pub(crate) fn is_whole(sql: &str) -> bool {
    WHOLE.iter().any(|begin| sql.starts_with(begin))
}
