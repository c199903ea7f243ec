//! What clients see: plain HTTP/1.1.
//!
//! - [`ocsp`]: OCSP by POST and GET (RFC 6960 Appendix A, RFC 9919);
//! - [`get_path`]: the request in the path of a GET;
//! - [`files`]: CRLs and CA certificates;
//! - [`health`]: `/health` and `/metrics`.

pub mod files;
pub mod get_path;
pub mod health;
pub mod ocsp;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};

use crate::metrics::Metrics;
use crate::pool::Pool;

/// What the handlers share.
#[derive(Clone, Debug)]
pub struct Service {
    /// Answers OCSP requests.
    pub pool: Arc<Pool>,
    /// Counts.
    pub metrics: Arc<Metrics>,
    /// Most octets in a request body.
    pub request_bytes: usize,
    /// How long a request body may take.
    pub request_timeout: Duration,
}

/// All addresses.
pub fn router(service: Service) -> Router {
    Router::new()
        .route("/ocsp", post(ocsp::post))
        .route("/ocsp/", post(ocsp::post))
        .route("/ocsp/{generation}", post(ocsp::post))
        .route("/ocsp/{generation}/", post(ocsp::post))
        .route("/ocsp/{generation}/{*request}", get(ocsp::get))
        .route("/crl/{file}", get(files::crl))
        .route("/ca/{file}", get(files::certificate))
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .with_state(service)
}
