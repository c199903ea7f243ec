//! What a subject is searched by (REV-09): attributes of its name and its alternative names,
//! brought to a form in which two spellings of one value are equal.

use const_oid::AssociatedOid;
use der::Decode;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use x509_cert::ext::pkix::SubjectAltName as AlternativeNames;
use x509_cert::ext::pkix::name::{GeneralName, OtherName};

use crate::certificate;
use crate::digest::Sha256Digest;
use crate::name;
use crate::san::{SMTP_UTF8_MAILBOX, SanKind, SubjectAltName, UPN};
use crate::subject::AttributeType;

/// A value in a subject, as it is compared.
///
/// Names are compared without case, accents, spaces and punctuation, as persons are (REG-09);
/// identifiers, addresses and host names without case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubjectValue {
    field: SubjectField,
    compared: String,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectField {
    /// In an attribute of the subject's name.
    Attribute(AttributeType),
    /// In the subject alternative names.
    AlternativeName(SanKind),
}

impl SubjectValue {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(attribute: AttributeType, value: &str) -> Self {
        Self {
            field: SubjectField::Attribute(attribute),
            compared: compared(attribute, value),
        }
    }

    /// A subject alternative name.
    #[must_use]
    pub fn alternative_name(name: &SubjectAltName) -> Self {
        Self::named(name.kind(), name.value())
    }

    /// All values in the subject of a TBSCertificate, each once; none where it cannot be read.
    #[must_use]
    pub fn all_in(tbs: &[u8]) -> Vec<Self> {
        let subject = certificate::subject_of(tbs).ok();
        let attributes = subject.and_then(|subject| name::attributes(subject).ok());
        let attributes = attributes.unwrap_or_default();
        let attributes = attributes
            .iter()
            .map(|(attribute, value)| Self::attribute(*attribute, value));
        let names = certificate::extension_in(tbs, AlternativeNames::OID);
        let names = names.ok().flatten().map(AlternativeNames::from_der);
        let names = names
            .and_then(Result::ok)
            .map(|names| names.0)
            .unwrap_or_default();
        let names = names.iter().filter_map(Self::of_general_name);
        let mut all = Vec::new();
        for value in attributes.chain(names) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        all
    }

    /// Where the value stands.
    #[must_use]
    pub const fn field(&self) -> SubjectField {
        self.field
    }

    /// Whether an index leads to it. The country does not: nearly all certificates of a state
    /// have the same.
    #[must_use]
    pub fn is_indexed(&self) -> bool {
        self.field != SubjectField::Attribute(AttributeType::COUNTRY)
    }

    /// The first 32 bits of a SHA-256 over field and value: what an index is made of. Two values
    /// may have the same, so what is found by it must be compared.
    #[must_use]
    pub fn digest(&self) -> i32 {
        let field = match self.field {
            SubjectField::Attribute(attribute) => attribute.oid().to_string(),
            SubjectField::AlternativeName(kind) => kind.as_str().to_owned(),
        };
        let digest = Sha256Digest::of(format!("{field}={}", self.compared).as_bytes());
        digest
            .as_bytes()
            .first_chunk()
            .map_or(0, |first| i32::from_be_bytes(*first))
    }

    fn of_general_name(name: &GeneralName) -> Option<Self> {
        match name {
            GeneralName::DnsName(name) => Some(Self::named(SanKind::Dns, name.as_str())),
            GeneralName::Rfc822Name(name) => Some(Self::named(SanKind::Email, name.as_str())),
            GeneralName::UniformResourceIdentifier(uri) => {
                Some(Self::named(SanKind::Uri, uri.as_str()))
            }
            GeneralName::OtherName(OtherName { type_id, value }) => {
                let kind = match *type_id {
                    SMTP_UTF8_MAILBOX => SanKind::Email,
                    UPN => SanKind::Upn,
                    _ => return None,
                };
                let text = std::str::from_utf8(value.value()).ok()?;
                Some(Self::named(kind, text))
            }
            GeneralName::DirectoryName(_)
            | GeneralName::EdiPartyName(_)
            | GeneralName::IpAddress(_)
            | GeneralName::RegisteredId(_) => None,
        }
    }

