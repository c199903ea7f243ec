//! Certificates by what names them.

use ca_api::operation::Operation;
use ca_core::generation::LineName;
use ca_core::registry::Registry;
use ca_core::registry::records::CertificateRecord;
use ca_core::serial::Serial;

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;

/// The certificate with this serial, of the line if one is named, else of any issuer.
///
/// # Errors
/// There is none.
pub fn certificate(
    registry: &dyn Registry,
    line: Option<&LineName>,
    serial: &Serial,
) -> Result<CertificateRecord, Failure> {
    let unreadable = |error| not_found(serial, explain::registry(&error));
    for generation in registry.generations().map_err(unreadable)? {
        if line.is_some_and(|line| line != generation.id.line()) {
            continue;
        }
        let found = registry.certificate(&generation.id, serial);
        if let Some(found) = found.map_err(unreadable)? {
            return Ok(found);
        }
    }
    Err(unknown(serial))
}

/// As [`certificate`]; what lies outside the scope is not there.
///
/// # Errors
/// There is none within reach.
pub fn within<O: Operation>(
    registry: &dyn Registry,
    who: &Admitted<O>,
    line: Option<&LineName>,
    serial: &Serial,
) -> Result<CertificateRecord, Failure> {
    let record = certificate(registry, line, serial)?;
    if who.reaches(&record) {
        Ok(record)
    } else {
        Err(unknown(serial))
    }
}

fn unknown(serial: &Serial) -> Failure {
    let cause = Message::new("cert-serial-unknown");
    let why = Explanation::new(Kind::Refused, cause).hint(Message::new("hint-cert-list"));
    not_found(serial, why.named("certificate-unknown"))
}

fn not_found(serial: &Serial, why: Explanation) -> Failure {
    Failure::because(Message::new("cert-not-found").with("serial", serial), why)
}
