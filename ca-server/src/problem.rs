//! What clients are told when something is not done (RFC 9457): the one place where a failure
//! becomes a status of HTTP.

use aws_lc_rs::rand;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};
use ca_api::failure::Problem;
use ca_api::wire::Unreadable;
use ca_desk::catalogue::Catalogue;
use ca_desk::error::{Failure, Kind};
use ca_desk::language::Language;
use ca_desk::message::Message;
use http_edge::body::BodyFault;
use http_edge::connections::Refusal;
use http_edge::pool::Unfinished;

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
    /// Path, query or body cannot be read.
    Syntax,
    /// The body does not come in as it should.
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

    /// What it means for the client.
    const fn kind(self) -> Kind {
        match self {
            Self::NoCertificate => Kind::Forbidden,
            Self::UnknownPath
            | Self::Method
            | Self::MediaType
            | Self::NotAcceptable
            | Self::Syntax
            | Self::Body(_) => Kind::Usage,
            Self::Refused(_) | Self::Busy | Self::Late => Kind::Unavailable,
            Self::Broken => Kind::Bug,
        }
    }

    /// This fault as an answer.
    #[must_use]
    pub fn answer(self, speech: &Speech) -> Response<Body> {
        let message = Message::of("problem", self.slug());
        let failure = Failure::new(self.kind(), message);
        let trace = trace();
        tracing::debug!(slug = self.slug(), trace, "refused");
        let mut response = problem(&failure, self.slug(), self.status(), trace, speech);
        let seconds = self.retry_after().map(HeaderValue::from);
        let headers = response.headers_mut();
        headers.extend(seconds.map(|seconds| (RETRY_AFTER, seconds)));
        response
    }
}

/// A request that cannot be read, with the words of who read it: they are about the request.
#[must_use]
pub fn unreadable(error: &Unreadable, speech: &Speech) -> Response<Body> {
    let slug = Fault::Syntax.slug();
    let failure = Failure::new(Kind::Usage, Message::of("problem", slug));
    let failure = failure.cause(Message::verbatim(error));
    problem(&failure, slug, Fault::Syntax.status(), trace(), speech)
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

/// Rules that say no since what is there is in another state (RFC 9110 15.5.10).
const CONFLICTS: [&str; 5] = [
    "request-mismatch",
    "wrong-state",
    "registry-exists",
    "registry-overtaken",
    "governance-moved",
];

/// Whether a rule is about what is not there, or not within reach: the same answer for both.
fn is_about_absence(rule: &str) -> bool {
    rule == "registry-not-found" || rule.ends_with("-unknown")
}

/// A failure of an operation as an answer. What engines and devices said stays in the log.
#[must_use]
pub fn of_failure(failure: &Failure, operation: &str, speech: &Speech) -> Response<Body> {
    let rule = failure.rule().unwrap_or(match failure.kind {
        Kind::Usage => "syntax",
        Kind::Refused => "refused",
        Kind::Waiting => "waiting",
        Kind::Forbidden => "forbidden",
        Kind::Unavailable => "unavailable",
        Kind::Bug => "bug",
    });
    let trace = trace();
    let told = failure.report(Catalogue::of(Language::En));
    let (message, causes) = (&told.message, told.causes.join("; "));
    if failure.kind == Kind::Bug {
        tracing::error!(
            alarm = true,
            operation,
            rule,
            trace,
            message,
            causes,
            "defect"
        );
    } else {
        tracing::info!(operation, rule, trace, message, causes, "not done");
    }
    let status = status(failure.kind, rule);
    let failure = failure.clone().for_clients();
    let mut response = problem(&failure, rule, status, trace, speech);
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
        Kind::Refused if is_about_absence(rule) => StatusCode::NOT_FOUND,
        Kind::Refused if CONFLICTS.contains(&rule) => StatusCode::CONFLICT,
        Kind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Waiting => StatusCode::ACCEPTED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The word of a problem: an extension of the answer, for what is counted.
#[derive(Clone, Copy, Debug)]
pub struct Slug(pub &'static str);

fn problem(
    failure: &Failure,
    slug: &'static str,
    status: StatusCode,
    trace: String,
    speech: &Speech,
) -> Response<Body> {
    let texts = speech.catalogue();
    let error = failure.report(texts);
    let problem = Problem {
        kind: format!("{}{slug}", Problem::NAMES),
        title: error.message.clone(),
        status: status.as_u16(),
        detail: error.causes.first().cloned(),
        instance: trace,
        error,
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.extensions_mut().insert(Slug(slug));
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static("application/problem+json");
    headers.insert(CONTENT_TYPE, media_type);
    let language = HeaderValue::from_static(texts.language().as_str());
    headers.insert(CONTENT_LANGUAGE, language);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 64 random bits that the answer and the log have in common.
fn trace() -> String {
    let mut octets = [0; 8];
    // Without randomness nothing is signed either; a problem is told all the same.
    rand::fill(&mut octets).unwrap_or_default();
    hex::encode(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_status() {
        let statuses = Kind::ALL.map(|kind| status(kind, "CRT-05").as_u16());
        assert_eq!(statuses, [422, 400, 202, 403, 503, 500]);
        assert_eq!(
            status(Kind::Refused, "certificate-unknown"),
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            status(Kind::Refused, "request-mismatch"),
            StatusCode::CONFLICT
        );
    }
}
