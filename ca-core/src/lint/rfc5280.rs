//! Rules of RFC 5280 and the RFCs that complete it, a file per field or extension.

pub(super) mod alternative_name;
pub(super) mod basic_constraints;
pub(super) mod encoding;
pub(super) mod extension;
pub(super) mod key_identifier;
pub(super) mod key_usage;
pub(super) mod location;
pub(super) mod name;
pub(super) mod name_constraints;
pub(super) mod no_revocation;
pub(super) mod serial;
pub(super) mod subset;
pub(super) mod validity;
