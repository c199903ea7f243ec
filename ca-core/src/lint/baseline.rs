//! Rules of the CA/Browser Forum's baseline requirements that hold for more than browsers.

use std::net::IpAddr;
use std::time::Duration;

use super::case::Case;
use super::fact::extension::ExtensionFact as Fact;
use super::finding::Findings;
use super::oid;
use super::view::general_name::GeneralName;

/// How far the begin of the validity may be from the signing (BR 7.1.2).
const HOURS: u64 = 48;

/// CRT-19: the validity begins within 48 hours of signing, before or after (BR 7.1.2, 6.3.2).
pub(super) fn crt_19_not_before(case: &Case<'_>, findings: &mut Findings) {
    let begin = case.certificate.not_before.moment;
    let Some((not_before, signing)) = begin.zip(case.signing_time) else {
        return;
    };
    let distance = not_before.since(signing).max(signing.since(not_before));
    if distance > Duration::from_secs(HOURS * 3600) {
        findings.push(Fact::FarFromSigning {
            not_before,
            signing,
            hours: HOURS,
        });
    }
}

/// CRT-22: a TLS server has its names in the subject alternative name, and a common name is one
/// of them (RFC 9525 6.1, BR 7.1.4.3).
pub(super) fn crt_22_server_names(case: &Case<'_>, findings: &mut Findings) {
    let certificate = &case.certificate;
    let profile = case.governing.map(|governing| governing.profile);
    let demanded = profile.is_some_and(|profile| profile.alternative_names().holds_common_name);
    if certificate.is_ca() || !(demanded || certificate.is_for(oid::SERVER_AUTH)) {
        return;
    }
    let names = &certificate.extensions.alternative_names;
    let is_host =
        |name: &GeneralName<'_>| matches!(name, GeneralName::Dns(_) | GeneralName::Address(_));
    findings.when(!names.iter().any(is_host), Fact::ServerUnnamed);
    for common_name in certificate.subject.values(oid::COMMON_NAME) {
        let common_name = common_name.text().unwrap_or_default();
        let address = common_name.parse().ok();
        let is_this = |name: &GeneralName<'_>| is_called(name, common_name, address);
        if !names.iter().any(is_this) {
            findings.push(Fact::CommonNameNotHeld {
                common_name: common_name.to_owned(),
            });
        }
    }
}

/// `address` is the text read as one, once for all names.
fn is_called(name: &GeneralName<'_>, text: &str, address: Option<IpAddr>) -> bool {
    match name {
        GeneralName::Dns(host) => host.eq_ignore_ascii_case(text.as_bytes()),
        GeneralName::Address(octets) => address.is_some() && of_octets(octets) == address,
        GeneralName::Other(..)
        | GeneralName::Email(_)
        | GeneralName::Directory(_)
        | GeneralName::Uri(_)
        | GeneralName::Registered
        | GeneralName::Rare => false,
    }
}

fn of_octets(octets: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    let address = four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from));
    address.ok()
}
