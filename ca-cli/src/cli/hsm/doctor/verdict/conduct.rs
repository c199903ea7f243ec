//! Sessions, wrong uses, restarts, and what was left behind.

use ca_desk::message::Message;
use hsm::config::TokenConfig;
use hsm::survey::facts::{Class, Examination, Misuse, Reaction, Sessions};

use super::Finding;
use super::keys::failed;
use crate::cli::hsm::words;

pub(super) fn findings(examination: &Examination, config: &TokenConfig) -> Vec<Finding> {
    let mut findings = vec![sessions(&examination.sessions, config.sessions)];
    findings.extend(examination.reactions.iter().map(reaction));
    if let Some(restart) = examination.restart {
        let millis = restart.finalize_us.saturating_add(restart.initialize_us) / 1000;
        let text = Message::new("hsm-doctor-restart").with("millis", millis);
        findings.push(Finding::ok("restart", text));
    }
    for (name, trouble) in &examination.troubles {
        let act = Message::of("hsm-act", name);
        findings.push(failed("probe", act, trouble));
    }
    if examination.workers_lost > 0 {
        let text = Message::new("hsm-doctor-workers").count("count", examination.workers_lost);
        findings.push(Finding::problem("workers", text).advice("advice-hsm-vendor"));
    }
    if examination.interrupted {
        findings.push(Finding::warning(
            "interrupted",
            Message::new("hsm-doctor-interrupted"),
        ));
    }
    findings.push(left_behind(examination));
    findings
}

fn sessions(told: &Sessions, configured: usize) -> Finding {
    let configured = u64::try_from(configured).unwrap_or(u64::MAX);
    let text = |id| {
        let message = Message::new(id).with("opened", told.opened);
        message
            .with("asked", told.asked)
            .with("configured", configured)
    };
    let refused_otherwise = |class: Class| class != Class::Busy;
    match &told.trouble {
        None => Finding::ok("sessions", text("hsm-doctor-sessions")),
        Some(trouble) if matches!(trouble.class, Class::Hung | Class::Crashed | Class::Skipped) => {
            failed("sessions", Message::new("hsm-act-sessions"), trouble)
        }
        Some(_) if told.opened < configured => {
            Finding::problem("sessions", text("hsm-doctor-sessions-few"))
                .advice("advice-hsm-sessions")
        }
        Some(trouble) if refused_otherwise(trouble.class) => {
            let text = text("hsm-doctor-sessions-odd").say("cause", words::trouble(trouble));
            Finding::warning("sessions", text).advice("advice-hsm-vendor")
        }
        Some(_) => Finding::ok("sessions", text("hsm-doctor-sessions-limit")),
    }
}

/// In the operator's words.
pub(in crate::cli::hsm::doctor) fn misuse(misuse: Misuse) -> Message {
    Message::new(match misuse {
        Misuse::OverlongData => "hsm-misuse-overlong-data",
        Misuse::WrongMechanism => "hsm-misuse-wrong-mechanism",
        Misuse::NoOperation => "hsm-misuse-no-operation",
        Misuse::TwoOperations => "hsm-misuse-two-operations",
        Misuse::DeadHandle => "hsm-misuse-dead-handle",
        Misuse::LoggedOut => "hsm-misuse-logged-out",
    })
}

fn reaction(told: &Reaction) -> Finding {
    let act = misuse(told.misuse);
    // CKM_ECDSA may cut overlong data off (PKCS#11 2.40 2.3.6), and some tokens begin anew.
    let harmless = matches!(told.misuse, Misuse::OverlongData | Misuse::TwoOperations);
    let Some(trouble) = &told.trouble else {
        let text = Message::new("hsm-doctor-accepts").say("act", act);
        return if harmless {
            Finding::ok("misuse", text)
        } else {
            Finding::problem("misuse", text).advice("advice-hsm-vendor")
        };
    };
    // A key or a login that is gone must be told as such, or no new session is opened.
    let must_recover = matches!(told.misuse, Misuse::DeadHandle | Misuse::LoggedOut);
    let text = |id: &'static str| {
        let message = Message::new(id).say("act", act.clone());
        message.say("cause", words::trouble(trouble))
    };
    match trouble.class {
        Class::Hung | Class::Crashed | Class::Skipped => failed("misuse", act, trouble),
        Class::Refused | Class::Busy if must_recover => {
            Finding::problem("misuse", text("hsm-doctor-no-recovery")).advice("advice-hsm-code")
        }
        Class::Busy | Class::Refused | Class::Lost | Class::BadPin => {
            Finding::ok("misuse", text("hsm-doctor-refuses"))
        }
    }
}

fn left_behind(examination: &Examination) -> Finding {
    match &examination.left_behind {
        None => Finding::ok("left-behind", Message::new("hsm-doctor-nothing-left")),
        Some(label) => {
            let text = Message::new("hsm-doctor-left-behind").with("label", label);
            Finding::problem("left-behind", text).advice("advice-hsm-left-behind")
        }
    }
}

#[cfg(test)]
mod tests {
    use hsm::survey::facts::Trouble;

    use super::super::Verdict;
    use super::*;

    fn trouble(class: Class) -> Option<Trouble> {
        Some(Trouble { class, fault: None })
    }

    #[test]
    fn hsm_05_a_lost_key_that_looks_like_the_callers_fault_is_a_problem() {
        for (misuse, class, verdict) in [
            (Misuse::DeadHandle, Class::Lost, Verdict::Ok),
            (Misuse::DeadHandle, Class::Refused, Verdict::Problem),
            (Misuse::LoggedOut, Class::Busy, Verdict::Problem),
            (Misuse::WrongMechanism, Class::Refused, Verdict::Ok),
            (Misuse::NoOperation, Class::Crashed, Verdict::Problem),
        ] {
            let told = Reaction {
                misuse,
                accepted: false,
                trouble: trouble(class),
                signs_after: None,
            };
            assert_eq!(reaction(&told).verdict, verdict, "{misuse:?} {class:?}");
        }
    }

    #[test]
    fn sessions_are_held_against_the_configuration() {
        let few = |opened, trouble| Sessions {
            asked: 64,
            opened,
            open_us: 1,
            trouble,
        };
        for (told, verdict) in [
            (few(64, None), Verdict::Ok),
            (few(8, trouble(Class::Busy)), Verdict::Ok),
            (few(8, trouble(Class::Lost)), Verdict::Warning),
            (few(3, trouble(Class::Busy)), Verdict::Problem),
            (few(0, trouble(Class::Hung)), Verdict::Problem),
        ] {
            assert_eq!(sessions(&told, 4).verdict, verdict, "{told:?}");
        }
    }
}
