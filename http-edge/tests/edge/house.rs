//! A house with one door, that tells clients who they are.

use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http_edge::body;
use http_edge::connections::{Door, Edge, Ending, Limits, Meters, Refusal};
use http_edge::peers::Peer;
use http_edge::tls::clients::Issuers;
use http_edge::tls::identity::Identity;
use http_edge::tls::{Server, Versions};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::pki::Pki;

pub(crate) const LIMITS: Limits = Limits {
    idle: Duration::from_millis(2500),
    head_bytes: 32 * 1024,
    ..Limits::for_everybody(Duration::from_millis(600), 64)
};

pub(crate) const ENDING: Ending = Ending::Announced(Duration::from_secs(1));

/// How a house is built.
pub(crate) struct Plan {
    pub(crate) limits: Limits,
    pub(crate) ending: Ending,
    pub(crate) tls: Option<Versions>,
}

impl Plan {
    pub(crate) const PLAIN: Self = Self {
        limits: LIMITS,
        ending: ENDING,
        tls: None,
    };
    pub(crate) const TLS: Self = Self {
        tls: Some(Versions::Tls13),
        ..Self::PLAIN
    };
}

/// A house with its door open.
pub(crate) struct House {
    pub(crate) pki: Pki,
    pub(crate) issuers: Arc<Issuers>,
    pub(crate) identity: Arc<Identity>,
    pub(crate) edge: Arc<Edge>,
    pub(crate) meters: Meters,
    pub(crate) address: SocketAddr,
    pub(crate) runtime: Option<Runtime>,
}

impl House {
    pub(crate) fn new(plan: &Plan) -> Self {
        let pki = Pki::new();
        let issuers = Arc::new(Issuers::new(vec![pki.issuer("administration")]));
        let identity = Identity::load(&pki.path("server.pem"), &pki.path("server.key")).unwrap();
        let identity = Arc::new(identity);
        let tls = plan.tls.map(|versions| {
            let clients = Some(Arc::clone(&issuers));
            Server::new(versions, Arc::clone(&identity), clients).unwrap()
        });
        let meters = Meters::default();
        let edge = Edge::new(plan.limits, plan.ending, meters.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let door = Door {
            router: router(),
            tls,
            refusal: Arc::new(|_, refusal| refusal_of(refusal)),
        };
        let serving = Arc::clone(&edge);
        runtime.spawn(async move { serving.serve(listener, door).await });
        Self {
            pki,
            issuers,
            identity,
            edge,
            meters,
            address,
            runtime: Some(runtime),
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        stream
    }

    /// curl as this client; what it says on both outputs.
    pub(crate) fn curl(&self, client: Option<&str>, more: &[&str]) -> Output {
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--max-time", "10", "--cacert"]);
        command.arg(self.pki.path("server.pem"));
        if let Some(client) = client {
            command
                .arg("--cert")
                .arg(self.pki.path(&format!("{client}.pem")));
            command
                .arg("--key")
                .arg(self.pki.path(&format!("{client}.key")));
        }
        command.args(more);
        command.arg(format!("https://{}/me", self.address));
        command.output().expect("curl is installed")
    }

    /// What openssl says of a handshake and a request after it, with these arguments.
    pub(crate) fn s_client(&self, more: &[&str]) -> String {
        let script = format!(
            "(printf 'GET /me HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n'; sleep 1) \
             | openssl s_client -connect {} -ign_eof {} 2>&1",
            self.address,
            more.join(" ")
        );
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(self.pki.path(""))
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Waits until so many connections are open.
    pub(crate) fn until_open(&self, connections: i64) {
        for _ in 0..1000 {
            if self.meters.open.get() == connections {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("{} connections are open", self.meters.open.get());
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

fn router() -> Router {
    let me = |Extension(peer): Extension<Arc<Peer>>| async move {
        match peer.certificate() {
            Some(der) => format!("certificate {}", der.len()),
            None => "stranger".to_owned(),
        }
    };
    let wait = |Path(millis): Path<u64>| async move {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        "waited"
    };
    let large = || async { vec![b'x'; 64 << 20] };
    let small = |request: Request| async move {
        let read = body::read(request.into_body(), 1_000, Duration::from_secs(5)).await;
        read.map_or_else(|fault| fault.to_string(), |body| body.len().to_string())
    };
    Router::new()
        .route("/me", get(me))
        .route("/wait/{millis}", get(wait))
        .route("/large", get(large))
        .route("/small", post(small))
}

fn refusal_of(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Requests(_) => (StatusCode::TOO_MANY_REQUESTS, "too often"),
        Refusal::Connections => (StatusCode::TOO_MANY_REQUESTS, "too many"),
    }
    .into_response()
}
