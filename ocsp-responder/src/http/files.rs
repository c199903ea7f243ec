//! CRLs and CA certificates at the addresses in certificates (design §11).

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::{Service, validators};

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
    validators::of_crl(crl, responder.now()).insert(&mut response);
    response
}

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
    let mut response = response(issuer.certificate.content.clone(), "application/pkix-cert");
    let created = issuer.generation.created;
    validators::of_certificate(&issuer.certificate, created, responder.now()).insert(&mut response);
    response
}

fn response(content: Bytes, media_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(content));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
