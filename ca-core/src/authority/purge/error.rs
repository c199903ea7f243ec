//! Why bodies of the log were not purged.

use std::collections::BTreeMap;

use crate::authority::documents::DocumentUnavailable;
use crate::authority::profiles::ProfileUnavailable;
use crate::authority::purge::Retention;
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::timestamp::Timestamp;

/// Why bodies of the log were not purged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PurgeError {
    /// The term of these records has not come (AUD-05).
    #[error(
        "records of certificates that ended up to {ended} are kept until {from}: {} years in {}",
        retention.years,
        retention.country
    )]
    BeforeTerm {
        /// The last end of validity that was asked for.
        ended: Timestamp,
        /// When these records may go.
        from: Timestamp,
        /// What forbids it.
        retention: Retention,
    },
    /// The country pack, which has the figure, cannot be had.
    #[error(transparent)]
    NoCountry(#[from] DocumentUnavailable),
    /// A profile, which tells whose certificate an event is about, cannot be had.
    #[error(transparent)]
    NoProfile(#[from] ProfileUnavailable),
    /// Log or Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for PurgeError {
    fn rule(&self) -> &'static str {
        match self {
            Self::BeforeTerm { .. } => "AUD-05",
            Self::NoCountry(error) => error.rule(),
            Self::NoProfile(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for PurgeError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::BeforeTerm { .. } => true,
            Self::Registry(error) => error.is_refusal(),
            Self::NoCountry(_) | Self::NoProfile(_) | Self::Random(_) => false,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::BeforeTerm { from, .. } => [("from", from.to_string())].into(),
            Self::NoCountry(_) | Self::NoProfile(_) | Self::Registry(_) | Self::Random(_) => {
                BTreeMap::new()
            }
        }
    }
}
