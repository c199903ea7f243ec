//! The bytes of a certificate with places for what tells it from others.

use aws_lc_rs::digest::{SHA256, digest};
use ca_core::timestamp::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

use super::issue::{Issued, Person};

/// To-be-signed bytes, and where in them what stands.
#[derive(Clone, Debug)]
pub(super) struct TbsForm {
    bytes: Vec<u8>,
    person: Person,
    serial: usize,
    point: usize,
    key_identifier: usize,
    validity: usize,
    surname: Vec<usize>,
    given_name: Vec<usize>,
    identifier: usize,
}

/// What varies.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) serial: [u8; 17],
    pub(super) point: [u8; 64],
    pub(super) person: Person,
}

/// The start of a P-256 SubjectPublicKeyInfo, up to the coordinates of the point.
const P256: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 3, 1, 7, 3, 0x42, 0, 4,
];

/// The start of the extension subjectKeyIdentifier, up to its twenty octets.
const KEY_IDENTIFIER: [u8; 9] = [6, 3, 0x55, 0x1d, 0x0e, 4, 0x16, 4, 0x14];

/// The start of a Validity with two UTCTimes.
const VALIDITY: [u8; 4] = [0x30, 0x1e, 0x17, 0x0d];

impl TbsForm {
    /// Finds the places in the bytes of a certificate.
    pub(super) fn of(bytes: &[u8], issued: &Issued) -> Self {
        let serial = hex::decode(&issued.serial).unwrap();
        let person = issued.person.clone();
        Self {
            serial: only(bytes, &serial),
            point: only(bytes, &P256) + P256.len(),
            key_identifier: only(bytes, &KEY_IDENTIFIER) + KEY_IDENTIFIER.len(),
            validity: only(bytes, &VALIDITY) + 2,
            surname: twice(bytes, person.surname.as_bytes()),
            given_name: twice(bytes, person.given_name.as_bytes()),
            identifier: only(bytes, person.identifier.as_bytes()),
            bytes: bytes.to_vec(),
            person,
        }
    }

    /// Somebody else, who is nobody of another number, with a serial number and a key.
    pub(super) fn subject(&self, number: u64, random: &mut StdRng) -> Subject {
        let mut serial: [u8; 17] = random.random();
        serial[0] = 0x40 | serial[0] & 0x3f;
        let mut point = [0; 64];
        point.copy_from_slice(&random.random::<[[u8; 32]; 2]>().concat());
        // Each of the first thousand million numbers once, in no order: 3^18 has no factor of 10.
        let number = number * 387_420_489 % 1_000_000_000;
        let person = Person {
            surname: other_name(&self.person.surname, random),
            given_name: other_name(&self.person.given_name, random),
            identifier: format!("IDCTD-{number:09}"),
        };
        Subject {
            serial,
            point,
            person,
        }
    }

    /// The bytes for this subject, with these dates as UTCTime.
    pub(super) fn with(&self, subject: &Subject, dates: [&str; 2]) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        let mut put = |place: usize, octets: &[u8]| {
            bytes[place..place + octets.len()].copy_from_slice(octets);
        };
        put(self.serial, &subject.serial);
        put(self.point, &subject.point);
        put(self.key_identifier, &key_hash(&subject.point)[..20]);
        put(self.validity + 2, dates[0].as_bytes());
        put(self.validity + 17, dates[1].as_bytes());
        for place in &self.surname {
            put(*place, subject.person.surname.as_bytes());
        }
        for place in &self.given_name {
            put(*place, subject.person.given_name.as_bytes());
        }
        put(self.identifier, subject.person.identifier.as_bytes());
        bytes
    }
}

/// SHA-256 of the SubjectPublicKeyInfo.
pub(super) fn key_hash(point: &[u8; 64]) -> Vec<u8> {
    digest(&SHA256, &[&P256[..], point].concat())
        .as_ref()
        .to_vec()
}

/// A name with as many octets: vowels for vowels, consonants for consonants.
fn other_name(name: &str, random: &mut StdRng) -> String {
    let letters = name.chars().map(|letter| {
        let from = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' => "aeiou",
            'A'..='Z' => "ABDFGHIKLMNOSTYZ",
            'a'..='z' => "bdfghjklmnrstyz",
            _ => return letter,
        };
        char::from(from.as_bytes()[random.random_range(0..from.len())])
    });
    letters.collect()
}

fn places(bytes: &[u8], part: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(part.len()).enumerate();
    windows
        .filter(|(_, window)| *window == part)
        .map(|(place, _)| place)
        .collect()
}

fn only(bytes: &[u8], part: &[u8]) -> usize {
    let found = places(bytes, part);
    assert_eq!(
        found.len(),
        1,
        "{} in {}",
        hex::encode(part),
        hex::encode(bytes)
    );
    found[0]
}

/// A name stands in its own attribute and in the common name.
fn twice(bytes: &[u8], part: &[u8]) -> Vec<usize> {
    let found = places(bytes, part);
    assert_eq!(found.len(), 2, "{}", String::from_utf8_lossy(part));
    found
}

/// SHA-256 in hexadecimal.
pub(super) fn hex_digest(octets: &[u8]) -> String {
    hex::encode(digest(&SHA256, octets))
}

/// A moment in Unix milliseconds as events write it.
pub(super) fn rfc3339(millis: i64) -> String {
    Timestamp::from_unix_millis(millis).to_string()
}

/// A moment as UTCTime (RFC 5280 4.1.2.5.1).
pub(super) fn utc_time(millis: i64) -> String {
    let text = rfc3339(millis);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    format!("{}Z", &digits[2..14])
}
