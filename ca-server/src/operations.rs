//! The operations of the table as routes: the only place where a route is added.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::routing::{get, post};
use ca_api::document::Document;
use ca_api::openapi::BASE;
use ca_api::operation::{Door, Method};
use ca_api::wire;
use ca_desk::error::Failure;
use ca_desk::perform::Perform;
use http_edge::body;
use http_edge::peers::Peer;

use crate::admission::admit;
use crate::problem::{Fault, of_failure, unreadable};
use crate::service::Service;
use crate::speech::Speech;

/// The operation that gave an answer: an extension of the answer, for what is counted.
#[derive(Clone, Copy, Debug)]
pub struct Asked(pub &'static str);

const JSON: &str = "application/json";

macro_rules! mount_all {
    ($($operation:path,)*) => {
        /// The operations of a door.
        pub fn of_door(door: Door) -> Router<Service> {
            let mut routes = Router::new();
            $(routes = mount::<$operation>(routes, door);)*
            routes
        }
    };
}

ca_api::operations!(mount_all);

fn mount<O: Perform>(routes: Router<Service>, door: Door) -> Router<Service> {
    if O::ROW.door != door {
        return routes;
    }
    let path = BASE.to_owned() + O::ROW.path;
    match O::ROW.method {
        Method::Get => routes.route(&path, get(answer::<O>)),
        Method::Post => routes.route(&path, post(answer::<O>)),
    }
}

async fn answer<O: Perform>(
    State(service): State<Service>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let speech = service.languages.of_request(&head.headers);
    let taken = match path {
        Ok(path) => take::<O>(&service, &head, body)
            .await
            .map(|body| (members(&path), body)),
        // What is escaped there is no text.
        Err(_) => Err(Fault::Syntax),
    };
    let answered = match taken {
        Ok((path, body)) => perform::<O>(&service, &head, &path, &body, &speech).await,
        Err(fault) => Err(fault.answer(&speech)),
    };
    let mut response = answered.unwrap_or_else(|problem| problem);
    response.extensions_mut().insert(Asked(O::ROW.name));
    response
}

fn members(path: &RawPathParams) -> Vec<(String, String)> {
    let members = path.iter();
    members
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The body, if it is of the right kind and size.
async fn take<O: Perform>(service: &Service, head: &Parts, body: Body) -> Result<Bytes, Fault> {
    if !accepts_json(&head.headers) {
        return Err(Fault::NotAcceptable);
    }
    if O::ROW.method == Method::Post && !is_json(&head.headers) {
        return Err(Fault::MediaType);
    }
    let read = body::read(body, O::ROW.body.limit(), service.limits.body);
    read.await.map_err(Fault::Body)
}

async fn perform<O: Perform>(
    service: &Service,
    head: &Parts,
    path: &[(String, String)],
    body: &[u8],
    speech: &Speech,
) -> Result<Response<Body>, Response<Body>> {
    let query = head.uri.query().unwrap_or_default();
    let request = wire::read::<O>(path, query, body).map_err(|error| unreadable(&error, speech))?;
    let peer = head.extensions.get::<Arc<Peer>>().cloned();
    let (here, language) = (Arc::clone(&service.wiring), speech.catalogue().language());
    let work = move || -> Result<O::Answer, Failure> {
        let who = admit::<O>(&here, peer.as_deref(), &request, language)?;
        O::perform(&here, &who, request)
    };
    match service.pool.run(work).await {
        Ok(Ok(answer)) => Ok(answered::<O>(answer)),
        Ok(Err(failure)) => Err(of_failure(&failure, O::ROW.name, speech)),
        Err(unfinished) => Err(Fault::from(&unfinished).answer(speech)),
    }
}

fn answered<O: Perform>(answer: O::Answer) -> Response<Body> {
    let Ok(body) = serde_json::to_vec(&Document::of(answer)) else {
        // No report can be an error of JSON.
        let mut response = Response::default();
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return response;
    };
    let mut response = Response::new(Body::from(body));
    let status = StatusCode::from_u16(O::ROW.success.status());
    *response.status_mut() = status.unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok());
    let media_type = text.and_then(|text| text.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(JSON))
}

/// RFC 9110 12.5.1; who says nothing takes everything.
fn accepts_json(headers: &HeaderMap) -> bool {
    let mut ranges = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .peekable();
    let takes = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains(&part));
        [JSON, "application/*", "*/*"].contains(&media_type.as_str()) && !refused
    };
    ranges.peek().is_none() || ranges.any(takes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_given_to_who_takes_it() {
        let accepts = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_str(text).unwrap());
            accepts_json(&headers)
        };
        assert!(accepts_json(&HeaderMap::new()));
        for text in ["*/*", "application/json", "text/html, application/*;q=0.8"] {
            assert!(accepts(text), "{text}");
        }
        for text in ["text/html", "application/json;q=0", "application/pkix-cert"] {
            assert!(!accepts(text), "{text}");
        }
    }
}
