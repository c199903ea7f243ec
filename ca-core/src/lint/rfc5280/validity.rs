//! CRT-04 and CRT-05: the time of validity.

use crate::lint::case::Case;
use crate::lint::fact::field::FieldFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::view::TimeField;
use crate::timestamp::Timestamp;

/// The first moment that GeneralizedTime is for: 2050-01-01T00:00:00Z.
const YEAR_2050: Timestamp = Timestamp::from_unix_seconds(2_524_608_000);

/// UTCTime to 2049, GeneralizedTime from 2050, with seconds and Z, without fraction; the end
/// after the begin (RFC 5280 4.1.2.5).
pub(in crate::lint) fn crt_04_validity(case: &Case<'_>, findings: &mut Findings) {
    let begin = judge_form("notBefore", case.certificate.not_before, findings);
    let end = judge_form("notAfter", case.certificate.not_after, findings);
    if let (Some(not_before), Some(not_after)) = (begin, end)
        && not_after <= not_before
    {
        findings.push(Fact::EndsBeforeItBegins {
            not_before,
            not_after,
        });
    }
}

fn judge_form(field: &'static str, time: TimeField, findings: &mut Findings) -> Option<Timestamp> {
    let Some(found) = time.moment else {
        findings.push(Fact::TimeForm { field });
        return None;
    };
    let fits = time.is_utc_time == (found < YEAR_2050);
    findings.when(!fits, Fact::TimeType { field, found });
    Some(found)
}

/// Valid only while the issuer is (RFC 5280 6.1, shell model of our profiles).
pub(in crate::lint) fn crt_05_within_issuer(case: &Case<'_>, findings: &mut Findings) {
    let Some(issuer) = case.issuer else { return };
    let certificate = &case.certificate;
    let begins = certificate.not_before.moment.zip(issuer.not_before);
    if let Some((not_before, issuer_not_before)) = begins
        && not_before < issuer_not_before
    {
        findings.push(Fact::BeginsBeforeIssuer {
            not_before,
            issuer_not_before,
        });
    }
    let ends = certificate.not_after.moment.zip(issuer.not_after);
    if let Some((not_after, issuer_not_after)) = ends
        && not_after > issuer_not_after
    {
        findings.push(Fact::OutlivesIssuer {
            not_after,
            issuer_not_after,
        });
    }
}
