//! Facts about devices in the operator's words.

use ca_desk::explain;
use ca_desk::message::Message;
use hsm::survey::facts::{Class, Flags, Library, Slot, Token, Trouble};

use crate::output::page::Page;

/// What the library calls itself.
pub(super) fn library(library: &Library) -> String {
    let parts = [
        &library.manufacturer,
        &library.description,
        &library.version,
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .collect();
    parts.join(", ")
}

/// The version of PKCS#11.
pub(super) fn interface(page: &Page<'_>, library: &Library) -> String {
    let message = Message::new("hsm-interface").with("interface", &library.interface);
    page.say(&message.with("claimed", &library.cryptoki))
}

/// Manufacturer and model.
pub(super) fn device(token: &Token) -> String {
    format!("{} {}", token.manufacturer, token.model)
        .trim()
        .to_owned()
}

/// What holds of a slot and its token, in a few words.
pub(super) fn state(page: &Page<'_>, slot: &Slot) -> String {
    let words = match (&slot.token, &slot.trouble) {
        (_, Some(trouble)) => return page.say(&self::trouble(trouble)),
        (None, None) => vec![Message::new("hsm-no-token")],
        (Some(token), None) => of_flags(&token.flags),
    };
    let words: Vec<_> = words.iter().map(|word| page.say(word)).collect();
    words.join(", ")
}

/// The flags that an operator wants to know.
fn of_flags(flags: &Flags) -> Vec<Message> {
    let told = [
        (flags.initialised, "hsm-flag-initialised"),
        (!flags.initialised, "hsm-flag-empty"),
        (flags.initialised && !flags.pin_set, "hsm-flag-no-pin"),
        (flags.login_required, "hsm-flag-login"),
        (flags.protected_path, "hsm-flag-protected-path"),
        (flags.write_protected, "hsm-flag-write-protected"),
        (flags.pin_count_low, "hsm-flag-pin-count-low"),
        (flags.pin_final_try, "hsm-flag-pin-final-try"),
        (flags.pin_locked, "hsm-flag-pin-locked"),
        (flags.pin_to_be_changed, "hsm-flag-pin-to-be-changed"),
        (flags.error_state, "hsm-flag-error-state"),
    ];
    let holds = told.into_iter().filter(|(holds, _)| *holds);
    holds.map(|(_, word)| Message::new(word)).collect()
}

/// What went wrong.
pub(super) fn trouble(trouble: &Trouble) -> Message {
    match &trouble.fault {
        Some(fault) => explain::fault(fault),
        None => class(trouble.class),
    }
}

/// How such a failure is dealt with.
pub(super) fn class(class: Class) -> Message {
    Message::new(match class {
        Class::Busy => "hsm-class-busy",
        Class::Refused => "hsm-class-refused",
        Class::Lost => "hsm-class-lost",
        Class::BadPin => "hsm-class-bad-pin",
        Class::Hung => "hsm-class-hung",
        Class::Crashed => "hsm-class-crashed",
        Class::Skipped => "hsm-class-skipped",
    })
}
