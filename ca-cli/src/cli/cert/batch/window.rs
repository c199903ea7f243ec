//! A bounded number of items in flight, and their results in order.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How far reading may be ahead of the oldest unfinished item, for each worker: one slow item
/// does not hold up the others, and what waits stays small.
const AHEAD: usize = 4;

/// Does `work` on what `source` gives, with so many threads, until it gives nothing more; hands
/// the results to `take` in the order of the source.
pub(super) fn run<T: Send, R: Send>(
    threads: usize,
    mut source: impl FnMut() -> Option<T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = threads.max(1);
    let room = threads.saturating_mul(AHEAD);
    let (enter, leave) = mpsc::sync_channel::<()>(room);
    let (hand_out, tasks) = mpsc::sync_channel(threads);
    let (hand_in, results) = mpsc::sync_channel(room);
    let tasks = &Mutex::new(tasks);
    let work = &work;
    thread::scope(|scope| {
        scope.spawn(move || {
            // An error means that nobody takes results any more.
            for index in 0_u64.. {
                let Some(task) = source() else { return };
                if enter.send(()).is_err() || hand_out.send((index, task)).is_err() {
                    return;
                }
            }
        });
        for _ in 0..threads {
            let hand_in = hand_in.clone();
            scope.spawn(move || {
                let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok((index, task)) = next() {
                    if hand_in.send((index, work(task))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(hand_in);
        in_order(&results, |result| {
            take(result);
            // Each result had entered.
            leave.recv().unwrap_or_default();
        });
    });
}

/// Hands on the results by their numbers, from 0 on.
fn in_order<R>(results: &mpsc::Receiver<(u64, R)>, mut hand_on: impl FnMut(R)) {
    let (mut next, mut early) = (0_u64, BTreeMap::new());
    for (index, result) in results {
        early.insert(index, result);
        while let Some(result) = early.remove(&next) {
            hand_on(result);
            next = next.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_source() {
        let mut numbers = 0..1000_u64;
        let work = |number: u64| {
            if number.is_multiple_of(97) {
                thread::sleep(Duration::from_millis(5));
            }
            number
        };
        let mut taken = Vec::new();
        run(8, || numbers.next(), work, |number| taken.push(number));
        assert_eq!(taken, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn i12_reading_waits_for_the_oldest_item() {
        let (given, mut numbers) = (AtomicUsize::new(0), 0..1000_usize);
        let source = || {
            given.fetch_add(1, Ordering::SeqCst);
            numbers.next()
        };
        let mut taken = 0;
        run(
            2,
            source,
            |number| number,
            |_| {
                taken += 1;
                thread::sleep(Duration::from_micros(50));
                // In the room, one before its door, one just taken.
                assert!(given.load(Ordering::SeqCst) <= taken + 2 * AHEAD + 2);
            },
        );
        assert_eq!(taken, 1000);
    }
}
