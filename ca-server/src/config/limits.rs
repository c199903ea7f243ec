//! The table `[limits]` (ENR-08): each within bounds, each with a value of its own if nobody says
//! otherwise.

use std::time::Duration;

use http_edge::connections::Limits as Connections;
use http_edge::limits::Limits;
use http_edge::rates::Rate;
use serde::{Deserialize, Deserializer, de};

/// A number within bounds; what is wrong with another one is told by the bounds alone.
struct Bounded<const LEAST: u32, const MOST: u32>(u32);

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Bounded<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(source).ok();
        let number = number.filter(|number| (LEAST..=MOST).contains(number));
        let bounds = || de::Error::custom(format!("{LEAST} – {MOST}"));
        number.map(Self).ok_or_else(bounds)
    }
}

type Seconds = Option<Bounded<1, 120>>;
type Count = Option<Bounded<1, 65_536>>;
type Tokens = Option<Bounded<1, 100_000>>;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LimitsTable {
    // hyper takes no fewer.
    head_bytes: Option<Bounded<8_192, 131_072>>,
    head_s: Seconds,
    body_s: Seconds,
    answer_s: Seconds,
    work_s: Seconds,
    threads: Option<Bounded<1, 256>>,
    connections: Option<Bounded<16, 65_536>>,
    connections_per_address: Count,
    connections_per_certificate: Count,
    requests_per_second: Tokens,
    requests_at_once: Tokens,
    strangers_per_second: Tokens,
    strangers_at_once: Tokens,
}

impl From<LimitsTable> for Limits {
    fn from(table: LimitsTable) -> Self {
        let usual = Self::default();
        let connections = usual.connections;
        Self {
            connections: Connections {
                head: span(table.head_s, connections.head),
                head_bytes: count(table.head_bytes, connections.head_bytes),
                idle: connections.idle,
                silence: span(table.answer_s, connections.silence),
                connections: count(table.connections, connections.connections),
                per_address: count(table.connections_per_address, connections.per_address),
                per_certificate: count(
                    table.connections_per_certificate,
                    connections.per_certificate,
                ),
                requests: connections
                    .requests
                    .map(|usual| rate(table.requests_per_second, table.requests_at_once, usual)),
                strangers: connections
                    .strangers
                    .map(|usual| rate(table.strangers_per_second, table.strangers_at_once, usual)),
            },
            body: span(table.body_s, usual.body),
            work: span(table.work_s, usual.work),
            threads: count(table.threads, usual.threads),
        }
    }
}

fn span(seconds: Seconds, usual: Duration) -> Duration {
    seconds.map_or(usual, |Bounded(seconds)| {
        Duration::from_secs(seconds.into())
    })
}

fn count<const L: u32, const M: u32>(number: Option<Bounded<L, M>>, usual: usize) -> usize {
    let number = number.and_then(|Bounded(number)| usize::try_from(number).ok());
    number.unwrap_or(usual)
}

fn rate(per_second: Tokens, burst: Tokens, usual: Rate) -> Rate {
    let or = |tokens: Tokens, usual| tokens.map_or(usual, |Bounded(tokens)| tokens);
    Rate {
        per_second: or(per_second, usual.per_second),
        burst: or(burst, usual.burst),
    }
}
