//! Which keys and signatures hold until when (ALG-01 to ALG-05): a dated table, itself a
//! document addressed by its digest.
//!
//! What an algorithm is stands in [`crate::algorithm`] and [`crate::subject_key`]; a row here
//! says that it may be used. An algorithm without a row is not used.
//!
//! - `config`: the document as TOML spells it;
//! - `check`: from the document to rows, with all that is wrong in it;
//! - `rule`: what a document keeps;
//! - `span`: until when a row holds.

mod check;
mod config;
mod rule;
mod span;

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use time::Date;

use self::config::TableConfig;
pub use self::rule::AlgorithmRule;
use self::span::Span;
use crate::algorithm::SignatureAlgorithm;
use crate::digest::Sha256Digest;
use crate::document::DocumentFault;
use crate::subject_key::KeyKind;
use crate::timestamp::Timestamp;

/// Name of the table in the Registry.
pub const ALGORITHMS: &str = "algorithms";

/// The dated table of algorithms; made by [`AlgorithmTable::parse`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmTable {
    text: String,
    version: u32,
    source: String,
    keys: Vec<KeyRow>,
    signatures: Vec<SignatureRow>,
}

/// What holds for keys of one kind, within sizes if the kind has any.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeyRow {
    /// [`KeyKind::word`].
    word: &'static str,
    /// Meaningless for kinds of one size.
    bits: RangeInclusive<u32>,
    /// In bits, to compare keys with.
    strength: u16,
    /// Whether this authority certifies such keys; if not, the row judges others' certificates.
    certify: bool,
    span: Span,
}

/// What holds for signatures by one algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SignatureRow {
    algorithm: SignatureAlgorithm,
    legacy: bool,
    span: Span,
}

static SHIPPED: LazyLock<AlgorithmTable> = LazyLock::new(|| {
    // A test holds that the shipped table parses. Were it broken, the empty one allows nothing.
    let text = include_str!("../tables/algorithms.toml");
    AlgorithmTable::parse(text).unwrap_or_else(|_| AlgorithmTable {
        text: text.to_owned(),
        version: 0,
        source: String::new(),
        keys: Vec::new(),
        signatures: Vec::new(),
    })
});

impl AlgorithmTable {
    /// Reads and validates a table.
    ///
    /// # Errors
    /// Tells everything that is wrong.
    pub fn parse(text: &str) -> Result<Self, AlgorithmTableError> {
        let config: TableConfig = toml::from_str(text)?;
        let rows = check::rows(&config, text);
        let (keys, signatures) = rows.map_err(AlgorithmTableError::Faults)?;
        Ok(Self {
            text: text.to_owned(),
            version: config.version,
            source: config.source,
            keys,
            signatures,
        })
    }

    /// The table that comes with the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The document's bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's address.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }

    /// The number that its editors give it.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The standard that it follows, in words.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether a key of this kind may be certified at `issued` until `not_after`.
    ///
    /// # Errors
    /// Names the limit that stands against it (ALG-01, ALG-02, ALG-05).
    pub fn judge_key(
        &self,
        kind: KeyKind,
        issued: Timestamp,
        not_after: Timestamp,
    ) -> Result<(), AlgorithmRefusal> {
        let row = self.row(kind, |row| row.certify)?;
        row.span.judge(&kind, issued, not_after)
    }

    /// Whether others may have certified a key of this kind at `issued` until `not_after`.
    ///
    /// # Errors
    /// Names the limit that stands against it (ALG-01, ALG-02, ALG-05).
    pub fn judge_foreign_key(
        &self,
        kind: KeyKind,
        issued: Timestamp,
        not_after: Timestamp,
    ) -> Result<(), AlgorithmRefusal> {
        let row = self.row(kind, |_| true)?;
        row.span.judge(&kind, issued, not_after)
    }

    /// Whether a certificate until `not_after` may be signed so at `issued`.
    ///
    /// # Errors
    /// Names the limit that stands against it (ALG-02, ALG-03, ALG-05).
    pub fn judge_signature(
        &self,
        algorithm: SignatureAlgorithm,
        issued: Timestamp,
        not_after: Timestamp,
    ) -> Result<(), AlgorithmRefusal> {
        let row = self.signature(algorithm);
        let row = row.ok_or_else(|| AlgorithmRefusal::unknown(&algorithm))?;
        row.span.judge(&algorithm, issued, not_after)
    }

    /// Whether an issuer's key is at least as strong as the subject's (ALG-04).
    ///
    /// # Errors
    /// Names both strengths.
    pub fn judge_issuer(&self, issuer: KeyKind, subject: KeyKind) -> Result<(), AlgorithmRefusal> {
        let strength = |kind| Ok(self.row(kind, |_| true)?.strength);
        let (issuer_strength, subject_strength) = (strength(issuer)?, strength(subject)?);
        if issuer_strength >= subject_strength {
            return Ok(());
        }
        Err(AlgorithmRefusal::WeakerIssuer {
            issuer,
            issuer_strength,
            subject,
            subject_strength,
        })
    }

