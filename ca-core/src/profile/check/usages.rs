//! Key usages, purposes and the other extensions of RFC 5280.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;

use super::{ProfileFaults, repeats};
use crate::profile::config::{AccessConfig, KindConfig, ProfileConfig};
use crate::profile::rule::ProfileRule;
use crate::profile::usage;

const KEY_USAGE: &str = "extensions.key_usage";
const PURPOSE: &str = "extensions.extended_key_usage";

pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    key_usages(config, faults);
    encipherment(config, faults);
    purposes(config, faults);
    basic_constraints(config, faults);
    key_identifiers(config, faults);
    match config.kind {
        KindConfig::Root => root(config, faults),
        KindConfig::Ca => authority(config, faults),
        KindConfig::Responder => responder(config, faults),
        KindConfig::Leaf => leaf(config, faults),
    }
}

/// RFC 5280 4.2.1.3.
fn key_usages(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let usages = &config.extensions.key_usage;
    for name in usages {
        let unknown = usage::key_usage(name).is_none();
        faults.when(unknown, KEY_USAGE, name, ProfileRule::KeyUsages);
    }
    let list = usages.join(", ");
    let wrong = usages.is_empty() || repeats(usages);
    faults.when(wrong, KEY_USAGE, &list, ProfileRule::KeyUsages);
    let issuers = ["keyCertSign", "cRLSign"];
    let theirs = |name: &String| issuers.contains(&name.as_str());
    let wrong = if config.is_ca() {
        !usages.iter().all(theirs) || !issuers.iter().all(|name| config.has_usage(name))
    } else {
        usages.iter().any(theirs)
    };
    faults.when(wrong, KEY_USAGE, &list, ProfileRule::IssuerUsages);
}

/// RFC 4055 1.2, RFC 5480 3, RFC 8410 5 and RFC 9881 5: only plain RSA keys encipher, only keys
/// on curves of NIST agree. What is not known to be able to is not able to.
fn encipherment(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    for (name, family) in [
        ("keyEncipherment", "rsa"),
        ("dataEncipherment", "rsa"),
        ("keyAgreement", "p"),
    ] {
        let unable = |word: &String| !word.starts_with(family) || word.ends_with("-pss");
        let wrong = config.has_usage(name) && config.key.allowed.iter().any(unable);
        faults.when(wrong, KEY_USAGE, name, ProfileRule::EnciphermentKeys);
    }
}

fn purposes(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let names = &config.extensions.extended_key_usage;
    let known: Vec<_> = names
        .iter()
        .filter_map(|name| usage::extended_key_usage(name))
        .collect();
    for name in names {
        let unknown = usage::extended_key_usage(name).is_none();
        faults.when(unknown, PURPOSE, name, ProfileRule::Purposes);
    }
    faults.when(
        repeats(&known),
        PURPOSE,
        names.join(", "),
        ProfileRule::Purposes,
    );
    let any = config.has_purpose(rfc5912::ANY_EXTENDED_KEY_USAGE);
    faults.when(any, PURPOSE, "anyExtendedKeyUsage", ProfileRule::AnyPurpose);
    // RFC 3161 2.3: in a certificate it is critical.
    let stamps = !config.is_ca() && config.has_purpose(rfc5912::ID_KP_TIME_STAMPING);
    faults.when(stamps, PURPOSE, "timeStamping", ProfileRule::TimeStamping);
    // RFC 6960 4.2.2.2: for delegated signers, not as one purpose among others.
    let responder = config.kind == KindConfig::Responder;
    let signs = config.has_purpose(rfc5912::ID_KP_OCSP_SIGNING);
    let wrong = responder != signs || (responder && names.len() > 1);
    faults.when(wrong, PURPOSE, names.join(", "), ProfileRule::OcspSigning);
    let nocheck = config.extensions.ocsp_nocheck;
    faults.when(
        responder != nocheck,
        "extensions.ocsp_nocheck",
        nocheck,
        ProfileRule::OcspSigning,
    );
}

/// RFC 5280 4.2.1.9; an issuing authority certifies no other.
fn basic_constraints(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let constraints = config.extensions.basic_constraints;
    let critical = constraints.map(|constraints| constraints.critical);
    let expected = config.is_ca().then_some(true);
    faults.when(
        critical != expected,
        "extensions.basic_constraints",
        critical.map_or_else(String::new, |critical| critical.to_string()),
        ProfileRule::BasicConstraints,
    );
    let length = constraints.and_then(|constraints| constraints.path_length);
    let expected = (config.kind == KindConfig::Ca).then_some(0);
    faults.when(
        length != expected,
        "extensions.basic_constraints.path_length",
        length.map_or_else(String::new, |length| length.to_string()),
        ProfileRule::PathLength,
    );
}

