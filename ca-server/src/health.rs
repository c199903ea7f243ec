//! `/health`: how the daemon does, for people and load balancers; one line for each part.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::signer::{KeyStore, TokenState};
use ca_core::timestamp::Timestamp;
use ca_desk::wiring;
use serde::Serialize;

use crate::service::Service;

/// How a part does, from well to ill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Well.
    Ok,
    /// It serves, and somebody should look at it.
    Degraded,
    /// It does not serve.
    Failing,
}

/// How all parts do.
#[derive(Debug, Serialize)]
pub struct Health {
    format: u32,
    state: State,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    part: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    state: State,
    /// A word of a closed list, or a moment.
    detail: String,
}

/// How long before its end a server's certificate is told.
const SOON: Duration = Duration::from_secs(30 * 86_400);

impl Health {
    /// Asks all parts; this blocks.
    #[must_use]
    pub fn of(service: &Service) -> Self {
        let mut parts = vec![registry(service), clients(service)];
        parts.extend(tokens(service));
        parts.extend(certificates(service, wiring::clock().now()));
        let worst = parts.iter().map(|part| part.state).max();
        Self {
            format: 1,
            state: worst.unwrap_or(State::Ok),
            parts,
        }
    }

    /// As an answer: 200 if it serves, else 503.
    #[must_use]
    pub fn answer(&self) -> Response<Body> {
        let body = serde_json::to_vec(self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        if self.state == State::Failing {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        }
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/json");
        headers.insert(CONTENT_TYPE, json);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl Part {
    fn of(part: &'static str, state: State, detail: impl ToString) -> Self {
        Self {
            part,
            name: None,
            state,
            detail: detail.to_string(),
        }
    }

    fn named(self, name: impl ToString) -> Self {
        Self {
            name: Some(name.to_string()),
            ..self
        }
    }
}

fn registry(service: &Service) -> Part {
    match service.wiring.store.as_of() {
        Ok(_) => Part::of("registry", State::Ok, "readable"),
        Err(RegistryError::Stale { .. }) => {
            Part::of("registry", State::Failing, "restore-not-acknowledged")
        }
        Err(_) => Part::of("registry", State::Failing, "not-read"),
    }
}

/// Without an issuer of their certificates no client gets in.
fn clients(service: &Service) -> Part {
    match service.acquaintance.count() {
        0 => Part::of("clients", State::Degraded, "no-issuer"),
        _ => Part::of("clients", State::Ok, "issuer-known"),
    }
}

fn tokens(service: &Service) -> Vec<Part> {
    let tokens = service.wiring.tokens.as_ref();
    let health = tokens.map(|tokens| tokens.health()).unwrap_or_default();
    let some_serves = health.iter().any(|token| token.state == TokenState::Up);
    let part = |state: TokenState| match state {
        TokenState::Up => State::Ok,
        TokenState::Recovering(_) | TokenState::Barred | TokenState::Fenced if some_serves => {
            State::Degraded
        }
        TokenState::Recovering(_) | TokenState::Barred | TokenState::Fenced => State::Failing,
    };
    let parts = health.iter().map(|token| {
        Part::of("token", part(token.state), token.state.as_str()).named(&token.token)
    });
    parts.collect()
}

fn certificates(service: &Service, now: Timestamp) -> Vec<Part> {
    let parts = service.identities.iter().map(|identity| {
        let end = identity.not_after();
        let state = if end <= now {
            State::Failing
        } else if end <= now.plus(SOON) {
            State::Degraded
        } else {
            State::Ok
        };
        Part::of("certificate", state, end)
    });
    parts.collect()
}
