//! Who a subject names: a natural person with names or a pseudonym (EN 319 412-2 4.2.4), or a
//! legal person without a personal name (EN 319 412-3 4.2.1), each with its identifier
//! (EN 319 412-1 5.1).

use crate::certificate::Governing;
use crate::certificate::identifier;
use crate::certificate::request::PrepareError;
use crate::country::IdentifierScheme;
use crate::name::NameAttribute;
use crate::profile::{Profile, Semantics};
use crate::subject::AttributeType;

/// Attributes that only natural persons have.
const PERSONAL: [AttributeType; 3] = [
    AttributeType::SURNAME,
    AttributeType::GIVEN_NAME,
    AttributeType::PSEUDONYM,
];

/// Checks the subject of a profile that says whom it names.
pub(super) fn check(
    governing: &Governing<'_>,
    attributes: &[NameAttribute],
) -> Result<(), PrepareError> {
    let subject = Attributes(attributes);
    match governing.profile.identifier() {
        None => Ok(()),
        Some(Semantics::NaturalPerson) => natural(governing, &subject),
        Some(Semantics::LegalPerson) => legal(governing, &subject),
    }
}

/// The national scheme of the subject's identifier, for qcStatement-2 (QC-02).
pub(super) fn national_scheme<'a>(
    governing: &Governing<'a>,
    identifier: Option<&str>,
    person: Semantics,
) -> Option<&'a IdentifierScheme> {
    identifier::judge(identifier?, person, governing.country).ok()?
}

/// The attribute that holds the identifier of such a person.
pub(super) const fn identifier_attribute(person: Semantics) -> AttributeType {
    match person {
        Semantics::NaturalPerson => AttributeType::SERIAL_NUMBER,
        Semantics::LegalPerson => AttributeType::ORGANIZATION_IDENTIFIER,
    }
}

/// QC-04: a name or a pseudonym, not both, and always a common name.
fn natural(governing: &Governing<'_>, subject: &Attributes<'_>) -> Result<(), PrepareError> {
    subject.require(AttributeType::COMMON_NAME)?;
    let names = [AttributeType::SURNAME, AttributeType::GIVEN_NAME];
    let named = names.into_iter().find(|name| subject.get(*name).is_some());
    let pseudonym = subject.get(AttributeType::PSEUDONYM).is_some();
    match named {
        Some(attribute) if pseudonym => return Err(PrepareError::NameAndPseudonym { attribute }),
        None if !pseudonym => {
            let attribute = nameless(governing.profile);
            return Err(PrepareError::AttributeMissing { attribute });
        }
        Some(_) | None => {}
    }
    subject.identify(governing, Semantics::NaturalPerson)?;
    // Whom the person acts for, where the profile takes an organisation.
    match subject.get(AttributeType::ORGANIZATION_IDENTIFIER) {
        Some(_) => subject.identify(governing, Semantics::LegalPerson),
        None => Ok(()),
    }
}

/// What a nameless person lacks: a pseudonym only where the profile takes no name.
fn nameless(profile: &Profile) -> AttributeType {
    let mut taken = profile.attributes().iter().map(|rule| rule.attribute_type);
    taken
        .find(|taken| PERSONAL.contains(taken))
        .unwrap_or(AttributeType::SURNAME)
}

/// QC-03: country, registered name, identifier, common name, and no personal name.
fn legal(governing: &Governing<'_>, subject: &Attributes<'_>) -> Result<(), PrepareError> {
    for attribute in [AttributeType::COUNTRY, AttributeType::ORGANIZATION] {
        subject.require(attribute)?;
    }
    let personal = PERSONAL
        .into_iter()
        .find(|name| subject.get(*name).is_some());
    if let Some(attribute) = personal {
        return Err(PrepareError::PersonalName { attribute });
    }
    subject.identify(governing, Semantics::LegalPerson)
}

/// The attributes of a subject that is to be written.
struct Attributes<'a>(&'a [NameAttribute]);

impl Attributes<'_> {
    fn get(&self, wanted: AttributeType) -> Option<&str> {
        let mut attributes = self.0.iter();
        let found = attributes.find(|given| given.attribute_type == wanted);
        found.map(|attribute| attribute.value.as_str())
    }

    fn require(&self, attribute: AttributeType) -> Result<&str, PrepareError> {
        self.get(attribute)
            .ok_or(PrepareError::AttributeMissing { attribute })
    }

    fn identify(&self, governing: &Governing<'_>, person: Semantics) -> Result<(), PrepareError> {
        let attribute = identifier_attribute(person);
        let found = self.require(attribute)?;
        match identifier::judge(found, person, governing.country) {
            Ok(_) => Ok(()),
            Err(defect) => Err(PrepareError::IdentifierForm {
                attribute,
                found: found.to_owned(),
                defect,
            }),
        }
    }
}
