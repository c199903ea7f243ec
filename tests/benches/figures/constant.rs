//! The HTTP stack of the responder around a constant.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::post;
use http_edge::connections::{self, Limits};
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::TcpListener;

/// Gives `body` with the headers of `head`, an HTTP head as curl wrote it, to everything.
pub(crate) fn serve(port: u16, head: &str, body: Vec<u8>) {
    let headers = headers(head);
    let body = Bytes::from(body);
    let answer = move |_request: Bytes| {
        let answer = (headers.clone(), body.clone());
        async move { answer }
    };
    let router = Router::new().route("/ocsp/{generation}", post(answer.clone()).get(answer));
    let limits = Limits::for_everybody(Duration::from_secs(10), 1024);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        connections::serve(
            listener,
            router,
            limits,
            Gauge::default(),
            std::future::pending(),
        )
        .await;
    });
}

fn headers(head: &str) -> HeaderMap {
    let given = head.lines().filter_map(|line| line.split_once(": "));
    let ours = given.filter(|(name, _)| {
        !["date", "content-length", "connection"].contains(&name.to_lowercase().as_str())
    });
    ours.map(|(name, value)| {
        let name: HeaderName = name.parse().unwrap();
        (name, HeaderValue::from_str(value.trim()).unwrap())
    })
    .collect()
}
