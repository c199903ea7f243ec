//! The natural person that a certificate names, as digests (REG-09): within an issuer line the
//! same identifier names the same person.

use der::{Decode, Encode};
use x509_cert::certificate::{Raw, TbsCertificateInner};

use crate::digest::Sha256Digest;
use crate::generation::LineName;
use crate::name;
use crate::profile::{Profile, Semantics};
use crate::registry::records::Person;
use crate::registry::subject_value::folded;
use crate::subject::{AttributeType, Subject};

/// The person, if the profile names natural persons by an identifier.
pub(super) fn of(profile: &Profile, subject: Option<&Subject>, line: &LineName) -> Option<Person> {
    if profile.identifier() != Some(Semantics::NaturalPerson) {
        return None;
    }
    named(line, |attribute| {
        subject.and_then(|subject| subject.get(attribute))
    })
}

/// The natural person whom the bytes of a certificate of this line name: the subject has an
/// identifier, and a surname, a given name or a pseudonym beside it.
#[must_use]
pub fn person_in(tbs: &[u8], line: &LineName) -> Option<Person> {
    let tbs = TbsCertificateInner::<Raw>::from_der(tbs).ok()?;
    let attributes = name::attributes(&tbs.subject().to_der().ok()?).ok()?;
    let value = |attribute| {
        let mut found = attributes.iter().filter(|(kind, _)| *kind == attribute);
        found.next().map(|(_, value)| value.as_str())
    };
    let names = [
        AttributeType::PSEUDONYM,
        AttributeType::SURNAME,
        AttributeType::GIVEN_NAME,
    ];
    names.into_iter().find_map(value)?;
    named(line, value)
}

fn named<'a>(line: &LineName, value: impl Fn(AttributeType) -> Option<&'a str>) -> Option<Person> {
    let identifier = value(AttributeType::SERIAL_NUMBER)?;
    // A person may have a pseudonym beside the name: each is compared with its own kind.
    let (kind, names) = match value(AttributeType::PSEUDONYM) {
        Some(pseudonym) => ("pseudonym", [Some(pseudonym), None]),
        None => {
            let names = [AttributeType::SURNAME, AttributeType::GIVEN_NAME];
            ("name", names.map(value))
        }
    };
    let identifier = identifier.to_ascii_uppercase();
    let name = names.map(|name| name.map(folded).unwrap_or_default());
    Some(Person {
        identifier: prefix(&digest(&[kind, line.as_str(), &identifier]))?,
        name: prefix(&digest(&[&name[0], &name[1]]))?,
        known: None,
    })
}

/// SHA-256 over the parts, each behind its length.
fn digest(parts: &[&str]) -> Sha256Digest {
    let framed: String = parts
        .iter()
        .map(|part| format!("{}:{part}", part.len()))
        .collect();
    Sha256Digest::of(framed.as_bytes())
}

fn prefix<const N: usize>(digest: &Sha256Digest) -> Option<[u8; N]> {
    digest.as_bytes().first_chunk::<N>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::shipped;

    fn person(profile: &str, line: &str, subject: &str) -> Option<Person> {
        let texts = shipped::texts();
        let profiles = texts.iter().map(|text| Profile::parse(text).unwrap());
        let profile = profiles
            .into_iter()
            .find(|known| known.name() == profile)
            .unwrap();
        let subject = Subject::parse(subject).unwrap();
        of(&profile, Some(&subject), &line.parse().unwrap())
    }

    fn citizen(subject: &str) -> Person {
        person("citizen-signature", "citizens", subject).unwrap()
    }

    #[test]
    fn reg_09_spellings_of_a_name_are_one_and_names_are_two() {
        let aicha = citizen("serialNumber=IDCTD-1,SN=Ngaré-Bessan,GN=Aïcha");
        for same in [
            "serialNumber=IDCTD-1,SN=NGARE BESSAN,GN=AICHA",
            "serialNumber=idctd-1,SN=ngare\u{301} bessan,GN=A\u{ef}cha,CN=anything",
        ] {
            assert_eq!(citizen(same), aicha, "{same}");
        }
        for other in [
            "serialNumber=IDCTD-1,SN=Ngaré,GN=Aïcha",
            "serialNumber=IDCTD-1,SN=Aïcha,GN=Ngaré-Bessan",
            "serialNumber=IDCTD-1,SN=NgaréBessanA,GN=ïcha",
            "serialNumber=IDCTD-1,SN=نغاري,GN=عائشة",
        ] {
            let other = citizen(other);
            assert_eq!(other.identifier, aicha.identifier);
            assert_ne!(other.name, aicha.name);
        }
        let harakat = citizen("serialNumber=IDCTD-1,SN=نِغَارِي,GN=عَائِشَة");
        let bare = citizen("serialNumber=IDCTD-1,SN=نغاري,GN=عائشة");
        assert_eq!(harakat, bare);
    }

    #[test]
    fn reg_09_persons_differ_by_identifier_and_line() {
        let named = "SN=Ngaré,GN=Aïcha";
        let first = citizen(&format!("serialNumber=IDCTD-1,{named}"));
        let second = citizen(&format!("serialNumber=IDCTD-2,{named}"));
        assert_ne!(first.identifier, second.identifier);
        let text = format!("serialNumber=IDCTD-1,{named}");
        let elsewhere = person("citizen-signature", "agencies", &text).unwrap();
        assert_ne!(first.identifier, elsewhere.identifier);
        assert_eq!(first.name, elsewhere.name);
    }

    #[test]
    fn reg_09_pseudonym_is_no_other_name() {
        let named = citizen("serialNumber=IDCTD-1,SN=Ngaré,GN=Aïcha");
        let pseudonym = citizen("serialNumber=IDCTD-1,pseudonym=Étoile");
        assert_ne!(named.identifier, pseudonym.identifier);
    }

    #[test]
    fn only_natural_persons_with_an_identifier_are_known() {
        assert_eq!(person("citizen-signature", "citizens", "SN=Ngaré"), None);
        let server = "O=Sûreté,serialNumber=1,CN=a.td";
        assert_eq!(person("agency-tls-server", "agency-tls", server), None);
    }
}
