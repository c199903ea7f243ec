//! Content octets of the object identifiers that rules ask for (X.690 8.19).

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc4519, rfc5280, rfc5912, rfc6960};

/// Names constants after dotted identifiers.
macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &[u8] =
            { const OID: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted); OID.as_bytes() };)*
    };
}

/// Extensions (RFC 5280 4.2).
pub(super) const AUTHORITY_KEY_IDENTIFIER: &[u8] =
    rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER.as_bytes();
pub(super) const SUBJECT_KEY_IDENTIFIER: &[u8] = rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER.as_bytes();
pub(super) const KEY_USAGE: &[u8] = rfc5280::ID_CE_KEY_USAGE.as_bytes();
pub(super) const CERTIFICATE_POLICIES: &[u8] = rfc5280::ID_CE_CERTIFICATE_POLICIES.as_bytes();
pub(super) const POLICY_MAPPINGS: &[u8] = rfc5280::ID_CE_POLICY_MAPPINGS.as_bytes();
pub(super) const SUBJECT_ALT_NAME: &[u8] = rfc5280::ID_CE_SUBJECT_ALT_NAME.as_bytes();
pub(super) const ISSUER_ALT_NAME: &[u8] = rfc5280::ID_CE_ISSUER_ALT_NAME.as_bytes();
pub(super) const SUBJECT_DIRECTORY_ATTRIBUTES: &[u8] =
    rfc5280::ID_CE_SUBJECT_DIRECTORY_ATTRIBUTES.as_bytes();
pub(super) const BASIC_CONSTRAINTS: &[u8] = rfc5280::ID_CE_BASIC_CONSTRAINTS.as_bytes();
pub(super) const NAME_CONSTRAINTS: &[u8] = rfc5280::ID_CE_NAME_CONSTRAINTS.as_bytes();
pub(super) const POLICY_CONSTRAINTS: &[u8] = rfc5280::ID_CE_POLICY_CONSTRAINTS.as_bytes();
pub(super) const EXT_KEY_USAGE: &[u8] = rfc5280::ID_CE_EXT_KEY_USAGE.as_bytes();
pub(super) const CRL_DISTRIBUTION_POINTS: &[u8] = rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS.as_bytes();
pub(super) const INHIBIT_ANY_POLICY: &[u8] = rfc5280::ID_CE_INHIBIT_ANY_POLICY.as_bytes();
pub(super) const FRESHEST_CRL: &[u8] = rfc5280::ID_CE_FRESHEST_CRL.as_bytes();
pub(super) const AUTHORITY_INFO_ACCESS: &[u8] = rfc5280::ID_PE_AUTHORITY_INFO_ACCESS.as_bytes();
pub(super) const OCSP_NOCHECK: &[u8] = rfc6960::ID_PKIX_OCSP_NOCHECK.as_bytes();

/// Access methods (RFC 5280 4.2.2.1).
pub(super) const ACCESS_OCSP: &[u8] = rfc5280::ID_AD_OCSP.as_bytes();
pub(super) const ACCESS_CA_ISSUERS: &[u8] = rfc5280::ID_AD_CA_ISSUERS.as_bytes();

/// Extended key usages (RFC 5280 4.2.1.12).
pub(super) const ANY_EXTENDED_KEY_USAGE: &[u8] = rfc5912::ANY_EXTENDED_KEY_USAGE.as_bytes();
pub(super) const SERVER_AUTH: &[u8] = rfc5912::ID_KP_SERVER_AUTH.as_bytes();
pub(super) const CLIENT_AUTH: &[u8] = rfc5912::ID_KP_CLIENT_AUTH.as_bytes();
pub(super) const CODE_SIGNING: &[u8] = rfc5912::ID_KP_CODE_SIGNING.as_bytes();
pub(super) const EMAIL_PROTECTION: &[u8] = rfc5912::ID_KP_EMAIL_PROTECTION.as_bytes();
pub(super) const TIME_STAMPING: &[u8] = rfc5912::ID_KP_TIME_STAMPING.as_bytes();
pub(super) const OCSP_SIGNING: &[u8] = rfc5912::ID_KP_OCSP_SIGNING.as_bytes();

/// anyPolicy (RFC 5280 4.2.1.4).
pub(super) const ANY_POLICY: &[u8] = rfc5280::ANY_POLICY.as_bytes();

/// Attributes of names (X.520).
pub(super) const COUNTRY: &[u8] = rfc4519::COUNTRY_NAME.as_bytes();
pub(super) const ORGANIZATION: &[u8] = rfc4519::ORGANIZATION_NAME.as_bytes();
pub(super) const SURNAME: &[u8] = rfc4519::SURNAME.as_bytes();
pub(super) const GIVEN_NAME: &[u8] = rfc4519::GIVEN_NAME.as_bytes();
pub(super) const SERIAL_NUMBER: &[u8] = rfc4519::SERIAL_NUMBER.as_bytes();
pub(super) const COMMON_NAME: &[u8] = rfc4519::COMMON_NAME.as_bytes();
pub(super) const DOMAIN_COMPONENT: &[u8] = rfc4519::DOMAIN_COMPONENT.as_bytes();

