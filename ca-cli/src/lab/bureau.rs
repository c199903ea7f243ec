//! The practice bureau: who says, in a lab, that a key was made in a device (REG-08).
//!
//! Its key is an ordinary file, so that trainees can sign records with OpenSSL; all of its names
//! say that this is an exercise.

use std::str::FromStr;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::certificate::{assemble, to_pem};
use ca_core::timestamp::{Clock, Timestamp};
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use der::asn1::{Any, Int};
use der::{Encode, Tag};
use pem::{EncodeConfig, LineEnding, Pem};
use x509_cert::name::Name;
use x509_cert::time::Validity;

use crate::lab::files;
use crate::lab::step::Site;

/// The name in the certificate of the bureau.
const BUREAU: &str = "EXERCICE - bureau de personnalisation";

/// The kind of device that it personalises.
pub(crate) const DEVICE: &str = "exercice-carte";

/// How long the bureau may speak: longer than any lab lives.
const TEN_YEARS: Duration = Duration::from_secs(3650 * 24 * 3600);

/// Makes the bureau and has the authority listen to it, once: what a trainee changes in the
/// document afterwards stays.
///
/// # Errors
/// A file cannot be written, or the document is refused.
pub(crate) fn ensure(site: &Site<'_>) -> Result<(), Failure> {
    let layout = site.layout;
    let (document, draft) = (layout.key_origins(), layout.key_origins_draft());
    if document.exists() {
        return Ok(());
    }
    let folder = layout.bureau();
    files::make_folder(&folder).map_err(|error| files::not_written(&folder, &error))?;
    let bureau = Bureau::make(SystemClock.now()).ok_or_else(not_made)?;
    for (path, mode, text) in [
        (layout.bureau_key(), files::PRIVATE, &bureau.key),
        (
            layout.bureau_certificate(),
            files::PUBLIC,
            &bureau.certificate,
        ),
        (draft.clone(), files::PUBLIC, &bureau.document()),
    ] {
        files::write(&path, mode, text).map_err(|error| files::not_written(&path, &error))?;
    }
    let file = draft.to_string_lossy();
    site.programs
        .sceau(layout, &["profile", "activate", &file])?;
    std::fs::rename(&draft, &document).map_err(|error| files::not_written(&document, &error))
}

fn not_made() -> Failure {
    Failure::new(Kind::Bug, Message::new("lab-no-bureau"))
}

/// A bureau that was just made.
struct Bureau {
    /// PKCS#8, in PEM.
    key: String,
    /// In PEM.
    certificate: String,
}

impl Bureau {
    /// A key and a self-signed certificate of version 1: it has no extensions to be read as
    /// powers that it lacks.
    fn make(now: Timestamp) -> Option<Self> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).ok()?;
        let secret = key.to_pkcs8v1().ok()?;
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).ok()?;
        let tbs = to_be_signed(public.as_ref(), now).ok()?;
        let signature = key.sign(&SystemRandom::new(), &tbs).ok()?;
        let certificate = assemble(&tbs, signature.as_ref()).ok()?;
        let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
        Some(Self {
            key: pem::encode_config(&Pem::new("PRIVATE KEY", secret.as_ref()), config),
            certificate: to_pem(&certificate),
        })
    }

    /// The document that lists it.
    fn document(&self) -> String {
        let certificate = &self.certificate;
        format!(
            "# The practice bureau of this lab. In production: the bureau that personalises the\n\
             # state's cards, and the devices whose makers attest keys.\n\
             format = 1\nkind = \"key-origins\"\n\n\
             [[device]]\nname = \"{DEVICE}\"\ncertification = \"EXERCICE\"\n\n\
             [[personaliser]]\nname = \"exercice-bureau\"\ndevices = [\"{DEVICE}\"]\n\
             certificate = \"\"\"\n{certificate}\"\"\"\n"
        )
    }
}

/// RFC 5280 4.1, version 1.
fn to_be_signed(public_key: &[u8], now: Timestamp) -> der::Result<Vec<u8>> {
    let name = Name::from_str(&format!("CN={BUREAU}"))?.to_der()?;
    let validity: Validity = Validity::new(now.to_x509()?, now.plus(TEN_YEARS).to_x509()?);
    let parts = [
        Int::new(&[1])?.to_der()?,
        SignatureAlgorithm::EcdsaSha256.identifier().to_der()?,
        name.clone(),
        validity.to_der()?,
        name,
        public_key.to_vec(),
    ];
    Any::new(Tag::Sequence, parts.concat())?.to_der()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bureau_and_its_document_are_sound_and_say_that_they_are_an_exercise() {
        let bureau = Bureau::make(SystemClock.now()).unwrap();
        let document = bureau.document();
        let origins = ca_core::key_origin::KeyOrigins::parse(&document).unwrap();
        assert_eq!(origins.text(), document);
        assert!(ca_core::certificate::parse(bureau.certificate.as_bytes()).is_ok());
        assert!(BUREAU.contains("EXERCICE") && DEVICE.contains("exercice"));
    }
}
