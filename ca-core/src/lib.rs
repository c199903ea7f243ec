//! The domain of a certification authority: no I/O, no async, no clock of its own, no unsafe.
//!
//! Who may call whom, from the outside in:
//!
//! - [`authority`] performs every act: it prepares, stores the intent, signs, verifies and
//!   records. It talks to the world through ports only: [`registry`] and [`audit`] (adapter
//!   `ca-store`), [`signer`] (adapter `hsm`), [`timestamp::Clock`] and [`random`].
//! - [`anchor`] is what is known of a Registry outside it: a stale one is not written.
//! - [`certificate`] turns a [`profile`], [`settings`] and a checked request into the bytes to
//!   be signed; [`lint`] judges exactly these bytes; [`crl`] does the same for lists.
//! - [`csr`], [`subject`], [`san`], [`subject_key`] and [`ocsp`] parse what comes from outside
//!   into types that cannot be wrong; [`name`], [`policy`] and [`verify`] serve them.
//! - [`governance`] says who may do what, and how that is believed.
//! - [`country`] gives the facts of a state to [`settings`], profiles and certificates;
//!   [`document`] tells what is wrong with governing documents, and where.
//! - [`registration`] is by what a holder was known, and who accepted which terms.
//! - [`jobs`] says when work is due that nobody asks for, and who may do it now.
//! - [`actor`], [`algorithm`], [`digest`], [`generation`], [`revocation`] and [`serial`] are the
//!   words of the house. They call nobody.

pub mod actor;
pub mod algorithm;
pub mod algorithm_table;
pub mod anchor;
pub mod audit;
pub mod authority;
pub mod certificate;
pub mod country;
pub mod crl;
pub mod csr;
pub mod digest;
pub mod document;
pub mod generation;
pub mod governance;
pub mod jobs;
pub mod key_origin;
pub mod lint;
pub mod name;
pub mod ocsp;
pub mod policy;
pub mod profile;
pub mod random;
pub mod registration;
pub mod registry;
pub mod requirement;
pub mod revocation;
pub mod san;
pub mod serial;
pub mod settings;
pub mod signer;
pub mod subject;
pub mod subject_key;
pub mod timestamp;
pub mod transliteration;
pub mod verify;
