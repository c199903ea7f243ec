//! The extensions of a certificate, in one fixed order, each once (RFC 5280 4.2). Those that all
//! certificates of a profile and an issuer share are encoded once.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5280, rfc6960};
use der::Encode;
use der::asn1::{Ia5String, Null, OctetString};
use der::flagset::FlagSet;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

use crate::certificate::qc_statements::{QC_STATEMENTS, StatementList};
use crate::certificate::request::{CertificateRequest, PrepareError};
use crate::certificate::template::IssuerView;
use crate::certificate::{Governing, name_constraints, wrap_sequence};
use crate::policy::CertificatePolicies;
use crate::profile::Profile;
use crate::settings::Settings;

/// A part of the list of extensions, in its place.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Extensions that all certificates share, as DER.
    Shared(Vec<u8>),
    /// The subject key identifier (RFC 5280 4.2.1.2).
    SubjectKeyIdentifier,
    /// The subject alternative names, if there are any (RFC 5280 4.2.1.6).
    AlternativeNames,
    /// The qcStatements: whom the identifier names hangs on the identifier.
    Statements(StatementList),
}

/// Collects the parts.
#[derive(Default)]
struct Builder(Vec<Part>);

impl Builder {
    fn push(
        &mut self,
        extn_id: ObjectIdentifier,
        critical: bool,
        value: &impl Encode,
    ) -> der::Result<()> {
        let encoded = extension(extn_id, critical, value.to_der()?)?;
        if let Some(Part::Shared(list)) = self.0.last_mut() {
            list.extend(encoded);
        } else {
            self.0.push(Part::Shared(encoded));
        }
        Ok(())
    }
}

fn extension(extn_id: ObjectIdentifier, critical: bool, value: Vec<u8>) -> der::Result<Vec<u8>> {
    let extension = Extension {
        extn_id,
        critical,
        extn_value: OctetString::new(value)?,
    };
    extension.to_der()
}

/// The extensions that the profile prescribes for all certificates of this issuer.
pub(super) fn parts(
    governing: &Governing<'_>,
    issuer: &IssuerView<'_>,
) -> Result<Vec<Part>, PrepareError> {
    let Governing {
        profile, settings, ..
    } = *governing;
    let mut builder = Builder::default();
    identify_keys(&mut builder, profile, issuer)?;
    limit_use(&mut builder, profile, settings)?;
    builder.0.push(Part::AlternativeNames);
    if let Some(rule) = profile.name_constraints() {
        let constraints = name_constraints::encode(rule)?;
        builder.push(rfc5280::ID_CE_NAME_CONSTRAINTS, true, &constraints)?;
    }
    point_to_issuer(&mut builder, profile, settings, issuer)?;
    if let Some(statements) = profile.qc_statements() {
        let list = StatementList::new(&statements, governing)?;
        builder.0.push(Part::Statements(list));
    }
    if profile.has_ocsp_nocheck() {
        builder.push(rfc6960::ID_PKIX_OCSP_NOCHECK, false, &Null)?;
    }
    Ok(builder.0)
}

/// The list with what this request adds, as DER.
pub(super) fn fill(
    parts: &[Part],
    governing: &Governing<'_>,
    request: &CertificateRequest<'_>,
) -> Result<Vec<u8>, PrepareError> {
    let mut list = Vec::new();
    for part in parts {
        match part {
            Part::Shared(extensions) => list.extend_from_slice(extensions),
            Part::SubjectKeyIdentifier => list.extend(subject_key_identifier(request)?),
            Part::AlternativeNames => list.extend(alternative_names(request)?),
            Part::Statements(statements) => {
                let value = statements.encode(governing, request)?;
                list.extend(extension(QC_STATEMENTS, false, value)?);
            }
        }
    }
    Ok(wrap_sequence(&[&list])?)
}

fn subject_key_identifier(request: &CertificateRequest<'_>) -> der::Result<Vec<u8>> {
    let identifier = SubjectKeyIdentifier(OctetString::new(request.key.key_identifier())?);
    extension(
        rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER,
        false,
        identifier.to_der()?,
    )
}

fn alternative_names(request: &CertificateRequest<'_>) -> der::Result<Vec<u8>> {
    let names = request.alternative_names.iter();
    let names: Vec<_> = names.map(|name| name.general_name()).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names = SubjectAltName(names).to_der()?;
    extension(rfc5280::ID_CE_SUBJECT_ALT_NAME, false, names)
}

/// RFC 5280 4.2.1.1 and 4.2.1.2.
fn identify_keys(
    builder: &mut Builder,
    profile: &Profile,
    issuer: &IssuerView<'_>,
) -> der::Result<()> {
    if profile.has_authority_key_identifier() {
        let identifier = AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(issuer.key_identifier.clone())?),
            ..AuthorityKeyIdentifier::default()
        };
        builder.push(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, false, &identifier)?;
    }
    if profile.has_subject_key_identifier() {
        builder.0.push(Part::SubjectKeyIdentifier);
    }
    Ok(())
}

/// RFC 5280 4.2.1.3, 4.2.1.4, 4.2.1.9 and 4.2.1.12.
fn limit_use(builder: &mut Builder, profile: &Profile, settings: &Settings) -> der::Result<()> {
    if profile.is_ca() {
        let constraints = BasicConstraints {
            ca: true,
            path_len_constraint: profile.path_length(),
        };
        builder.push(rfc5280::ID_CE_BASIC_CONSTRAINTS, true, &constraints)?;
    }
    let usages = profile
        .key_usages()
        .fold(FlagSet::default(), |set, usage| set | usage);
    builder.push(rfc5280::ID_CE_KEY_USAGE, true, &KeyUsage(usages))?;
    let extended = profile.extended_key_usages();
    if !extended.is_empty() {
        builder.push(
            rfc5280::ID_CE_EXT_KEY_USAGE,
            false,
            &ExtendedKeyUsage(extended),
        )?;
    }
    let policies = profile.policies(settings);
    if !policies.is_empty() {
        let policies = CertificatePolicies::plain(policies);
        builder.push(rfc5280::ID_CE_CERTIFICATE_POLICIES, false, &policies)?;
    }
    Ok(())
}

/// RFC 5280 4.2.1.13 and 4.2.2.1; plain http only (CRT-12).
fn point_to_issuer(
    builder: &mut Builder,
    profile: &Profile,
    settings: &Settings,
    issuer: &IssuerView<'_>,
) -> der::Result<()> {
    if profile.has_crl_distribution_point() {
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(vec![uri(
                &settings.crl_url(issuer.generation)
            )?])),
            reasons: None,
            crl_issuer: None,
        };
        let points = CrlDistributionPoints(vec![point]);
        builder.push(rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS, false, &points)?;
    }
    let mut places = Vec::new();
    if profile.has_ocsp() {
        places.push((rfc5280::ID_AD_OCSP, settings.ocsp_url(issuer.generation)));
    }
    if profile.has_ca_issuers() {
        places.push((
            rfc5280::ID_AD_CA_ISSUERS,
            settings.certificate_url(issuer.generation),
        ));
    }
    if places.is_empty() {
        return Ok(());
    }
    let places = places.into_iter().map(|(access_method, url)| {
        Ok(AccessDescription {
            access_method,
            access_location: uri(&url)?,
        })
    });
    let places = AuthorityInfoAccessSyntax(places.collect::<der::Result<Vec<_>>>()?);
    builder.push(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, false, &places)
}

fn uri(url: &str) -> der::Result<GeneralName> {
    Ok(GeneralName::UniformResourceIdentifier(Ia5String::new(url)?))
}
