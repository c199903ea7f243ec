//! Object identifiers as people know them.

use std::fmt;

use const_oid::ObjectIdentifier;
use const_oid::db::DB;

/// An object identifier that shows itself by its name where it has a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named(pub ObjectIdentifier);

/// `basicConstraints`, `serverAuth`, or the dotted identifier.
impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefixes = ["id-ce-", "id-pe-", "id-kp-", "id-qcs-"];
        match DB.by_oid(&self.0) {
            Some(name) => {
                let short = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
                f.write_str(short.unwrap_or(name))
            }
            None => self.0.fmt(f),
        }
    }
}
