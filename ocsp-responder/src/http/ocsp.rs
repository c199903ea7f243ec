//! OCSP over HTTP (RFC 6960 Appendix A, OCSP-08): what can be said in OCSP is said with status
//! 200, also that a request is malformed; what is wrong with the HTTP has an HTTP status.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use ca_core::ocsp::{REQUEST_MEDIA_TYPE, RESPONSE_MEDIA_TYPE};
use ca_core::timestamp::Timestamp;
use http_edge::body::{self, BodyFault};

use super::{Service, get_path};
use crate::answer::{Answer, Refusal, Reply};

/// `POST /ocsp/{generation}`, and `POST /ocsp` for whichever issuer the CertIDs name.
pub async fn post(State(service): State<Service>, request: Request) -> Response {
    if !is_ocsp(request.headers()) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let (head, body) = request.into_parts();
    let body = match read(body, &service).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let issuer = segments(&head.uri)
        .next()
        .filter(|issuer| !issuer.is_empty());
    let reply = service.pool.reply(issuer, &body).await;
    finish(&service, issuer, &reply);
    response(&reply)
}

/// `GET /ocsp/{generation}/{request}`.
pub async fn get(State(service): State<Service>, uri: Uri) -> Response {
    let mut segments = segments(&uri);
    let (issuer, path) = (segments.next(), segments.next().unwrap_or_default());
    let mut reply = Reply::Refused(Refusal::Malformed);
    for request in get_path::candidates(path, service.request_bytes) {
        reply = service.pool.reply(issuer, &request).await;
        if !matches!(
            reply,
            Reply::Refused(Refusal::Malformed | Refusal::Unauthorized)
        ) {
            break;
        }
    }
    finish(&service, issuer, &reply);
    let mut response = response(&reply);
    if let Reply::Shared(answer) = &reply {
        caching(
            answer,
            service.pool.responder().now(),
            response.headers_mut(),
        );
    }
    response
}

/// The parts of the path after `/ocsp/`: the generation, and all that follows it.
fn segments(uri: &Uri) -> impl Iterator<Item = &str> {
    let path = uri.path();
    path.strip_prefix("/ocsp")
        .unwrap_or(path)
        .trim_start_matches('/')
        .splitn(2, '/')
}

fn is_ocsp(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(CONTENT_TYPE)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let media_type = media_type
        .split(|octet| *octet == b';')
        .next()
        .unwrap_or_default();
    media_type
        .trim_ascii()
        .eq_ignore_ascii_case(REQUEST_MEDIA_TYPE.as_bytes())
}

/// Reads a body to its end, within the limits of size and time.
async fn read(body: Body, service: &Service) -> Result<Bytes, StatusCode> {
    let read = body::read(body, service.request_bytes, service.request_timeout);
    read.await.map_err(|fault| match fault {
        BodyFault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        BodyFault::TooSlow => StatusCode::REQUEST_TIMEOUT,
        BodyFault::Broken => StatusCode::BAD_REQUEST,
    })
}

/// Caches come back before a newer answer is there; after half of its life, sooner.
fn caching(answer: &Answer, now: Timestamp, headers: &mut HeaderMap) {
    if now < answer.refresh_at {
        answer.validators.insert(headers);
    } else {
        let left = answer.next_update.since(now) / 2;
        answer.validators.for_at_most(left).insert(headers);
    }
}

fn response(reply: &Reply) -> Response {
    let (body, keep) = match reply {
        Reply::Shared(answer) => (Body::from(answer.der.clone()), true),
        Reply::Single(answer) => (Body::from(answer.der.clone()), false),
        Reply::Refused(refusal) => (Body::from(Bytes::from_static(refusal.der())), false),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.reserve(8);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(RESPONSE_MEDIA_TYPE));
    if !keep {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Counts and logs a request.
fn finish(service: &Service, issuer: Option<&str>, reply: &Reply) {
    service.metrics.count(reply.outcome());
    tracing::debug!(issuer, outcome = reply.outcome().as_str(), "answered");
}
