//! Signatures without pause, each session in a thread of its own.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::signer::TokenFault;

use super::specimen::signature;
use super::{Ground, micros};
use crate::device::keys::KnownKey;
use crate::device::module::Access;
use crate::failure::Failure;
use crate::survey::facts::Rate;

/// Signs for `time` in so many sessions at once.
pub(super) fn rate(
    ground: Ground<'_>,
    key: KnownKey,
    algorithm: SignatureAlgorithm,
    octets: &[u8],
    sessions: u64,
    time: Duration,
) -> Result<Rate, Failure> {
    let open = (0..sessions).map(|_| ground.open(Access::Read));
    let open = open.collect::<Result<Vec<_>, _>>()?;
    let ready = Barrier::new(open.len());
    let latencies = thread::scope(|scope| {
        let workers = open.into_iter().map(|session| {
            let ready = &ready;
            scope.spawn(move || {
                ready.wait();
                let (start, mut latencies) = (Instant::now(), Vec::new());
                while start.elapsed() < time {
                    let begin = Instant::now();
                    signature(&session, key, algorithm, octets)?;
                    latencies.push(micros(begin));
                }
                Ok(latencies)
            })
        });
        let workers: Vec<_> = workers.collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().unwrap_or_else(|_| Err(died()))?);
        }
        Ok::<_, Failure>(all)
    })?;
    Ok(summary(sessions, latencies, time))
}

fn died() -> Failure {
    Failure::Lost(TokenFault::Binding(
        "a thread of the survey died".to_owned(),
    ))
}

/// By Little's law where the last signatures outlast the time: sessions over mean latency.
fn summary(sessions: u64, mut latencies: Vec<u64>, time: Duration) -> Rate {
    latencies.sort_unstable();
    let signatures = u64::try_from(latencies.len()).unwrap_or(u64::MAX);
    let busy: u64 = latencies.iter().sum();
    let spent = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let span = spent.max(busy.checked_div(sessions).unwrap_or_default());
    let share = |hundredths: usize| {
        let place = latencies.len().saturating_mul(hundredths) / 100;
        let place = place.min(latencies.len().saturating_sub(1));
        latencies.get(place).copied().unwrap_or_default()
    };
    Rate {
        sessions,
        signatures,
        per_second: signatures
            .saturating_mul(1_000_000)
            .checked_div(span)
            .unwrap_or_default(),
        p50_us: share(50),
        p99_us: share(99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_percentiles_follow_from_the_latencies() {
        let latencies = (1..=100).map(|place| place * 100).rev().collect();
        let rate = summary(2, latencies, Duration::from_millis(100));
        assert_eq!(
            (rate.signatures, rate.p50_us, rate.p99_us),
            (100, 5_100, 10_000)
        );
        // 505 ms of work in two sessions are more than the 100 ms that were given.
        assert_eq!(rate.per_second, 100 * 1_000_000 / 252_500);
        assert_eq!(summary(1, vec![], Duration::ZERO).per_second, 0);
    }
}
