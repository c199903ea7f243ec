//! SHA-256 digests as values: addresses of documents, hashes of names and keys.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;

/// A SHA-256 digest (FIPS 180-4), 32 octets; its text is 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Digest([u8; 32]);

impl Sha256Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::told(&digest::digest(&digest::SHA256, bytes))
    }

    /// The digest of the parts, one after the other without separators.
    #[must_use]
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        // The parts are few and short: to join them costs less than a stream.
        Self::of(&parts.concat())
    }

    fn told(digest: &digest::Digest) -> Self {
        let mut octets = [0; 32];
        let told = digest.as_ref().iter();
        octets
            .iter_mut()
            .zip(told)
            .for_each(|(to, from)| *to = *from);
        Self(octets)
    }

    /// The digest whose octets these are.
    #[must_use]
    pub const fn from_bytes(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// The octets.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A digest of octets that come one after the other.
#[derive(Clone)]
pub struct Sha256Stream(digest::Context);

impl Default for Sha256Stream {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl Sha256Stream {
    /// Takes the next octets.
    pub fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    /// The digest of all octets.
    #[must_use]
    pub fn finish(self) -> Sha256Digest {
        Sha256Digest::told(&self.0.finish())
    }
}

impl fmt::Debug for Sha256Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sha256Stream").finish_non_exhaustive()
    }
}

impl TryFrom<&[u8]> for Sha256Digest {
    type Error = InvalidDigest;

    fn try_from(octets: &[u8]) -> Result<Self, InvalidDigest> {
        octets.try_into().map(Self).map_err(|_| InvalidDigest)
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        hex::encode_to_slice(self.0, &mut digits).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Digest({self})")
    }
}

impl FromStr for Sha256Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let octets = hex::decode(text).map_err(|_| InvalidDigest)?;
        Self::try_from(octets.as_slice())
    }
}

/// The text or octets are not a SHA-256 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 digest is 64 hexadecimal digits")]
pub struct InvalidDigest;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_of_abc_is_the_published_one() {
        let digest = Sha256Digest::of(b"abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest.to_string(), text);
        assert_eq!(text.parse(), Ok(digest));
        assert_eq!(Sha256Digest::of_parts(&[b"a", b"bc"]), digest);
    }

    #[test]
    fn other_lengths_are_refused() {
        assert_eq!("ba78".parse::<Sha256Digest>(), Err(InvalidDigest));
        assert_eq!(
            Sha256Digest::try_from([0u8; 33].as_slice()),
            Err(InvalidDigest)
        );
    }
}
