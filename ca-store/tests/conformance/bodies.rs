//! What is packed reads back octet for octet.

use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::audit::verify;
use ca_core::digest::Sha256Digest;
use ca_core::random::{Random, RandomError};
use ca_core::registry::records::{CertificateQuery, Intent};
use std::sync::atomic::{AtomicU32, Ordering};

use super::samples::{Still, Store, amina, found, intent};

/// Certificates and events of two shapes, and some of no shape at all.
pub(crate) fn bodies_read_back_octet_for_octet(store: &dyn Store) {
    found(store);
    let random = Counting::default();
    let mut stored = Vec::new();
    for number in 0..150 {
        let intent = Intent {
            tbs: tbs(number, &random),
            ..intent(number)
        };
        let event = event(number, &random);
        store.store_intent(&intent, &event).unwrap();
        stored.push((intent, event));
    }
    let query = CertificateQuery::default();
    let certificates = store.certificates(&query).unwrap();
    let first = store.head().unwrap().size - 150;
    let entries = store.entries(first, 1000).unwrap();
    assert_eq!((certificates.len(), entries.len()), (150, 150));
    for (((intent, event), certificate), entry) in stored.iter().zip(&certificates).zip(&entries) {
        assert_eq!(certificate.tbs, intent.tbs);
        assert_eq!(entry.body.as_deref(), Some(event.as_bytes()));
        let one = store.certificate(&intent.issuer, &intent.serial);
        assert_eq!(one.unwrap().unwrap().tbs, intent.tbs);
    }
    verify(store).unwrap();
}

/// Octets like those of a certificate; every tenth is of another shape, every eleventh of none,
/// and some are longer than what is packed.
fn tbs(number: u32, random: &Counting) -> Vec<u8> {
    if number.is_multiple_of(11) {
        let length = usize::try_from(number % 2 * 70_000 + number).unwrap();
        return random.octets(length);
    }
    let shape: fn(u32) -> u8 = if number.is_multiple_of(10) {
        |place| (place % 251).to_be_bytes()[3]
    } else {
        |place| (place * place % 239).to_be_bytes()[3]
    };
    let mut octets: Vec<u8> = (0..700).map(shape).collect();
    octets.splice(100..164, random.octets(64));
    octets
}

fn event(number: u32, random: &Counting) -> AuditEvent {
    let fields = EventFields {
        request_id: Some(hex(&random.octets(16))),
        issuer: Some("citizens-g1".into()),
        object: Some(hex(&random.octets(17))),
        reason: number.is_multiple_of(5).then(|| "« oui »\\\"\n".repeat(7)),
        details: [(
            "tbs_sha256",
            Sha256Digest::of(&random.octets(9)).to_string(),
        )]
        .into(),
    };
    let (act, outcome) = (Act::CertificateRequest, Outcome::Done);
    AuditEvent::new(act, outcome, &amina(), &fields, &Still, random).unwrap()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Draws digests of numbers.
#[derive(Debug, Default)]
struct Counting(AtomicU32);

impl Counting {
    fn octets(&self, length: usize) -> Vec<u8> {
        let mut octets = vec![0; length];
        self.fill(&mut octets).unwrap();
        octets
    }
}

impl Random for Counting {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
        for part in octets.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let digest = Sha256Digest::of(&number.to_be_bytes());
            part.copy_from_slice(&digest.as_bytes()[..part.len()]);
        }
        Ok(())
    }
}
