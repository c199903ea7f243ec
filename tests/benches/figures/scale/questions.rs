//! Questions to the registry: status of a serial number, lists by what they are narrowed by,
//! the report on what ends.

use std::hint::black_box;
use std::time::Duration;

use ca_core::registry::records::{CertificateQuery, ListedStatus};
use ca_core::registry::subject_value::SubjectValue;
use ca_core::registry::{Registry, StatusSource};
use ca_core::subject::AttributeType;
use ca_core::timestamp::{Clock, Timestamp};
use sceau_tests::house::MovableClock;

use super::Sites;
use super::site::{Site, count, micros};
use crate::report::{Aim, Figure, Sample};

const DAY: Duration = Duration::from_secs(86_400);

/// The most that a question may take longer than in the smaller registry: its trees are a level
/// or two higher, and fewer of their pages are in memory.
const LONGER: Aim = Aim::AtMost(2.0);

type Ask = fn(&Site) -> f64;

pub(crate) fn figures(sites: &Sites) -> Vec<Figure> {
    let asked: [(&str, Ask); 8] = [
        ("status", status),
        ("list-by-identifier", by_identifier),
        ("list-by-key", by_key),
        ("list-by-request", by_request),
        ("list-of-revoked", of_revoked),
        ("list-of-a-profile", of_a_profile),
        ("list-of-what-ends", of_what_ends),
        ("expiry-report", expiry_report),
    ];
    let figures = asked.into_iter().map(|(name, ask)| {
        sites.figure(name, LONGER, "µs", || Sample {
            measured: ask(&sites.large),
            limit: ask(&sites.base),
        })
    });
    figures.collect()
}

/// Serial numbers chosen by chance.
fn status(site: &Site) -> f64 {
    let (issuer, mut serials) = (site.issuer(), site.serials(5000, "1"));
    micros(5000, || {
        black_box(site.store.status(&issuer, &serials.pop().unwrap()).unwrap());
    })
}

fn list(site: &Site, query: &CertificateQuery) -> usize {
    site.store.certificates(query).unwrap().len()
}

fn by_identifier(site: &Site) -> f64 {
    let mut asked: Vec<_> = (0..200).map(|_| site.any()).collect();
    micros(200, || {
        let mut values = SubjectValue::all_in(&asked.pop().unwrap().tbs).into_iter();
        let number =
            ca_core::registry::subject_value::SubjectField::Attribute(AttributeType::SERIAL_NUMBER);
        let query = CertificateQuery {
            subject: values
                .find(|value| value.field() == number)
                .into_iter()
                .collect(),
            ..CertificateQuery::default()
        };
        assert_eq!(list(site, &query), 1);
    })
}

fn by_key(site: &Site) -> f64 {
    let mut asked: Vec<_> = (0..200).map(|_| site.any()).collect();
    micros(200, || {
        let query = CertificateQuery {
            key_hash: Some(asked.pop().unwrap().key_hash),
            ..CertificateQuery::default()
        };
        assert_eq!(list(site, &query), 1);
    })
}

fn by_request(site: &Site) -> f64 {
    let mut asked: Vec<_> = (0..200).map(|_| site.any()).collect();
    micros(200, || {
        let query = CertificateQuery {
            request_id: Some(asked.pop().unwrap().request_id),
            ..CertificateQuery::default()
        };
        assert_eq!(list(site, &query), 1);
    })
}

/// A page of a hundred from anywhere.
fn page(site: &Site, query: CertificateQuery) -> f64 {
    micros(50, || {
        let query = CertificateQuery {
            after: site.any().sequence / 10 * 9,
            limit: 100,
            ..query.clone()
        };
        assert_eq!(list(site, &query), 100);
    })
}

fn of_revoked(site: &Site) -> f64 {
    let status = Some(ListedStatus::Revoked);
    page(
        site,
        CertificateQuery {
            status,
            ..CertificateQuery::default()
        },
    )
}

fn of_a_profile(site: &Site) -> f64 {
    let profile_name = Some("citizen-signature".to_owned());
    page(
        site,
        CertificateQuery {
            profile_name,
            ..CertificateQuery::default()
        },
    )
}

fn of_what_ends(site: &Site) -> f64 {
    let now = MovableClock::default().now();
    micros(20, || {
        let query = CertificateQuery {
            not_after: Some(now.plus(DAY * 600)..=now.plus(DAY * 630)),
            limit: 100,
            ..CertificateQuery::default()
        };
        assert_eq!(list(site, &query), 100);
    })
}

/// Microseconds for each thousand certificates that end within a month and are counted.
fn expiry_report(site: &Site) -> f64 {
    let now: Timestamp = MovableClock::default().now();
    let ends = now.plus(DAY * 600)..=now.plus(DAY * 630);
    let mut counted = 0;
    let time = micros(3, || {
        let counts = site.store.expiries(&ends).unwrap();
        counted = counts.iter().map(|count| count.good + count.others).sum();
    });
    time * 1000.0 / count(counted)
}
