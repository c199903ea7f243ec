//! The authority document: who the authority is and where its certificates point.
//! It is stored in the Registry and fixed with the first certificate.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::country::identifier::OrganizationIdentifier;
use crate::country::{Country, iso639, iso3166};
use crate::generation::GenerationId;
use crate::name;
use crate::policy::PolicyId;
use crate::subject::AttributeType;

/// Name of the authority document in the Registry.
pub const AUTHORITY: &str = "authority";

/// Most octets of a URL.
const LONGEST_URL: usize = 1024;

/// The authority document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    format: u32,
    country: String,
    organization: String,
    organization_identifier: String,
    policy_arc: String,
    public_url: String,
    #[serde(default)]
    disclosures: Vec<Disclosure>,
}

/// Where a PKI disclosure statement is, and its language (EN 319 412-5 4.3.4).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// ISO 639-1 code.
    pub language: String,
    /// https URL.
    pub url: String,
}

/// As `en https://…`.
impl fmt::Display for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.language, self.url)
    }
}

impl Settings {
    /// The settings of a practice installation of a state: the arc is one for documentation and the
    /// disclosure statements are at the host of the public URL.
    ///
    /// # Errors
    /// Refuses a public URL that is not plain `http://host[:port][/path]` (CRT-12).
    pub fn for_practice(country: &Country, public_url: &str) -> Result<Self, SettingsError> {
        let languages = std::iter::once("en").chain(country.languages.iter().map(String::as_str));
        let host = host(public_url).unwrap_or_default();
        let disclosure = |language: &str| Disclosure {
            language: language.to_owned(),
            url: format!("https://{host}/disclosure/{language}.pdf"),
        };
        let settings = Self {
            format: 1,
            country: country.code.clone(),
            organization: country.practice_organization.clone(),
            organization_identifier: country.practice_identifier.clone(),
            policy_arc: country.practice_arc.clone(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            disclosures: languages.map(disclosure).collect(),
        };
        settings.checked()
    }

    /// These settings with another organisation: its name and its organizationIdentifier
    /// (EN 319 412-1 5.1.4), for example `NTRTD-12345`.
    ///
    /// # Errors
    /// Refuses what does not fit the attributes.
    pub fn with_organization(self, name: &str, identifier: &str) -> Result<Self, SettingsError> {
        let settings = Self {
            organization: name.to_owned(),
            organization_identifier: identifier.to_owned(),
            ..self
        };
        settings.checked()
    }

    /// These settings under the state's own policy arc, once its holder has delegated it.
    ///
    /// # Errors
    /// Refuses what is not an object identifier.
    pub fn with_policy_arc(self, arc: &str) -> Result<Self, SettingsError> {
        Self {
            policy_arc: arc.to_owned(),
            ..self
        }
        .checked()
    }

    /// Reads the document.
    ///
    /// # Errors
    /// Tells the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        toml::from_str::<Self>(text)?.checked()
    }

    /// The document's text, as it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    fn checked(self) -> Result<Self, SettingsError> {
        let bad = |field: &'static str, found: &str| {
            Err(SettingsError::Field {
                field,
                found: found.to_owned(),
            })
        };
        let name = name::judge_length(AttributeType::ORGANIZATION, &self.organization);
        match () {
            () if self.format != 1 => bad("format", &self.format.to_string()),
            () if !iso3166::is_country(&self.country) => bad("country", &self.country),
            () if name.is_err() || self.organization.trim() != self.organization => {
                bad("organization", &self.organization)
            }
            () if !self.is_identified() => {
                bad("organization_identifier", &self.organization_identifier)
            }
            () if self.policy_arc.parse::<PolicyId>().is_err() => {
                bad("policy_arc", &self.policy_arc)
            }
            () if self.public_url.len() > LONGEST_URL || host(&self.public_url).is_none() => {
                bad("public_url", &self.public_url)
            }
            () if !is_disclosed(&self.disclosures) => {
                let places = self.disclosures.iter().map(ToString::to_string);
                bad("disclosures", &places.collect::<Vec<_>>().join(", "))
            }
            () => Ok(self),
        }
    }

    /// QC-03.
    fn is_identified(&self) -> bool {
        let text = &self.organization_identifier;
        let bounded = name::judge_length(AttributeType::ORGANIZATION_IDENTIFIER, text).is_ok();
        let identifier = OrganizationIdentifier::parse(text);
        bounded && identifier.is_some_and(|identifier| identifier.belongs_to(&self.country))
    }

    /// ISO 3166-1 alpha-2 code of the state.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// Name of the authority, for O in issuers' names.
    #[must_use]
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// organizationIdentifier of the authority.
    #[must_use]
    pub fn organization_identifier(&self) -> &str {
        &self.organization_identifier
    }

    /// The arc under which policies are named.
    #[must_use]
    pub fn policy_arc(&self) -> &str {
        &self.policy_arc
    }

    /// What the URLs in certificates begin with.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The PKI disclosure statements.
    #[must_use]
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// Where a generation's certificates are answered for.
    #[must_use]
    pub fn ocsp_url(&self, generation: &GenerationId) -> String {
        format!("{}/ocsp/{generation}", self.public_url)
    }

    /// Where a generation's CRL is.
    #[must_use]
    pub fn crl_url(&self, generation: &GenerationId) -> String {
        format!("{}/crl/{generation}.crl", self.public_url)
    }

    /// Where a generation's certificate is.
    #[must_use]
    pub fn certificate_url(&self, generation: &GenerationId) -> String {
        format!("{}/ca/{generation}.cer", self.public_url)
    }
}

