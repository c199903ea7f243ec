//! Identifiers of persons as EN 319 412-1 writes them.

use crate::country::iso3166;

/// Types of natural persons' identifiers (EN 319 412-1 5.1.3); TAX is no longer issued.
pub const NATURAL_PERSON: &[&str] = &["PNO", "IDC", "PAS", "TIN"];

/// Types of legal persons' identifiers (EN 319 412-1 5.1.4).
pub const LEGAL_PERSON: &[&str] = &["NTR", "VAT", "LEI", "PSD"];

/// The country of an LEI, which no state gives (EN 319 412-1 5.1.4).
const GLOBAL: &str = "XG";

/// An organizationIdentifier: a type, a country, a hyphen and a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrganizationIdentifier<'a> {
    /// The type, of [`LEGAL_PERSON`].
    pub kind: &'a str,
    /// ISO 3166-1 alpha-2 code, or XG for an LEI.
    pub country: &'a str,
    /// What follows the hyphen.
    pub number: &'a str,
}

impl<'a> OrganizationIdentifier<'a> {
    /// Reads `NTRTD-12345`; nothing if it has another form.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (head, number) = text.split_once('-')?;
        let (kind, country) = head.split_at_checked(3)?;
        let known = LEGAL_PERSON.contains(&kind);
        let global = kind == "LEI" && country == GLOBAL;
        let sound =
            number.chars().all(|c| c.is_ascii_graphic() || c == ' ') && number.trim() == number;
        let whole = known && (iso3166::is_country(country) || global) && sound;
        (whole && !number.is_empty()).then_some(Self {
            kind,
            country,
            number,
        })
    }

    /// Whether the country gave it, or nobody did.
    #[must_use]
    pub fn belongs_to(&self, country: &str) -> bool {
        self.country == country || self.country == GLOBAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qc_03_identifiers_of_legal_persons_have_one_form() {
        let identifier = OrganizationIdentifier::parse("NTRTD-B-0042").unwrap();
        assert_eq!(
            (identifier.kind, identifier.country, identifier.number),
            ("NTR", "TD", "B-0042")
        );
        assert!(identifier.belongs_to("TD") && !identifier.belongs_to("DZ"));
        let global = OrganizationIdentifier::parse("LEIXG-529900T8BM49AURSDO55").unwrap();
        assert!(global.belongs_to("DJ"));
        for text in [
            "",
            "NTR",
            "NTRTD",
            "NTRTD-",
            "NTRTD- 1",
            "NTRXX-1",
            "NTRXG-1",
            "ntrTD-1",
            "PNOTD-1",
            "NTRTD_1",
            "NTR-1",
            "NTRTDD-1",
            "NT\u{e9}TD-1",
            "NTRTD-\u{661}",
        ] {
            assert_eq!(OrganizationIdentifier::parse(text), None, "{text}");
        }
    }
}
