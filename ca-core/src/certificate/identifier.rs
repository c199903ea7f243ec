//! Semantics identifiers of persons (EN 319 412-1 5.1.3 and 5.1.4): `IDCTD-123`, or `XX:TD-123`
//! with a national scheme that the country pack lists.

use crate::country::iso3166::is_country;
use crate::country::{Country, IdentifierScheme};
use crate::profile::Semantics;

/// The country of a Legal Entity Identifier, which is nobody's (EN 319 412-1 5.1.4).
const LEI_COUNTRY: &str = "XG";

/// Judges an identifier; the result is its scheme, where it is a national one.
///
/// # Errors
/// Says what is wrong with it.
pub fn judge<'a>(
    value: &str,
    person: Semantics,
    country: &'a Country,
) -> Result<Option<&'a IdentifierScheme>, IdentifierDefect> {
    let (prefix, id) = value.split_once('-').ok_or(IdentifierDefect::Form)?;
    let scheme = if prefix.contains(':') {
        Some(national(prefix, country)?)
    } else {
        listed(prefix, id, person, country)?;
        None
    };
    judge_id(id)?;
    Ok(scheme)
}

/// `XX:TD`: the state's own scheme, named by two letters.
fn national<'a>(
    prefix: &str,
    country: &'a Country,
) -> Result<&'a IdentifierScheme, IdentifierDefect> {
    let mut schemes = country.schemes.iter();
    let same = |scheme: &&IdentifierScheme| prefix == format!("{}:{}", scheme.name, country.code);
    schemes.find(same).ok_or_else(|| IdentifierDefect::Scheme {
        found: prefix.to_owned(),
        allowed: country
            .schemes
            .iter()
            .map(|s| s.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    })
}

/// `IDCTD`: one of the types of the standard that the state uses, and the country that gave the
/// identifier.
fn listed(
    prefix: &str,
    id: &str,
    person: Semantics,
    country: &Country,
) -> Result<(), IdentifierDefect> {
    let (kind, issued_in) = prefix
        .split_at_checked(3)
        .filter(|(_, country)| country.len() == 2)
        .ok_or(IdentifierDefect::Form)?;
    let allowed = match person {
        Semantics::NaturalPerson => &country.identifiers.natural_person,
        Semantics::LegalPerson => &country.identifiers.legal_person,
    };
    if kind == "TAX" && person == Semantics::NaturalPerson {
        return Err(IdentifierDefect::Retired);
    }
    if !allowed.iter().any(|known| known == kind) {
        return Err(IdentifierDefect::Type {
            found: kind.to_owned(),
            allowed: allowed.join(", "),
        });
    }
    if kind == "LEI" {
        return judge_lei(issued_in, id);
    }
    if !is_country(issued_in) {
        return Err(IdentifierDefect::Country {
            found: issued_in.to_owned(),
        });
    }
    Ok(())
}

/// ISO 17442-1: 18 letters or digits and two check digits of ISO/IEC 7064 MOD 97-10.
fn judge_lei(issued_in: &str, id: &str) -> Result<(), IdentifierDefect> {
    if issued_in != LEI_COUNTRY {
        return Err(IdentifierDefect::LeiCountry {
            found: issued_in.to_owned(),
        });
    }
    let upper = |letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase();
    let rest = id.chars().filter_map(|letter| letter.to_digit(36));
    let rest = rest.fold(0, |rest, digit| {
        (rest * if digit < 10 { 10 } else { 100 } + digit) % 97
    });
    if id.len() != 20 || !id.chars().all(upper) || rest != 1 {
        return Err(IdentifierDefect::LeiDigits);
    }
    Ok(())
}

/// Registers number with letters, digits, `-`, `/`, `.` and spaces between them.
fn judge_id(id: &str) -> Result<(), IdentifierDefect> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-/. ".contains(letter);
    if let Some(character) = id.chars().find(|letter| !allowed(*letter)) {
        return Err(IdentifierDefect::Character { character });
    }
    let outer = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    if outer(id.chars().next()) && outer(id.chars().next_back()) {
        Ok(())
    } else {
        Err(IdentifierDefect::Form)
    }
}

