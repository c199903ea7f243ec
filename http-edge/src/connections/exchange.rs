//! One request and its answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONNECTION, HeaderName};
use axum::http::{HeaderValue, Request, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use super::phase::{Answer, Coming, Phase};
use super::{Door, Edge, Ending, Never, Refusal};
use crate::peers::Peer;

/// The requests of one connection.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) edge: Arc<Edge>,
    pub(super) door: Door,
    pub(super) peer: Arc<Peer>,
    pub(super) phase: Arc<Phase>,
    /// There is one connection too many with this certificate.
    pub(super) is_crowded: bool,
}

/// RFC 2068 19.7.1.1: how long the connection is kept at least.
const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");

type Answering = Pin<Box<dyn Future<Output = Result<Response<Answer>, Never>> + Send>>;

impl Service<Request<Incoming>> for Exchange {
    type Response = Response<Answer>;
    type Error = Never;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        self.phase.asked();
        let mut request = request.map(|body| Coming::new(body, Arc::clone(&self.phase)));
        let refused = if self.is_crowded {
            Err(Refusal::Connections)
        } else {
            self.edge.charge(&self.peer)
        };
        let (edge, phase) = (Arc::clone(&self.edge), Arc::clone(&self.phase));
        if let Err(refusal) = refused {
            let mut response = (self.door.refusal)(request.headers(), refusal);
            close(&mut response);
            return Box::pin(async move { Ok(response.map(|body| Answer::new(body, phase))) });
        }
        request.extensions_mut().insert(Arc::clone(&self.peer));
        let answer = TowerToHyperService::new(self.door.router.clone()).call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            edge.announce(&mut response);
            Ok(response.map(|body| Answer::new(body, phase)))
        })
    }
}

impl Edge {
    /// Tells the client for how long it may send another request on this connection, if at all.
    fn announce(&self, response: &mut Response<Body>) {
        if *self.stopping.borrow() {
            close(response);
        } else if let Ending::Announced(rest) = self.ending
            && !response.headers().contains_key(CONNECTION)
        {
            let value = HeaderValue::try_from(format!("timeout={}", rest.as_secs()));
            response
                .headers_mut()
                .extend(value.ok().map(|value| (KEEP_ALIVE, value)));
        }
    }
}

fn close(response: &mut Response<Body>) {
    let value = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, value);
}
