//! The certificate that a profile would give to nobody in particular: what `profile diff`
//! compares. Serial number, time, key and names are always the same.

use crate::algorithm::KeyAlgorithm;
use crate::certificate::request::{CertificateRequest, PrepareError};
use crate::certificate::{Governing, IssuerView, Template};
use crate::country::Country;
use crate::generation::GenerationId;
use crate::name::{self, NameAttribute, StringEncoding};
use crate::profile::{AttributeSource, Profile, ProfileKind, Semantics};
use crate::san::{SanKind, SubjectAltName};
use crate::serial::Serial;
use crate::settings::Settings;
use crate::subject::{AttributeType, Subject};
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;

/// 2026-01-01T00:00:00Z.
const MOMENT: Timestamp = Timestamp::from_unix_seconds(1_767_225_600);

/// The serial number of all samples: no draw gives it.
const SERIAL: [u8; 17] = [0x40; 17];

/// The generator of P-256 (SEC 2 2.4.2): a key whose private half everybody knows, so that no
/// sample is ever mistaken for more.
const KEY: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6\
                   e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162b\
                   ce33576b315ececbb6406837bf51f5";

/// Name of the issuer line in URLs.
const ISSUER: &str = "example-g1";

/// The to-be-signed bytes of the sample, with each attribute and an alternative name of each
/// kind that the profile takes.
///
/// # Errors
/// Fails where the profile refuses every request.
pub fn sample(governing: &Governing<'_>) -> Result<Vec<u8>, PrepareError> {
    let Governing {
        profile,
        settings,
        country,
        ..
    } = *governing;
    let key = constant(hex::decode(KEY).map(|spki| SubjectKey::from_spki(&spki)))?;
    let key = constant(key)?;
    let subject = subject(profile, country)?;
    let names = alternative_names(profile, country);
    let request = CertificateRequest {
        subject: subject.as_ref(),
        common_name: Some("Example G1"),
        alternative_names: &names,
        key: &key,
        validity: None,
        original_name: None,
        latin_form_confirmed: false,
    };
    let name = request.subject_name(governing)?;
    let validity = request.validity_period(profile, None, MOMENT)?;
    let generation: GenerationId = constant(ISSUER.parse())?;
    let issuer_name = if profile.kind() == ProfileKind::Root {
        name.clone()
    } else {
        issuer_name(settings)?
    };
    let [algorithm, ..] = KeyAlgorithm::ALL;
    let issuer = IssuerView {
        generation: &generation,
        name: &issuer_name,
        public_key: key.spki(),
        key_identifier: key.key_identifier().to_vec(),
        algorithm: algorithm.signature_algorithm(),
    };
    let serial = constant(Serial::try_from(SERIAL.as_slice()))?;
    let template = Template::new(governing, &issuer)?;
    template.to_be_signed(governing, &request, &name, validity, &serial)
}

/// Unwraps what is fixed by this file, which the tests prove right.
fn constant<T, E>(made: Result<T, E>) -> Result<T, PrepareError> {
    made.map_err(|_| PrepareError::Encoding(der::ErrorKind::Failed.into()))
}

fn issuer_name(settings: &Settings) -> Result<Vec<u8>, PrepareError> {
    let utf8 = |attribute_type, value: &str| NameAttribute {
        attribute_type,
        encoding: StringEncoding::Utf8,
        value: value.to_owned(),
    };
    let country = NameAttribute {
        encoding: StringEncoding::Printable,
        ..utf8(AttributeType::COUNTRY, settings.country())
    };
    let names = [
        country,
        utf8(AttributeType::ORGANIZATION, settings.organization()),
        utf8(AttributeType::COMMON_NAME, "Example CA G1"),
    ];
    name::encode(&names).map_err(PrepareError::Name)
}

/// A value for each attribute that the profile takes from a request; nothing if it takes none.
fn subject(profile: &Profile, country: &Country) -> Result<Option<Subject>, PrepareError> {
    let wanted = profile.attributes().iter();
    let wanted = wanted.filter(|rule| rule.source == AttributeSource::Request);
    let wanted: Vec<AttributeType> = wanted.map(|rule| rule.attribute_type).collect();
    // QC-04: a name or a pseudonym, never both.
    let named = [AttributeType::SURNAME, AttributeType::GIVEN_NAME]
        .iter()
        .any(|name| wanted.contains(name));
    let pairs = wanted
        .into_iter()
        .filter(|attribute| !(named && *attribute == AttributeType::PSEUDONYM))
        .map(|attribute| format!("{attribute}={}", value(attribute, profile, country)));
    let pairs: Vec<String> = pairs.collect();
    if pairs.is_empty() {
        return Ok(None);
    }
    constant(Subject::parse(&pairs.join(","))).map(Some)
}

/// A plausible value of the right form.
fn value(attribute: AttributeType, profile: &Profile, country: &Country) -> String {
    let code = country.code.as_str();
    let first = |types: &[String]| types.first().cloned().unwrap_or_default();
    let natural = profile.identifier() == Some(Semantics::NaturalPerson);
    match attribute {
        AttributeType::COUNTRY => code.to_owned(),
        AttributeType::SURNAME => "Example".to_owned(),
        AttributeType::GIVEN_NAME => "Amina".to_owned(),
        AttributeType::SERIAL_NUMBER if natural => {
            format!(
                "{}{code}-123456",
                first(&country.identifiers.natural_person)
            )
        }
        AttributeType::ORGANIZATION_IDENTIFIER => {
            format!("{}{code}-12345", first(&country.identifiers.legal_person))
        }
        AttributeType::COMMON_NAME if natural => "Amina Example".to_owned(),
        AttributeType::COMMON_NAME if profile.alternative_names().holds_common_name => host(code),
        _ => "Example".to_owned(),
    }
}

