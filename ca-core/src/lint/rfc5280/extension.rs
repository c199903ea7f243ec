//! CRT-08: nothing twice, nothing empty.

use crate::lint::case::Case;
use crate::lint::fact::field::FieldFact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::policy::PolicyId;

/// There are extensions, none twice and none a list of nothing (RFC 5280 4.2); no policy twice
/// (RFC 5280 4.2.1.4).
pub(in crate::lint) fn crt_08_once(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    findings.when(extensions.list.is_empty(), FieldFact::ExtensionsAbsent);
    findings.when(
        extensions.excess > 0,
        FieldFact::ExtensionsTooMany {
            found: extensions.list.len() + extensions.excess,
            limit: extensions.list.len(),
        },
    );
    let present = extensions.list.iter().map(|extension| extension.oid);
    for oid in repeated(present) {
        findings.push(FieldFact::ExtensionTwice {
            extension: Named::of(oid),
        });
    }
    for empty in &extensions.empty {
        findings.push(FieldFact::ExtensionEmpty {
            extension: Named::of(empty),
        });
    }
    let policies = extensions.policies.iter().flatten().copied();
    for policy in repeated(policies)
        .into_iter()
        .filter_map(PolicyId::from_content)
    {
        findings.push(FieldFact::PolicyTwice { policy });
    }
}

/// The identifiers that come again, each once for every time it does.
pub(in crate::lint) fn repeated<'a>(identifiers: impl Iterator<Item = &'a [u8]>) -> Vec<&'a [u8]> {
    let mut sorted: Vec<&[u8]> = identifiers.collect();
    sorted.sort_unstable();
    let mut last = None;
    sorted.retain(|identifier| {
        let again = last == Some(*identifier);
        last = Some(*identifier);
        again
    });
    sorted
}
