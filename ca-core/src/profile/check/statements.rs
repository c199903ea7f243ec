//! QCStatements (EN 319 412-5) and the key usages that they stand for, for a state outside the
//! European Union.

use super::ProfileFaults;
use crate::profile::config::{ProfileConfig, QcConfig, QcTypeConfig, SemanticsConfig};
use crate::profile::rule::ProfileRule;

const KEY_USAGE: &str = "extensions.key_usage";

pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    usages(config, faults);
    let empty = QcConfig::default();
    let statements = config.qc_statements.as_ref();
    let misplaced = statements
        .is_some_and(|statements| config.subject.identifier.is_none() || *statements == empty);
    faults.when(misplaced, "qc_statements", "", ProfileRule::StatementPlace);
    let statements = statements.unwrap_or(&empty);
    let differs = statements.semantics != config.subject.identifier;
    faults.when(
        differs,
        "qc_statements.semantics",
        statements.semantics.map_or("", word),
        ProfileRule::Semantics,
    );
    claims(config, statements, faults);
    figures(statements, faults);
}

/// EN 319 412-2 4.3.2: what a signature commits to, no other use of the key may put in doubt.
fn usages(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let commits = config.has_usage("contentCommitment");
    for usage in ["keyEncipherment", "dataEncipherment", "keyAgreement"] {
        let mixed = commits && config.has_usage(usage);
        faults.when(mixed, KEY_USAGE, usage, ProfileRule::SignatureUsage);
    }
    let natural = config.names(SemanticsConfig::NaturalPerson);
    let list = config.extensions.key_usage.join(", ");
    let both = natural && commits && config.has_usage("digitalSignature");
    faults.when(both, KEY_USAGE, &list, ProfileRule::PersonUsage);
    let idle = config.claims_compliance() && !commits;
    faults.when(idle, KEY_USAGE, &list, ProfileRule::QualifiedUsage);
}

/// What is claimed, and what must be said with it.
fn claims(config: &ProfileConfig, statements: &QcConfig, faults: &mut ProfileFaults<'_>) {
    let QcConfig {
        compliance,
        legislation,
        device_legislation,
        disclosure,
        ..
    } = *statements;
    faults.when(
        compliance != legislation,
        "qc_statements.legislation",
        legislation,
        ProfileRule::Legislation,
    );
    faults.when(
        device_legislation && !(compliance && config.key.device),
        "qc_statements.device_legislation",
        device_legislation,
        ProfileRule::DeviceLegislation,
    );
    let (holder, found) = match statements.r#type {
        Some(QcTypeConfig::Esign) => (Some(SemanticsConfig::NaturalPerson), "esign"),
        Some(QcTypeConfig::Eseal) => (Some(SemanticsConfig::LegalPerson), "eseal"),
        None => (None, ""),
    };
    let wrong = match holder {
        Some(_) => holder != config.subject.identifier,
        None => compliance,
    };
    faults.when(wrong, "qc_statements.type", found, ProfileRule::QcType);
    faults.when(
        compliance && !disclosure,
        "qc_statements.disclosure",
        disclosure,
        ProfileRule::Disclosure,
    );
}

fn figures(statements: &QcConfig, faults: &mut ProfileFaults<'_>) {
    let compliance = statements.compliance;
    if let Some(limit) = statements.limit {
        faults.when(
            !compliance || limit.amount == 0 || limit.exponent > 12,
            "qc_statements.limit",
            limit.amount,
            ProfileRule::Limit,
        );
    }
    faults.when(
        statements.retention && !compliance,
        "qc_statements.retention",
        true,
        ProfileRule::Retention,
    );
}

const fn word(semantics: SemanticsConfig) -> &'static str {
    match semantics {
        SemanticsConfig::NaturalPerson => "natural-person",
        SemanticsConfig::LegalPerson => "legal-person",
    }
}
