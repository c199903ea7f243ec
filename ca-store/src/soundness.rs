//! What rows of different tables must agree in, asked of all of them at once. The schema keeps it
//! up for what is written; this finds what damage or another hand did.

use ca_core::registry::RegistryError;

use crate::Store;
use crate::tables::documents;

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
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 7] = [
        Self::Serials,
        Self::Signatures,
        Self::Withdrawals,
        Self::Revocations,
        Self::Feed,
        Self::Log,
        Self::Crls,
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
        }
    }

    /// Counts what breaks the rule.
    const fn sql(self) -> &'static str {
        match self {
            Self::Serials => {
                "SELECT (SELECT count(*) FROM certificates c
                    LEFT JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
                    WHERE s.certificate IS DISTINCT FROM c.sequence)
                + (SELECT count(*) FROM serials s
                    LEFT JOIN certificates c ON c.sequence = s.certificate
                    WHERE c.serial IS DISTINCT FROM s.serial
                        OR c.generation IS DISTINCT FROM s.generation)"
            }
            Self::Signatures => {
                "SELECT count(*) FROM serials s
                 LEFT JOIN signatures g ON g.sequence = s.certificate
                 WHERE (s.state = 'issued') <> (g.sequence IS NOT NULL)"
            }
            Self::Withdrawals => {
                "SELECT count(*) FROM serials s LEFT JOIN feed f ON f.position = s.withdrawn
                 WHERE s.withdrawn IS NOT NULL AND (f.serial IS DISTINCT FROM s.serial
                    OR f.generation IS DISTINCT FROM s.generation)"
            }
            Self::Revocations => {
                "SELECT count(*) FROM serials s
                 LEFT JOIN (SELECT DISTINCT certificate FROM revocations) r
                    ON r.certificate = s.certificate
                 WHERE s.withdrawn IS NOT NULL AND r.certificate IS NULL"
            }
            Self::Feed => {
                "SELECT abs(feed_position - (SELECT count(*) FROM feed))
                    + abs(feed_position - (SELECT coalesce(max(position), 0) FROM feed))
                 FROM heads"
            }
            Self::Log => {
                "SELECT abs(log_size - (SELECT count(*) FROM audit_events))
                    + abs(log_size - (SELECT coalesce(max(log_index) + 1, 0) FROM audit_events))
                 FROM heads"
            }
            Self::Crls => {
                "SELECT count(*) FROM crls c
                 LEFT JOIN (SELECT crl, sum(length(der)) AS octets FROM crl_chunks GROUP BY crl) k
                    ON k.crl = c.id
                 LEFT JOIN crl_numbers n ON n.generation = c.generation AND n.number = c.number
                 WHERE k.octets IS DISTINCT FROM c.size OR n.number IS NULL"
            }
        }
    }
}

impl Store {
    /// How many rows break a rule.
    ///
    /// # Errors
    /// Fails if the registry cannot be read.
    pub fn breaches(&self, rule: Rule) -> Result<u64, RegistryError> {
        self.read(|session| session.only(rule.sql(), ()))
    }

    /// How many documents are not what their digests say.
    ///
    /// # Errors
    /// Fails if the registry cannot be read.
    pub fn altered_documents(&self) -> Result<u64, RegistryError> {
        self.read(documents::altered)
    }
}
