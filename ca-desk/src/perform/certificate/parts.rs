//! Parts of lists of certificates.

use ca_api::certificate::CertificateReport;
use ca_api::operation::Operation;
use ca_api::page::{Limit, Place};
use ca_api::word::Word;
use ca_core::registry::records::{CertificateQuery, CertificateRecord, PAGE};
use ca_core::registry::{Registry, RegistryError};

use crate::gate::Admitted;
use crate::perform::certificate::describe;

/// How often the Registry is asked for one part of a list. Where little of it lies in the scope,
/// a part has fewer entries than were asked for, or none, and the next one goes on.
const ROUNDS: usize = 8;

/// A part of a list, and the cursor of the next one.
type Part = (Vec<CertificateReport>, Option<Word<Place>>);

/// The part of what matches, and lies within reach, that begins at the cursor.
///
/// # Errors
/// The Registry cannot be read.
pub(in crate::perform) fn read<O: Operation>(
    registry: &dyn Registry,
    who: &Admitted<O>,
    mut query: CertificateQuery,
    limit: Limit,
    cursor: Option<Word<Place>>,
) -> Result<Part, RegistryError> {
    let limit = limit.entries();
    // What others have registered is read as well, and passed over.
    query.limit = if who.reaches_all() { limit } else { PAGE };
    let after = cursor.map_or(0, |cursor| cursor.0);
    let ask = |after| batch(registry, &mut query, after);
    let (records, next) = gather(after, limit, ask, |record| who.reaches(record))?;
    let next = next.map(|place| Word::of(Place(place)));
    Ok((records.iter().map(describe::of_record).collect(), next))
}

/// Entries that the Registry gave at once.
struct Batch<T> {
    /// Each with its place.
    entries: Vec<(u64, T)>,
    /// Whether there are no more.
    is_last: bool,
}

fn batch(
    registry: &dyn Registry,
    query: &mut CertificateQuery,
    after: u64,
) -> Result<Batch<CertificateRecord>, RegistryError> {
    query.after = after;
    let records = registry.certificates(query)?;
    Ok(Batch {
        is_last: records.len() < query.page(),
        entries: records.into_iter().map(|one| (one.sequence, one)).collect(),
    })
}

/// At most `limit` entries within reach, and the place after which the next part begins, unless
/// this is the end.
fn gather<T, E>(
    mut after: u64,
    limit: usize,
    mut ask: impl FnMut(u64) -> Result<Batch<T>, E>,
    is_within_reach: impl Fn(&T) -> bool,
) -> Result<(Vec<T>, Option<u64>), E> {
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let batch = ask(after)?;
        for (place, entry) in batch.entries {
            after = place;
            if is_within_reach(&entry) {
                found.push(entry);
            }
            if found.len() == limit {
                return Ok((found, Some(after)));
            }
        }
        if batch.is_last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(after)))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// All parts of the numbers from 1 to `last` that can be divided by `reach`, ten read at once.
    fn parts(last: u64, reach: u64, limit: usize) -> Vec<Vec<u64>> {
        let ask = |after| {
            let read = (after + 1..=last).take(10).map(|number| (number, number));
            let entries: Vec<_> = read.collect();
            let is_last = entries.len() < 10;
            Ok::<_, Infallible>(Batch { entries, is_last })
        };
        let (mut parts, mut after) = (Vec::new(), 0);
        loop {
            let (part, next) = gather(after, limit, ask, |n| n.is_multiple_of(reach)).unwrap();
            parts.push(part);
            match next {
                Some(next) => after = next,
                None => return parts,
            }
        }
    }

    #[test]
    fn parts_of_a_list_have_each_entry_within_reach_once() {
        for (last, reach, limit) in [(25, 1, 10), (30, 1, 10), (0, 1, 1), (1000, 7, 3)] {
            let parts = parts(last, reach, limit);
            assert!(parts.iter().all(|part| part.len() <= limit));
            let expected: Vec<_> = (1..=last).filter(|n| n.is_multiple_of(reach)).collect();
            assert_eq!(parts.concat(), expected, "{last}, {reach}, {limit}");
        }
    }

    #[test]
    fn i12_a_part_reads_so_much_and_no_more() {
        let parts = parts(1000, 400, 5);
        // Eighty are read for each part; two of a thousand are within reach.
        assert_eq!(parts.len(), 13);
        assert_eq!(parts.concat(), [400, 800]);
    }
}
