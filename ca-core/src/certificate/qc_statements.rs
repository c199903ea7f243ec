//! QCStatements (RFC 3739 3.2.6, EN 319 412-5 V2.6.1).

use const_oid::ObjectIdentifier;
use der::asn1::{Any, Ia5String, PrintableString};
use der::{Decode, Encode, Sequence};

use crate::profile::{QcStatements, QcType, Semantics};
use crate::settings::{Disclosure, Settings};

/// id-pe-qcStatements.
pub(super) const QC_STATEMENTS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");

const QC_COMPLIANCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.1");
const QC_PDS: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.5");
const QC_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6");
const QC_TYPE_ESIGN: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.1");
const QC_TYPE_ESEAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.2");
const QC_C_LEGISLATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.7");
const PKIX_QC_SYNTAX_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.11.2");
const SEMANTICS_NATURAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194121.1.1");
const SEMANTICS_LEGAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194121.1.2");

#[derive(Sequence)]
struct QcStatement {
    statement_id: ObjectIdentifier,
    statement_info: Option<Any>,
}

#[derive(Sequence)]
struct SemanticsInformation {
    semantics_identifier: ObjectIdentifier,
}

#[derive(Sequence)]
struct PdsLocation {
    url: Ia5String,
    language: PrintableString,
}

/// The extension's value.
pub(super) fn encode(statements: &QcStatements, settings: &Settings) -> der::Result<Vec<u8>> {
    let mut list = Vec::new();
    if let Some(semantics) = statements.semantics {
        let semantics_identifier = match semantics {
            Semantics::NaturalPerson => SEMANTICS_NATURAL,
            Semantics::LegalPerson => SEMANTICS_LEGAL,
        };
        list.push(statement(
            PKIX_QC_SYNTAX_V2,
            &SemanticsInformation {
                semantics_identifier,
            },
        )?);
    }
    if statements.compliance {
        list.push(QcStatement {
            statement_id: QC_COMPLIANCE,
            statement_info: None,
        });
    }
    if statements.legislation {
        let countries = vec![PrintableString::new(settings.country())?];
        list.push(statement(QC_C_LEGISLATION, &countries)?);
    }
    if let Some(qc_type) = statements.qc_type {
        let types = vec![match qc_type {
            QcType::Esign => QC_TYPE_ESIGN,
            QcType::Eseal => QC_TYPE_ESEAL,
        }];
        list.push(statement(QC_TYPE, &types)?);
    }
    if statements.disclosure {
        let places = settings
            .disclosures()
            .iter()
            .map(place)
            .collect::<der::Result<Vec<_>>>()?;
        list.push(statement(QC_PDS, &places)?);
    }
    list.to_der()
}

fn statement(statement_id: ObjectIdentifier, info: &impl Encode) -> der::Result<QcStatement> {
    let statement_info = Some(Any::from_der(&info.to_der()?)?);
    Ok(QcStatement {
        statement_id,
        statement_info,
    })
}

fn place(disclosure: &Disclosure) -> der::Result<PdsLocation> {
    Ok(PdsLocation {
        url: Ia5String::new(&disclosure.url)?,
        language: PrintableString::new(&disclosure.language)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::Country;
    use crate::profile::{Profile, shipped};

    /// EN 319 412-5 4.2.2: QcSSCD, which claims a device of the EU.
    const QC_SSCD: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.4");

    fn statements(profile: &str) -> Vec<QcStatement> {
        let profiles = shipped::texts()
            .iter()
            .map(|text| Profile::parse(text).unwrap());
        let profile = profiles
            .into_iter()
            .find(|known| known.name() == profile)
            .unwrap();
        let settings =
            Settings::for_practice(&Country::find("DZ").unwrap(), "http://pki.example.dz").unwrap();
        let value = encode(&profile.qc_statements().unwrap(), &settings).unwrap();
        Vec::from_der(&value).unwrap()
    }

    fn info(list: &[QcStatement], id: ObjectIdentifier) -> Vec<u8> {
        let found = list
            .iter()
            .find(|statement| statement.statement_id == id)
            .unwrap();
        found.statement_info.to_der().unwrap()
    }

    #[test]
    fn qc_07_and_08_signatures_claim_their_own_law_and_no_device() {
        let list = statements("citizen-signature");
        assert!(
            list.iter()
                .any(|statement| statement.statement_id == QC_COMPLIANCE)
        );
        assert!(
            list.iter()
                .all(|statement| statement.statement_id != QC_SSCD)
        );
        assert_eq!(info(&list, QC_C_LEGISLATION), b"\x30\x04\x13\x02DZ");
        assert_eq!(info(&list, QC_TYPE), vec![QC_TYPE_ESIGN].to_der().unwrap());
    }

    #[test]
    fn qc_02_each_leaf_says_whom_its_identifier_names() {
        for (profile, semantics) in [
            ("citizen-signature", SEMANTICS_NATURAL),
            ("citizen-authentication", SEMANTICS_NATURAL),
            ("agency-tls-server", SEMANTICS_LEGAL),
            ("agency-tls-client", SEMANTICS_LEGAL),
        ] {
            let list = statements(profile);
            let expected = SemanticsInformation {
                semantics_identifier: semantics,
            };
            assert_eq!(
                info(&list, PKIX_QC_SYNTAX_V2),
                expected.to_der().unwrap(),
                "{profile}"
            );
        }
    }

    #[test]
    fn qc_09_disclosures_are_https_one_for_each_language() {
        let value = info(&statements("citizen-signature"), QC_PDS);
        let places = Vec::<PdsLocation>::from_der(&value).unwrap();
        let languages: Vec<&str> = places.iter().map(|place| place.language.as_str()).collect();
        assert_eq!(languages, ["en", "fr", "ar"]);
        assert!(
            places
                .iter()
                .all(|place| place.url.as_str().starts_with("https://"))
        );
    }
}
