//! What is wrong with a value, in the operator's words.

use ca_desk::message::Message;
use toml::de::Error;

/// About the value of a key.
pub(super) fn about(key: &str, error: &Error) -> Message {
    if error.message().starts_with("unknown field") && key != "key" {
        return Message::new("config-key-unknown").with("key", key);
    }
    match key {
        "listen" if error.message() == "not a loopback address" => {
            Message::new("config-listen-loopback")
        }
        "listen" => Message::new("config-listen"),
        "certificate" => Message::new("config-certificate"),
        "key" => Message::new("config-server-key"),
        "tls" => Message::new("config-tls"),
        "ready_file" => Message::new("config-ready-file"),
        // The words of a number within bounds are its bounds.
        _ => Message::new("config-bounds")
            .with("key", key)
            .with("bounds", error.message()),
    }
}
