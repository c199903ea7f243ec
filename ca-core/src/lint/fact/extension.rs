//! What is wrong with extensions and what they allow (RFC 5280 4.2, RFC 6960, RFC 9608).

use super::facts;
use crate::lint::named::Named;
use crate::policy::PolicyId;
use crate::subject_key::KeyKind;
use crate::timestamp::Timestamp;

facts! {
/// Of an extension.
ExtensionFact {
    /// A CA without key usage.
    KeyUsageAbsent Error "lint-crt-10-key-usage-absent"
        "the key usage of a CA is absent";
    /// Key usage not marked critical.
    KeyUsageNotCritical House "lint-crt-10-key-usage-not-critical"
        "the key usage is not critical";
    /// No usage at all.
    KeyUsageEmpty Error "lint-crt-10-key-usage-empty"
        "the key usage allows nothing";
    /// A usage that this kind of key cannot serve.
    UsageUnfit {
        /// The usage.
        usage: &'static str,
        /// The kind of key.
        key: KeyKind,
    } Error "lint-crt-10-usage-unfit"
        "{key} keys cannot serve {usage}";
    /// No usage fits the extended usage.
    UsagesInconsistent {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-crt-10-usages-inconsistent"
        "no key usage fits the extended key usage {purpose}";
    /// An extended usage that no issuing CA may have.
    PurposeForbiddenToCa {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-crt-10-purpose-forbidden-to-ca"
        "a CA may not have the extended key usage {purpose}";
    /// An extended usage that is there twice.
    PurposeTwice {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-crt-10-purpose-twice"
        "extended key usage {purpose} is present twice";
    /// keyCertSign in what is not a CA.
    CertSignWithoutCa Error "lint-crt-11-cert-sign-without-ca"
        "keyCertSign is set, but not CA";
    /// A CA that cannot sign certificates.
    CaWithoutCertSign Error "lint-crt-11-ca-without-cert-sign"
        "CA is set, but not keyCertSign";
    /// basicConstraints of a CA not marked critical.
    ConstraintsNotCritical Error "lint-crt-11-not-critical"
        "the basic constraints of a CA are not critical";
    /// A path length in what is not a CA.
    PathLengthWithoutCa Error "lint-crt-11-path-length-without-ca"
        "a path length is set, but not CA";
    /// A path length without keyCertSign.
    PathLengthWithoutCertSign Error "lint-crt-11-path-length-without-cert-sign"
        "a path length is set, but not keyCertSign";
    /// More CAs below than the issuer's path length allows.
    PathLengthExceeded {
        /// The most allowed.
        limit: u64,
    } Error "lint-crt-11-path-length-exceeded"
        "the issuer's path length {limit} does not allow this CA";
    /// A path length that does not shorten the issuer's: what is too long fails further down.
    PathLengthNotBelow {
        /// The issuer's.
        limit: u64,
    } House "lint-crt-11-path-length-not-below"
        "the path length is not below the issuer's {limit}";
    /// The issuer may not sign certificates.
    IssuerNotCa Error "lint-crt-11-issuer-not-ca"
        "the issuer is not a CA";
    /// A root from before basicConstraints, which only who trusts it knows to be a CA.
    IssuerOldRoot Warning "lint-crt-11-issuer-old-root"
        "the issuer is a root of version 1, which cannot say that it is a CA";
    /// A location that is not plain http.
    LocationNotHttp {
        /// The extension.
        extension: Named,
        /// The URI.
        uri: String,
    } House "lint-crt-12-not-http"
        "{uri} in {extension} is not plain http";
    /// A location that is not a URI.
    LocationNotUri {
        /// The extension.
        extension: Named,
    } House "lint-crt-12-not-uri"
        "a location in {extension} is not a URI";
    /// Locations, none of which is plain http.
    LocationsWithoutHttp {
        /// The extension.
        extension: Named,
    } Error "lint-crt-12-no-http"
        "{extension} names no place over plain http";
    /// No location at all.
    LocationsEmpty {
        /// The extension.
        extension: Named,
    } Error "lint-crt-12-empty"
        "{extension} holds no location";
    /// Locations marked critical.
    LocationCritical {
        /// The extension.
        extension: Named,
    } Error "lint-crt-12-critical"
        "extension {extension} is critical";
    /// The validity begins too far from the signing.
    FarFromSigning {
        /// Begin of the validity.
        not_before: Timestamp,
        /// The moment of signing.
        signing: Timestamp,
        /// The most hours between.
        hours: u64,
    } Error "lint-crt-19-far-from-signing"
        "valid from {not_before}, more than {hours} hours from signing at {signing}";
    /// A policy that the issuer's certificate lacks.
    PolicyNotOfIssuer {
        /// The policy.
        policy: PolicyId,
    } House "lint-val-02-policy-not-of-issuer"
        "policy {policy} is not one of the issuer";
    /// An extended usage that the issuer's certificate lacks.
    PurposeNotOfIssuer {
        /// The extended key usage.
        purpose: Named,
    } Error "lint-val-02-purpose-not-of-issuer"
        "extended key usage {purpose} is not one of the issuer";
    /// A name outside ASCII where only ASCII may be (RFC 5280 4.2.1.6, RFC 9598).
    NameNotAscii {
        /// The form of the name.
        form: &'static str,
    } Error "lint-crt-13-not-ascii"
        "a {form} holds characters outside ASCII";
    /// A dNSName that is not a host name of LDH labels (RFC 5280 4.2.1.6, RFC 9549 2.2).
    HostName {
        /// The name.
        name: String,
    } Error "lint-crt-13-host-name"
        "dNSName `{name}` is not a host name in letters, digits and hyphens";
    /// An rfc822Name that is not a mailbox (RFC 5280 4.2.1.6).
    Mailbox {
        /// The name.
        name: String,
    } Error "lint-crt-13-mailbox"
        "rfc822Name `{name}` is not an e-mail address";
    /// A SmtpUTF8Mailbox that is not a mailbox in UTF8String with a host in A-labels.
    InternationalMailbox Error "lint-crt-13-international-mailbox"
        "a SmtpUTF8Mailbox is not an e-mail address in a UTF8String with a host in A-labels";
    /// A SmtpUTF8Mailbox that rfc822Name could hold (RFC 9598 3).
    AsciiLocalPart Error "lint-crt-13-ascii-local-part"
        "a SmtpUTF8Mailbox holds an ASCII address, which belongs in rfc822Name";
    /// noRevAvail in a CA (RFC 9608 3).
    NoRevocationOfCa Error "lint-crt-14-ca"
        "noRevAvail is in the certificate of a CA";
    /// noRevAvail marked critical (RFC 9608 2).
    NoRevocationCritical Error "lint-crt-14-critical"
        "noRevAvail is critical";
    /// noRevAvail beside a place where the status would be (RFC 9608 3).
    NoRevocationBesides {
        /// The extension.
        extension: Named,
    } Error "lint-crt-14-status"
        "noRevAvail stands beside {extension}, which says where the status is";
    /// validity-assured in a certificate that lives long (EN 319 411-1 GEN-6.6.1-04).
    AssuredTooLong {
        /// The most hours.
        hours: u64,
    } Error "lint-crt-14-assured-too-long"
        "the certificate is marked as short-lived and is valid for more than {hours} hours";
    /// nameConstraints in what is not a CA (RFC 5280 4.2.1.10).
    ConstraintsInLeaf Error "lint-crt-20-leaf"
        "name constraints are in a certificate that is not of a CA";
    /// nameConstraints not marked critical.
    NamesNotCritical Error "lint-crt-20-not-critical"
        "the name constraints are not critical";
    /// A name that the issuer's certificate does not permit.
    NotPermitted {
        /// The name.
        name: String,
    } Error "lint-crt-20-not-permitted"
        "`{name}` is outside the names that the issuer may certify";
    /// A name that the issuer's certificate excludes.
    Excluded {
        /// The name.
        name: String,
    } Error "lint-crt-20-excluded"
        "`{name}` is among the names that the issuer must not certify";
    /// Name constraints of the issuer that cannot be read.
    ConstraintsUnreadable House "lint-crt-20-issuer-unreadable"
        "the name constraints of the issuer cannot be read";
    /// More names and subtrees than are compared.
    NamesTooMany {
        /// How many names.
        names: usize,
        /// How many subtrees of the issuer.
        subtrees: usize,
    } Error "lint-crt-20-too-many"
        "{names} names are not compared with {subtrees} subtrees of the issuer: there are too many";
    /// A TLS server without a name that clients look at (RFC 9525 6.1).
    ServerUnnamed Error "lint-crt-22-no-name"
        "a TLS server has no dNSName and no iPAddress";
    /// A common name that is none of the names.
    CommonNameNotHeld {
        /// The common name.
        common_name: String,
    } Error "lint-crt-22-common-name"
        "the common name `{common_name}` is none of the subject alternative names";
    /// OCSPSigning beside other extended usages (RFC 6960 4.2.2.2).
    SignerPurposes Error "lint-ocsp-05-purposes"
        "OCSPSigning is not the only extended key usage";
    /// An OCSP signer whose status would have to be asked for (RFC 6960 4.2.2.2.1).
    SignerWithoutNocheck House "lint-ocsp-05-nocheck"
        "an OCSP signer lacks id-pkix-ocsp-nocheck";
    /// An OCSP signer that lives too long to have no revocation.
    SignerTooLong {
        /// The most days.
        days: u64,
    } House "lint-ocsp-05-too-long"
        "an OCSP signer that nobody can revoke is valid for more than {days} days";
    /// id-pkix-ocsp-nocheck in what is not an OCSP signer.
    NocheckWithoutSigner House "lint-ocsp-05-nocheck-only"
        "id-pkix-ocsp-nocheck is in a certificate that is not of an OCSP signer";
    /// An OCSP signer that says where its own status is.
    SignerStatus {
        /// The extension.
        extension: Named,
    } House "lint-ocsp-06-status"
        "an OCSP signer with id-pkix-ocsp-nocheck has {extension} for its own status";
}
}
