//! The tables: what knows their columns, for all engines.
//!
//! - [`act`]: one act in its savepoint, with its audit event and feed rows; [`heads`] numbers
//!   each commit;
//! - [`documents`], [`generations`], [`intents`], [`revocations`], [`crls`], [`devices`]: acts
//!   and questions about their tables; [`serials`] says where a serial number stands and
//!   [`precedents`] holds a new intent against what was stored before;
//! - [`certificates`], [`events`], [`feed`], [`log`]: what is asked only;
//! - [`registrations`]: by what holders were known;
//! - [`codes`], [`scheduled`], [`reports`], [`notices`]: how revocations come about, and who is
//!   told;
//! - [`jobs`]: when work is due, and whose it is; each event of a job is held against its lease;
//! - [`nodes`] are hashes above the leaves of the log's tree, [`pages`] find events in it,
//!   [`signed_heads`] vouch for it, and [`purges`] let bodies go;
//! - [`ids`]: small ids that the writer has met;
//! - [`bodies`]: event bodies and to-be-signed bytes as they are stored;
//! - [`rows`]: what acts of issuance add, many rows in one statement;
//! - [`restores`]: the return from a backup, and what was acknowledged of it; [`mod@standing`]
//!   holds all against an anchor;
//! - [`governance`]: the chain of statements, each with the event that carried it; [`requests`]:
//!   what changes were asked for by;
//! - [`attributes`] and [`marks`]: what certificates are found by;
//! - `statement`: one that is put together; `columns`: values of the domain in columns.

pub(crate) mod act;
pub(crate) mod attributes;
pub(crate) mod bodies;
pub(crate) mod certificates;
pub(crate) mod codes;
pub(crate) mod columns;
pub(crate) mod crls;
pub(crate) mod devices;
pub(crate) mod documents;
pub(crate) mod events;
pub(crate) mod feed;
pub(crate) mod generations;
pub(crate) mod governance;
pub(crate) mod heads;
pub(crate) mod ids;
pub(crate) mod intents;
pub(crate) mod jobs;
pub(crate) mod log;
pub(crate) mod marks;
pub(crate) mod nodes;
pub(crate) mod notices;
pub(crate) mod pages;
pub(crate) mod precedents;
pub(crate) mod purges;
pub(crate) mod registrations;
pub(crate) mod reports;
pub(crate) mod requests;
pub(crate) mod restores;
pub(crate) mod revocations;
pub(crate) mod rows;
pub(crate) mod scheduled;
pub(crate) mod serials;
pub(crate) mod signed_heads;
pub(crate) mod standing;
mod statement;
