//! CRLs and CA certificates at the addresses in certificates.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::Service;
use crate::catalogue::File;
use crate::validators::Validators;

/// `GET /crl/{generation}.crl` (RFC 2585 3, 4.2).
pub async fn crl(State(service): State<Service>, Path(file): Path<String>) -> Response {
    let responder = service.pool.responder();
    let catalogue = responder.catalogue();
    let issuer = file
        .strip_suffix(".crl")
        .and_then(|name| catalogue.named(name));
    let Some(crl) = issuer.and_then(|issuer| issuer.crl.as_ref()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = response(crl.file.content.clone(), "application/pkix-crl");
    let max_age = crl.next_update.since(responder.now());
    Validators::new(&crl.file.digest, crl.this_update, crl.next_update, max_age)
        .insert(response.headers_mut());
    response
}

/// How long caches may keep a CA certificate, which never changes.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// `GET /ca/{generation}.cer` (RFC 2585 3, 4.1).
pub async fn certificate(State(service): State<Service>, Path(file): Path<String>) -> Response {
    let responder = service.pool.responder();
    let catalogue = responder.catalogue();
    let Some(issuer) = file
        .strip_suffix(".cer")
        .and_then(|name| catalogue.named(name))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let File { content, digest } = &issuer.certificate;
    let mut response = response(content.clone(), "application/pkix-cert");
    let expires = responder.now().plus(DAY);
    Validators::new(digest, issuer.generation.created, expires, DAY).insert(response.headers_mut());
    response
}

fn response(content: Bytes, media_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(content));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
