//! Attributes, where they come from, and whom the identifier names (EN 319 412-1 to 412-3).

use const_oid::db::rfc3280;

use super::ProfileFaults;
use crate::profile::SubjectAttribute;
use crate::profile::config::{
    AttributeSource, KindConfig, OtherName, ProfileConfig, SemanticsConfig,
};
use crate::profile::rule::ProfileRule;
use crate::subject::AttributeType;

const FIELD: &str = "subject.attributes";

const EMAIL_ADDRESS: AttributeType = AttributeType::from_oid(rfc3280::EMAIL_ADDRESS);

/// What states birth, sex, citizenship, residence, address, telephone or picture (RFC 3739
/// 3.2.2, X.520 6.6 to 6.8, RFC 4524, RFC 2798).
const PERSONAL: [&str; 19] = [
    "1.3.6.1.5.5.7.9.1",          // dateOfBirth
    "1.3.6.1.5.5.7.9.2",          // placeOfBirth
    "1.3.6.1.5.5.7.9.3",          // gender
    "1.3.6.1.5.5.7.9.4",          // countryOfCitizenship
    "1.3.6.1.5.5.7.9.5",          // countryOfResidence
    "2.5.4.9",                    // streetAddress
    "2.5.4.16",                   // postalAddress
    "2.5.4.17",                   // postalCode
    "2.5.4.18",                   // postOfficeBox
    "2.5.4.19",                   // physicalDeliveryOfficeName
    "2.5.4.20",                   // telephoneNumber
    "2.5.4.23",                   // facsimileTelephoneNumber
    "2.5.4.26",                   // registeredAddress
    "2.5.4.51",                   // houseIdentifier
    "0.9.2342.19200300.100.1.7",  // photo
    "0.9.2342.19200300.100.1.20", // homePhone
    "0.9.2342.19200300.100.1.39", // homePostalAddress
    "0.9.2342.19200300.100.1.41", // mobile
    "0.9.2342.19200300.100.1.60", // jpegPhoto
];

pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    each(config, faults);
    named_persons(config, faults);
    match config.subject.identifier {
        Some(SemanticsConfig::NaturalPerson) => natural_person(config, faults),
        Some(SemanticsConfig::LegalPerson) => legal_person(config, faults),
        None => {}
    }
    let misplaced = config.subject.identifier.is_some() && !config.is_leaf();
    faults.when(misplaced, "subject.identifier", "", ProfileRule::Identifier);
    if !config.is_leaf() {
        for wanted in [
            AttributeType::COUNTRY,
            AttributeType::ORGANIZATION,
            AttributeType::COMMON_NAME,
        ] {
            let lacking = !config.requires(wanted);
            faults.when(lacking, FIELD, wanted, ProfileRule::IssuerName);
        }
    }
    let other = config.subject.other_name == OtherName::Refuse;
    faults.when(
        other && !config.names(SemanticsConfig::NaturalPerson),
        "subject.other_name",
        "refuse",
        ProfileRule::OtherName,
    );
}

fn each(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let mut known = Vec::new();
    for attribute in &config.subject.attributes {
        let name = &attribute.r#type;
        let Some(attribute_type) = AttributeType::from_name(name) else {
            faults.when(true, FIELD, name, ProfileRule::Attribute);
            continue;
        };
        let twice = known.contains(&attribute_type);
        known.push(attribute_type);
        faults.when(twice, FIELD, name, ProfileRule::AttributeTwice);
        let foreign = !has_source(config.kind, attribute_type, attribute.from);
        faults.when(foreign, FIELD, name, ProfileRule::AttributeSource);
        // RFC 5280 4.1.2.6: addresses stand in the alternative names.
        let address = attribute_type == EMAIL_ADDRESS;
        faults.when(address, FIELD, name, ProfileRule::AddressAttribute);
    }
}

/// Whether the source ever gives this attribute: the authority document has three, an issuer
/// or responder a common name and no request with others.
fn has_source(kind: KindConfig, attribute: AttributeType, source: AttributeSource) -> bool {
    match source {
        AttributeSource::Request => kind == KindConfig::Leaf,
        AttributeSource::Issuer => {
            kind != KindConfig::Leaf && attribute == AttributeType::COMMON_NAME
        }
        AttributeSource::Authority => [
            AttributeType::COUNTRY,
            AttributeType::ORGANIZATION,
            AttributeType::ORGANIZATION_IDENTIFIER,
        ]
        .contains(&attribute),
    }
}

/// Who names a natural person says so, and says no more of him than the law allows.
fn named_persons(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let natural = config.names(SemanticsConfig::NaturalPerson);
    let mut named = natural;
    for attribute in [
        AttributeType::SURNAME,
        AttributeType::GIVEN_NAME,
        AttributeType::PSEUDONYM,
    ] {
        let given = config.attribute(attribute).is_some();
        named |= given;
        faults.when(
            given && !natural,
            FIELD,
            attribute,
            ProfileRule::PersonNamed,
        );
    }
    let personal =
        |attribute: &AttributeType| PERSONAL.contains(&attribute.oid().to_string().as_str());
    for attribute in &config.subject.attributes {
        let kind = AttributeType::from_name(&attribute.r#type);
        faults.when(
            named && kind.as_ref().is_some_and(personal),
            FIELD,
            &attribute.r#type,
            ProfileRule::PersonalData,
        );
    }
}

/// EN 319 412-2 4.2.4: C, CN and the identifier; a name or, in its place, a pseudonym.
fn natural_person(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let identified = config.requires(AttributeType::SERIAL_NUMBER);
    faults.when(
        !identified,
        FIELD,
        AttributeType::SERIAL_NUMBER,
        ProfileRule::PersonIdentifier,
    );
    for wanted in [AttributeType::COUNTRY, AttributeType::COMMON_NAME] {
        let lacking = !config.requires(wanted);
        faults.when(lacking, FIELD, wanted, ProfileRule::PersonName);
    }
    let names = [AttributeType::SURNAME, AttributeType::GIVEN_NAME];
    let nameless = names.iter().all(|name| config.attribute(*name).is_none());
    faults.when(nameless, FIELD, "", ProfileRule::PersonName);
    if config.attribute(AttributeType::PSEUDONYM).is_some() {
        for name in names.into_iter().chain([AttributeType::PSEUDONYM]) {
            let forced = config.requires(name);
            faults.when(forced, FIELD, name, ProfileRule::Pseudonym);
        }
    }
}

/// EN 319 412-3 4.2.1; a web site's names stand elsewhere (CRT-22).
fn legal_person(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    for wanted in [
        AttributeType::COUNTRY,
        AttributeType::ORGANIZATION,
        AttributeType::ORGANIZATION_IDENTIFIER,
        AttributeType::COMMON_NAME,
    ] {
        let excused = wanted == AttributeType::COMMON_NAME && config.is_server();
        let lacking = !config.requires(wanted) && !excused;
        faults.when(lacking, FIELD, wanted, ProfileRule::LegalName);
    }
}

/// The attributes of a document without faults.
pub(in crate::profile) fn attributes(config: &ProfileConfig) -> Vec<SubjectAttribute> {
    let attributes = config.subject.attributes.iter();
    attributes
        .filter_map(|attribute| {
            Some(SubjectAttribute {
                attribute_type: AttributeType::from_name(&attribute.r#type)?,
                source: attribute.from,
                optional: attribute.optional,
            })
        })
        .collect()
}
