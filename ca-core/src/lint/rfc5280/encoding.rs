//! CRT-01: version 3, and the one encoding that DER allows.

use der::{Decode, Encode};
use x509_cert::certificate::{Raw, TbsCertificateInner};

use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::lint::named::Named;

/// The number of version 3 (RFC 5280 4.1.2.1).
const V3: u64 = 2;

/// Version 3, no unique identifiers, and byte-identical after reading and writing again
/// (RFC 5280 4.1.2.1, 4.1.2.8; X.690 10).
pub(in crate::lint) fn crt_01_encoding(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let certificate = &case.certificate;
    let decoded = TbsCertificateInner::<Raw>::from_der(certificate.tbs);
    let encoded = decoded.and_then(|decoded| decoded.to_der());
    if encoded.ok().as_deref() != Some(certificate.tbs) {
        facts.push(Fact::NotDistinguished);
    }
    let extensions = certificate.extensions.not_distinguished().into_iter();
    facts.extend(extensions.map(|oid| Fact::ExtensionNotDistinguished {
        extension: Named(oid),
    }));
    if certificate.version != V3 {
        facts.push(Fact::Version {
            found: certificate.version,
        });
    }
    if certificate.has_unique_identifier {
        facts.push(Fact::UniqueIdentifier);
    }
}
