//! The shipped profiles are the tables of profiles, column by column: nobody changes the one
//! without the other.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tells what went wrong by a panic"
)]

use ca_core::country::Country;
use ca_core::profile::usage::extended_key_usage_name;
use ca_core::profile::{
    AttributeSource, KeyReuse, OtherName, Profile, ProfileKind, QcType, Semantics, shipped,
};
use ca_core::settings::Settings;

/// A column of a table, in words.
struct Column {
    profile: &'static str,
    kind: ProfileKind,
    days: u64,
    /// In order; `?` optional, `<` of the authority or the issuer line.
    subject: &'static str,
    keys: &'static str,
    key_usage: &'static str,
    purposes: &'static str,
    /// Under the arc `A`.
    policies: &'static str,
    /// `!` required, `=` holds the common name.
    names: &'static str,
    /// aki, ski, crl, ca, ocsp, nocheck, path length.
    extensions: &'static str,
    statements: &'static str,
    /// Suspension, device, reuse, other name.
    rules: &'static str,
}

const CA: &str = "C< O< organizationIdentifier< CN<";
const CA_KEYS: &str = "p256 p384 p521 rsa3072 rsa4096 rsa3072-pss rsa4096-pss ed25519 \
                       ml-dsa-44 ml-dsa-65 ml-dsa-87";
const CA_EXTENSIONS: &str = "aki ski crl ca path-0";
/// No TLS client and no server speaks ML-DSA.
const TLS_KEYS: &str = "p256 p384 p521 rsa rsa-pss ed25519";
const SIGNATURE_KEYS: &str = "p256 p384 p521 rsa rsa-pss ed25519 ml-dsa-44 ml-dsa-65 ml-dsa-87";
const LEAF_EXTENSIONS: &str = "aki ski crl ca ocsp";
const LEGAL: &str = "C O organizationIdentifier CN";
const SIGNER: &str = "C SN? GN? pseudonym? serialNumber CN";
const SIGNATURE: &str = "compliance legislation retention esign disclosure natural";
const DEVICE_SIGNATURE: &str =
    "compliance legislation device-legislation retention esign disclosure natural";
const SEAL: &str = "compliance legislation retention eseal disclosure legal";
const DEVICE_SEAL: &str =
    "compliance legislation device-legislation retention eseal disclosure legal";

/// What most leaves have.
const LEAF: Column = Column {
    profile: "",
    kind: ProfileKind::Leaf,
    days: 365,
    subject: LEGAL,
    keys: SIGNATURE_KEYS,
    key_usage: "digitalSignature",
    purposes: "",
    policies: "",
    names: "",
    extensions: LEAF_EXTENSIONS,
    statements: "legal",
    rules: "",
};

/// What all issuing authorities have.
const AUTHORITY: Column = Column {
    kind: ProfileKind::Ca,
    days: 3652,
    subject: CA,
    keys: CA_KEYS,
    key_usage: "keyCertSign cRLSign",
    extensions: CA_EXTENSIONS,
    statements: "",
    ..LEAF
};

/// P1: certification authorities.
const P1: [Column; 5] = [
    Column {
        profile: "root-ca",
        kind: ProfileKind::Root,
        days: 7305,
        keys: "p384 p521 rsa4096 rsa4096-pss ml-dsa-65 ml-dsa-87",
        extensions: "aki ski",
        ..AUTHORITY
    },
    Column {
        profile: "issuing-ca",
        purposes: "clientAuth emailProtection documentSigning",
        policies: "0.4.0.2042.1.1 0.4.0.2042.1.2 A.1.1.1 A.1.2.1 A.1.3.1 A.1.4.1 A.1.5.1 A.1.6.1 \
                   A.1.9.1 A.1.11.1",
        ..AUTHORITY
    },
    Column {
        profile: "tls-issuing-ca",
        days: 2922,
        keys: "p256 p384 p521 rsa3072 rsa4096 rsa3072-pss rsa4096-pss",
        purposes: "serverAuth",
        policies: "2.23.140.1.2.2 0.4.0.2042.1.1 A.1.7.1 A.1.8.1",
        ..AUTHORITY
    },
    Column {
        profile: "code-issuing-ca",
        purposes: "codeSigning",
        policies: "0.4.0.2042.1.1 A.1.10.1",
        ..AUTHORITY
    },
    Column {
        profile: "administration-issuing-ca",
        purposes: "clientAuth smartcardLogon",
        policies: "0.4.0.2042.1.1 0.4.0.2042.1.2 A.1.12.1 A.1.13.1",
        ..AUTHORITY
    },
];