/// RFC 5280 4.2.1.1 and 4.2.1.2.
fn key_identifiers(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let extensions = &config.extensions;
    let rule = ProfileRule::KeyIdentifiers;
    faults.when(
        !extensions.authority_key_identifier,
        "extensions.authority_key_identifier",
        false,
        rule,
    );
    faults.when(
        config.is_ca() && !extensions.subject_key_identifier,
        "extensions.subject_key_identifier",
        false,
        rule,
    );
}

fn accesses(config: &ProfileConfig, access: AccessConfig) -> bool {
    let places = &config.extensions.authority_information_access;
    places.contains(&access)
}

/// The field that points somewhere, if one does.
fn pointer(config: &ProfileConfig) -> Option<&'static str> {
    let extensions = &config.extensions;
    if extensions.crl_distribution_point {
        return Some("extensions.crl_distribution_point");
    }
    let accesses = !extensions.authority_information_access.is_empty();
    accesses.then_some("extensions.authority_information_access")
}

fn root(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let extensions = &config.extensions;
    let purposes = (!extensions.extended_key_usage.is_empty()).then_some(PURPOSE);
    let policies = (!extensions.policies.is_empty()).then_some("extensions.policies");
    for field in [purposes, policies, pointer(config)].into_iter().flatten() {
        faults.when(true, field, "", ProfileRule::RootExtensions);
    }
}

/// VAL-02: purposes of an issuer limit those of its leaves; TLS and code have issuers of their
/// own.
fn authority(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let purposes = &config.extensions.extended_key_usage;
    let alone = |purpose| config.has_purpose(purpose) && purposes.len() > 1;
    let wrong = purposes.is_empty()
        || alone(rfc5912::ID_KP_SERVER_AUTH)
        || alone(rfc5912::ID_KP_CODE_SIGNING);
    faults.when(
        wrong,
        PURPOSE,
        purposes.join(", "),
        ProfileRule::AuthorityPurposes,
    );
    let points = config.extensions.crl_distribution_point;
    let rule = ProfileRule::AuthorityPointers;
    faults.when(!points, "extensions.crl_distribution_point", points, rule);
    let certificate = accesses(config, AccessConfig::CaIssuers);
    let field = "extensions.authority_information_access";
    faults.when(!certificate, field, "", rule);
}

/// RFC 6960 4.2.2.2.1: nobody asks for the status of who tells it.
fn responder(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let usages = &config.extensions.key_usage;
    let wrong = usages.iter().any(|usage| usage != "digitalSignature");
    faults.when(
        wrong,
        KEY_USAGE,
        usages.join(", "),
        ProfileRule::ResponderUsage,
    );
    if let Some(field) = pointer(config) {
        faults.when(true, field, "", ProfileRule::ResponderPointers);
    }
}

fn leaf(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    for name in &config.extensions.extended_key_usage {
        let purpose = usage::extended_key_usage(name);
        let served = purpose.is_none_or(|purpose| {
            serving(purpose).is_none_or(|usages| usages.iter().any(|usage| config.has_usage(usage)))
        });
        faults.when(!served, PURPOSE, name, ProfileRule::PurposeUsage);
    }
    // QC-06: EN 319 412-2 4.4.1.
    let status = accesses(config, AccessConfig::Ocsp) || config.extensions.crl_distribution_point;
    faults.when(
        !status || !accesses(config, AccessConfig::CaIssuers),
        "extensions.authority_information_access",
        "",
        ProfileRule::LeafPointers,
    );
}

/// The key usages of which one must be there (RFC 5280 4.2.1.12, RFC 9336 3.1); nothing if the
/// purpose asks for none.
fn serving(purpose: ObjectIdentifier) -> Option<&'static [&'static str]> {
    const SERVING: [(&str, &[&str]); 6] = [
        (
            "serverAuth",
            &["digitalSignature", "keyEncipherment", "keyAgreement"],
        ),
        ("clientAuth", &["digitalSignature", "keyAgreement"]),
        ("codeSigning", &["digitalSignature"]),
        (
            "emailProtection",
            &[
                "digitalSignature",
                "contentCommitment",
                "keyEncipherment",
                "keyAgreement",
            ],
        ),
        (
            "documentSigning",
            &["digitalSignature", "contentCommitment"],
        ),
        ("smartcardLogon", &["digitalSignature"]),
    ];
    let known = SERVING
        .iter()
        .find(|(name, _)| usage::extended_key_usage(name) == Some(purpose));
    known.map(|(_, usages)| *usages)
}
