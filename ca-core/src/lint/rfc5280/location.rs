//! CRT-12: where CRLs, answers and issuers' certificates are.

use crate::lint::case::Case;
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::named::Named;
use crate::lint::oid;
use crate::lint::view::general_name::GeneralName;

/// CRL distribution points and authority information access are not critical and hold plain
/// http URIs only: https would need a certificate to check a certificate (RFC 5280 4.2.1.13,
/// 4.2.2.1 and 8).
pub(in crate::lint) fn crt_12_locations(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    if let Some(locations) = &extensions.crl_locations {
        let places = locations.iter().map(Option::as_ref);
        judge(oid::CRL_DISTRIBUTION_POINTS, places, findings);
    }
    if let Some(access) = &extensions.access {
        let places = access.iter().map(|(_, place)| Some(place));
        judge(oid::AUTHORITY_INFO_ACCESS, places, findings);
    }
    for oid in [oid::CRL_DISTRIBUTION_POINTS, oid::AUTHORITY_INFO_ACCESS] {
        if extensions.is_critical(oid) {
            findings.push(Fact::LocationCritical {
                extension: Named::of(oid),
            });
        }
    }
}

fn judge<'a>(
    oid: &[u8],
    places: impl ExactSizeIterator<Item = Option<&'a GeneralName<'a>>>,
    findings: &mut Findings,
) {
    let extension = || Named::of(oid);
    if places.len() == 0 {
        findings.push(Fact::LocationsEmpty {
            extension: extension(),
        });
    }
    for place in places {
        if let Some(GeneralName::Uri(uri)) = place {
            if !is_plain_http(uri) {
                findings.push(Fact::LocationNotHttp {
                    extension: extension(),
                    uri: String::from_utf8_lossy(uri).into_owned(),
                });
            }
        } else {
            findings.push(Fact::LocationNotUri {
                extension: extension(),
            });
        }
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
