//! CRT-02: serial numbers.

use crate::lint::case::Case;
use crate::lint::fact::field::FieldFact as Fact;
use crate::lint::finding::Findings;

/// Most octets (RFC 5280 4.1.2.2).
const MAX_OCTETS: usize = 20;
/// Least bits from a random generator (BR 7.1).
const MIN_BITS: usize = 64;

/// Positive, at most 20 octets and at least 64 bits (RFC 5280 4.1.2.2, BR 7.1).
pub(in crate::lint) fn crt_02_serial(case: &Case<'_>, findings: &mut Findings) {
    let serial = case.certificate.serial;
    let negative = serial.first().is_some_and(|first| *first >= 0x80);
    if negative || serial.iter().all(|octet| *octet == 0) {
        findings.push(Fact::SerialNotPositive {
            serial: hex::encode(serial),
        });
        return;
    }
    if serial.len() > MAX_OCTETS {
        findings.push(Fact::SerialTooLong {
            octets: serial.len(),
            limit: MAX_OCTETS,
        });
    }
    let bits = bits(serial);
    if bits < MIN_BITS {
        findings.push(Fact::SerialTooShort {
            bits,
            least: MIN_BITS,
        });
    }
}

/// Bits in the number itself, as high as its highest bit set.
fn bits(serial: &[u8]) -> usize {
    let zeros = serial.iter().take_while(|octet| **octet == 0).count();
    let first = serial.get(zeros).map_or(0, |octet| octet.leading_zeros());
    let unused = usize::try_from(first).unwrap_or(0);
    ((serial.len() - zeros) * 8).saturating_sub(unused)
}
