//! A PIN that is kept while its token is in use.

use std::fmt;

use region::LockGuard;
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use secrecy::{ExposeSecret, SecretString};

/// A PIN in memory that is not swapped out, in a process that is not dumped (I9).
pub(crate) struct KeptPin {
    // Declared before the lock: wiped before its page may be swapped out.
    pin: SecretString,
    _lock: Option<LockGuard>,
}

impl KeptPin {
    /// Locks the memory of `pin` and keeps the process out of core dumps.
    pub(crate) fn new(pin: SecretString) -> Self {
        let octets = pin.expose_secret().as_bytes();
        let locked = region::lock(octets.as_ptr(), octets.len());
        if let Err(error) = &locked {
            tracing::debug!(%error, "the page of a PIN cannot be locked in memory");
        }
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::debug!(%error, "a core dump would hold a PIN");
        }
        Self {
            _lock: locked.ok(),
            pin,
        }
    }

    pub(crate) const fn secret(&self) -> &SecretString {
        &self.pin
    }
}

impl From<SecretString> for KeptPin {
    fn from(pin: SecretString) -> Self {
        Self::new(pin)
    }
}

/// Without the PIN.
impl fmt::Debug for KeptPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptPin")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn i09_kept_pin_is_in_locked_memory_and_not_dumped() {
        let pin = KeptPin::new(SecretString::from("sesame-27182818"));
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let locked = status.lines().find(|line| line.starts_with("VmLck:"));
        assert!(
            locked.is_some_and(|line| !line.ends_with("\t       0 kB")),
            "{locked:?}: `ulimit -l` is too low for a page"
        );
        assert_eq!(
            rustix::process::dumpable_behavior().unwrap(),
            DumpableBehavior::NotDumpable
        );
        assert_eq!(format!("{pin:?}"), "KeptPin");
    }
}
