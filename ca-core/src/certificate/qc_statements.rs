//! QCStatements (RFC 3739 3.2.6, EN 319 412-5 V2.6.1).

use const_oid::ObjectIdentifier;
use der::asn1::{Any, Ia5String, PrintableString};
use der::{Decode, Encode, Sequence};
use x509_cert::ext::pkix::name::GeneralName;

use crate::certificate::request::CertificateRequest;
use crate::certificate::{Governing, person, wrap_sequence};
use crate::country::IdentifierScheme;
use crate::profile::{LimitValue, QcStatements, QcType, Semantics};
use crate::settings::Disclosure;

/// id-pe-qcStatements.
pub(super) const QC_STATEMENTS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");

const QC_COMPLIANCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.1");
const QC_LIMIT_VALUE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.2");
const QC_RETENTION_PERIOD: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.3");
const QC_PDS: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.5");
const QC_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6");
const QC_TYPE_ESIGN: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.1");
const QC_TYPE_ESEAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.2");
const QC_C_LEGISLATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.7");
const QC_QSCD_LEGISLATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.9");
const PKIX_QC_SYNTAX_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.11.2");
const SEMANTICS_NATURAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194121.1.1");
const SEMANTICS_LEGAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194121.1.2");

#[derive(Sequence)]
struct QcStatement {
    statement_id: ObjectIdentifier,
    statement_info: Option<Any>,
}

/// RFC 3739 3.2.6.1.
#[derive(Sequence)]
struct SemanticsInformation {
    semantics_identifier: ObjectIdentifier,
    name_registration_authorities: Option<Vec<GeneralName>>,
}

/// EN 319 412-5 4.3.2; the currency is the alphabetic choice.
#[derive(Sequence)]
struct MonetaryValue {
    currency: PrintableString,
    amount: u32,
    exponent: u8,
}

#[derive(Sequence)]
struct PdsLocation {
    url: Ia5String,
    language: PrintableString,
}

/// The statements of a profile, in one fixed order. There is no QcSSCD: it would claim a device
/// that the EU has certified (QC-07).
#[derive(Clone, Debug)]
pub(super) struct StatementList {
    /// Whom the identifier names, and that in DER for an identifier of no national scheme.
    semantics: Option<(Semantics, Vec<u8>)>,
    /// The others, as DER one behind the other.
    others: Vec<u8>,
}

impl StatementList {
    pub(super) fn new(statements: &QcStatements, governing: &Governing<'_>) -> der::Result<Self> {
        let mut list = law(statements, governing)?;
        list.extend(terms(statements, governing)?);
        if let Some(qc_type) = statements.qc_type {
            let types = vec![match qc_type {
                QcType::Esign => QC_TYPE_ESIGN,
                QcType::Eseal => QC_TYPE_ESEAL,
            }];
            list.push(statement(QC_TYPE, &types)?);
        }
        if statements.disclosure {
            let places = governing.settings.disclosures().iter().map(place);
            let places = places.collect::<der::Result<Vec<_>>>()?;
            list.push(statement(QC_PDS, &places)?);
        }
        let encoded = list.iter().map(QcStatement::to_der);
        let named = |person| semantics(person, None).map(|plain| (person, plain));
        Ok(Self {
            semantics: statements.semantics.map(named).transpose()?,
            others: encoded.collect::<der::Result<Vec<_>>>()?.concat(),
        })
    }

    /// The extension's value for this request.
    pub(super) fn encode(
        &self,
        governing: &Governing<'_>,
        request: &CertificateRequest<'_>,
    ) -> der::Result<Vec<u8>> {
        let Some((person, plain)) = &self.semantics else {
            return wrap_sequence(&[&self.others]);
        };
        let attribute = person::identifier_attribute(*person);
        let identifier = request.subject.and_then(|subject| subject.get(attribute));
        match person::national_scheme(governing, identifier, *person) {
            Some(scheme) => wrap_sequence(&[&semantics(*person, Some(scheme))?, &self.others]),
            None => wrap_sequence(&[plain, &self.others]),
        }
    }
}

