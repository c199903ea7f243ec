//! What rows of different tables must agree in, asked of all of them at once. The schema keeps it
//! up for what is written; this finds what damage or another hand did.

use std::collections::BTreeMap;
use std::fmt;

use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::serial::Serial;

use crate::Store;
use crate::fault::Failure;
use crate::session::row::Row;
use crate::tables::{columns, documents};

/// A rule that the tables keep together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Each certificate and intent has its serial, and each serial its certificate.
    Serials,
    /// Exactly the issued serials have a signature (I2).
    Signatures,
    /// Each withdrawn serial stands in the feed at its place.
    Withdrawals,
    /// Each withdrawn serial has the act that withdrew it.
    Revocations,
    /// Feed positions are without a gap up to the last one given.
    Feed,
    /// Places of events are without a gap up to the size of the log.
    Log,
    /// Each CRL has all its octets and a number that was reserved (I10).
    Crls,
    /// Positions of statements are without a gap (I14).
    Governance,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 8] = [
        Self::Serials,
        Self::Signatures,
        Self::Withdrawals,
        Self::Revocations,
        Self::Feed,
        Self::Log,
        Self::Crls,
        Self::Governance,
    ];

    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Serials => "serials",
            Self::Signatures => "signatures",
            Self::Withdrawals => "withdrawals",
            Self::Revocations => "revocations",
            Self::Feed => "feed",
            Self::Log => "log",
            Self::Crls => "crls",
            Self::Governance => "governance",
        }
    }

    /// The places where the rule is broken: generation, serial and place, of which each rule has
    /// its own.
    const fn places(self) -> &'static str {
        match self {
            Self::Serials => {
                "SELECT c.generation, c.serial, c.sequence AS place FROM certificates c
                    LEFT JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
                    WHERE s.certificate IS DISTINCT FROM c.sequence
                UNION ALL SELECT s.generation, s.serial, s.certificate FROM serials s
                    LEFT JOIN certificates c ON c.sequence = s.certificate
                    WHERE c.serial IS DISTINCT FROM s.serial
                        OR c.generation IS DISTINCT FROM s.generation"
            }
            Self::Signatures => {
                "SELECT s.generation, s.serial, s.certificate AS place FROM serials s
                 LEFT JOIN signatures g ON g.sequence = s.certificate
                 WHERE (s.state = 'issued') <> (g.sequence IS NOT NULL)"
            }
            Self::Withdrawals => {
                "SELECT s.generation, s.serial, s.withdrawn AS place
                 FROM serials s LEFT JOIN feed f ON f.position = s.withdrawn
                 WHERE s.withdrawn IS NOT NULL AND (f.serial IS DISTINCT FROM s.serial
                    OR f.generation IS DISTINCT FROM s.generation)"
            }
            Self::Revocations => {
                "SELECT s.generation, s.serial, s.certificate AS place FROM serials s
                 LEFT JOIN (SELECT DISTINCT certificate FROM revocations) r
                    ON r.certificate = s.certificate
                 WHERE s.withdrawn IS NOT NULL AND r.certificate IS NULL"
            }
            Self::Feed => {
                "SELECT f.generation, CAST(NULL AS bytea) AS serial, f.position AS place
                    FROM feed f WHERE f.position > (SELECT feed_position FROM heads)
                UNION ALL SELECT NULL, NULL, h.last + 1 FROM (
                    SELECT 0 AS last UNION ALL SELECT position FROM feed) h
                    LEFT JOIN feed n ON n.position = h.last + 1
                    WHERE n.position IS NULL AND h.last < (SELECT feed_position FROM heads)"
            }
            Self::Log => {
                "SELECT CAST(NULL AS bigint) AS generation, CAST(NULL AS bytea) AS serial,
                        e.log_index AS place
                    FROM audit_events e WHERE e.log_index >= (SELECT log_size FROM heads)
                UNION ALL SELECT NULL, NULL, h.last + 1 FROM (
                    SELECT -1 AS last UNION ALL SELECT log_index FROM audit_events) h
                    LEFT JOIN audit_events n ON n.log_index = h.last + 1
                    WHERE n.log_index IS NULL AND h.last + 1 < (SELECT log_size FROM heads)"
            }
            Self::Crls => {
                "SELECT c.generation, CAST(NULL AS bytea) AS serial, c.number AS place FROM crls c
                 LEFT JOIN (SELECT crl, sum(length(der)) AS octets FROM crl_chunks GROUP BY crl) k
                    ON k.crl = c.id
                 LEFT JOIN crl_numbers n ON n.generation = c.generation AND n.number = c.number
                 WHERE k.octets IS DISTINCT FROM c.size OR n.number IS NULL"
            }
            Self::Governance => {
                "SELECT CAST(NULL AS bigint) AS generation, CAST(NULL AS bytea) AS serial,
                        g.position AS place
                    FROM governance g LEFT JOIN governance p ON p.position = g.position - 1
                    WHERE g.position <> 0 AND p.position IS NULL"
            }
        }
    }

    fn read(self, row: &Row<'_>) -> Result<Place, Failure> {
        let place = row.get::<Option<i64>>(3)?.unwrap_or_default();
        Ok(match self {
            Self::Serials | Self::Signatures | Self::Withdrawals | Self::Revocations => {
                Place::Serial {
                    issuer: columns::generation_if_any(row, 0, 1)?,
                    serial: columns::serial(row, 2)?,
                }
            }
            Self::Feed | Self::Governance => Place::Position(place),
            Self::Log => Place::Event(place),
            Self::Crls => Place::Crl {
                issuer: columns::generation_if_any(row, 0, 1)?,
                number: place,
            },
        })
    }
}

