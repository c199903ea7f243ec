//! Rules of the CA/Browser Forum's baseline requirements that hold for all our certificates.

use std::time::Duration;

use super::Case;
use super::fact::Fact;

/// How far the begin of the validity may be from the signing (BR 7.1.2).
const HOURS: u64 = 48;

/// CRT-19: the validity begins within 48 hours of signing, before or after (BR 7.1.2, 6.3.2).
pub(super) fn crt_19_not_before(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let begin = case.certificate.not_before.moment().ok();
    let Some((not_before, signing)) = begin.zip(case.signing_time) else {
        return;
    };
    let distance = not_before.since(signing).max(signing.since(not_before));
    if distance > Duration::from_secs(HOURS * 3600) {
        facts.push(Fact::FarFromSigning {
            not_before,
            signing,
            hours: HOURS,
        });
    }
}
