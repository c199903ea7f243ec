//! What the worker takes from itself before it loads the module.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit,
};
use rustix::thread::{CapabilitySet, capabilities, set_no_new_privs};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter_all_threads,
};

/// The protocol of AF_NETLINK that tells of devices which come and go: USB tokens need it.
const NETLINK_KOBJECT_UEVENT: u64 = 15;

/// ptrace and process_vm_writev by the numbers that only x32 has (syscall_64.tbl of Linux).
const X32_ALONE: [i64; 2] = [521, 540];

/// Why the worker cannot be confined.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum NotConfined {
    /// The filter cannot be made on this architecture.
    #[error("{0}")]
    Filter(#[from] BackendError),
    /// The kernel does not take the filter.
    #[error("{0}")]
    Kernel(#[from] seccompiler::Error),
}

/// Takes the socket to the parent out of the standard input, so that the module cannot read it
/// there, and closes all else that the parent left open: a PIN may have come through such a
/// descriptor (I9).
///
/// # Errors
/// As the operating system tells it.
pub(super) fn take_socket() -> io::Result<OwnedFd> {
    let socket = io::stdin().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    for descriptor in inherited()? {
        if descriptor > 2 && descriptor != socket.as_raw_fd() {
            // The one that listed them is closed by now, which is no error.
            let _already = nix::unistd::close(descriptor);
        }
    }
    Ok(socket)
}

fn inherited() -> io::Result<Vec<RawFd>> {
    let number = |entry: io::Result<fs::DirEntry>| entry.ok()?.file_name().to_str()?.parse().ok();
    Ok(fs::read_dir("/proc/self/fd")?.filter_map(number).collect())
}

/// No core dump, no look from another process of the same account, no rights gained by starting
/// a program, and memory kept out of swap where that is allowed: the PIN is in here (I9). Says
/// whether memory is.
///
/// # Errors
/// As the operating system tells it; a memory that may not be locked is none.
pub(super) fn protect_memory() -> io::Result<bool> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    set_no_new_privs(true)?;
    Ok(may_lock_all()
        && mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT)
            .is_ok())
}

/// Under a limit, memory that is locked as it is allocated would fail a module in the middle of
/// its work.
fn may_lock_all() -> bool {
    let unlimited = getrlimit(Resource::Memlock).current.is_none();
    let capable =
        || capabilities(None).is_ok_and(|sets| sets.effective.contains(CapabilitySet::IPC_LOCK));
    unlimited || capable()
}

/// Takes the network from all threads of this process, and from what they start: a socket is
/// made only for this machine, and none is taken from another process.
///
/// # Errors
/// The kernel or the architecture does not know it.
pub(super) fn forbid_network() -> Result<(), NotConfined> {
    let filter = SeccompFilter::new(
        barred()?,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EACCES.unsigned_abs()),
        ARCH.try_into()?,
    )?;
    let program = BpfProgram::try_from(filter)?;
    Ok(apply_filter_all_threads(&program)?)
}

fn barred() -> Result<BTreeMap<i64, Vec<SeccompRule>>, BackendError> {
    // Rings make sockets on their own; the others reach into processes that have some.
    let always = [
        libc::SYS_io_uring_setup,
        libc::SYS_pidfd_getfd,
        libc::SYS_process_vm_writev,
        libc::SYS_ptrace,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        always.map(|call| (call, Vec::new())).into_iter().collect();
    rules.insert(libc::SYS_socket, remote_sockets()?);
    // The same calls by the numbers of the x32 interface, which shares x86_64's filters; two have
    // numbers of their own there.
    if cfg!(target_arch = "x86_64") {
        rules.extend(X32_ALONE.map(|call| (call, Vec::new())));
        let x32 = rules
            .iter()
            .map(|(call, rule)| (call | 0x4000_0000, rule.clone()));
        let x32: Vec<_> = x32.collect();
        rules.extend(x32);
    }
    Ok(rules)
}

/// All of socket(2) but AF_UNIX and the kernel's messages about devices.
fn remote_sockets() -> Result<Vec<SeccompRule>, BackendError> {
    let (unix, netlink) = (
        u64::from(libc::AF_UNIX.unsigned_abs()),
        u64::from(libc::AF_NETLINK.unsigned_abs()),
    );
    let argument = |number, operator, value| {
        SeccompCondition::new(number, SeccompCmpArgLen::Dword, operator, value)
    };
    Ok(vec![
        SeccompRule::new(vec![
            argument(0, SeccompCmpOp::Ne, unix)?,
            argument(0, SeccompCmpOp::Ne, netlink)?,
        ])?,
        SeccompRule::new(vec![
            argument(0, SeccompCmpOp::Eq, netlink)?,
            argument(2, SeccompCmpOp::Ne, NETLINK_KOBJECT_UEVENT)?,
        ])?,
    ])
}

#[cfg(test)]
mod tests;
