//! All that can be measured, in one place, with bounded labels.

use std::fmt;

use http_edge::connections::Meters;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The metrics of one daemon.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabel, Counter>,
    problems: Family<ProblemLabel, Counter>,
    seconds: Family<OperationLabel, Histogram, fn() -> Histogram>,
    connections: Family<DoorLabel, Gauge>,
    failed_handshakes: Family<DoorLabel, Counter>,
    turned_away: Family<DoorLabel, Counter>,
    /// Threads of the pool that nobody uses.
    pub free_threads: Gauge,
    /// End of the server's certificate that ends first, in Unix time.
    pub certificate_not_after: Gauge,
    /// Connections ended because their client's certificate is not good any more.
    pub cut: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabel {
    operation: &'static str,
    status: &'static str,
}

/// Words of rules and faults: a closed list of the program.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ProblemLabel {
    slug: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabel {
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DoorLabel {
    door: &'static str,
}

fn seconds() -> Histogram {
    Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0])
}

impl Metrics {
    /// All metrics at zero.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "a registry of metrics is no default value"
    )]
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("sceaud"),
            requests: Family::default(),
            problems: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            connections: Family::default(),
            failed_handshakes: Family::default(),
            turned_away: Family::default(),
            free_threads: Gauge::default(),
            certificate_not_after: Gauge::default(),
            cut: Counter::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        let told = "Requests by operation and class of status";
        registry.register("requests", told, self.requests.clone());
        let told = "Problems told, by their word";
        registry.register("problems", told, self.problems.clone());
        let told = "Time to answer";
        registry.register_with_unit("answer", told, Unit::Seconds, self.seconds.clone());
        registry.register("connections", "Open connections", self.connections.clone());
        let told = "TLS handshakes that failed";
        registry.register("failed_handshakes", told, self.failed_handshakes.clone());
        let told = "Connections and requests refused because a client took too much";
        registry.register("turned_away", told, self.turned_away.clone());
        let told = "Threads of the pool that nobody uses";
        registry.register("free_threads", told, self.free_threads.clone());
        let told = "End of the server's certificate that ends first, in Unix time";
        let not_after = self.certificate_not_after.clone();
        registry.register("certificate_not_after", told, not_after);
        let told = "Connections ended since a client's certificate is not good any more";
        registry.register("connections_cut", told, self.cut.clone());
    }

    /// What is counted of the clients of a door.
    #[must_use]
    pub fn meters(&self, door: &'static str) -> Meters {
        let label = DoorLabel { door };
        Meters {
            open: self.connections.get_or_create_owned(&label),
            failed_handshakes: self.failed_handshakes.get_or_create_owned(&label),
            turned_away: self.turned_away.get_or_create_owned(&label),
        }
    }

    /// Counts a request and how long its answer took, in seconds.
    pub fn count(&self, operation: &'static str, status: u16, taken: f64) {
        let status = match status {
            0..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        let label = RequestLabel { operation, status };
        self.requests.get_or_create(&label).inc();
        let label = OperationLabel { operation };
        self.seconds.get_or_create(&label).observe(taken);
    }

    /// Counts a problem that was told.
    pub fn count_problem(&self, slug: &'static str) {
        let label = ProblemLabel { slug };
        self.problems.get_or_create(&label).inc();
    }

    /// All values in the OpenMetrics text format, which Prometheus reads.
    ///
    /// # Errors
    /// Fails only if the encoder does.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
