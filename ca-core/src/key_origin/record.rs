//! What a personalisation bureau says of a key that it put, or had made, in a device.

use std::time::Duration;

use serde::Deserialize;

use crate::digest::Sha256Digest;
use crate::key_origin::OriginError;
use crate::timestamp::Timestamp;

/// How far a bureau's clock may be ahead.
pub(super) const CLOCK_SKEW: Duration = Duration::from_secs(300);

/// Most characters in the serial number of a device.
const LONGEST_SERIAL: usize = 64;

/// A personalisation record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Name of the kind of device.
    pub(super) device: String,
    /// Serial number of the device.
    pub(super) device_serial: String,
    /// SHA-256 of the key's SubjectPublicKeyInfo.
    pub(super) key: Sha256Digest,
    /// When the device was personalised.
    pub(super) personalised: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    format: u32,
    device: String,
    device_serial: String,
    key_sha256: String,
    personalised: String,
}

impl Record {
    /// Reads the JSON of a record.
    pub(super) fn parse(json: &[u8]) -> Result<Self, OriginError> {
        Self::read(json).ok_or(OriginError::Unreadable)
    }

    fn read(json: &[u8]) -> Option<Self> {
        let format: Format = serde_json::from_slice(json).ok()?;
        let readable = format.format == 1 && is_serial(&format.device_serial);
        readable.then_some(Self {
            device: format.device,
            device_serial: format.device_serial,
            key: format.key_sha256.parse().ok()?,
            personalised: Timestamp::parse_rfc3339(&format.personalised)?,
        })
    }
}

/// The serial number goes into the log: letters, digits, and what stands between them.
fn is_serial(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:/".contains(c);
    (1..=LONGEST_SERIAL).contains(&text.len()) && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"format":1,"device":"carte-1","device_serial":"0042-7F",
        "key_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "personalised":"2026-11-20T10:00:00+01:00"}"#;

    #[test]
    fn record_reads_and_others_do_not() {
        let record = Record::parse(GOOD.as_bytes()).unwrap();
        assert_eq!(record.device_serial, "0042-7F");
        assert_eq!(record.key, Sha256Digest::of(b""));
        assert_eq!(record.personalised.to_string(), "2026-11-20T09:00:00Z");
        for (from, to) in [
            ("\"format\":1", "\"format\":2"),
            ("0042-7F", ""),
            ("0042-7F", "0042\\n7F"),
            ("e3b0", "e3b"),
            ("+01:00", ""),
            ("}", ",\"holder\":\"x\"}"),
            ("}", ",\"format\":1}"),
            ("\"device\":\"carte-1\",", ""),
            ("}", "} {}"),
        ] {
            let bad = GOOD.replace(from, to);
            let refused = Record::parse(bad.as_bytes());
            assert_eq!(refused, Err(OriginError::Unreadable), "{to}");
        }
    }
}
