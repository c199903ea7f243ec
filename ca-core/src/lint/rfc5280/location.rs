//! CRT-12: where CRLs, answers and issuers' certificates are.

use const_oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};

use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::lint::named::Named;
use crate::lint::view::Extensions;

/// CRL distribution points and authority information access are not critical and hold plain
/// http URIs only: https would need a certificate to check a certificate (RFC 5280 4.2.1.13,
/// 4.2.2.1 and 8).
pub(in crate::lint) fn crt_12_locations(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let extensions = &case.certificate.extensions;
    if extensions.crl_distribution_points.is_some() {
        judge(
            CrlDistributionPoints::OID,
            &crl_locations(extensions),
            facts,
        );
    }
    if let Some(access) = &extensions.authority_info_access {
        let locations: Vec<_> = access
            .0
            .iter()
            .map(|access| Some(&access.access_location))
            .collect();
        judge(AuthorityInfoAccessSyntax::OID, &locations, facts);
    }
    for oid in [CrlDistributionPoints::OID, AuthorityInfoAccessSyntax::OID] {
        if extensions.is_critical(oid) {
            facts.push(Fact::LocationCritical {
                extension: Named(oid),
            });
        }
    }
}

/// The names of all distribution points; `None` for a point without full name.
fn crl_locations<'a>(extensions: &'a Extensions<'_>) -> Vec<Option<&'a GeneralName>> {
    let points = extensions
        .crl_distribution_points
        .iter()
        .flat_map(|points| &points.0);
    points
        .flat_map(|point| match &point.distribution_point {
            Some(DistributionPointName::FullName(names)) => names.iter().map(Some).collect(),
            Some(DistributionPointName::NameRelativeToCRLIssuer(_)) | None => vec![None],
        })
        .collect()
}

fn judge(oid: ObjectIdentifier, locations: &[Option<&GeneralName>], facts: &mut Vec<Fact>) {
    let extension = Named(oid);
    if locations.is_empty() {
        facts.push(Fact::LocationsEmpty { extension });
    }
    for location in locations {
        match location {
            Some(GeneralName::UniformResourceIdentifier(uri)) => {
                if !is_plain_http(uri.as_str()) {
                    facts.push(Fact::LocationNotHttp {
                        extension,
                        uri: uri.as_str().to_owned(),
                    });
                }
            }
            Some(_) | None => facts.push(Fact::LocationNotUri { extension }),
        }
    }
}

/// `http://` and a host; nothing that a space or a control character would hide.
fn is_plain_http(uri: &str) -> bool {
    uri.strip_prefix("http://").is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
            && rest.bytes().all(|octet| octet.is_ascii_graphic())
    })
}