    fn named(kind: SanKind, value: &str) -> Self {
        Self {
            field: SubjectField::AlternativeName(kind),
            compared: lower(value),
        }
    }
}

/// A value as it is compared. One of which folding leaves nothing is compared as it is.
fn compared(attribute: AttributeType, value: &str) -> String {
    let exact = [
        AttributeType::SERIAL_NUMBER,
        AttributeType::ORGANIZATION_IDENTIFIER,
    ];
    if exact.contains(&attribute) || value.contains('@') {
        return lower(value);
    }
    match folded(value) {
        nothing if nothing.is_empty() => value.to_owned(),
        folded => folded,
    }
}

/// What is left of a name without case, accents, spaces, hyphens and apostrophes: two spellings
/// of one name are one. Each character is decomposed for itself (NFKD): only marks could change
/// their order, and those fall away.
pub(crate) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        } else if !character.is_ascii() {
            decompose_compatible(character, |part| {
                if !is_combining_mark(part) {
                    let letters = part.to_lowercase();
                    folded.extend(letters.filter(|letter| letter.is_alphanumeric()));
                }
            });
        }
    }
    folded
}

/// An identifier or an address without case.
fn lower(value: &str) -> String {
    // NFKC leaves ASCII as it is.
    if value.is_ascii() {
        return value.to_ascii_lowercase();
    }
    value.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rev_09_spellings_of_a_value_are_one_and_identifiers_keep_their_signs() {
        let value = SubjectValue::attribute;
        let surname = AttributeType::SURNAME;
        let ngare = value(surname, "Ngaré-Bessan");
        for same in ["NGARE BESSAN", "ngare\u{301} bessan", "Ngare'Bessan"] {
            assert_eq!(value(surname, same), ngare, "{same}");
            assert_eq!(value(surname, same).digest(), ngare.digest());
        }
        assert_ne!(value(AttributeType::GIVEN_NAME, "Ngaré-Bessan"), ngare);
        let identifier = AttributeType::SERIAL_NUMBER;
        let idctd = value(identifier, "IDCTD-12-3");
        assert_eq!(value(identifier, "idctd-12-3"), idctd);
        assert_ne!(value(identifier, "IDCTD-123"), idctd);
        // Of signs alone nothing would be left: they are compared as they are.
        assert_ne!(value(surname, "-"), value(surname, "'"));
        let name = |text: &str| SubjectValue::alternative_name(&text.parse().unwrap());
        assert_eq!(name("email:A.b@c.td"), name("email:a.B@C.td"));
        assert_ne!(name("email:a.b@c.td"), name("email:ab@c.td"));
        assert!(!value(AttributeType::COUNTRY, "TD").is_indexed());
    }

    /// Indexes of older versions were made so.
    fn folded_as_a_whole(name: &str) -> String {
        name.nfkd()
            .filter(|character| !is_combining_mark(*character))
            .flat_map(char::to_lowercase)
            .filter(|character| character.is_alphanumeric())
            .collect()
    }

    #[test]
    fn rev_09_each_character_folds_by_itself() {
        for character in '\0'..=char::MAX {
            let text = format!("a{character}\u{301}\u{323}é");
            assert_eq!(folded(&text), folded_as_a_whole(&text), "{character:?}");
            let lowered: String = text.nfkc().flat_map(char::to_lowercase).collect();
            assert_eq!(lower(&text), lowered);
        }
    }

    proptest! {
        #[test]
        fn rev_09_folding_a_name_is_folding_its_characters(name in ".*") {
            prop_assert_eq!(folded(&name), folded_as_a_whole(&name));
        }

        #[test]
        fn i12_reading_subjects_never_panics(octets in proptest::collection::vec(any::<u8>(), 0..256)) {
            drop(SubjectValue::all_in(&octets));
        }

        #[test]
        fn i12_comparing_values_never_panics(value in ".*") {
            let value = SubjectValue::attribute(AttributeType::COMMON_NAME, &value);
            prop_assert!(value.is_indexed());
        }
    }
}
