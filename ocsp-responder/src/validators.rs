//! Headers by which HTTP caches keep answers and files (RFC 9919, OCSP-09).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::header::{CACHE_CONTROL, ETAG, EXPIRES, LAST_MODIFIED};
use axum::http::{HeaderMap, HeaderValue};
use ca_core::digest::Sha256Digest;
use ca_core::timestamp::Timestamp;

/// What caches are told of one body: written once, sent often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validators {
    etag: HeaderValue,
    last_modified: HeaderValue,
    expires: HeaderValue,
    cache_control: HeaderValue,
}

impl Validators {
    /// A body is named by its digest, was made at `last_modified`, is good until `expires` and
    /// may be kept for `max_age`.
    #[must_use]
    pub fn new(
        digest: &Sha256Digest,
        last_modified: Timestamp,
        expires: Timestamp,
        max_age: Duration,
    ) -> Self {
        Self {
            etag: value(format!("\"{digest}\"")),
            last_modified: http_date(last_modified),
            expires: http_date(expires),
            cache_control: cache_control(max_age),
        }
    }

    /// The same body, which may be kept for another time.
    #[must_use]
    pub fn for_at_most(&self, max_age: Duration) -> Self {
        Self {
            cache_control: cache_control(max_age),
            ..self.clone()
        }
    }

    /// Adds the headers.
    pub fn insert(&self, headers: &mut HeaderMap) {
        headers.insert(ETAG, self.etag.clone());
        headers.insert(LAST_MODIFIED, self.last_modified.clone());
        headers.insert(EXPIRES, self.expires.clone());
        headers.insert(CACHE_CONTROL, self.cache_control.clone());
    }
}

fn cache_control(max_age: Duration) -> HeaderValue {
    let seconds = max_age.as_secs();
    value(format!(
        "max-age={seconds}, public, no-transform, must-revalidate"
    ))
}

/// All of our texts are visible ASCII, which a header can hold.
fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// IMF-fixdate (RFC 9110 5.6.7); what is before 1970 or after 9999 becomes the nearest date.
fn http_date(moment: Timestamp) -> HeaderValue {
    let latest = moment.min(Timestamp::NO_END);
    let seconds = u64::try_from(latest.unix_seconds()).unwrap_or(0);
    let moment: SystemTime = UNIX_EPOCH + Duration::from_secs(seconds);
    value(httpdate::fmt_http_date(moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_at_the_ends_of_time_are_dates() {
        for moment in [i64::MIN, -1, 0, i64::MAX].map(Timestamp::from_unix_millis) {
            assert_eq!(http_date(moment).len(), 29, "{moment:?}");
        }
    }
}
