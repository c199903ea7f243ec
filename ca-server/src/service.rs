//! What the handlers of all doors share.

use std::sync::Arc;

use ca_desk::wiring::Wiring;
use http_edge::limits::Limits;
use http_edge::pool::Pool;
use http_edge::tls::identity::Identity;

use crate::acquaintance::Acquaintance;
use crate::metrics::Metrics;
use crate::speech::Languages;

/// What the handlers share.
#[derive(Clone, Debug)]
pub struct Service {
    /// Registry, tokens and authority. Blocking: for the threads of the pool alone.
    pub wiring: Arc<Wiring>,
    /// The threads that work.
    pub pool: Arc<Pool>,
    /// What clients may take.
    pub limits: Limits,
    /// Counts.
    pub metrics: Arc<Metrics>,
    /// The texts.
    pub languages: Languages,
    /// Who issues certificates to clients.
    pub acquaintance: Arc<Acquaintance>,
    /// The certificates that the doors show.
    pub identities: Arc<Vec<Arc<Identity>>>,
}