/// P2: service certificates.
const P2: [Column; 2] = [
    Column {
        profile: "ocsp-responder",
        kind: ProfileKind::Responder,
        days: 90,
        subject: "C< O< CN<",
        keys: CA_KEYS,
        purposes: "OCSPSigning",
        extensions: "aki ski nocheck",
        statements: "",
        ..LEAF
    },
    Column {
        profile: "audit-signer",
        subject: "C< O< CN",
        policies: "0.4.0.2042.1.1 A.1.13.1",
        statements: "",
        ..LEAF
    },
];

/// P3: agencies.
const P3: [Column; 5] = [
    Column {
        profile: "agency-tls-server-public",
        days: 47,
        subject: "C ST L O",
        keys: "p256 p384 rsa",
        purposes: "serverAuth",
        policies: "2.23.140.1.2.2 A.1.8.1",
        names: "dns!",
        extensions: "aki crl ca ocsp",
        statements: "",
        ..LEAF
    },
    Column {
        profile: "agency-tls-server",
        keys: TLS_KEYS,
        days: 199,
        subject: "C ST? L? O organizationIdentifier CN",
        purposes: "serverAuth",
        policies: "0.4.0.2042.1.1 A.1.7.1",
        names: "dns!=",
        ..LEAF
    },
    Column {
        profile: "agency-tls-client",
        keys: TLS_KEYS,
        purposes: "clientAuth",
        policies: "0.4.0.2042.1.1 A.1.9.1",
        names: "dns uri",
        ..LEAF
    },
    Column {
        profile: "agency-code-signing",
        purposes: "codeSigning",
        policies: "0.4.0.2042.1.1 A.1.10.1",
        ..LEAF
    },
    Column {
        profile: "agency-document-signing",
        purposes: "documentSigning",
        policies: "0.4.0.2042.1.1 A.1.11.1",
        names: "email",
        ..LEAF
    },
];

/// P4: persons and seals.
const P4: [Column; 7] = [
    Column {
        profile: "citizen-signature",
        days: 1095,
        subject: SIGNER,
        key_usage: "contentCommitment",
        purposes: "documentSigning",
        policies: "0.4.0.2042.1.1 A.1.1.1",
        names: "email",
        statements: SIGNATURE,
        rules: "suspension",
        ..LEAF
    },
    Column {
        profile: "citizen-signature-qscd",
        days: 1095,
        subject: SIGNER,
        key_usage: "contentCommitment",
        purposes: "documentSigning",
        policies: "0.4.0.2042.1.2 A.1.4.1",
        names: "email",
        statements: DEVICE_SIGNATURE,
        rules: "suspension device renewal refuse",
        ..LEAF
    },
    Column {
        profile: "agency-seal",
        days: 1095,
        key_usage: "contentCommitment",
        purposes: "documentSigning",
        policies: "0.4.0.2042.1.1 A.1.3.1",
        statements: SEAL,
        ..LEAF
    },
    Column {
        profile: "agency-seal-qscd",
        days: 1095,
        key_usage: "contentCommitment",
        purposes: "documentSigning",
        policies: "0.4.0.2042.1.2 A.1.6.1",
        statements: DEVICE_SEAL,
        rules: "device renewal",
        ..LEAF
    },
    Column {
        profile: "citizen-authentication",
        keys: TLS_KEYS,
        days: 1826,
        subject: "C SN? GN? serialNumber CN",
        purposes: "clientAuth",
        policies: "0.4.0.2042.1.1 A.1.2.1",
        names: "upn email",
        statements: "natural",
        rules: "suspension",
        ..LEAF
    },
    Column {
        profile: "citizen-authentication-qscd",
        keys: TLS_KEYS,
        days: 1826,
        subject: "C SN? GN? serialNumber CN",
        purposes: "clientAuth",
        policies: "0.4.0.2042.1.2 A.1.5.1",
        names: "upn email",
        statements: "natural",
        rules: "suspension device renewal refuse",
        ..LEAF
    },
    Column {
        profile: "officer",
        keys: TLS_KEYS,
        subject: "C O organizationIdentifier SN GN serialNumber CN",
        purposes: "clientAuth smartcardLogon",
        policies: "0.4.0.2042.1.1 A.1.12.1",
        names: "upn",
        statements: "natural",
        ..LEAF
    },
];

