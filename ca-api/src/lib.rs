//! The API of the daemon, as data: which operations there are, who may ask for them, what is
//! asked and what is answered.
//!
//! - [`operation`]: an operation and its row in the table; [`table`]: the table, the only list of
//!   operations, from which router, client, OpenAPI document, manuals and the test of roles come;
//! - [`certificate`]: the operations upon certificates, with their requests and answers;
//! - [`openapi`]: the document for programs of others;
//! - [`audit`]: those upon the log of all acts; [`key`]: those upon keys in tokens;
//! - [`profile`]: those upon documents that govern issuance; [`registry`]: those upon the
//!   Registry itself;
//! - [`crl`], [`issuer`], [`responder`]: those upon CRLs, issuers and OCSP signers;
//! - [`word`]: values of the core on the wire: text that was read, and octets; [`page`]: parts of
//!   lists;
//! - [`document`]: what stands around each answer; [`failure`]: why there is none, as an RFC 9457
//!   problem;
//! - [`wire`]: a request as HTTP carries it, and back; [`client`]: asks the daemon.
//!
//! The JSON of an answer is what `sceau --format json` prints.

pub mod audit;
pub mod certificate;
pub mod client;
pub mod crl;
pub mod document;
pub mod failure;
pub mod issuer;
pub mod key;
pub mod openapi;
pub mod operation;
pub mod page;
pub mod profile;
pub mod registry;
pub mod responder;
pub mod table;
pub mod wire;
pub mod word;
