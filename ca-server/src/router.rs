//! What each door answers: its operations, and what is around them.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use ca_api::openapi;
use ca_api::operation::Door;
use http_edge::peers::Peer;

use crate::health::Health;
use crate::operations::{self, Asked};
use crate::problem::{Fault, Slug};
use crate::service::Service;

/// The door of operators and systems: their operations and what [`monitor`] has, for who shows a
/// certificate.
pub fn api(service: &Service) -> Router {
    let operations = operations::of_door(Door::Operators);
    let routes = operations
        .merge(monitoring())
        .merge(described(Door::Operators));
    let guard = from_fn_with_state(service.clone(), demand_certificate);
    finish(service, with_fallbacks(routes).layer(guard))
}

/// The door of everybody: the operations of holders alone.
pub fn public(service: &Service) -> Router {
    let operations = operations::of_door(Door::Public);
    let routes = operations.merge(described(Door::Public));
    finish(service, with_fallbacks(routes))
}

/// The door of those who watch: `/health` and `/metrics` alone.
pub fn monitor(service: &Service) -> Router {
    finish(service, with_fallbacks(monitoring()))
}

fn monitoring() -> Router<Service> {
    Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
}

/// The document of what can be asked for at a door.
fn described(door: Door) -> Router<Service> {
    let text = Bytes::from(openapi::document(door).to_string());
    let document = move || {
        let headers = [(CONTENT_TYPE, "application/json")];
        std::future::ready((headers, text.clone()).into_response())
    };
    Router::new().route("/openapi.json", get(document))
}

/// What all doors have in common.
fn finish(service: &Service, routes: Router<Service>) -> Router {
    routes
        .layer(from_fn_with_state(service.clone(), count))
        .with_state(service.clone())
}

/// What is said about paths and methods that there are not. The guard comes after it: a stranger
/// learns no path.
fn with_fallbacks(operations: Router<Service>) -> Router<Service> {
    operations
        .fallback(unknown_path)
        .method_not_allowed_fallback(other_method)
}

async fn unknown_path(State(service): State<Service>, headers: HeaderMap) -> Response<Body> {
    Fault::UnknownPath.answer(&service.languages.of_request(&headers))
}

async fn other_method(State(service): State<Service>, headers: HeaderMap) -> Response<Body> {
    Fault::Method.answer(&service.languages.of_request(&headers))
}

/// REG-02: without a certificate nothing is read and nothing learnt, not even which paths there
/// are; and the connection ends.
async fn demand_certificate(
    State(service): State<Service>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let peer = request.extensions().get::<Arc<Peer>>();
    if peer.is_some_and(|peer| peer.certificate().is_some()) {
        return next.run(request).await;
    }
    let speech = service.languages.of_request(request.headers());
    let mut response = Fault::NoCertificate.answer(&speech);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

async fn count(State(service): State<Service>, request: Request, next: Next) -> Response<Body> {
    let start = Instant::now();
    let response = next.run(request).await;
    let operation = response.extensions().get::<Asked>();
    let operation = operation.map_or("none", |Asked(name)| name);
    let taken = start.elapsed().as_secs_f64();
    let metrics = &service.metrics;
    metrics.count(operation, response.status().as_u16(), taken);
    if let Some(Slug(slug)) = response.extensions().get() {
        metrics.count_problem(slug);
    }
    response
}

async fn health(State(service): State<Service>, headers: HeaderMap) -> Response<Body> {
    let speech = service.languages.of_request(&headers);
    let asked = service.clone();
    match service.pool.run(move || Health::of(&asked)).await {
        Ok(health) => health.answer(),
        Err(unfinished) => Fault::from(&unfinished).answer(&speech),
    }
}

/// In OpenMetrics text.
async fn metrics(State(service): State<Service>) -> Response<Body> {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let free = i64::try_from(service.pool.free()).unwrap_or(i64::MAX);
    service.metrics.free_threads.set(free);
    match service.metrics.encode() {
        Ok(text) => {
            let headers = [(CONTENT_TYPE, OPEN_METRICS), (CACHE_CONTROL, "no-store")];
            (headers, text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
