//! Randomness as a port, so that a test can force a collision (CRT-03).

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

/// A cryptographically secure random generator.
pub trait Random: Send + Sync {
    /// Fills `octets` with random bits.
    ///
    /// # Errors
    /// Fails if the generator has no entropy; then `octets` must not be used.
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError>;
}

/// The generator has no entropy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the random generator failed")]
pub struct RandomError;

/// The generator of the cryptographic library, seeded by the operating system.
impl Random for SystemRandom {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
        SecureRandom::fill(self, octets).map_err(|_| RandomError)
    }
}
