//! KeyUsage (RFC 5280 4.2.1.3).

use der::flagset::FlagSet;
use x509_cert::ext::pkix::KeyUsages;

use crate::lint::der::{NotDer, Tlv, distinguished, tag};

/// KeyUsage (RFC 5280 4.2.1.3): bit 0 is the highest of the first octet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::lint) struct KeyUsageBits(u16);

impl KeyUsageBits {
    pub(in crate::lint) const DIGITAL_SIGNATURE: Self = Self::bit(0);
    /// nonRepudiation of RFC 5280.
    pub(in crate::lint) const CONTENT_COMMITMENT: Self = Self::bit(1);
    pub(in crate::lint) const KEY_ENCIPHERMENT: Self = Self::bit(2);
    pub(in crate::lint) const DATA_ENCIPHERMENT: Self = Self::bit(3);
    pub(in crate::lint) const KEY_AGREEMENT: Self = Self::bit(4);
    pub(in crate::lint) const KEY_CERT_SIGN: Self = Self::bit(5);
    pub(in crate::lint) const ENCIPHER_ONLY: Self = Self::bit(7);
    pub(in crate::lint) const DECIPHER_ONLY: Self = Self::bit(8);

    /// Reads the extension: nine named bits.
    pub(in crate::lint) fn read(value: &[u8]) -> Result<Self, NotDer> {
        let bits = Tlv::only(value)?.expect(tag::BIT_STRING)?;
        let [first, second] = match bits {
            [_] => [0, 0],
            [_, first] => [*first, 0],
            [_, first, second] if second & 0x7f == 0 => [*first, *second],
            _ => return Err(NotDer),
        };
        if distinguished::is_bit_list(bits) {
            Ok(Self(u16::from_be_bytes([first, second])))
        } else {
            Err(NotDer)
        }
    }

    /// The bits of these usages.
    pub(in crate::lint) fn of(usages: FlagSet<KeyUsages>) -> Self {
        Self(usages.bits().reverse_bits())
    }

    /// Bit `number` of the BIT STRING.
    pub(in crate::lint) const fn bit(number: u32) -> Self {
        Self(0x8000_u16.wrapping_shr(number))
    }

    /// Whether it has any of these bits.
    pub(in crate::lint) const fn has(self, bits: Self) -> bool {
        self.0 & bits.0 != 0
    }
}

impl std::ops::BitOr for KeyUsageBits {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The names of the bits, joined by commas.
impl std::fmt::Display for KeyUsageBits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = USAGES
            .iter()
            .zip(0..)
            .filter(|(_, number)| self.has(Self::bit(*number)));
        let names: Vec<&str> = names.map(|(name, _)| *name).collect();
        f.write_str(&names.join(", "))
    }
}

/// The names of the bits, from bit 0 (RFC 5280 4.2.1.3).
const USAGES: [&str; 9] = [
    "digitalSignature",
    "contentCommitment",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];
