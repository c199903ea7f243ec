//! Who may do what, and how it is believed (REG-02, REG-03, I14).
//!
//! - [`role`] names the trusted roles of EN 319 401 and the sets of them that one person may hold;
//!   [`scope`] names what an assignment of roles reaches;
//! - [`certificate`]: by what an operator is known;
//! - [`statement`]: an act as its officers signed it (RFC 5652), byte for byte;
//! - [`roster`]: who holds which role, folded from the chain of statements.

pub mod certificate;
pub mod role;
pub mod roster;
pub mod scope;
pub mod statement;