/// What breaks a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaches {
    /// How many places there are; a gap in a row of numbers counts once.
    pub count: u64,
    /// The first of them, at most [`SHOWN`].
    pub first: Vec<Place>,
}

/// Most places that are named.
pub const SHOWN: usize = 10;

/// Where a rule is broken. An issuer that the registry does not know has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A certificate.
    Serial {
        /// Who issued it.
        issuer: Option<GenerationId>,
        /// Its serial number.
        serial: Serial,
    },
    /// A position of the feed: the first of a gap, or one beyond the end.
    Position(i64),
    /// A place in the log: the first of a gap, or one beyond the end.
    Event(i64),
    /// A CRL.
    Crl {
        /// Who issued it.
        issuer: Option<GenerationId>,
        /// Its number.
        number: i64,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuer = match self {
            Self::Serial { issuer, .. } | Self::Crl { issuer, .. } => issuer.as_ref(),
            Self::Position(_) | Self::Event(_) => None,
        };
        if let Some(issuer) = issuer {
            write!(f, "{issuer} ")?;
        }
        match self {
            Self::Serial { serial, .. } => serial.fmt(f),
            Self::Crl { number, .. } | Self::Position(number) | Self::Event(number) => {
                number.fmt(f)
            }
        }
    }
}

/// What of a registry's schema is not as the program's migrations build it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFault {
    /// Kind and name of the object, as SQL has them.
    pub object: String,
    /// What is wrong with it.
    pub defect: SchemaDefect,
}

/// What is wrong with an object of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaDefect {
    /// It is not there: a rule that it kept may have been broken.
    Missing,
    /// It is another one, or switched off.
    Altered,
    /// No program of ours made it.
    Unknown,
}

/// Objects of a schema by kind and name, with their definition.
pub(crate) type Objects = BTreeMap<String, String>;

/// Holds the objects of a schema against those that it must have.
pub(crate) fn compare(expected: &Objects, found: &Objects) -> Vec<SchemaFault> {
    let fault = |object: &String, defect| SchemaFault {
        object: object.clone(),
        defect,
    };
    let known = expected.iter().filter_map(|(object, definition)| {
        let defect = match found.get(object) {
            None => SchemaDefect::Missing,
            Some(other) if other != definition => SchemaDefect::Altered,
            Some(_) => return None,
        };
        Some(fault(object, defect))
    });
    let unknown = found
        .keys()
        .filter(|object| !expected.contains_key(*object));
    known
        .chain(unknown.map(|object| fault(object, SchemaDefect::Unknown)))
        .collect()
}

impl Store {
    /// What breaks a rule.
    ///
    /// # Errors
    /// Fails if the registry cannot be read.
    pub fn breaches(&self, rule: Rule) -> Result<Breaches, RegistryError> {
        let places = rule.places();
        let count = format!("SELECT count(*) FROM ({places}) b");
        let first = format!(
            "SELECT g.line, g.number, b.serial, b.place FROM ({places}) b
             LEFT JOIN generations g ON g.id = b.generation ORDER BY b.place LIMIT {SHOWN}"
        );
        self.read(|session| {
            let count = session.only(&count, ())?;
            let first = if count == 0 {
                Vec::new()
            } else {
                session.all(&first, (), |row| rule.read(row))?
            };
            Ok(Breaches { count, first })
        })
    }

    /// What of the schema is not as the migrations build it: a trigger that is gone kept nothing.
    ///
    /// # Errors
    /// Fails if the registry cannot be read.
    pub fn schema_faults(&self) -> Result<Vec<SchemaFault>, RegistryError> {
        self.schema()
    }

    /// Kind and name of the documents that are not what their digests say.
    ///
    /// # Errors
    /// Fails if the registry cannot be read.
    pub fn altered_documents(&self) -> Result<Vec<String>, RegistryError> {
        self.read(documents::altered)
    }
}
