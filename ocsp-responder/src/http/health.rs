//! `/health` for people and load balancers, `/metrics` for Prometheus.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use ca_core::signer::{TokenHealth, TokenState};
use serde::Serialize;

use super::Service;
use crate::catalogue::Issuer;
use crate::responder::Responder;

/// `GET /health`: 200 if every issuer can be answered for from fresh status, else 503.
pub async fn health(State(service): State<Service>) -> Response {
    let health = Health::of(service.pool.responder());
    let status = if health.well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = serde_json::to_string(&health).unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}

/// `GET /metrics`, in OpenMetrics text.
pub async fn metrics(State(service): State<Service>) -> Response {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match service.metrics.encode() {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Debug, Serialize)]
struct Health {
    format: u32,
    well: bool,
    registry: RegistryHealth,
    issuers: Vec<IssuerHealth>,
    tokens: Vec<TokenReport>,
}

/// A token; while another one has the same keys, the service can be well without it.
#[derive(Debug, Serialize)]
struct TokenReport {
    token: String,
    state: &'static str,
    /// How long it has been failing, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
}

#[derive(Debug, Serialize)]
struct RegistryHealth {
    readable: bool,
    /// Why no status can be told, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    as_of: Option<String>,
}

#[derive(Debug, Serialize)]
struct IssuerHealth {
    issuer: String,
    signer: SignerState,
    signer_not_after: Option<String>,
    crl_number: Option<u64>,
    crl_next_update: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum SignerState {
    /// It signs.
    Ready,
    /// Its last signature failed.
    Failing,
    /// There is none, it was refused, or it has expired.
    Missing,
    /// A root, whose ARL speaks for it, or an issuer that is not active yet.
    NotNeeded,
}

impl Health {
    fn of(responder: &Responder) -> Self {
        let readable = responder.is_fresh();
        let catalogue = responder.catalogue();
        let issuers: Vec<_> = catalogue
            .issuers()
            .iter()
            .map(|issuer| IssuerHealth::of(issuer))
            .collect();
        let unwell = |issuer: &IssuerHealth| {
            matches!(issuer.signer, SignerState::Failing | SignerState::Missing)
        };
        Self {
            format: 1,
            well: readable && !issuers.iter().any(unwell),
            registry: RegistryHealth {
                readable,
                reason: reason(responder, readable),
                as_of: responder.freshness().as_of().map(|as_of| as_of.to_string()),
            },
            issuers,
            tokens: catalogue.tokens().iter().map(TokenReport::of).collect(),
        }
    }
}

fn reason(responder: &Responder, readable: bool) -> Option<&'static str> {
    if responder.freshness().is_put_back() {
        return Some("restore-not-acknowledged");
    }
    (!readable).then_some("not-read")
}

impl TokenReport {
    fn of(health: &TokenHealth) -> Self {
        let seconds = match health.state {
            TokenState::Recovering(since) => Some(since.as_secs()),
            TokenState::Up | TokenState::Barred | TokenState::Fenced => None,
        };
        Self {
            token: health.token.clone(),
            state: health.state.as_str(),
            seconds,
        }
    }
}

impl IssuerHealth {
    fn of(issuer: &Issuer) -> Self {
        let signer = issuer.signer.as_ref();
        let crl = issuer.crl.as_ref();
        Self {
            issuer: issuer.generation.id.to_string(),
            signer: match signer {
                Some(signer) if signer.is_suspect() => SignerState::Failing,
                Some(_) => SignerState::Ready,
                None if issuer.needs_signer() => SignerState::Missing,
                None => SignerState::NotNeeded,
            },
            signer_not_after: signer.map(|signer| signer.certificate().not_after.to_string()),
            crl_number: crl.map(|crl| crl.number),
            crl_next_update: crl.map(|crl| crl.next_update.to_string()),
        }
    }
}
