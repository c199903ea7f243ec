//! How many connections one client has.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a client comes from: an IPv4 address, or the /64 of an IPv6 address, since one host has
/// all of that to itself (RFC 4291 2.5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// The address.
    V4(Ipv4Addr),
    /// The first half of the address.
    V6(u64),
}

impl Network {
    /// Of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(prefix(address)),
        }
    }
}

const fn prefix(address: Ipv6Addr) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = address.octets();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// Counts those who are in, by who they are; never more entries than are in.
#[derive(Debug)]
pub struct Crowd<K: Eq + Hash> {
    most: usize,
    counts: Mutex<HashMap<K, usize>>,
}

impl<K: Copy + Eq + Hash> Crowd<K> {
    /// With so many of each at most.
    #[must_use]
    pub fn of(most: usize) -> Self {
        Self {
            most,
            counts: Mutex::new(HashMap::new()),
        }
    }

    /// A place for one more of them, held until it is dropped; none if there are too many.
    #[must_use]
    pub fn enter(self: &Arc<Self>, who: K) -> Option<Place<K>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(who).or_default();
        // An entry is never left at zero: `most` is at least one.
        if *count >= self.most.max(1) {
            return None;
        }
        *count += 1;
        Some(Place {
            crowd: Arc::clone(self),
            who,
        })
    }

    fn leave(&self, who: K) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&who) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&who);
            }
        }
    }
}

/// A place in a crowd.
#[derive(Debug)]
pub struct Place<K: Copy + Eq + Hash> {
    crowd: Arc<Crowd<K>>,
    who: K,
}

impl<K: Copy + Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        self.crowd.leave(self.who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_so_many_places_and_nobody_is_remembered() {
        let crowd = Arc::new(Crowd::of(2));
        let held = [crowd.enter('a').unwrap(), crowd.enter('a').unwrap()];
        assert!(crowd.enter('a').is_none());
        assert!(crowd.enter('b').is_some());
        drop(held);
        assert!(crowd.counts.lock().unwrap().is_empty());
        assert!(crowd.enter('a').is_some());
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_half_of_an_ipv6_address() {
        let network = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_ne!(network("127.0.0.1"), network("127.0.0.2"));
        assert_eq!(network("::ffff:127.0.0.1"), network("127.0.0.1"));
    }
}
