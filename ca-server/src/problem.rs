//! What clients are told when something is not done (RFC 9457): the one place where a failure
//! becomes a status of HTTP.

use aws_lc_rs::rand;
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use http_edge::body::BodyFault;
use http_edge::connections::Refusal;
use http_edge::pool::Unfinished;
use serde::Serialize;
use serde_json::Value;

use crate::speech::Speech;

/// Why a request did not come to an operation, or not back from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No client certificate where one is needed (REG-02).
    NoCertificate,
    /// No such path at this door.
    UnknownPath,
    /// The path has other methods.
    Method,
    /// The body is of another kind.
    MediaType,
    /// There is no answer of the kind that is asked for.
    NotAcceptable,
    /// The body is not what the operation takes.
    Syntax,
    /// The body.
    Body(BodyFault),
    /// The client takes too much.
    Refused(Refusal),
    /// All threads are busy.
    Busy,
    /// The work goes on, and nobody waits for it any more.
    Late,
    /// A bug.
    Broken,
}

impl Fault {
    /// The last part of the problem's type, and of its texts' names.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NoCertificate => "client-certificate-required",
            Self::UnknownPath => "unknown-path",
            Self::Method => "method-not-allowed",
            Self::MediaType => "media-type",
            Self::NotAcceptable => "not-acceptable",
            Self::Syntax => "syntax",
            Self::Body(BodyFault::TooLarge) => "body-too-large",
            Self::Body(BodyFault::TooSlow) => "body-too-slow",
            Self::Body(BodyFault::Broken) => "body-broken",
            Self::Refused(Refusal::Requests(_)) => "too-many-requests",
            Self::Refused(Refusal::Connections) => "too-many-connections",
            Self::Busy => "busy",
            Self::Late => "late",
            Self::Broken => "bug",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NoCertificate => StatusCode::UNAUTHORIZED,
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Syntax | Self::Body(BodyFault::Broken) => StatusCode::BAD_REQUEST,
            Self::Body(BodyFault::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(BodyFault::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::Refused(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Late => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// When to try again, in seconds.
    fn retry_after(self) -> Option<u64> {
        match self {
            Self::Refused(Refusal::Requests(wait)) => Some(wait.as_secs().saturating_add(1)),
            Self::Refused(Refusal::Connections) | Self::Busy => Some(1),
            Self::Late => Some(5),
            Self::NoCertificate
            | Self::UnknownPath
            | Self::Method
            | Self::MediaType
            | Self::NotAcceptable
            | Self::Syntax
            | Self::Body(_)
            | Self::Broken => None,
        }
    }

    /// This fault as an answer.
    #[must_use]
    pub fn answer(self, speech: &Speech) -> Response<Body> {
        let texts = speech.catalogue();
        let title = texts.text(&Message::of("problem", self.slug()));
        let problem = Problem {
            kind: format!("{PREFIX}{}", self.slug()),
            status: self.status().as_u16(),
            title: title.clone(),
            detail: title,
            instance: trace(),
            error: None,
        };
        tracing::debug!(slug = self.slug(), trace = problem.instance, "refused");
        let mut response = problem.answer(self.status(), speech);
        let seconds = self.retry_after().map(HeaderValue::from);
        let headers = response.headers_mut();
        headers.extend(seconds.map(|seconds| (RETRY_AFTER, seconds)));
        response
    }
}

impl From<&Unfinished> for Fault {
    /// A panic ends the daemon (I12) before it comes here.
    fn from(unfinished: &Unfinished) -> Self {
        match unfinished {
            Unfinished::Full => Self::Busy,
            Unfinished::Late => Self::Late,
            Unfinished::Panicked(_) => Self::Broken,
        }
    }
}

/// Rules whose refusal is not about what the request says, but about what is there.
const CONFLICTS: [&str; 3] = ["request-mismatch", "state", "governance-moved"];

/// The rule for what is not there, or not within reach.
const ABSENT: &str = "not-found";

/// A failure of an operation as an answer; `rule` is the word of the rule that refused it.
#[must_use]
pub fn of_failure(failure: &Failure, rule: &str, speech: &Speech) -> Response<Body> {
    let status = status(failure.kind, rule);
    let texts = speech.catalogue();
    let told = failure.to_json(texts).unwrap_or_default();
    let mut told: Value = serde_json::from_str(&told).unwrap_or_default();
    let error = told.get_mut("error").map(Value::take);
    let message = error.as_ref().and_then(|error| error.get("message"));
    let message = message
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let problem = Problem {
        kind: format!("{PREFIX}{rule}"),
        status: status.as_u16(),
        title: message.clone(),
        detail: message,
        instance: trace(),
        error,
    };
    let mut response = problem.answer(status, speech);
    if failure.kind == Kind::Unavailable {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// The one table of kinds and statuses.
fn status(kind: Kind, rule: &str) -> StatusCode {
    match kind {
        Kind::Usage => StatusCode::BAD_REQUEST,
        Kind::Refused if rule == ABSENT => StatusCode::NOT_FOUND,
        Kind::Refused if CONFLICTS.contains(&rule) => StatusCode::CONFLICT,
        Kind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Waiting => StatusCode::ACCEPTED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

const PREFIX: &str = "urn:sceau:problem:";

#[derive(Debug, Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    /// What the log has more under.
    instance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

impl Problem {
    fn answer(&self, status: StatusCode, speech: &Speech) -> Response<Body> {
        let body = serde_json::to_vec(self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let language = HeaderValue::from_static(speech.catalogue().language().as_str());
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CONTENT_LANGUAGE, language);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Keeps the methods that a path has, when its answer is replaced.
pub fn keep_allow(from: &HeaderMap, to: &mut Response<Body>) {
    if let Some(allowed) = from.get(ALLOW) {
        to.headers_mut().insert(ALLOW, allowed.clone());
    }
}

/// 64 random bits that the answer and the log have in common.
fn trace() -> String {
    let mut octets = [0; 8];
    // Without randomness nothing is signed either; a problem is told all the same.
    rand::fill(&mut octets).unwrap_or_default();
    hex::encode(octets)
}
