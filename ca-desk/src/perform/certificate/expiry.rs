//! How many certificates end, month by month.

use std::ops::RangeInclusive;
use std::time::Duration;

use ca_api::certificate::{CountExpiries, Expiries, ExpiryReport, MonthReport};
use ca_core::registry::records::ExpiryCount;
use ca_core::registry::{Registry, RegistryError};
use ca_core::timestamp::{Clock, Timestamp};

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::certificate::search;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;
use crate::wiring::clock::SystemClock;

impl Perform for CountExpiries {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        request: Expiries,
    ) -> Result<ExpiryReport, Failure> {
        let uncounted = |why| Failure::because(Message::new("expiry-not-counted"), why);
        let registry = here.store.as_ref();
        if let Some(profile) = &request.profile {
            search::require_profile(registry, profile).map_err(uncounted)?;
        }
        let months = months(SystemClock.now(), request.months.number());
        let counted = count(registry, &months);
        let mut months = counted.map_err(|error| uncounted(explain::registry(&error)))?;
        let wanted = request.profile.as_deref();
        months.retain(|row| wanted.is_none_or(|wanted| row.profile == wanted));
        Ok(ExpiryReport { months })
    }
}

type Month = (String, RangeInclusive<Timestamp>);

fn count(registry: &dyn Registry, months: &[Month]) -> Result<Vec<MonthReport>, RegistryError> {
    let mut rows = Vec::new();
    for (name, ends) in months {
        let counts = registry.expiries(ends)?;
        rows.extend(counts.into_iter().map(|count| row(name, count)));
    }
    Ok(rows)
}

fn row(month: &str, count: ExpiryCount) -> MonthReport {
    MonthReport {
        month: month.to_owned(),
        profile: count.profile_name,
        ending: count.good,
        others: count.others,
    }
}

/// Calendar months in UTC: the rest of the present one, then whole ones.
fn months(now: Timestamp, number: u32) -> Vec<Month> {
    let mut months = Vec::new();
    let mut first = now;
    for _ in 0..number {
        let name: String = first.to_string().chars().take(7).collect();
        let Some(next) = next_month(&name) else {
            break;
        };
        months.push((name, first..=next.minus(Duration::from_millis(1))));
        first = next;
    }
    months
}

/// The first moment after a month that is written as `2026-11`.
fn next_month(month: &str) -> Option<Timestamp> {
    let (year, month) = month.split_once('-')?;
    let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
    let (year, month) = if month == 12 {
        (year.checked_add(1)?, 1)
    } else {
        (year, month.checked_add(1)?)
    };
    Timestamp::parse_rfc3339(&format!("{year:04}-{month:02}-01T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_without_a_gap() {
        let now = Timestamp::parse_rfc3339("2026-11-22T08:30:00Z").unwrap();
        let months = months(now, 3);
        let names: Vec<_> = months.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["2026-11", "2026-12", "2027-01"]);
        assert_eq!(*months[0].1.start(), now);
        let mut ends = months.iter().zip(months.iter().skip(1));
        assert!(ends.all(|((_, one), (_, next))| {
            one.end().plus(Duration::from_millis(1)) == *next.start()
        }));
    }

    #[test]
    fn the_end_of_time_has_no_next_month() {
        let last = Timestamp::parse_rfc3339("9999-11-22T00:00:00Z").unwrap();
        assert_eq!(months(last, 5).len(), 1);
    }
}
