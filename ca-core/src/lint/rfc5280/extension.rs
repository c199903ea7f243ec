//! CRT-08: nothing twice.

use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::lint::named::Named;
use crate::policy::CertificatePolicies;

/// There are extensions, and none twice (RFC 5280 4.2); no policy twice (RFC 5280 4.2.1.4).
pub(in crate::lint) fn crt_08_once(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let extensions = &case.certificate.extensions;
    if extensions.list.is_empty() {
        facts.push(Fact::ExtensionsAbsent);
    }
    let present = extensions.list.iter().map(|extension| extension.oid);
    let twice = repeated(present);
    facts.extend(twice.into_iter().map(|oid| Fact::ExtensionTwice {
        extension: Named(oid),
    }));
    let policies = extensions.policies.iter();
    let twice = repeated(policies.flat_map(CertificatePolicies::identifiers).cloned());
    facts.extend(twice.into_iter().map(|policy| Fact::PolicyTwice { policy }));
}

/// The identifiers that come again, each once for every time it does.
pub(in crate::lint) fn repeated<T: PartialEq>(identifiers: impl Iterator<Item = T>) -> Vec<T> {
    let (mut seen, mut repeated) = (Vec::new(), Vec::new());
    for oid in identifiers {
        if seen.contains(&oid) {
            repeated.push(oid);
        } else {
            seen.push(oid);
        }
    }
    repeated
}