/// Whom the identifier names, and who keeps its scheme where that is a national one (QC-02).
fn semantics(person: Semantics, scheme: Option<&IdentifierScheme>) -> der::Result<Vec<u8>> {
    let authorities = |scheme: &IdentifierScheme| -> der::Result<_> {
        let authority = Ia5String::new(&scheme.authority)?;
        Ok(vec![GeneralName::UniformResourceIdentifier(authority)])
    };
    let information = SemanticsInformation {
        semantics_identifier: match person {
            Semantics::NaturalPerson => SEMANTICS_NATURAL,
            Semantics::LegalPerson => SEMANTICS_LEGAL,
        },
        name_registration_authorities: scheme.map(authorities).transpose()?,
    };
    statement(PKIX_QC_SYNTAX_V2, &information)?.to_der()
}

/// Under whose law the certificate and its device are qualified (EN 319 412-5 4.2).
fn law(statements: &QcStatements, governing: &Governing<'_>) -> der::Result<Vec<QcStatement>> {
    let countries = vec![PrintableString::new(governing.settings.country())?];
    let mut list = Vec::new();
    if statements.compliance {
        list.push(QcStatement {
            statement_id: QC_COMPLIANCE,
            statement_info: None,
        });
    }
    if statements.legislation {
        list.push(statement(QC_C_LEGISLATION, &countries)?);
    }
    if statements.device_legislation {
        list.push(statement(QC_QSCD_LEGISLATION, &countries)?);
    }
    Ok(list)
}

