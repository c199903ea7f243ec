//! One item at a time of a name: two lines with one id would else be prepared at once and race
//! for its file, which on some file systems has the same name in capitals.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The names that are being worked on.
#[derive(Debug, Default)]
pub(super) struct Claims {
    taken: Mutex<HashSet<String>>,
    freed: Condvar,
}

impl Claims {
    /// Waits until nobody works on this name in whatever capitals, and takes it. Whoever waits
    /// holds no other, so that all get on.
    pub(super) fn claim(&self, id: &str) -> Claim<'_> {
        let name = id.to_ascii_lowercase();
        let mut taken = self
            .freed
            .wait_while(self.taken(), |taken| taken.contains(&name))
            .unwrap_or_else(PoisonError::into_inner);
        taken.insert(name.clone());
        drop(taken);
        Claim { claims: self, name }
    }

    fn taken(&self) -> MutexGuard<'_, HashSet<String>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name that nobody else works on, until this is dropped.
#[derive(Debug)]
pub(super) struct Claim<'c> {
    claims: &'c Claims,
    name: String,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.claims.taken().remove(&self.name);
        self.claims.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn a_name_is_worked_on_by_one_at_a_time() {
        let (claims, inside) = (Claims::default(), AtomicU32::new(0));
        thread::scope(|scope| {
            for number in 0..8 {
                let (claims, inside) = (&claims, &inside);
                scope.spawn(move || {
                    let _claim = claims.claim(if number % 2 == 0 { "Id" } else { "iD" });
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert!(claims.taken().is_empty());
    }
}