/// QC-09: https, one for each language, English among them.
fn is_disclosed(disclosures: &[Disclosure]) -> bool {
    let sound = |place: usize, disclosure: &Disclosure| {
        let before = disclosures.iter().take(place);
        let again = before.filter(|other| other.language == disclosure.language);
        let url = disclosure.url.strip_prefix("https://");
        let graphic = disclosure.url.chars().all(|c| c.is_ascii_graphic());
        iso639::is_language(&disclosure.language)
            && again.count() == 0
            && disclosure.url.len() <= LONGEST_URL
            && graphic
            && url.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
    };
    let mut each = disclosures.iter().enumerate();
    let english = disclosures.iter().any(|place| place.language == "en");
    english && each.all(|(place, disclosure)| sound(place, disclosure))
}

/// The host of a plain `http://host[:port][/path]` URL.
fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("http://")?;
    let plain = |c: char| c.is_ascii_graphic() && !"?#@\\\"<>%".contains(c);
    let authority = rest.split('/').next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        Some(_) => return None,
        None => authority,
    };
    (!host.is_empty() && rest.chars().all(plain)).then_some(host)
}

/// What is wrong with an authority document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Not TOML, or a field is missing, unknown or of another type.
    #[error("the authority document does not parse")]
    Syntax(#[from] toml::de::Error),
    /// A field's value cannot be.
    #[error("{field} cannot be `{found}`")]
    Field {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
    },
}

impl SettingsError {
    /// The requirement that the field breaks; nothing for rules of the form alone.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        let Self::Field { field, .. } = self else {
            return None;
        };
        match *field {
            "country" => Some("QC-01"),
            "organization" => Some("CRT-07"),
            "organization_identifier" => Some("QC-03"),
            "policy_arc" => Some("QC-11"),
            "public_url" => Some("CRT-12"),
            "disclosures" => Some("QC-09"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chad(url: &str) -> Result<Settings, SettingsError> {
        Settings::for_practice(&Country::find("td").unwrap(), url)
    }

    #[test]
    fn settings_read_back_as_written() {
        let settings = chad("http://pki.example.td/base/").unwrap();
        assert_eq!(Settings::parse(&settings.to_text()).unwrap(), settings);
        let generation = "citizens-g1".parse().unwrap();
        assert_eq!(
            settings.crl_url(&generation),
            "http://pki.example.td/base/crl/citizens-g1.crl"
        );
        assert_eq!(
            settings.disclosures()[1].url,
            "https://pki.example.td/disclosure/fr.pdf"
        );
    }

    #[test]
    fn crt_12_public_url_must_be_plain_http() {
        for url in [
            "https://a.td",
            "ldap://a.td",
            "http://",
            "http://a.td?x",
            "http://a b",
            "http://a:x",
        ] {
            assert!(chad(url).is_err(), "{url}");
        }
        assert!(chad("http://127.0.0.1:8080").is_ok());
        assert!(chad(&format!("http://a.td/{}", "a".repeat(2000))).is_err());
    }

    fn refused(from: &str, to: &str) -> SettingsError {
        let text = chad("http://pki.example.td").unwrap().to_text();
        assert!(text.contains(from), "{from} is not in {text}");
        Settings::parse(&text.replacen(from, to, 1)).expect_err(to)
    }

    #[test]
    fn qc_09_disclosures_are_https_and_english_is_among_them() {
        for (from, to) in [
            ("language = \"en\"", "language = \"fr\""),
            ("language = \"en\"", "language = \"es\""),
            ("language = \"ar\"", "language = \"fr\""),
            ("language = \"ar\"", "language = \"xx\""),
            ("https://", "http://"),
            ("https://", "https:///"),
            ("en.pdf", "en .pdf"),
        ] {
            let error = refused(from, to);
            assert_eq!(error.requirement(), Some("QC-09"), "{to}: {error}");
        }
    }

    #[test]
    fn qc_03_the_authority_has_a_name_and_an_identifier_of_its_country() {
        let long = format!("NTRTD-{}", "1".repeat(60));
        for identifier in ["", "NTRDZ-1", "NTRTD", "PNOTD-1", "ntrTD-1", &long] {
            let error = refused("NTRTD-EXERCICE-0001", identifier);
            assert_eq!(error.requirement(), Some("QC-03"), "{identifier}: {error}");
        }
        for name in ["", " Tchad", &"é".repeat(65)] {
            let settings = chad("http://pki.example.td").unwrap();
            let error = settings.with_organization(name, "NTRTD-1").unwrap_err();
            assert_eq!(error.requirement(), Some("CRT-07"), "{name}");
        }
        let settings = chad("http://pki.example.td").unwrap();
        let longest = settings.with_organization(&"é".repeat(64), "LEIXG-529900T8BM49AURSDO55");
        assert!(longest.is_ok());
    }

    #[test]
    fn qc_01_the_country_is_one() {
        let error = refused("country = \"TD\"", "country = \"ZZ\"");
        assert_eq!(error.requirement(), Some("QC-01"));
        let error = refused("1.3.6.1.4.1.32473.148", "1..3");
        assert_eq!(error.requirement(), Some("QC-11"));
    }
}
