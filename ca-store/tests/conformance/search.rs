//! Certificates are found by what stands in them (REV-09): one criterion by one, and any mix
//! against a filter that knows nothing of indexes.

mod certificate;
mod model;

use ca_core::registry::Certificates;
use ca_core::registry::records::{
    CertificateQuery, ExpiryCount, ListedReason, ListedStatus, Officer, PAGE, StandingCounts,
};
use ca_core::registry::subject_value::SubjectValue;
use ca_core::revocation::Reason;
use ca_core::subject::AttributeType;

use self::model::{Model, Population};
use super::samples::Store;

/// Certificates of the population.
const NUMBER: u32 = 300;

/// Random mixes of criteria.
const MIXES: u32 = 400;

fn found(store: &dyn Store, query: &CertificateQuery) -> Vec<u32> {
    let records = Certificates::matching(store, query.clone());
    let numbers = records.map(|record| model::number_of(&record.unwrap().request_id));
    numbers.collect()
}

fn expected(models: &[Model], matches: impl Fn(&Model) -> bool) -> Vec<u32> {
    let matching = models.iter().filter(|model| matches(model));
    matching.map(|model| model.number).collect()
}

/// Each criterion finds what it says, and something.
pub(crate) fn rev_09_each_criterion_finds_its_certificates(store: &dyn Store) {
    let population = Population::fill(store, NUMBER);
    for (query, matches) in population.single_criteria() {
        let expected = expected(&population.models, matches);
        assert!(!expected.is_empty(), "{query:?} finds nothing");
        assert!(expected.len() < population.models.len(), "{query:?}");
        assert_eq!(found(store, &query), expected, "{query:?}");
    }
}

/// Mixes find what all their criteria find, however the store goes about it.
pub(crate) fn rev_09_any_mix_finds_what_all_its_criteria_find(store: &dyn Store) {
    let population = Population::fill(store, NUMBER);
    let mut hits = 0;
    for number in 0..MIXES {
        let mix = population.mix(number);
        let expected = expected(&population.models, |model| mix.matches(model));
        hits += usize::from(!expected.is_empty());
        let query = &mix.query;
        assert_eq!(found(store, query), expected, "{query:?}");
        let counts = store.count_certificates(query).unwrap();
        assert_eq!(counts, population.counts(&expected), "{query:?}");
    }
    assert!(hits > 100, "only {hits} mixes find anything");
}

/// A list is the same in pages of any size.
pub(crate) fn rev_09_pages_follow_each_other(store: &dyn Store) {
    let population = Population::fill(store, NUMBER);
    for (query, matches) in population.single_criteria() {
        let expected = expected(&population.models, matches);
        for limit in [1, 7, PAGE] {
            let mut query = CertificateQuery {
                limit,
                ..query.clone()
            };
            let mut numbers = Vec::new();
            loop {
                let page = store.certificates(&query).unwrap();
                let read = page.iter();
                numbers.extend(read.map(|record| model::number_of(&record.request_id)));
                assert!(page.len() <= limit);
                match page.last() {
                    Some(last) if page.len() == limit => query.after = last.sequence,
                    _ => break,
                }
            }
            assert_eq!(numbers, expected, "{query:?}");
        }
    }
}

/// A list ends where it is told to, over several pages of the store.
pub(crate) fn rev_09_lists_have_the_length_asked_for(store: &dyn Store) {
    let population = Population::fill(store, NUMBER);
    for limit in [1, 5, 299, 300, 301, 0] {
        let query = CertificateQuery {
            limit,
            ..CertificateQuery::default()
        };
        let number = Certificates::matching(store, query).count();
        let all = population.models.len();
        assert_eq!(number, if limit == 0 { all } else { all.min(limit) });
    }
}

