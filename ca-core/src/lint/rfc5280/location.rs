//! CRT-12: where CRLs, answers and issuers' certificates are.

use crate::lint::case::Case;
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::view::general_name::GeneralName;

/// CRL distribution points and authority information access are not critical and name a place
/// over plain http: https would need a certificate to check a certificate (RFC 5280 4.2.1.13,
/// 4.2.2.1 and 8). Ours name no others; of access methods only OCSP and caIssuers are judged.
pub(in crate::lint) fn crt_12_locations(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    if let Some(locations) = &extensions.crl_locations {
        let places: Vec<_> = locations.iter().map(Option::as_ref).collect();
        judge(oid::CRL_DISTRIBUTION_POINTS, &places, findings);
    }
    if let Some(access) = &extensions.access {
        if access.is_empty() {
            judge(oid::AUTHORITY_INFO_ACCESS, &[], findings);
        }
        for method in [oid::ACCESS_OCSP, oid::ACCESS_CA_ISSUERS] {
            let places: Vec<_> = extensions.places(method).map(Some).collect();
            if !places.is_empty() {
                judge(oid::AUTHORITY_INFO_ACCESS, &places, findings);
            }
        }
    }
    for oid in [oid::CRL_DISTRIBUTION_POINTS, oid::AUTHORITY_INFO_ACCESS] {
        if extensions.is_critical(oid) {
            findings.push(Fact::LocationCritical {
                extension: Named::of(oid),
            });
        }
    }
}

fn judge(oid: &[u8], places: &[Option<&GeneralName<'_>>], findings: &mut Findings) {
    let extension = || Named::of(oid);
    if places.is_empty() {
        findings.push(Fact::LocationsEmpty {
            extension: extension(),
        });
        return;
    }
    let mut reachable = false;
    for place in places {
        match place {
            Some(GeneralName::Uri(uri)) if is_plain_http(uri) => reachable = true,
            Some(GeneralName::Uri(uri)) => findings.push(Fact::LocationNotHttp {
                extension: extension(),
                uri: String::from_utf8_lossy(uri).into_owned(),
            }),
            Some(_) | None => findings.push(Fact::LocationNotUri {
                extension: extension(),
            }),
        }
    }
    if !reachable {
        findings.push(Fact::LocationsWithoutHttp {
            extension: extension(),
        });
    }
}

/// `http://` and a host; nothing that a space or a control character would hide.
pub(in crate::lint) fn is_plain_http(uri: &[u8]) -> bool {
    uri.strip_prefix(b"http://").is_some_and(|rest| {
        let host = rest.first();
        host.is_some_and(|first| first.is_ascii_alphanumeric() || *first == b'[')
            && rest.iter().all(u8::is_ascii_graphic)
    })
}