/// In the domain that RFC 2606 keeps for examples.
fn host(code: &str) -> String {
    format!("www.{}.example", code.to_ascii_lowercase())
}

fn alternative_names(profile: &Profile, country: &Country) -> Vec<SubjectAltName> {
    let host = host(&country.code);
    let rule = profile.alternative_names();
    let names = rule.allowed.iter().take(rule.most).map(|kind| match kind {
        SanKind::Dns => format!("dns:{host}"),
        SanKind::Email => format!("email:amina@{host}"),
        SanKind::Uri => format!("uri:https://{host}/amina"),
        SanKind::Upn => format!("upn:amina@{host}"),
    });
    names.filter_map(|name| name.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use toml::{Table, Value};

    use super::*;
    use crate::algorithm_table::AlgorithmTable;
    use crate::certificate::compare::compare;
    use crate::certificate::describe::rules::rules;
    use crate::certificate::describe::{Field, describe};
    use crate::profile::shipped;

    /// All that a profile says: the fields of its sample, and its rules.
    fn fields(profile: &Profile, country: &Country) -> Vec<Field> {
        let settings = Settings::for_practice(country, "http://pki.example").unwrap();
        let governing = Governing {
            profile,
            settings: &settings,
            country,
            algorithms: AlgorithmTable::shipped(),
        };
        let tbs = sample(&governing)
            .unwrap_or_else(|error| panic!("{} in {}: {error}", profile.name(), country.code));
        assert_eq!(tbs, sample(&governing).unwrap(), "always the same bytes");
        let mut fields = describe(&tbs).unwrap();
        let hidden = fields.iter().find(|field| field.value.contains('#'));
        assert_eq!(hidden, None, "{} is not in words", profile.name());
        fields.extend(rules(profile).into_iter().map(|field| Field {
            path: format!("profile.{}", field.path),
            ..field
        }));
        fields
    }

    #[test]
    fn ops_08_each_shipped_profile_has_a_sample_in_each_country() {
        for country in Country::all() {
            for text in shipped::texts() {
                let _fields = fields(&Profile::parse(text).unwrap(), &country);
            }
        }
    }

    /// The document with one value changed or taken out, in every way that this test knows.
    fn changed(value: &Value) -> Vec<Value> {
        match value {
            Value::Boolean(flag) => vec![Value::Boolean(!flag)],
            Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number - 1)],
            Value::Array(list) => {
                let shorter = (0..list.len()).map(|place| {
                    let mut list = list.clone();
                    list.remove(place);
                    list
                });
                let other = list.iter().enumerate().flat_map(|(place, element)| {
                    changed(element).into_iter().map(move |element| {
                        let mut list = list.clone();
                        list[place] = element;
                        list
                    })
                });
                let mut turned = list.clone();
                turned.reverse();
                let turned = (turned != *list).then_some(turned);
                shorter
                    .chain(other)
                    .chain(turned)
                    .map(Value::Array)
                    .collect()
            }
            Value::Table(table) => tables(table).into_iter().map(Value::Table).collect(),
            Value::String(_) | Value::Float(_) | Value::Datetime(_) => Vec::new(),
        }
    }

    fn tables(table: &Table) -> Vec<Table> {
        let without = table.keys().map(|key| {
            let mut table = table.clone();
            table.remove(key);
            table
        });
        let other = table.iter().flat_map(|(key, value)| {
            changed(value).into_iter().map(move |value| {
                let mut table = table.clone();
                table.insert(key.clone(), value);
                table
            })
        });
        // The standard orders bits and kinds of access, whatever the document does.
        let ordered = ["key_usage", "authority_information_access"];
        let same = |other: &Table| {
            ordered.iter().any(|key| {
                let sorted = |table: &Table| {
                    let list = table.get(*key)?.as_array()?;
                    let mut words: Vec<_> = list.iter().map(ToString::to_string).collect();
                    words.sort();
                    Some(words)
                };
                table.get(*key) != other.get(*key) && sorted(table) == sorted(other)
            })
        };
        without.chain(other).filter(|other| !same(other)).collect()
    }

    /// What a profile means, without the bytes in which it is written: a value that is left out
    /// is as good as its default.
    fn meaning(profile: &Profile) -> String {
        let text = format!("{:?}", profile.text());
        format!("{profile:?}").replace(&text, "")
    }

    #[test]
    fn ops_08_no_change_of_a_profile_goes_unseen() {
        let country = Country::find("TD").unwrap();
        let mut seen = 0;
        for text in shipped::texts() {
            let before = Profile::parse(text).unwrap();
            let now = fields(&before, &country);
            for table in tables(&text.parse::<Table>().unwrap()) {
                let text = toml::to_string(&table).unwrap();
                let Ok(after) = Profile::parse(&text) else {
                    continue;
                };
                if meaning(&before) != meaning(&after) {
                    let told = compare(&now, &fields(&after, &country));
                    assert!(!told.is_empty(), "{text}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 200, "{seen}");
    }
}