/// What is wrong with an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierDefect {
    /// Not type, country, hyphen and an identifier.
    #[error("it is not type, country, hyphen and an identifier, such as IDCTD-123456")]
    Form,
    /// TAX, which the standard no longer lets anybody issue.
    #[error("the type TAX is no longer issued; a tax number is a TIN")]
    Retired,
    /// A type that the country pack does not list.
    #[error("the type `{found}` is not one of {allowed}")]
    Type {
        /// The type.
        found: String,
        /// The types of the pack.
        allowed: String,
    },
    /// A national scheme that the country pack does not list, or of another state.
    #[error("the national scheme `{found}` is not in the country pack ({allowed})")]
    Scheme {
        /// What stands before the hyphen.
        found: String,
        /// The schemes of the pack.
        allowed: String,
    },
    /// Not a country.
    #[error("`{found}` is not a country of ISO 3166-1")]
    Country {
        /// What stands before the hyphen.
        found: String,
    },
    /// A Legal Entity Identifier with a country.
    #[error("the country of a LEI is XG, not `{found}`")]
    LeiCountry {
        /// What stands before the hyphen.
        found: String,
    },
    /// A Legal Entity Identifier of another length, or with wrong check digits.
    #[error("the LEI does not have 20 characters with the check digits of ISO 17442")]
    LeiDigits,
    /// A character that no register uses.
    #[error("the identifier holds `{character}`")]
    Character {
        /// The character.
        character: char,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chad() -> Country {
        let mut country = Country::find("TD").unwrap();
        let scheme = |name: &str| IdentifierScheme {
            name: name.to_owned(),
            authority: "https://anatti.example.td/schemes".to_owned(),
        };
        country.schemes = vec![scheme("NI"), scheme("AG")];
        country
    }

    #[test]
    fn qc_01_natural_persons_have_the_types_of_the_country_pack() {
        let chad = chad();
        for good in [
            "PASTD-A1234567",
            "IDCTD-0012345",
            "PNOTD-19850101-123",
            "PASFR-12AB34567",
            "TINTD-1",
        ] {
            assert_eq!(
                judge(good, Semantics::NaturalPerson, &chad),
                Ok(None),
                "{good}"
            );
        }
        use IdentifierDefect::*;
        let kind = |found: &str| Type {
            found: found.to_owned(),
            allowed: chad.identifiers.natural_person.join(", "),
        };
        for (bad, defect) in [
            ("", Form),
            ("123456", Form),
            ("IDC-123456", Form),
            ("IDCTCD-1", Form),
            ("IDCTD-", Form),
            ("IDCTD--1", Form),
            ("IDCTD-1 ", Form),
            ("TAXTD-1", Retired),
            ("ABCTD-1", kind("ABC")),
            ("idcTD-1", kind("idc")),
            ("NTRTD-1", kind("NTR")),
            (
                "IDCZZ-1",
                Country {
                    found: "ZZ".to_owned(),
                },
            ),
            (
                "IDCtd-1",
                Country {
                    found: "td".to_owned(),
                },
            ),
            ("IDCTD-1@2", Character { character: '@' }),
            ("IDCTD-é", Character { character: 'é' }),
        ] {
            assert_eq!(
                judge(bad, Semantics::NaturalPerson, &chad),
                Err(defect),
                "{bad}"
            );
        }
    }

    #[test]
    fn qc_02_national_schemes_are_those_of_the_country_pack() {
        let chad = chad();
        let scheme = judge("NI:TD-0001", Semantics::NaturalPerson, &chad).unwrap();
        assert_eq!(scheme.map(|scheme| scheme.name.as_str()), Some("NI"));
        for bad in [
            "ZZ:TD-1", "NI:DZ-1", "NI:-1", ":TD-1", "ni:TD-1", "NI:TD:-1",
        ] {
            let (found, _) = bad.split_once('-').unwrap();
            let defect = IdentifierDefect::Scheme {
                found: found.to_owned(),
                allowed: "NI, AG".to_owned(),
            };
            assert_eq!(
                judge(bad, Semantics::NaturalPerson, &chad),
                Err(defect),
                "{bad}"
            );
        }
        assert_eq!(
            judge("NI:TD-", Semantics::NaturalPerson, &chad),
            Err(IdentifierDefect::Form)
        );
    }

    #[test]
    fn qc_03_legal_persons_have_register_numbers() {
        let chad = chad();
        for good in [
            "NTRTD-TC/NDJ/2015 B 1234",
            "VATTD-9012345",
            "LEIXG-5493001KJTIIGC8Y1R12",
        ] {
            assert_eq!(
                judge(good, Semantics::LegalPerson, &chad),
                Ok(None),
                "{good}"
            );
        }
        use IdentifierDefect::*;
        for (bad, defect) in [
            (
                "LEITD-5493001KJTIIGC8Y1R12",
                LeiCountry {
                    found: "TD".to_owned(),
                },
            ),
            ("LEIXG-5493001KJTIIGC8Y1R21", LeiDigits),
            ("LEIXG-1", LeiDigits),
            (
                "NTRXG-1",
                Country {
                    found: "XG".to_owned(),
                },
            ),
        ] {
            assert_eq!(
                judge(bad, Semantics::LegalPerson, &chad),
                Err(defect),
                "{bad}"
            );
        }
        assert!(judge("IDCTD-1", Semantics::LegalPerson, &chad).is_err());
    }
}
