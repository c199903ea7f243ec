//! Reads and verifies OCSP answers (RFC 6960) with nothing of the programs under test.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, UnparsedPublicKey};

const SEQUENCE: u8 = 0x30;
const OCTET_STRING: u8 = 0x04;
const BIT_STRING: u8 = 0x03;
const OID: u8 = 0x06;
const ENUMERATED: u8 = 0x0a;
const EXPLICIT_0: u8 = 0xa0;

/// What a responder said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A signed answer, and the signature verifies.
    Signed {
        /// The certificate of who signed, in DER.
        signer: Vec<u8>,
    },
    /// An OCSPResponseStatus other than successful.
    Refused(u8),
}

/// `tryLater`.
pub(crate) const TRY_LATER: u8 = 3;

impl Answer {
    /// Reads an answer that must be about this nonce.
    pub(crate) fn read(der: &[u8], nonce: &[u8]) -> Result<Self, &'static str> {
        let mut response = Der(der).within(SEQUENCE)?;
        let status = response.take(ENUMERATED)?;
        if status != [0] {
            return Ok(Self::Refused(*status.last().ok_or("no status")?));
        }
        let mut octets = response.within(EXPLICIT_0)?.within(SEQUENCE)?;
        let _type = octets.take(OID)?;
        let mut basic = Der(octets.take(OCTET_STRING)?).within(SEQUENCE)?;
        let signed = basic.whole()?;
        let _algorithm = basic.take(SEQUENCE)?;
        let signature = bits(basic.take(BIT_STRING)?)?;
        let signer = basic.within(EXPLICIT_0)?.within(SEQUENCE)?.whole()?;
        if !signed.windows(nonce.len()).any(|octets| octets == nonce) {
            return Err("another nonce");
        }
        verify(public_key(signer)?, signed, signature)?;
        let signer = signer.to_vec();
        Ok(Self::Signed { signer })
    }
}

/// The point of the key in a certificate (RFC 5280 4.1).
fn public_key(certificate: &[u8]) -> Result<&[u8], &'static str> {
    let mut fields = Der(certificate).within(SEQUENCE)?.within(SEQUENCE)?;
    // version, serialNumber, signature, issuer, validity, subject
    for _ in 0..6 {
        let _field = fields.whole()?;
    }
    let mut key = fields.within(SEQUENCE)?;
    let _algorithm = key.take(SEQUENCE)?;
    bits(key.take(BIT_STRING)?)
}

fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), &'static str> {
    let algorithm = match key.len() {
        65 => &ECDSA_P256_SHA256_ASN1,
        97 => &ECDSA_P384_SHA384_ASN1,
        _ => return Err("another kind of key"),
    };
    let verified = UnparsedPublicKey::new(algorithm, key).verify(message, signature);
    verified.map_err(|_| "a wrong signature")
}

fn bits(content: &[u8]) -> Result<&[u8], &'static str> {
    content
        .strip_prefix(&[0])
        .ok_or("a BIT STRING with unused bits")
}

/// DER values, one after the other.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next value, which must have this tag.
    fn take(&mut self, tag: u8) -> Result<&'a [u8], &'static str> {
        if self.0.first() != Some(&tag) {
            return Err("another tag");
        }
        let (header, whole) = self.measure()?;
        let (value, rest) = self.0.split_at(whole);
        self.0 = rest;
        Ok(&value[header..])
    }

    /// The values in the next value.
    fn within(&mut self, tag: u8) -> Result<Self, &'static str> {
        self.take(tag).map(Self)
    }

    /// The next value with its tag and length.
    fn whole(&mut self) -> Result<&'a [u8], &'static str> {
        let (_, whole) = self.measure()?;
        let (value, rest) = self.0.split_at(whole);
        self.0 = rest;
        Ok(value)
    }

    /// How long the header of the next value is, and the whole of it.
    fn measure(&self) -> Result<(usize, usize), &'static str> {
        let first = usize::from(*self.0.get(1).ok_or("cut off")?);
        let long = first.saturating_sub(0x80);
        let octets = self.0.get(2..2 + long).ok_or("cut off")?;
        let length = match long {
            0 => first,
            _ => octets
                .iter()
                .fold(0, |length, octet| length << 8 | usize::from(*octet)),
        };
        let whole = 2 + long + length;
        if whole > self.0.len() {
            return Err("cut off");
        }
        Ok((2 + long, whole))
    }
}
