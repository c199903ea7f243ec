//! A bounded number of items in flight, and their results in order.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How far reading may be ahead of the oldest unfinished item, for each worker: one slow item
/// does not hold up the others, and what waits stays small.
const AHEAD: usize = 4;

/// How often somebody who waits for the source sees whether the run has been stopped.
const LOOK: Duration = Duration::from_millis(50);

/// Does `work` on what `source` gives, with so many threads, until it gives nothing more; hands
/// the results to `take` in the order of the source. Once `stopped`, what was read is still done,
/// and a source that keeps silent is left behind: it may be a pipe that nobody writes.
pub(super) fn run<T: Send + 'static, R: Send>(
    threads: usize,
    source: impl FnMut() -> Option<T> + Send + 'static,
    stopped: impl Fn() -> bool + Sync,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = threads.max(1);
    let room = threads.saturating_mul(AHEAD);
    let (enter, leave) = mpsc::sync_channel::<()>(room);
    let (hand_out, tasks) = mpsc::sync_channel(threads);
    let (hand_in, results) = mpsc::sync_channel(room);
    thread::spawn(move || read(source, &enter, &hand_out));
    let tasks = &Mutex::new(tasks);
    let (work, stopped) = (&work, &stopped);
    thread::scope(|scope| {
        for _ in 0..threads {
            let hand_in = hand_in.clone();
            scope.spawn(move || {
                while let Some((index, task)) = next(tasks, stopped) {
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

/// Hands out what the source gives, with its number. An error means that nobody takes it.
fn read<T>(
    mut source: impl FnMut() -> Option<T>,
    enter: &SyncSender<()>,
    hand_out: &SyncSender<(u64, T)>,
) {
    for index in 0_u64.. {
        let Some(task) = source() else { return };
        if enter.send(()).is_err() || hand_out.send((index, task)).is_err() {
            return;
        }
    }
}

/// The next task; none at the end of the source, or after a stop when all that was handed out is
/// taken.
fn next<T>(tasks: &Mutex<Receiver<T>>, stopped: impl Fn() -> bool) -> Option<T> {
    let tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if stopped() {
            return tasks.try_recv().ok();
        }
        match tasks.recv_timeout(LOOK) {
            Ok(task) => return Some(task),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Hands on the results by their numbers, from 0 on.
fn in_order<R>(results: &Receiver<(u64, R)>, mut hand_on: impl FnMut(R)) {
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
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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
        let source = move || numbers.next();
        run(8, source, || false, work, |number| taken.push(number));
        assert_eq!(taken, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn i12_reading_waits_for_the_oldest_item() {
        let (given, mut numbers) = (Arc::new(AtomicUsize::new(0)), 0..1000_usize);
        let counted = Arc::clone(&given);
        let source = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            numbers.next()
        };
        let mut taken = 0;
        run(
            2,
            source,
            || false,
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

    #[test]
    fn a_silent_source_does_not_hold_up_the_end_and_what_it_gave_is_done() {
        let (keep, silence) = mpsc::channel::<()>();
        let (mut numbers, stop) = (0..20_u64, AtomicBool::new(false));
        let source = move || {
            numbers.next().or_else(|| {
                silence.recv().unwrap_or_default();
                None
            })
        };
        let work = |number| {
            stop.fetch_or(number == 19, Ordering::SeqCst);
            number
        };
        let mut taken = Vec::new();
        let stopped = || stop.load(Ordering::SeqCst);
        run(4, source, stopped, work, |number| taken.push(number));
        assert_eq!(taken, (0..20).collect::<Vec<_>>());
        drop(keep);
    }
}
