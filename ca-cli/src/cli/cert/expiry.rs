//! `sceau cert expiry`: how many certificates end in each of the coming months, by profile.

use std::ops::RangeInclusive;
use std::time::Duration;

use ca_core::registry::Registry;
use ca_core::registry::records::ExpiryCount;
use ca_core::timestamp::{Clock, Timestamp};
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use ca_desk::wiring::{self, Store};
use clap::Args;
use serde::Serialize;

use crate::cli::{lookup, value};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Expiry {
    #[arg(long, value_name = "NUMBER", default_value_t = 12, value_parser = value::months)]
    months: u32,
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

impl Expiry {
    /// Counts month by month, from now on.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let store = wiring::store(&invocation.config()?, Store::Open)?;
        if let Some(profile) = &self.profile {
            lookup::require_profile(store.as_ref(), profile)
                .map_err(|why| Failure::because(Message::new("expiry-not-counted"), why))?;
        }
        let months = months(SystemClock.now(), self.months);
        let counted = progress::during(invocation, &Message::new("progress-count"), || {
            let counts = months.iter().map(|(name, ends)| {
                let counts = store.expiries(ends)?;
                Ok(counts.into_iter().map(|count| Row::of(name, count)))
            });
            counts.collect::<Result<Vec<_>, _>>()
        });
        let counted = counted.map_err(|error| {
            Failure::because(
                Message::new("expiry-not-counted"),
                explain::registry(&error),
            )
        })?;
        let mut rows: Vec<Row> = counted.into_iter().flatten().collect();
        let wanted = self.profile.as_deref();
        rows.retain(|row| wanted.is_none_or(|wanted| row.profile == wanted));
        Ok(Answer::of(ExpiryReport { months: rows }))
    }
}

/// Calendar months in UTC: the rest of the present one, then whole ones.
fn months(now: Timestamp, number: u32) -> Vec<(String, RangeInclusive<Timestamp>)> {
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

/// Certificates of a profile that end in a month.
#[derive(Debug, Serialize)]
struct Row {
    month: String,
    profile: String,
    /// Those that are good.
    ending: u64,
    /// Those that were revoked, suspended or never finished.
    others: u64,
}

impl Row {
    fn of(month: &str, count: ExpiryCount) -> Self {
        Self {
            month: month.to_owned(),
            profile: count.profile_name,
            ending: count.good,
            others: count.others,
        }
    }
}

#[derive(Debug, Serialize)]
struct ExpiryReport {
    months: Vec<Row>,
}

impl Report for ExpiryReport {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |row: &Row| {
            [
                row.month.clone(),
                row.profile.clone(),
                row.ending.to_string(),
                row.others.to_string(),
            ]
        };
        let columns = [
            "field-month",
            "field-profile",
            "field-ending",
            "field-others",
        ];
        page.table(columns, self.months.iter().map(cells).collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.months)
    }
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
