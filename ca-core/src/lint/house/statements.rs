//! What the certificate states (CRT-08, EN 319 412-5).

use crate::certificate::Governing;
use crate::lint::case::Case;
use crate::lint::fact::profile::ProfileFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::view::statement::Statement;
use crate::profile::{QcStatements, QcType, Semantics};

/// The statements of the profile and no others, each saying what the profile, the authority
/// document and the country pack say.
pub(in crate::lint) fn crt_08_statements(case: &Case<'_>, findings: &mut Findings) {
    let Some(governing) = case.governing else {
        return;
    };
    let Some(profile) = governing.profile.qc_statements() else {
        return;
    };
    let extensions = &case.certificate.extensions;
    let wanted = wanted(&profile);
    for (oid, present) in wanted {
        if present && extensions.statement(oid).is_none() {
            findings.push(Fact::StatementAbsent {
                statement: Named::of(oid),
            });
        }
    }
    for statement in extensions.statements() {
        let named = || Named::of(statement.oid);
        if !wanted.contains(&(statement.oid, true)) {
            findings.push(Fact::StatementForeign { statement: named() });
        } else if !says(statement, &profile, governing) {
            findings.push(Fact::StatementValue { statement: named() });
        }
    }
}

fn wanted(profile: &QcStatements) -> [(&'static [u8], bool); 8] {
    [
        (oid::QC_COMPLIANCE, profile.compliance),
        (oid::QC_LEGISLATION, profile.legislation),
        (oid::QC_DEVICE_LEGISLATION, profile.device_legislation),
        (oid::QC_LIMIT_VALUE, profile.limit.is_some()),
        (oid::QC_RETENTION, profile.retention),
        (oid::QC_TYPE, profile.qc_type.is_some()),
        (oid::QC_DISCLOSURE, profile.disclosure),
        (oid::QC_SYNTAX_V2, profile.semantics.is_some()),
    ]
}

/// Whether the statement says what it should; the currency and the retention are QC-10.
fn says(statement: &Statement<'_>, profile: &QcStatements, governing: &Governing<'_>) -> bool {
    let settings = governing.settings;
    match statement.oid {
        oid::QC_LEGISLATION | oid::QC_DEVICE_LEGISLATION => {
            statement.countries() == Ok(vec![settings.country()])
        }
        oid::QC_LIMIT_VALUE => {
            let limit = statement
                .limit()
                .map(|(_, amount, exponent)| (amount, exponent));
            let expected = profile.limit;
            let expected =
                expected.map(|limit| (u64::from(limit.amount), i64::from(limit.exponent)));
            limit.ok() == expected
        }
        oid::QC_TYPE => {
            let expected = profile.qc_type.map(|kind| match kind {
                QcType::Esign => oid::QC_TYPE_ESIGN,
                QcType::Eseal => oid::QC_TYPE_ESEAL,
            });
            statement.types().ok() == expected.map(|kind| vec![kind])
        }
        oid::QC_DISCLOSURE => {
            let pairs = settings.disclosures().iter();
            let expected = pairs.map(|page| (page.url.as_str(), page.language.as_str()));
            statement
                .disclosures()
                .is_ok_and(|found| expected.eq(found))
        }
        oid::QC_SYNTAX_V2 => {
            let expected = profile.semantics.map(|semantics| match semantics {
                Semantics::NaturalPerson => oid::SEMANTICS_NATURAL,
                Semantics::LegalPerson => oid::SEMANTICS_LEGAL,
            });
            statement
                .semantics()
                .is_ok_and(|found| found.identifier == expected)
        }
        _ => true,
    }
}