identifiers! {
    /// id-pe-qcStatements (RFC 3739 3.2.6).
    QC_STATEMENTS = "1.3.6.1.5.5.7.1.3";
    /// id-pe-biometricInfo (RFC 3739 3.2.5).
    BIOMETRIC_INFO = "1.3.6.1.5.5.7.1.2";
    /// noRevAvail (RFC 9608).
    NO_REV_AVAIL = "2.5.29.56";
    /// ext-etsi-valassured-ST-certs (EN 319 412-1 5.2).
    VALIDITY_ASSURED = "0.4.0.194121.2.1";

    /// id-kp-documentSigning (RFC 9336).
    DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";

    /// organizationIdentifier (X.520).
    ORGANIZATION_IDENTIFIER = "2.5.4.97";
    /// pseudonym (RFC 3739 3.1.2).
    PSEUDONYM = "2.5.4.65";
    /// emailAddress (RFC 2985 5.2.1).
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    /// id-on-SmtpUTF8Mailbox (RFC 9598).
    SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9";

    /// The user principal name of Microsoft logon.
    UPN = "1.3.6.1.4.1.311.20.2.3";

    /// QcCompliance (EN 319 412-5 4.2.1).
    QC_COMPLIANCE = "0.4.0.1862.1.1";
    /// QcLimitValue (EN 319 412-5 4.3.2).
    QC_LIMIT_VALUE = "0.4.0.1862.1.2";
    /// QcRetentionPeriod (EN 319 412-5 4.3.3).
    QC_RETENTION = "0.4.0.1862.1.3";
    /// QcSSCD (EN 319 412-5 4.2.2).
    QC_DEVICE = "0.4.0.1862.1.4";
    /// QcPDS (EN 319 412-5 4.3.4).
    QC_DISCLOSURE = "0.4.0.1862.1.5";
    /// QcType (EN 319 412-5 4.2.3).
    QC_TYPE = "0.4.0.1862.1.6";
    /// esign.
    QC_TYPE_ESIGN = "0.4.0.1862.1.6.1";
    /// eseal.
    QC_TYPE_ESEAL = "0.4.0.1862.1.6.2";
    /// QcCClegislation (EN 319 412-5 4.2.4).
    QC_LEGISLATION = "0.4.0.1862.1.7";
    /// QcQSCDlegislation (EN 319 412-5 4.2.5).
    QC_DEVICE_LEGISLATION = "0.4.0.1862.1.9";
    /// id-qcs-pkixQCSyntax-v2 (RFC 3739 3.2.6).
    QC_SYNTAX_V2 = "1.3.6.1.5.5.7.11.2";
    /// A natural person's identifier.
    SEMANTICS_NATURAL = "0.4.0.194121.1.1";
    /// A legal person's identifier.
    SEMANTICS_LEGAL = "0.4.0.194121.1.2";
    /// A natural person's identifier of the eIDAS network.
    SEMANTICS_EIDAS_NATURAL = "0.4.0.194121.1.3";
    /// A legal person's identifier of the eIDAS network.
    SEMANTICS_EIDAS_LEGAL = "0.4.0.194121.1.4";

    /// Policies of EN 319 411-1 5.3.
    ETSI_POLICIES = "0.4.0.2042.1";
    /// NCP+ (EN 319 411-1 5.3).
    NCP_PLUS = "0.4.0.2042.1.2";
    /// Policies of EN 319 411-2 5.3: of the European Union alone.
    EU_POLICIES = "0.4.0.194112.1";

    /// Personal data attributes (RFC 3739 3.2.2).
    PERSONAL_DATA = "1.3.6.1.5.5.7.9";
    /// dateOfBirth, a GeneralizedTime.
    DATE_OF_BIRTH = "1.3.6.1.5.5.7.9.1";
    /// streetAddress (X.520).
    STREET_ADDRESS = "2.5.4.9";
    /// postalAddress (X.520).
    POSTAL_ADDRESS = "2.5.4.16";
    /// postalCode (X.520).
    POSTAL_CODE = "2.5.4.17";
    /// postOfficeBox (X.520).
    POST_OFFICE_BOX = "2.5.4.18";
    /// telephoneNumber (X.520).
    TELEPHONE_NUMBER = "2.5.4.20";
    /// houseIdentifier (X.520).
    HOUSE_IDENTIFIER = "2.5.4.51";
    /// homePhone (RFC 4524).
    HOME_PHONE = "0.9.2342.19200300.100.1.20";
    /// homePostalAddress (RFC 4524).
    HOME_POSTAL_ADDRESS = "0.9.2342.19200300.100.1.39";
    /// mobile (RFC 4524).
    MOBILE_PHONE = "0.9.2342.19200300.100.1.41";
    /// jpegPhoto (RFC 2798).
    PHOTOGRAPH = "0.9.2342.19200300.100.1.60";
}
