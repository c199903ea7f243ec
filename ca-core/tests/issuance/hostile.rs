//! Wishes that are mostly good and hostile in some place.

use ca_core::profile::{Profile, ProfileKind, shipped};
use ca_core::subject::AttributeType;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::house::{Key, Wish, plausible};

/// A leaf profile, a country and a wish that is mostly good and often hostile in some place.
pub(crate) fn hostile_wish() -> impl Strategy<Value = (String, &'static str, Wish)> {
    let leaves: Vec<Profile> = shipped::texts()
        .iter()
        .map(|text| Profile::parse(text).unwrap())
        .filter(|profile| profile.kind() == ProfileKind::Leaf)
        .collect();
    (select(leaves), select(vec!["TD", "DZ", "DJ"])).prop_flat_map(|(profile, country)| {
        let pairs = profile.attributes().to_vec();
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|rule| {
                let value = (hostile_value(rule.attribute_type, country), any::<u8>());
                value.prop_map(move |(value, dice)| {
                    let often = if rule.optional { 160 } else { 250 };
                    (dice < often).then(|| (rule.attribute_type.to_string(), value))
                })
            })
            .collect();
        let foreign = prop_oneof![
            9 => Just(None),
            1 => (select(FOREIGN.to_vec()), ".{0,20}").prop_map(|(name, value)| Some((name.to_owned(), value))),
        ];
        let names = prop::collection::vec(hostile_name(), 0..3);
        let days = prop_oneof![3 => Just(None), 1 => (0_u64..2000).prop_map(Some)];
        let name = profile.name().to_owned();
        let mut allowed = Key::ALL.to_vec();
        allowed.retain(|key| profile.allows_key(key.subject_key().kind()));
        let key = prop_oneof![3 => select(allowed), 1 => select(Key::ALL.to_vec())];
        (pairs, foreign, names, key, days, any::<Index>()).prop_map(
            move |(pairs, foreign, names, key, days, place)| {
                let mut pairs: Vec<_> = pairs.into_iter().flatten().chain(foreign).collect();
                if !pairs.is_empty() {
                    let place = place.index(pairs.len());
                    pairs.rotate_left(place);
                }
                let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
                let wish = Wish {
                    subject: Some(pairs.collect::<Vec<_>>().join(",")),
                    names,
                    key,
                    days,
                    issuer_end: None,
                };
                (name.clone(), country, wish)
            },
        )
    })
}

/// Attributes that no leaf profile takes, or not all.
const FOREIGN: [&str; 10] = [
    "OU",
    "DC",
    "emailAddress",
    "1.3.6.1.5.5.7.9.1", // dateOfBirth
    "2.5.4.9",
    "2.5.4.12",
    "SN",
    "CN",
    "pseudonym",
    "organizationIdentifier",
];

fn hostile_value(attribute: AttributeType, country: &'static str) -> BoxedStrategy<String> {
    let good = Just(plausible(attribute, country));
    prop_oneof![
        12 => good,
        1 => Just("www.example.org".to_owned()),
        1 => "[A-Z]{2,3}[:A-Z]{0,3}[A-Z]{2}-[-0-9A-Z/. @é]{0,70}",
        1 => "\\PC{0,70}",
        1 => "[فاطمةa-zа-я \u{301}\u{200f}]{1,12}",
    ]
    .boxed()
}

fn hostile_name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("dns:www.example.org".to_owned()),
        1 => "dns:[a-zA-Z0-9.*-]{1,20}",
        1 => "email:[a-zé.]{1,9}@[a-z.]{1,9}",
        1 => "(uri|upn|ip):\\PC{0,20}",
    ]
}

/// Each octet as RFC 4514 2.4 writes it, so that any text can be a value.
fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|octet| format!("\\{octet:02X}"))
        .collect()
}
