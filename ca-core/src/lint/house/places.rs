//! Where the certificate points to (CRT-08, CRT-12).

use crate::lint::case::Case;
use crate::lint::fact::profile::ProfileFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::lint::view::general_name::GeneralName;
use crate::settings::Settings;

/// What the certificate should point to.
enum Place {
    /// This URL.
    At(String),
    /// Any that begins so.
    Below(String),
    /// Nothing.
    Nowhere,
}

/// CRL, OCSP responder and issuer's certificate are at the authority's places for the
/// generation that issues; where that is not known, at places of the authority.
pub(in crate::lint) fn crt_08_places(case: &Case<'_>, findings: &mut Findings) {
    let Some(governing) = case.governing else {
        return;
    };
    let (profile, settings) = (governing.profile, governing.settings);
    let generation = case.issuer.and_then(|issuer| issuer.generation.as_ref());
    let below = || Place::Below(format!("{}/", settings.public_url()));
    let place = |present: bool, url: fn(&_, &_) -> String| match (present, generation) {
        (false, _) => Place::Nowhere,
        (true, Some(generation)) => Place::At(url(settings, generation)),
        (true, None) => below(),
    };
    let extensions = &case.certificate.extensions;
    let crls = extensions.crl_locations.iter().flatten();
    let crl = place(profile.has_crl_distribution_point(), Settings::crl_url);
    judge(crls.map(Option::as_ref), &crl, findings);
    let responders = extensions.places(oid::ACCESS_OCSP).map(Some);
    judge(
        responders,
        &place(profile.has_ocsp(), Settings::ocsp_url),
        findings,
    );
    let issuers = extensions.places(oid::ACCESS_CA_ISSUERS).map(Some);
    let issuer = place(profile.has_ca_issuers(), Settings::certificate_url);
    judge(issuers, &issuer, findings);
}

/// One of them, and that.
fn judge<'a>(
    found: impl Iterator<Item = Option<&'a GeneralName<'a>>>,
    expected: &Place,
    findings: &mut Findings,
) {
    let mut number = 0;
    for place in found {
        number += 1;
        let url = match place {
            Some(GeneralName::Uri(url)) => *url,
            Some(_) | None => &[],
        };
        let fits = match expected {
            Place::At(expected) => url == expected.as_bytes(),
            Place::Below(expected) => url.starts_with(expected.as_bytes()),
            Place::Nowhere => false,
        };
        if !fits || number > 1 {
            wrong(&String::from_utf8_lossy(url), expected, findings);
        }
    }
    if number == 0 && !matches!(expected, Place::Nowhere) {
        wrong("", expected, findings);
    }
}

fn wrong(found: &str, expected: &Place, findings: &mut Findings) {
    let expected = match expected {
        Place::At(url) | Place::Below(url) => url.clone(),
        Place::Nowhere => String::new(),
    };
    findings.push(Fact::Location {
        found: found.to_owned(),
        expected,
    });
}
