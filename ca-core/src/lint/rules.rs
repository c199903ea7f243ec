//! All rules, each with the day from which it binds.

use super::case::Case;
use super::finding::Findings;
use super::{baseline, etsi, house, law, rfc5280, rfc6960};
use crate::requirement;
use crate::timestamp::Timestamp;

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The id of the requirement.
    pub id: &'static str,
    /// Certificates made before this moment are not judged by it.
    pub effective: Timestamp,
    function: fn(&Case<'_>, &mut Findings),
}

impl Rule {
    /// Where it comes from.
    #[must_use]
    pub fn clause(&self) -> &'static str {
        requirement::clause(self.id).unwrap_or_default()
    }

    pub(super) fn judge(&self, case: &Case<'_>, findings: &mut Findings) {
        if case.made().is_none_or(|made| made >= self.effective) {
            findings.by(self.id);
            (self.function)(case, findings);
        }
    }
}

/// Binds every certificate that there is.
const ALWAYS: Timestamp = Timestamp::from_unix_seconds(0);
/// RFC 5280, May 2008.
const RFC_5280: Timestamp = Timestamp::from_unix_seconds(1_209_600_000);
/// The baseline requirements of the CA/Browser Forum: 1 July 2012.
const BASELINE: Timestamp = Timestamp::from_unix_seconds(1_341_100_800);
/// RFC 6960, June 2013.
const RFC_6960: Timestamp = Timestamp::from_unix_seconds(1_370_044_800);
/// RSA below 2048 bits ends (BR 6.1.5): 1 January 2014.
const RSA_2048: Timestamp = Timestamp::from_unix_seconds(1_388_534_400);
/// EN 319 412, February 2016.
const EN_319_412: Timestamp = Timestamp::from_unix_seconds(1_454_284_800);
/// Ballot 164 of the CA/Browser Forum: 30 September 2016.
const BALLOT_164: Timestamp = Timestamp::from_unix_seconds(1_475_193_600);
/// EN 319 412-5 V2.3.1, which brought QcCClegislation: April 2020.
const LEGISLATION: Timestamp = Timestamp::from_unix_seconds(1_585_699_200);
/// Ballot SC-62 of the CA/Browser Forum: 15 September 2023.
const BALLOT_SC_62: Timestamp = Timestamp::from_unix_seconds(1_694_736_000);
/// RFC 9608, June 2024.
const RFC_9608: Timestamp = Timestamp::from_unix_seconds(1_717_200_000);

/// All rules.
pub static RULES: &[Rule] = &[
    rule("CRT-01", RFC_5280, rfc5280::encoding::crt_01_encoding),
    rule("CRT-02", BALLOT_164, rfc5280::serial::crt_02_serial),
    rule("CRT-04", RFC_5280, rfc5280::validity::crt_04_validity),
    rule("CRT-05", RFC_5280, rfc5280::validity::crt_05_within_issuer),
    rule("CRT-06", RFC_5280, rfc5280::name::crt_06_issuer_name),
    rule("CRT-07", RFC_5280, rfc5280::name::crt_07_name_strings),
    rule("CRT-08", RFC_5280, rfc5280::extension::crt_08_once),
    rule("CRT-08", RFC_5280, house::crt_08_extensions),
    rule("CRT-08", RFC_5280, house::crt_08_subject),
    rule("CRT-08", RFC_5280, house::crt_08_use),
    rule("CRT-08", RFC_5280, house::crt_08_places),
    rule("CRT-08", RFC_5280, house::crt_08_statements),
    rule(
        "CRT-09",
        RFC_5280,
        rfc5280::key_identifier::crt_09_key_identifiers,
    ),
    rule("CRT-10", RFC_5280, rfc5280::key_usage::crt_10_key_usage),
    rule(
        "CRT-11",
        RFC_5280,
        rfc5280::basic_constraints::crt_11_basic_constraints,
    ),
    rule("CRT-12", RFC_5280, rfc5280::location::crt_12_locations),
    rule("CRT-13", RFC_5280, rfc5280::alternative_name::crt_13_names),
    rule(
        "CRT-14",
        RFC_9608,
        rfc5280::no_revocation::crt_14_no_revocation,
    ),
    rule("CRT-17", ALWAYS, etsi::algorithm::crt_17_subject_key),
    rule("CRT-19", BALLOT_SC_62, baseline::crt_19_not_before),
    rule(
        "CRT-20",
        RFC_5280,
        rfc5280::name_constraints::crt_20_constraints,
    ),
    rule(
        "CRT-20",
        RFC_5280,
        rfc5280::name_constraints::crt_20_within_issuer,
    ),
    rule("CRT-22", BASELINE, baseline::crt_22_server_names),
    rule("VAL-02", RFC_5280, rfc5280::subset::val_02_subset_of_issuer),
    rule("OCSP-05", RFC_6960, rfc6960::ocsp_05_signer),
    rule("OCSP-06", RFC_6960, rfc6960::ocsp_06_no_status),
    rule("ALG-01", RSA_2048, etsi::algorithm::alg_01_size),
    rule("ALG-01", ALWAYS, etsi::algorithm::alg_01_dates),
    rule("ALG-02", ALWAYS, etsi::algorithm::alg_02_key),
    rule("ALG-02", ALWAYS, etsi::algorithm::alg_02_signature),
    rule("ALG-04", ALWAYS, etsi::algorithm::alg_04_issuer),
    rule("ALG-05", ALWAYS, etsi::algorithm::alg_05_signature),
    rule("QC-01", EN_319_412, etsi::identifier::qc_01_natural_person),
    rule("QC-02", EN_319_412, etsi::identifier::qc_02_semantics),
    rule("QC-03", EN_319_412, etsi::identifier::qc_03_legal_person),
    rule("QC-04", EN_319_412, etsi::person::qc_04_name),
    rule("QC-05", EN_319_412, etsi::usage::qc_05_commitment),
    rule("QC-06", EN_319_412, etsi::usage::qc_06_places),
    rule("QC-07", LEGISLATION, etsi::qualification::qc_07_law),
    rule("QC-08", EN_319_412, etsi::qualification::qc_08_type),
    rule("QC-09", EN_319_412, etsi::disclosure::qc_09_disclosure),
    rule("QC-10", EN_319_412, etsi::statement::qc_10_statements),
    rule("QC-11", EN_319_412, etsi::policy::qc_11_policies),
    rule("LAW-02", ALWAYS, law::law_02_personal_data),
    rule("REG-05", ALWAYS, law::reg_05_scripts),
];

const fn rule(
    id: &'static str,
    effective: Timestamp,
    function: fn(&Case<'_>, &mut Findings),
) -> Rule {
    Rule {
        id,
        effective,
        function,
    }
}
