//! Headers by which HTTP caches keep answers and files (RFC 9919, OCSP-09).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, ETAG, EXPIRES, HeaderName, LAST_MODIFIED};
use axum::response::Response;
use ca_core::digest::Sha256Digest;
use ca_core::timestamp::Timestamp;

use crate::answer::Answer;
use crate::catalogue::{Crl, File};

/// What caches are told of one body.
#[derive(Clone, Copy, Debug)]
pub struct Validators<'b> {
    digest: &'b Sha256Digest,
    last_modified: Timestamp,
    expires: Timestamp,
    max_age: Duration,
}

/// Of an OCSP answer: caches come back long before it ends, since a newer one is signed at
/// half-life.
#[must_use]
pub fn of_answer(answer: &Answer, now: Timestamp) -> Validators<'_> {
    Validators {
        digest: &answer.digest,
        last_modified: answer.this_update,
        expires: answer.next_update,
        max_age: answer.next_update.since(now) / 2,
    }
}

/// Of a CRL: until the next one.
#[must_use]
pub fn of_crl(crl: &Crl, now: Timestamp) -> Validators<'_> {
    Validators {
        digest: &crl.file.digest,
        last_modified: crl.this_update,
        expires: crl.next_update,
        max_age: crl.next_update.since(now),
    }
}

/// Of a CA certificate, which never changes: for a day.
#[must_use]
pub fn of_certificate(file: &File, created: Timestamp, now: Timestamp) -> Validators<'_> {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    Validators {
        digest: &file.digest,
        last_modified: created,
        expires: now.plus(DAY),
        max_age: DAY,
    }
}

impl Validators<'_> {
    /// Writes the headers.
    pub fn insert(&self, response: &mut Response) {
        let max_age = self.max_age.as_secs();
        let cache_control = format!("max-age={max_age}, public, no-transform, must-revalidate");
        insert(response, ETAG, format!("\"{}\"", self.digest));
        insert(response, LAST_MODIFIED, http_date(self.last_modified));
        insert(response, EXPIRES, http_date(self.expires));
        insert(response, CACHE_CONTROL, cache_control);
    }
}

fn insert(response: &mut Response, name: HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}

/// IMF-fixdate (RFC 9110 5.6.7); moments before 1970 are not told.
fn http_date(moment: Timestamp) -> String {
    let seconds = u64::try_from(moment.unix_seconds()).unwrap_or(0);
    let moment: SystemTime = UNIX_EPOCH + Duration::from_secs(seconds.min(LAST_SECOND));
    httpdate::fmt_http_date(moment)
}

/// 9999-12-31T23:59:59Z: no later date can be written.
const LAST_SECOND: u64 = 253_402_300_799;