    /// Whether the algorithm is there for old software only (ALG-03).
    #[must_use]
    pub fn is_legacy(&self, algorithm: SignatureAlgorithm) -> bool {
        self.signature(algorithm).is_some_and(|row| row.legacy)
    }

    fn signature(&self, algorithm: SignatureAlgorithm) -> Option<&SignatureRow> {
        let mut rows = self.signatures.iter();
        rows.find(|row| row.algorithm == algorithm)
    }

    /// The row of a key, among those that count.
    fn row(&self, kind: KeyKind, counts: fn(&KeyRow) -> bool) -> Result<&KeyRow, AlgorithmRefusal> {
        let of_kind = || self.keys.iter().filter(|row| row.word == kind.word());
        let counting = || of_kind().filter(|row| counts(row));
        let bits = kind.bits();
        let mut fitting = counting();
        if let Some(row) = fitting.find(|row| bits.is_none_or(|bits| row.bits.contains(&bits))) {
            return Ok(row);
        }
        let least = counting().map(|row| *row.bits.start()).min();
        let most = counting().map(|row| *row.bits.end()).max();
        Err(match (bits, least, most) {
            (Some(_), Some(least), Some(most)) => AlgorithmRefusal::Size { kind, least, most },
            (..) if of_kind().next().is_some() => AlgorithmRefusal::NotCertified { kind },
            (..) => AlgorithmRefusal::unknown(&kind),
        })
    }
}

impl KeyRow {
    /// Whether some key falls under both rows.
    fn overlaps(&self, other: &Self) -> bool {
        self.word == other.word
            && self.bits.start() <= other.bits.end()
            && other.bits.start() <= self.bits.end()
    }
}

impl Span {
    fn judge(
        self,
        algorithm: &dyn ToString,
        issued: Timestamp,
        not_after: Timestamp,
    ) -> Result<(), AlgorithmRefusal> {
        let algorithm = || algorithm.to_string();
        if let Some(last_issue) = self.issue_passed(issued) {
            return Err(AlgorithmRefusal::IssuedTooLate {
                algorithm: algorithm(),
                issued,
                last_issue,
            });
        }
        match self.end_passed(not_after) {
            Some(last_end) => Err(AlgorithmRefusal::EndsTooLate {
                algorithm: algorithm(),
                not_after,
                last_end,
            }),
            None => Ok(()),
        }
    }
}

/// Why the table does not allow an algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmRefusal {
    /// No row of the table (ALG-02).
    #[error("{algorithm} is not in the table of algorithms")]
    Unknown {
        /// The key or signature.
        algorithm: String,
    },
    /// The rows judge others' certificates only (ALG-02).
    #[error("{kind} keys are not certified by this authority")]
    NotCertified {
        /// The key.
        kind: KeyKind,
    },
    /// No row with this size (ALG-01). Between the two limits there may be gaps.
    #[error("{kind} is not of an allowed size, from {least} to {most} bits")]
    Size {
        /// The key.
        kind: KeyKind,
        /// Least bits allowed.
        least: u32,
        /// Most bits allowed.
        most: u32,
    },
    /// Issued after the last day for it (ALG-05).
    #[error("{algorithm} is not issued at {issued}, the last day was {last_issue}")]
    IssuedTooLate {
        /// The key or signature.
        algorithm: String,
        /// The moment of issue.
        issued: Timestamp,
        /// Last day of issue, in UTC.
        last_issue: Date,
    },
    /// Ends after the last day for it (ALG-05).
    #[error("{algorithm} may not last until {not_after}, the last day is {last_end}")]
    EndsTooLate {
        /// The key or signature.
        algorithm: String,
        /// The end of validity.
        not_after: Timestamp,
        /// Last day of validity, in UTC.
        last_end: Date,
    },
    /// The issuer's key is weaker than the subject's (ALG-04).
    #[error(
        "issuer key {issuer} of {issuer_strength} bits is weaker than subject key {subject} of \
         {subject_strength} bits"
    )]
    WeakerIssuer {
        /// The issuer's key.
        issuer: KeyKind,
        /// Its strength in bits.
        issuer_strength: u16,
        /// The subject's key.
        subject: KeyKind,
        /// Its strength in bits.
        subject_strength: u16,
    },
}

impl AlgorithmRefusal {
    fn unknown(algorithm: &dyn ToString) -> Self {
        Self::Unknown {
            algorithm: algorithm.to_string(),
        }
    }

    /// The id of the requirement that stands against it.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::Unknown { .. } | Self::NotCertified { .. } => "ALG-02",
            Self::Size { .. } => "ALG-01",
            Self::IssuedTooLate { .. } | Self::EndsTooLate { .. } => "ALG-05",
            Self::WeakerIssuer { .. } => "ALG-04",
        }
    }
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmTableError {
    /// Not TOML, or a field is missing, unknown or of another type.
    #[error("the table of algorithms does not parse")]
    Syntax(#[from] toml::de::Error),
    /// It contradicts itself or names what the program does not know.
    #[error("the table of algorithms breaks {} rules", .0.len())]
    Faults(Vec<AlgorithmTableFault>),
}

/// A field of the table that breaks a rule.
pub type AlgorithmTableFault = DocumentFault<AlgorithmRule>;

#[cfg(test)]
mod tests;
