//! What is wrong with a key, in the operator's words rather than the parser's.

use hsm::config::LabelFault;

use crate::message::Message;

/// A key that nobody knows.
pub(super) fn unknown(key: &str) -> Message {
    Message::new("config-key-unknown").with("key", key)
}

/// A key with a value that cannot be.
pub(super) fn about(key: &str, error: &toml::de::Error) -> Message {
    if error.message().starts_with("unknown field") && !is_known(key) {
        return unknown(key);
    }
    match key {
        "url" => Message::new("config-registry-url"),
        "anchor" => Message::new("config-registry-anchor"),
        "module" => Message::new("config-token-module"),
        "uri" => Message::new("config-token-uri"),
        "pin" => Message::new("config-token-pin"),
        "env" => Message::new("config-token-env"),
        "sessions" => Message::new("config-token-sessions"),
        "wait_ms" => Message::new("config-token-wait"),
        "timeout_ms" => Message::new("config-token-timeout"),
        "network" => Message::new("config-token-network"),
        "worker" => Message::new("config-token-worker"),
        "key" => Message::new("config-audit-key"),
        "bootstrap" => Message::new("config-governance-bootstrap"),
        "interval_s" => Message::new("config-audit-interval"),
        _ => Message::new("config-value")
            .with("key", key)
            .with("words", error.message()),
    }
}

/// A token that a key's URI could not name.
pub(super) fn label(fault: &LabelFault) -> Message {
    match fault {
        LabelFault::Missing => Message::new("config-token-label"),
        LabelFault::Taken(label) => Message::new("config-token-label-taken").with("label", label),
        other => Message::verbatim(other),
    }
}

/// Whether the unknown field is inside the value of `key`, not `key` itself.
fn is_known(key: &str) -> bool {
    ["pin", "env"].contains(&key)
}