/// Two values with the same digest are not confused: what the index gives is compared.
pub(crate) fn rev_09_colliding_digests_find_only_the_value(store: &dyn Store) {
    let [first, second] = model::colliding_names();
    let value = |name: &str| SubjectValue::attribute(AttributeType::COMMON_NAME, name);
    assert_eq!(value(&first).digest(), value(&second).digest());
    assert_ne!(value(&first), value(&second));
    model::named(store, &[&first, &second]);
    for (number, name) in (1..).zip([&first, &second]) {
        let query = CertificateQuery {
            subject: vec![value(name)],
            ..CertificateQuery::default()
        };
        assert_eq!(found(store, &query), [number], "{name}");
    }
}

/// What is unknown finds nothing, and no list fails over it.
pub(crate) fn rev_09_unknown_names_find_nothing(store: &dyn Store) {
    Population::fill(store, 20);
    let all = CertificateQuery::default;
    let nobody = Officer {
        kind: None,
        id: "nobody".into(),
    };
    let queries = [
        CertificateQuery {
            line: Some("unknown".parse().unwrap()),
            ..all()
        },
        CertificateQuery {
            issuer: Some("citizens-g9".parse().unwrap()),
            ..all()
        },
        CertificateQuery {
            profile_name: Some("unknown".into()),
            ..all()
        },
        CertificateQuery {
            profiles: vec![ca_core::digest::Sha256Digest::of(b"unknown")],
            ..all()
        },
        CertificateQuery {
            officer: Some(nobody),
            ..all()
        },
        CertificateQuery {
            request_id: Some("it's unknown".into()),
            ..all()
        },
        // A line and a generation of another one.
        CertificateQuery {
            line: Some("agencies".parse().unwrap()),
            issuer: Some("citizens-g1".parse().unwrap()),
            ..all()
        },
    ];
    for query in queries {
        assert_eq!(found(store, &query), [0; 0], "{query:?}");
        let counts = store.count_certificates(&query).unwrap();
        assert_eq!(counts, StandingCounts::default(), "{query:?}");
    }
}

/// A suspension that was lifted is not found as one, though its mark stays.
pub(crate) fn rev_09_status_is_that_of_now(store: &dyn Store) {
    let population = Population::fill(store, 20);
    let number = population.a_good_one();
    model::suspend(store, &population, number);
    let held = CertificateQuery {
        status: Some(ListedStatus::Suspended),
        ..CertificateQuery::default()
    };
    assert!(found(store, &held).contains(&number));
    model::reinstate(store, &population, number);
    assert!(!found(store, &held).contains(&number));
    model::revoke(store, &population, number, Some(Reason::Superseded));
    let superseded = CertificateQuery {
        status: Some(ListedStatus::Revoked),
        reason: Some(ListedReason::Given(Reason::Superseded)),
        ..CertificateQuery::default()
    };
    assert!(found(store, &superseded).contains(&number));
}

/// The expiry report counts what a list would show.
pub(crate) fn rev_09_expiries_are_counted_by_profile(store: &dyn Store) {
    let population = Population::fill(store, NUMBER);
    for ends in population.some_ends() {
        let counts = store.expiries(&ends).unwrap();
        let mut expected = Vec::new();
        for profile in model::PROFILES {
            let ending = population.models.iter();
            let ending = ending
                .filter(|model| model.profile_name() == profile && ends.contains(&model.not_after));
            let (good, others): (Vec<_>, Vec<_>) = ending.partition(|model| model.is_good());
            if good.len() + others.len() > 0 {
                expected.push(ExpiryCount {
                    profile_name: profile.into(),
                    good: u64::try_from(good.len()).unwrap(),
                    others: u64::try_from(others.len()).unwrap(),
                });
            }
        }
        expected.sort_by(|one, other| one.profile_name.cmp(&other.profile_name));
        assert_eq!(counts, expected);
    }
}

/// Documents of one name are there in the order in which they came.
pub(crate) fn versions_of_a_profile_are_found(store: &dyn Store) {
    let population = Population::fill(store, 5);
    let kind = ca_core::registry::records::DocumentKind::Profile;
    let documents = store.documents(kind, model::PROFILES[0]).unwrap();
    let digests: Vec<_> = documents.iter().map(|document| document.digest()).collect();
    assert_eq!(digests, population.versions(model::PROFILES[0]));
    assert_eq!(store.documents(kind, "unknown").unwrap(), []);
}
