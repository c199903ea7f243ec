//! Which packs contradict themselves or the standards. All faults are told at once.

use crate::audit::term::LEAST_YEARS;
use crate::country::identifier::{LEGAL_PERSON, NATURAL_PERSON, OrganizationIdentifier};
use crate::country::rule::CountryRule;
use crate::country::{Country, CountryFault, iso639, iso3166};
use crate::document::Faults;
use crate::name;
use crate::policy::PolicyId;
use crate::san::SubjectAltName;
use crate::subject::AttributeType;

type CountryFaults<'a> = Faults<'a, CountryRule>;

/// Enterprise number for documentation (RFC 5612).
const DOCUMENTATION: &str = "1.3.6.1.4.1.32473.";

pub(super) fn faults(country: &Country, text: &str) -> Vec<CountryFault> {
    let mut faults = Faults::of(text);
    codes(country, &mut faults);
    arcs(country, &mut faults);
    practice(country, &mut faults);
    identifiers(country, &mut faults);
    schemes(country, &mut faults);
    laws(country, &mut faults);
    faults.into_found()
}

fn codes(country: &Country, faults: &mut CountryFaults<'_>) {
    let Country { code, code3, .. } = country;
    let format = country.format;
    faults.when(format != 1, "format", format, CountryRule::Format);
    let long = iso3166::alpha_3(code);
    faults.when(long.is_none(), "code", code, CountryRule::Code);
    let other = long != Some(code3);
    faults.when(other, "code3", code3, CountryRule::LongCode);
    let capitals = |text: &str| text.chars().all(|c| c.is_ascii_uppercase());
    let currency = &country.currency;
    faults.when(
        currency.len() != 3 || !capitals(currency),
        "currency",
        currency,
        CountryRule::Currency,
    );
    for (place, language) in country.languages.iter().enumerate() {
        let known = iso639::is_language(language) && language != "en";
        let again = country.languages.iter().take(place).any(|l| l == language);
        faults.when(
            !known || again,
            "languages",
            language,
            CountryRule::Languages,
        );
    }
    let years = country.retention_years;
    faults.when(
        !(LEAST_YEARS..=100).contains(&years),
        "retention_years",
        years,
        CountryRule::Retention,
    );
}

fn arcs(country: &Country, faults: &mut CountryFaults<'_>) {
    let is_arc = |text: &str| {
        let id = text.parse::<PolicyId>();
        id.is_ok_and(|id| id.to_string() == text)
    };
    let (own, practice) = (&country.national_arc, &country.practice_arc);
    faults.when(!is_arc(own), "national_arc", own, CountryRule::Arc);
    faults.when(
        !is_arc(practice) || !practice.starts_with(DOCUMENTATION),
        "practice_arc",
        practice,
        CountryRule::PracticeArc,
    );
}

fn practice(country: &Country, faults: &mut CountryFaults<'_>) {
    let name = &country.practice_organization;
    faults.when(
        name::judge_length(AttributeType::ORGANIZATION, name).is_err(),
        "practice_organization",
        name,
        CountryRule::Organization,
    );
    let text = &country.practice_identifier;
    let types = &country.identifiers.legal_person;
    let sound = OrganizationIdentifier::parse(text).is_some_and(|identifier| {
        identifier.belongs_to(&country.code) && types.iter().any(|t| t == identifier.kind)
    });
    faults.when(
        !sound,
        "practice_identifier",
        text,
        CountryRule::OrganizationIdentifier,
    );
}

fn identifiers(country: &Country, faults: &mut CountryFaults<'_>) {
    let types = &country.identifiers;
    for (field, given, known, rule) in [
        (
            "identifiers.natural_person",
            &types.natural_person,
            NATURAL_PERSON,
            CountryRule::NaturalTypes,
        ),
        (
            "identifiers.legal_person",
            &types.legal_person,
            LEGAL_PERSON,
            CountryRule::LegalTypes,
        ),
    ] {
        faults.when(given.is_empty(), field, "", rule);
        for (place, word) in given.iter().enumerate() {
            let again = given.iter().take(place).any(|before| before == word);
            let wrong = again || !known.contains(&word.as_str());
            faults.when(wrong, field, word, rule);
        }
    }
}

fn schemes(country: &Country, faults: &mut CountryFaults<'_>) {
    let mut names: Vec<&str> = Vec::new();
    for scheme in &country.schemes {
        let name = scheme.name.as_str();
        let capitals = name.len() == 2 && name.chars().all(|c| c.is_ascii_uppercase());
        let wrong = !capitals || names.contains(&name);
        names.push(name);
        faults.when(wrong, "scheme.name", name, CountryRule::SchemeName);
        let authority = &scheme.authority;
        let known = ["https://", "http://", "urn:"];
        let uri = format!("uri:{authority}").parse::<SubjectAltName>().is_ok();
        faults.when(
            !uri || !known.iter().any(|start| authority.starts_with(start)),
            "scheme.authority",
            authority,
            CountryRule::SchemeAuthority,
        );
    }
}

fn laws(country: &Country, faults: &mut CountryFaults<'_>) {
    let silent = country.mentions.is_empty() && !country.laws.is_empty();
    faults.when(silent, "mention", "", CountryRule::Mentions);
    let mut names: Vec<&str> = Vec::new();
    for mention in &country.mentions {
        let name = mention.name.as_str();
        let wrong = !is_word(name) || names.contains(&name) || mention.reference.is_empty();
        names.push(name);
        faults.when(wrong, "mention.name", name, CountryRule::Mention);
    }
    for law in &country.laws {
        let wrong = law.reference.is_empty() || law.title.is_empty();
        faults.when(wrong, "law.reference", &law.reference, CountryRule::Law);
    }
}

fn is_word(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.chars().all(allowed)
}
