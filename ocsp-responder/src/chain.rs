//! Errors in the log.

use std::error::Error;
use std::iter::successors;

/// An error and its causes on one line.
#[must_use]
pub fn on_one_line(error: &dyn Error) -> String {
    let causes = successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
