//! The device, its login, and the worker that holds its module.

use ca_desk::message::Message;
use hsm::config::TokenConfig;
use hsm::survey::facts::{Confinement, Examination, Flags, Login, Token};

use super::Finding;

/// A login that takes longer makes every restart felt, in milliseconds.
const SLOW_LOGIN: u64 = 5_000;

pub(super) fn findings(examination: &Examination, config: &TokenConfig) -> Vec<Finding> {
    let library = &examination.library;
    let interface = Message::new("hsm-doctor-interface").with("interface", &library.interface);
    let mut findings = vec![Finding::ok("interface", interface)];
    let token = library.slots.iter().find_map(|slot| slot.token.as_ref());
    if let Some(token) = token {
        findings.insert(0, identity(token));
        findings.push(flags(&token.flags));
    }
    findings.push(login(examination.login));
    findings.extend(confinement(examination.confinement, config.network));
    findings
}

/// HSM-08: the inventory tells devices apart by their serial numbers.
fn identity(token: &Token) -> Finding {
    if token.serial.is_empty() {
        let text = Message::new("hsm-doctor-no-serial");
        return Finding::warning("identity", text).advice("advice-hsm-serial");
    }
    let text = Message::new("hsm-doctor-identity")
        .with("manufacturer", &token.manufacturer)
        .with("model", &token.model)
        .with("serial", &token.serial)
        .with("firmware", &token.firmware);
    Finding::ok("identity", text)
}

/// The worst of the flags.
fn flags(flags: &Flags) -> Finding {
    let problems = [
        (
            flags.error_state,
            "hsm-doctor-error-state",
            "advice-hsm-vendor",
        ),
        (
            flags.pin_locked,
            "hsm-doctor-pin-locked",
            "advice-hsm-unlock",
        ),
        (
            flags.pin_final_try,
            "hsm-doctor-pin-final-try",
            "advice-hsm-unlock",
        ),
        (
            flags.write_protected,
            "hsm-doctor-write-protected",
            "advice-hsm-writable",
        ),
    ];
    let warnings = [
        (
            flags.pin_count_low,
            "hsm-doctor-pin-count-low",
            "advice-hsm-unlock",
        ),
        (
            flags.pin_to_be_changed,
            "hsm-doctor-pin-to-be-changed",
            "advice-hsm-change-pin",
        ),
        (
            !flags.login_required,
            "hsm-doctor-no-login",
            "advice-hsm-login",
        ),
    ];
    let holds = |(holds, _, _): &&(bool, _, _)| *holds;
    if let Some((_, text, advice)) = problems.iter().find(holds) {
        return Finding::problem("flags", Message::new(text)).advice(advice);
    }
    match warnings.iter().find(holds) {
        Some((_, text, advice)) => Finding::warning("flags", Message::new(text)).advice(advice),
        None => Finding::ok("flags", Message::new("hsm-doctor-flags")),
    }
}

fn login(login: Login) -> Finding {
    let text = Message::new("hsm-doctor-login").with("millis", login.open_ms);
    if login.shared == Some(false) {
        let text = Message::new("hsm-doctor-login-not-shared");
        return Finding::problem("login", text).advice("advice-hsm-vendor");
    }
    if login.open_ms > SLOW_LOGIN {
        return Finding::warning("login", text).advice("advice-hsm-slow-login");
    }
    Finding::ok("login", text)
}

/// I9: neither disk nor network may get what the module knows.
fn confinement(seen: Confinement, network: bool) -> [Finding; 3] {
    let core_dumps = if seen.core_dumps {
        let text = Message::new("hsm-doctor-core-dumps");
        Finding::problem("core-dumps", text).advice("advice-hsm-core-dumps")
    } else {
        Finding::ok("core-dumps", Message::new("hsm-doctor-no-core-dumps"))
    };
    let locked = if seen.memory_locked {
        Finding::ok("memory", Message::new("hsm-doctor-memory-locked"))
    } else {
        let text = Message::new("hsm-doctor-memory-not-locked");
        Finding::warning("memory", text).advice("advice-hsm-memlock")
    };
    let network = match (seen.network, network) {
        (true, false) => {
            let text = Message::new("hsm-doctor-network-open");
            Finding::problem("network", text).advice("advice-hsm-network")
        }
        (true, true) => Finding::ok("network", Message::new("hsm-doctor-network-wanted")),
        (false, _) => Finding::ok("network", Message::new("hsm-doctor-network-closed")),
    };
    [core_dumps, locked, network]
}
