//! How many certificates end when, from the index on their ends.

use std::ops::RangeInclusive;

use ca_core::registry::records::ExpiryCount;
use ca_core::timestamp::Timestamp;

use super::criteria::millis;
use crate::fault::Failure;
use crate::session::Session;

/// How many certificates end in some time, by profile name.
pub(crate) fn counted(
    session: &dyn Session,
    ends: &RangeInclusive<Timestamp>,
) -> Result<Vec<ExpiryCount>, Failure> {
    let [first, last] = millis(ends);
    let sql = format!(
        "SELECT d.name, CAST(sum(n.total) AS BIGINT), CAST(sum(n.others) AS BIGINT)
         FROM (SELECT c.profile, count(*) AS total,
                   count(CASE WHEN {ENDED} OR {OPEN} THEN 1 END) AS others
               FROM certificates c WHERE c.not_after BETWEEN ?1 AND ?2 GROUP BY c.profile) n
         JOIN documents d ON d.id = n.profile
         GROUP BY d.name ORDER BY d.name"
    );
    session.all(&sql, (first, last), |row| {
        let (total, others): (u64, u64) = (row.get(1)?, row.get(2)?);
        Ok(ExpiryCount {
            profile_name: row.get(0)?,
            good: total.saturating_sub(others),
            others,
        })
    })
}

/// The words are those of the index on serials that have ended.
const ENDED: &str = "EXISTS (SELECT 1 FROM serials e
    WHERE (e.effective IS NOT NULL OR e.state = 'abandoned') AND e.certificate = c.sequence)";

/// The words are those of the index on open serials.
const OPEN: &str = "EXISTS (SELECT 1 FROM serials o
    WHERE o.state IN ('prepared', 'authorised', 'signing') AND o.certificate = c.sequence)";
