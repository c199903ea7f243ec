//! QC-10: the form of the statements, the limit and the retention (EN 319 412-5 4, 4.3).

use crate::lint::case::Case;
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::rfc5280::extension::repeated;
use crate::lint::view::statement::Currency;

/// qcStatements are not critical, well formed, and none is there twice; limit and retention of
/// ours are the country's.
pub(in crate::lint) fn qc_10_statements(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let Some(statements) = &extensions.statements else {
        return;
    };
    let critical = extensions.is_critical(oid::QC_STATEMENTS);
    findings.when(critical, Fact::StatementsCritical);
    let Ok(statements) = statements else {
        findings.push(Fact::StatementsUnreadable);
        return;
    };
    for oid in repeated(statements.iter().map(|statement| statement.oid)) {
        findings.push(Fact::StatementTwice {
            statement: Named::of(oid),
        });
    }
    for statement in statements.iter().filter(|known| !known.is_well_formed()) {
        findings.push(Fact::StatementForm {
            statement: Named::of(statement.oid),
        });
    }
    judge_figures(case, findings);
}

fn judge_figures(case: &Case<'_>, findings: &mut Findings) {
    let Some(governing) = case.governing else {
        return;
    };
    let extensions = &case.certificate.extensions;
    let limit = extensions.statement(oid::QC_LIMIT_VALUE);
    let expected = &governing.country.currency;
    match limit.and_then(|statement| statement.limit().ok()) {
        Some((Currency::Letters(found), ..)) if found != expected => {
            findings.push(Fact::LimitCurrency {
                found: found.to_owned(),
                expected: expected.clone(),
            });
        }
        Some((Currency::Number(found), ..)) => findings.push(Fact::LimitCurrency {
            found: found.to_string(),
            expected: expected.clone(),
        }),
        Some(_) | None => {}
    }
    let retention = extensions.statement(oid::QC_RETENTION);
    let expected = governing.country.retention_years;
    if let Some(found) = retention.and_then(|statement| statement.years().ok())
        && found != u64::from(expected)
    {
        findings.push(Fact::Retention { found, expected });
    }
}
