//! What one client, and all of them, may take of a service that knows its clients (ENR-08).

use std::time::Duration;

use crate::connections::Limits as Connections;
use crate::rates::Rate;

/// All limits. The size of a body is not among them: it belongs to what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of connections and heads, and how often a client may ask.
    pub connections: Connections,
    /// How long a body may take to come in.
    pub body: Duration,
    /// How long a client waits for the work.
    pub work: Duration,
    /// Threads that work.
    pub threads: usize,
}

/// How long a connection rests at most beyond the time that was announced: a request that was
/// sent in the last moment is on its way for as long.
pub const MARGIN: Duration = Duration::from_secs(2);

/// For how long a connection is promised to be kept after an answer.
pub const ANNOUNCED: Duration = Duration::from_secs(15);

impl Default for Limits {
    fn default() -> Self {
        let patience = Duration::from_secs(10);
        Self {
            connections: Connections {
                head: patience,
                head_bytes: 32 * 1024,
                idle: ANNOUNCED + MARGIN,
                silence: patience,
                connections: 1_024,
                per_address: 32,
                per_certificate: 128,
                requests: Some(Rate {
                    per_second: 200,
                    burst: 400,
                }),
                strangers: Some(Rate {
                    per_second: 10,
                    burst: 32,
                }),
            },
            body: patience,
            work: Duration::from_secs(30),
            threads: 64,
        }
    }
}