fn shipped_profile(name: &str) -> Profile {
    let profiles = shipped::texts().iter();
    let mut profiles = profiles.map(|text| Profile::parse(text).unwrap());
    profiles.find(|profile| profile.name() == name).expect(name)
}

fn words(words: Vec<String>) -> String {
    words.join(" ")
}

fn flags(flags: &[(bool, &str)]) -> String {
    let set = flags.iter().filter(|(set, _)| *set);
    words(set.map(|(_, word)| (*word).to_owned()).collect())
}

fn subject(profile: &Profile) -> String {
    let attributes = profile.attributes().iter().map(|attribute| {
        let source = match attribute.source {
            AttributeSource::Request => "",
            AttributeSource::Authority | AttributeSource::Issuer => "<",
        };
        let optional = if attribute.optional { "?" } else { "" };
        format!("{}{source}{optional}", attribute.attribute_type)
    });
    words(attributes.collect())
}

fn key_usage(profile: &Profile) -> String {
    let usages = profile.key_usages().map(|usage| {
        let name = format!("{usage:?}");
        match name.as_str() {
            "NonRepudiation" => "contentCommitment".to_owned(),
            "CRLSign" => "cRLSign".to_owned(),
            other => other[..1].to_lowercase() + &other[1..],
        }
    });
    words(usages.collect())
}

fn policies(profile: &Profile) -> String {
    let chad = Country::find("TD").unwrap();
    let settings = Settings::for_practice(&chad, "http://pki.example.td").unwrap();
    let policies = profile.policies(&settings).into_iter();
    let short =
        |policy: ca_core::policy::PolicyId| policy.to_string().replace(settings.policy_arc(), "A");
    words(policies.map(short).collect())
}

fn names(profile: &Profile) -> String {
    let rule = profile.alternative_names();
    let kinds = rule.allowed.iter().map(ToString::to_string).collect();
    let required = if rule.required { "!" } else { "" };
    let held = if rule.holds_common_name { "=" } else { "" };
    words(kinds) + required + held
}

fn extensions(profile: &Profile) -> String {
    flags(&[
        (profile.has_authority_key_identifier(), "aki"),
        (profile.has_subject_key_identifier(), "ski"),
        (profile.has_crl_distribution_point(), "crl"),
        (profile.has_ca_issuers(), "ca"),
        (profile.has_ocsp(), "ocsp"),
        (profile.has_ocsp_nocheck(), "nocheck"),
        (profile.path_length() == Some(0), "path-0"),
        (profile.name_constraints().is_some(), "name-constraints"),
    ])
}

