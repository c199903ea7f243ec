//! Object identifiers as people know them.

use std::fmt;

use const_oid::ObjectIdentifier;
use const_oid::db::DB;

use crate::policy::PolicyId;

/// An object identifier that shows itself by its name where it has a known one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named(Vec<u8>);

impl Named {
    /// The identifier with these content octets.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self(content.to_vec())
    }
}

/// Names that the database of `const-oid` lacks.
const OWN_NAMES: [(&str, &str); 4] = [
    ("2.5.29.56", "noRevAvail"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.4.0.194121.2.1", "validityAssuredShortTerm"),
    ("1.3.6.1.5.5.7.3.36", "documentSigning"),
];

/// `basicConstraints`, `serverAuth`, or the dotted identifier.
impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefixes = ["id-ce-", "id-pe-", "id-kp-", "id-qcs-"];
        let Ok(oid) = ObjectIdentifier::from_bytes(&self.0) else {
            return match PolicyId::from_content(&self.0) {
                Some(dotted) => dotted.fmt(f),
                None => f.write_str(&hex::encode(&self.0)),
            };
        };
        let dotted = oid.to_string();
        let own = OWN_NAMES.iter().find(|(known, _)| *known == dotted);
        match own.map(|(_, name)| *name).or_else(|| DB.by_oid(&oid)) {
            Some(name) => {
                let short = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix));
                f.write_str(short.unwrap_or(name))
            }
            None => f.write_str(&dotted),
        }
    }
}
