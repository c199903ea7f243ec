//! Which extensions there are, and which are critical (CRT-08).

use crate::lint::case::Case;
use crate::lint::fact::profile::ProfileFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::profile::Profile;

/// An extension as a profile wants it.
#[derive(Clone, Copy)]
struct Wanted {
    oid: &'static [u8],
    presence: Presence,
    critical: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Never,
    Maybe,
    Always,
}

/// The extensions of the profile and no others, each critical or not as the tables of profiles
/// have it.
pub(in crate::lint) fn crt_08_extensions(case: &Case<'_>, findings: &mut Findings) {
    let Some(governing) = case.governing else {
        return;
    };
    let wanted = wanted(governing.profile);
    let extensions = &case.certificate.extensions;
    for extension in &extensions.list {
        let known = wanted.iter().find(|wanted| wanted.oid == extension.oid);
        let named = || Named::of(extension.oid);
        match known.filter(|wanted| wanted.presence != Presence::Never) {
            None => findings.push(Fact::ExtensionForeign { extension: named() }),
            Some(wanted) if wanted.critical != extension.critical => {
                findings.push(Fact::Criticality { extension: named() });
            }
            Some(_) => {}
        }
    }
    for wanted in wanted
        .iter()
        .filter(|wanted| wanted.presence == Presence::Always)
    {
        if !extensions.has(wanted.oid) {
            findings.push(Fact::ExtensionAbsent {
                extension: Named::of(wanted.oid),
            });
        }
    }
}

fn wanted(profile: &Profile) -> [Wanted; 12] {
    use Presence::{Always, Maybe, Never};
    let iff = |present| if present { Always } else { Never };
    let row = |oid, presence, critical| Wanted {
        oid,
        presence,
        critical,
    };
    let names = profile.alternative_names();
    let named = match (names.required, names.allowed.is_empty()) {
        (true, _) => Always,
        (false, false) => Maybe,
        (false, true) => Never,
    };
    let authority_key = iff(profile.has_authority_key_identifier());
    let subject_key = iff(profile.has_subject_key_identifier());
    let constraints = iff(profile.name_constraints().is_some());
    let crls = iff(profile.has_crl_distribution_point());
    let access = iff(profile.has_ocsp() || profile.has_ca_issuers());
    let statements = iff(profile.qc_statements().is_some());
    [
        row(oid::AUTHORITY_KEY_IDENTIFIER, authority_key, false),
        row(oid::SUBJECT_KEY_IDENTIFIER, subject_key, false),
        row(oid::BASIC_CONSTRAINTS, iff(profile.is_ca()), true),
        row(oid::KEY_USAGE, Always, true),
        // What is missing or too much in these two is told one by one, see `usage`.
        row(oid::EXT_KEY_USAGE, Maybe, false),
        row(oid::CERTIFICATE_POLICIES, Maybe, false),
        row(oid::SUBJECT_ALT_NAME, named, false),
        row(oid::NAME_CONSTRAINTS, constraints, true),
        row(oid::CRL_DISTRIBUTION_POINTS, crls, false),
        row(oid::AUTHORITY_INFO_ACCESS, access, false),
        row(oid::QC_STATEMENTS, statements, false),
        row(oid::OCSP_NOCHECK, iff(profile.has_ocsp_nocheck()), false),
    ]
}
