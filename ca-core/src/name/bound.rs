//! Upper bounds of attribute values (X.520 annex C, RFC 5280 appendix A.1).

use super::NameError;
use crate::country::iso3166::is_country;
use crate::subject::AttributeType;

/// Letters in a country code.
const COUNTRY_LENGTH: usize = 2;

/// The most characters in a value of this type.
pub(super) fn upper_bound(attribute_type: AttributeType) -> Option<usize> {
    UPPER_BOUNDS
        .iter()
        .find(|(known, _)| *known == attribute_type)
        .map(|(_, limit)| *limit)
}

/// Checks the length of a value, in characters, not octets.
pub(super) fn judge(attribute: AttributeType, value: &str) -> Result<(), NameError> {
    let found = value.chars().count();
    if attribute == AttributeType::COUNTRY {
        return if is_country(value) {
            Ok(())
        } else {
            Err(NameError::Country {
                found: value.to_owned(),
            })
        };
    }
    match upper_bound(attribute) {
        _ if found == 0 => Err(NameError::Empty { attribute }),
        Some(limit) if found > limit => Err(NameError::TooLong {
            attribute,
            found,
            limit,
        }),
        Some(_) | None => Ok(()),
    }
}

/// ub-name of RFC 5280 is 32768 for surname and givenName, and X.520 bounds no
/// organizationIdentifier; 64 keeps each printable on a card and readable in the common tools.
static UPPER_BOUNDS: [(AttributeType, usize); 11] = [
    (AttributeType::COUNTRY, COUNTRY_LENGTH),
    (AttributeType::STATE, 128),
    (AttributeType::LOCALITY, 128),
    (AttributeType::ORGANIZATION, 64),
    (AttributeType::ORGANIZATIONAL_UNIT, 64),
    (AttributeType::ORGANIZATION_IDENTIFIER, 64),
    (AttributeType::SURNAME, 64),
    (AttributeType::GIVEN_NAME, 64),
    (AttributeType::PSEUDONYM, 128),
    (AttributeType::SERIAL_NUMBER, 64),
    (AttributeType::COMMON_NAME, 64),
];