fn statements(profile: &Profile) -> String {
    let statements = profile.qc_statements().unwrap_or_default();
    assert_eq!(statements.semantics, profile.identifier());
    assert_eq!(statements.limit, None);
    flags(&[
        (statements.compliance, "compliance"),
        (statements.legislation, "legislation"),
        (statements.device_legislation, "device-legislation"),
        (statements.retention, "retention"),
        (statements.qc_type == Some(QcType::Esign), "esign"),
        (statements.qc_type == Some(QcType::Eseal), "eseal"),
        (statements.disclosure, "disclosure"),
        (
            statements.semantics == Some(Semantics::NaturalPerson),
            "natural",
        ),
        (
            statements.semantics == Some(Semantics::LegalPerson),
            "legal",
        ),
    ])
}

fn rules(profile: &Profile) -> String {
    flags(&[
        (profile.allows_suspension(), "suspension"),
        (profile.requires_device(), "device"),
        (profile.key_reuse() == KeyReuse::Renewal, "renewal"),
        (profile.key_reuse() == KeyReuse::Never, "never"),
        (profile.other_name() == OtherName::Refuse, "refuse"),
    ])
}

fn follow(table: &[Column]) {
    for column in table {
        let name = column.profile;
        let profile = shipped_profile(name);
        let purposes = profile.extended_key_usages();
        let purposes = purposes.iter().map(extended_key_usage_name).collect();
        assert_eq!(profile.kind(), column.kind, "{name}");
        assert_eq!(profile.validity().as_secs(), column.days * 86_400, "{name}");
        assert_eq!(profile.allowed_keys().join(" "), column.keys, "{name}");
        for (found, expected) in [
            (subject(&profile), column.subject),
            (key_usage(&profile), column.key_usage),
            (words(purposes), column.purposes),
            (policies(&profile), column.policies),
            (names(&profile), column.names),
            (extensions(&profile), column.extensions),
            (statements(&profile), column.statements),
            (rules(&profile), column.rules),
        ] {
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn p1_certification_authorities_follow_the_table() {
    follow(&P1);
    for column in &P1 {
        let hours = shipped_profile(column.profile)
            .crl_validity()
            .unwrap()
            .as_secs()
            / 3600;
        let root = column.kind == ProfileKind::Root;
        assert_eq!(hours, if root { 365 * 24 } else { 24 });
    }
}

#[test]
fn p2_service_certificates_follow_the_table() {
    follow(&P2);
}

#[test]
fn p3_agencies_follow_the_table() {
    follow(&P3);
}

#[test]
fn p4_persons_and_seals_follow_the_table() {
    follow(&P4);
}

#[test]
fn each_shipped_profile_is_a_column_of_a_table() {
    let columns = P1.iter().chain(&P2).chain(&P3).chain(&P4);
    let mut columns: Vec<&str> = columns.map(|column| column.profile).collect();
    let texts = shipped::texts().iter();
    let profiles = texts.map(|text| Profile::parse(text).unwrap());
    let mut names: Vec<String> = profiles.map(|profile| profile.name().to_owned()).collect();
    columns.sort_unstable();
    names.sort_unstable();
    assert_eq!(names, columns);
}

#[test]
fn val_02_each_leaf_has_an_issuer_that_asserts_all_its_policies_and_purposes() {
    let chad = Country::find("TD").unwrap();
    let settings = Settings::for_practice(&chad, "http://pki.example.td").unwrap();
    let texts = shipped::texts().iter();
    let profiles: Vec<Profile> = texts.map(|text| Profile::parse(text).unwrap()).collect();
    let (leaves, others): (Vec<_>, Vec<_>) = profiles
        .iter()
        .partition(|profile| profile.kind() == ProfileKind::Leaf);
    for leaf in leaves {
        let fits = |issuer: &&&Profile| {
            let (policies, purposes) = (issuer.policies(&settings), issuer.extended_key_usages());
            issuer.kind() == ProfileKind::Ca
                && leaf
                    .policies(&settings)
                    .iter()
                    .all(|p| policies.contains(p))
                && leaf
                    .extended_key_usages()
                    .iter()
                    .all(|p| purposes.contains(p))
        };
        assert_eq!(others.iter().filter(fits).count(), 1, "{}", leaf.name());
    }
}