/// Limit of value and retention period, by the figures of the country (QC-10).
fn terms(statements: &QcStatements, governing: &Governing<'_>) -> der::Result<Vec<QcStatement>> {
    let mut list = Vec::new();
    if let Some(LimitValue { amount, exponent }) = statements.limit {
        let limit = MonetaryValue {
            currency: PrintableString::new(&governing.country.currency)?,
            amount,
            exponent,
        };
        list.push(statement(QC_LIMIT_VALUE, &limit)?);
    }
    if statements.retention {
        let years = governing.country.retention_years;
        list.push(statement(QC_RETENTION_PERIOD, &years)?);
    }
    Ok(list)
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
    use crate::algorithm_table::AlgorithmTable;
    use crate::country::Country;
    use crate::profile::{Profile, shipped};
    use crate::settings::Settings;
    use crate::subject::Subject;
    use crate::subject_key::SubjectKey;

    /// EN 319 412-5 4.2.2: QcSSCD, which claims a device of the EU.
    const QC_SSCD: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.4");
    const KEY: &str =
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn shipped(name: &str) -> Profile {
        let mut profiles = shipped::texts()
            .iter()
            .map(|text| Profile::parse(text).unwrap());
        profiles.find(|known| known.name() == name).unwrap()
    }

    fn encoded(
        statements: &QcStatements,
        profile: &Profile,
        country: &Country,
        subject: &str,
    ) -> Vec<u8> {
        let key = SubjectKey::from_spki(&hex::decode(KEY).unwrap()).unwrap();
        let subject = Subject::parse(subject).unwrap();
        let request = CertificateRequest {
            subject: Some(&subject),
            common_name: None,
            alternative_names: &[],
            key: &key,
            validity: None,
            original_name: None,
            latin_form_confirmed: false,
        };
        let governing = Governing {
            profile,
            settings: &Settings::for_practice(country, "http://pki.example.dz").unwrap(),
            country,
            algorithms: AlgorithmTable::shipped(),
        };
        let list = StatementList::new(statements, &governing).unwrap();
        list.encode(&governing, &request).unwrap()
    }

    fn statements(name: &str) -> Vec<QcStatement> {
        let profile = shipped(name);
        let algeria = Country::find("DZ").unwrap();
        let statements = profile.qc_statements().unwrap();
        Vec::from_der(&encoded(&statements, &profile, &algeria, "C=DZ")).unwrap()
    }

    fn info(list: &[QcStatement], id: ObjectIdentifier) -> Vec<u8> {
        let found = list
            .iter()
            .find(|statement| statement.statement_id == id)
            .unwrap();
        found.statement_info.to_der().unwrap()
    }

    fn has(list: &[QcStatement], id: ObjectIdentifier) -> bool {
        list.iter().any(|statement| statement.statement_id == id)
    }

    #[test]
    fn qc_07_and_08_signatures_claim_their_own_law_and_no_device() {
        let list = statements("citizen-signature");
        assert!(has(&list, QC_COMPLIANCE) && !has(&list, QC_QSCD_LEGISLATION));
        assert_eq!(info(&list, QC_C_LEGISLATION), b"\x30\x04\x13\x02DZ");
        assert_eq!(info(&list, QC_TYPE), vec![QC_TYPE_ESIGN].to_der().unwrap());
        for text in shipped::texts() {
            let profile = Profile::parse(text).unwrap();
            if profile.qc_statements().is_some() {
                assert!(
                    !has(&statements(profile.name()), QC_SSCD),
                    "{}",
                    profile.name()
                );
            }
        }
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
            let expected = vec![semantics].to_der().unwrap();
            assert_eq!(info(&list, PKIX_QC_SYNTAX_V2), expected, "{profile}");
        }
    }

    #[test]
    fn qc_02_a_national_scheme_names_its_keeper() {
        let mut chad = Country::find("TD").unwrap();
        chad.schemes = vec![IdentifierScheme {
            name: "NI".to_owned(),
            authority: "https://anatti.example.td/ni".to_owned(),
        }];
        let profile = shipped("citizen-signature");
        let only = QcStatements {
            semantics: Some(Semantics::NaturalPerson),
            ..QcStatements::default()
        };
        let national = encoded(&only, &profile, &chad, "serialNumber=NI:TD-1");
        assert_eq!(
            hex::encode(&national),
            [
                "30373035",             // QCStatements, qcStatement
                "06082b06010505070b02", // id-qcs-pkixQCSyntax-v2
                "3029",                 // SemanticsInformation
                "060704008bec490101",   // id-etsi-qcs-semanticsId-Natural
                "301e",                 // nameRegistrationAuthorities
                "861c",                 // uniformResourceIdentifier
            ]
            .concat()
                + &hex::encode("https://anatti.example.td/ni")
        );
        let listed = encoded(&only, &profile, &chad, "serialNumber=IDCTD-1");
        assert!(listed.len() < national.len());
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

    /// Figures of EN 319 412-5 4.2.5, 4.3.2 and 4.3.3, written by hand.
    #[test]
    fn qc_07_and_10_device_limit_and_retention_have_the_countrys_figures() {
        let mut chad = Country::find("TD").unwrap();
        chad.retention_years = 30;
        let all = QcStatements {
            compliance: true,
            legislation: true,
            device_legislation: true,
            limit: Some(LimitValue {
                amount: 250,
                exponent: 6,
            }),
            retention: true,
            qc_type: Some(QcType::Eseal),
            ..QcStatements::default()
        };
        let value = encoded(&all, &shipped("citizen-signature"), &chad, "C=TD");
        let expected = [
            "3008060604008e460101",                       // QcCompliance
            "300e060604008e460107300413025444",           // QcCClegislation, TD
            "300e060604008e460109300413025444",           // QcQSCDlegislation, TD
            "3016060604008e460102",                       // QcEuLimitValue
            "300c1303584146020200fa020106",               // XAF, 250, 6
            "300b060604008e46010302011e",                 // QcEuRetentionPeriod, 30
            "3013060604008e4601063009060704008e46010602", // QcType, eseal
        ]
        .concat();
        assert_eq!(hex::encode(value), format!("3064{expected}"));
    }
}
