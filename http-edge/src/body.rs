//! Reads the body of a request, which may be too large or come in too slowly.

use std::error::Error;
use std::iter::successors;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use hyper::body::Body as _;
use tokio::time::timeout;

/// Reads at most so many octets, for at most so long.
///
/// # Errors
/// The body is too large, too slow or breaks off.
pub async fn read(body: Body, most: usize, patience: Duration) -> Result<Bytes, BodyFault> {
    // A length that is announced is refused before anything is read.
    if body.size_hint().lower() > u64::try_from(most).unwrap_or(u64::MAX) {
        return Err(BodyFault::TooLarge);
    }
    match timeout(patience, to_bytes(body, most)).await {
        Ok(Ok(octets)) => Ok(octets),
        Ok(Err(error)) if is_of_hyper(&error) => Err(BodyFault::Broken),
        Ok(Err(_)) => Err(BodyFault::TooLarge),
        Err(_) => Err(BodyFault::TooSlow),
    }
}

/// The limit is not hyper's, and what breaks is.
fn is_of_hyper(error: &axum::Error) -> bool {
    successors(error.source(), |&error| error.source()).any(|error| error.is::<hyper::Error>())
}

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// More octets than are taken (413).
    #[error("the body is too large")]
    TooLarge,
    /// It did not come in in time (408).
    #[error("the body came in too slowly")]
    TooSlow,
    /// It is not what its head announced, or the client has gone (400).
    #[error("the body breaks off")]
    Broken,
}
