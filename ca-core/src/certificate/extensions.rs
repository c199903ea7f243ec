//! The extensions of a certificate, in one fixed order, each once (RFC 5280 4.2).

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

use crate::certificate::encode::IssuerView;
use crate::certificate::qc_statements::{self, QC_STATEMENTS};
use crate::certificate::request::{CertificateRequest, PrepareError};
use crate::certificate::{Governing, name_constraints};
use crate::policy::CertificatePolicies;
use crate::profile::Profile;
use crate::settings::Settings;

/// Collects extensions.
#[derive(Default)]
struct Builder(Vec<Extension>);

impl Builder {
    fn push(
        &mut self,
        extn_id: ObjectIdentifier,
        critical: bool,
        value: &impl Encode,
    ) -> der::Result<()> {
        self.push_encoded(extn_id, critical, value.to_der()?)
    }

    fn push_encoded(
        &mut self,
        extn_id: ObjectIdentifier,
        critical: bool,
        value: Vec<u8>,
    ) -> der::Result<()> {
        self.0.push(Extension {
            extn_id,
            critical,
            extn_value: OctetString::new(value)?,
        });
        Ok(())
    }
}

/// All extensions that the profile prescribes for this request.
pub(super) fn build(
    governing: &Governing<'_>,
    request: &CertificateRequest<'_>,
    issuer: &IssuerView<'_>,
) -> Result<Vec<Extension>, PrepareError> {
    let Governing {
        profile, settings, ..
    } = *governing;
    let mut builder = Builder::default();
    identify_keys(&mut builder, profile, request, issuer)?;
    limit_use(&mut builder, profile, settings)?;
    name_subject(&mut builder, request)?;
    if let Some(rule) = profile.name_constraints() {
        let constraints = name_constraints::encode(rule)?;
        builder.push(rfc5280::ID_CE_NAME_CONSTRAINTS, true, &constraints)?;
    }
    point_to_issuer(&mut builder, profile, settings, issuer)?;
    if let Some(statements) = profile.qc_statements() {
        let value = qc_statements::encode(&statements, governing, request)?;
        builder.push_encoded(QC_STATEMENTS, false, value)?;
    }
    if profile.has_ocsp_nocheck() {
        builder.push(rfc6960::ID_PKIX_OCSP_NOCHECK, false, &Null)?;
    }
    Ok(builder.0)
}

/// RFC 5280 4.2.1.1 and 4.2.1.2.
fn identify_keys(
    builder: &mut Builder,
    profile: &Profile,
    request: &CertificateRequest<'_>,
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
        let identifier = SubjectKeyIdentifier(OctetString::new(request.key.key_identifier())?);
        builder.push(rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER, false, &identifier)?;
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

/// RFC 5280 4.2.1.6.
fn name_subject(builder: &mut Builder, request: &CertificateRequest<'_>) -> der::Result<()> {
    if request.alternative_names.is_empty() {
        return Ok(());
    }
    let names = request
        .alternative_names
        .iter()
        .map(|name| name.general_name());
    let names = SubjectAltName(names.collect());
    builder.push(rfc5280::ID_CE_SUBJECT_ALT_NAME, false, &names)
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
