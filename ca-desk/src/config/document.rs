//! Reads a configuration file and finds all its faults at once.

use std::ops::Range;
use std::path::PathBuf;

use ca_core::digest::Sha256Digest;
use ca_store::url::RegistryUrl;
use hsm::config::{TokenConfig, label_faults};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::config::audit::AuditConfig;
use crate::config::complaint;
use crate::message::Message;

/// The content of the file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) registry: RegistryUrl,
    pub(super) anchor: Option<PathBuf>,
    pub(super) tokens: Vec<TokenConfig>,
    pub(super) audit: Option<AuditConfig>,
    pub(super) governance: Option<GovernanceTable>,
}

/// Something wrong, and the line where it stands, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) message: Message,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistryTable {
    #[serde(deserialize_with = "registry_url")]
    url: RegistryUrl,
    anchor: Option<PathBuf>,
}

/// The table `[governance]`: which chain of statements is believed (I14).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GovernanceTable {
    #[serde(deserialize_with = "pinned")]
    pub(super) bootstrap: Sha256Digest,
}

/// `sha256:` and 64 hexadecimal digits.
fn pinned<'de, D: serde::Deserializer<'de>>(source: D) -> Result<Sha256Digest, D::Error> {
    let text = String::deserialize(source)?;
    let digest = text.strip_prefix("sha256:");
    let digest = digest.and_then(|digest| digest.parse().ok());
    digest.ok_or_else(|| serde::de::Error::custom("`sha256:` and a digest"))
}

fn registry_url<'de, D: serde::Deserializer<'de>>(source: D) -> Result<RegistryUrl, D::Error> {
    String::deserialize(source)?
        .parse()
        .map_err(serde::de::Error::custom)
}

/// Keys of a table `[[token]]` that must be there.
const TOKEN_KEYS: [&str; 3] = ["module", "uri", "pin"];

/// The document in `text`, of a program without tables of its own.
#[cfg(test)]
fn read(text: &str) -> Result<Document, Vec<Fault>> {
    read_with(text, |_| Some(())).map(|(document, ())| document)
}

/// The document in `text`, and what a program reads in its own tables.
///
/// # Errors
/// All faults, in the order of their lines.
pub(super) fn read_with<T>(
    text: &str,
    own: impl FnOnce(&mut Own<'_, '_>) -> Option<T>,
) -> Result<(Document, T), Vec<Fault>> {
    let (mut root, mut reader) = parse(text);
    reader.format(take(&mut root, "format"));
    let registry = match take(&mut root, "registry") {
        Some(table) => reader.table::<RegistryTable>(table, &["url"]),
        None => reader.missing(0..0, "[registry]"),
    };
    let tokens = take(&mut root, "token").map(|value| reader.tokens(value));
    let audit = take(&mut root, "audit");
    let audit = audit.and_then(|table| reader.table::<AuditConfig>(table, &["key"]));
    let governance = take(&mut root, "governance");
    let governance = governance.and_then(|table| reader.table(table, &["bootstrap"]));
    let own = own(&mut Own {
        root: &mut root,
        reader: &mut reader,
    });
    for (key, _) in root {
        reader.fault(Some(key.span()), complaint::unknown(key.get_ref()));
    }
    let faults = reader.sorted();
    match (registry, own) {
        (Some(RegistryTable { url, anchor }), Some(own)) if faults.is_empty() => {
            let tokens = tokens.unwrap_or_default();
            let document = Document {
                registry: url,
                anchor,
                tokens,
                audit,
                governance,
            };
            Ok((document, own))
        }
        _ => Err(faults),
    }
}

/// What a program reads in its own tables of a file that names nothing of the authority.
///
/// # Errors
/// As [`read_with`]; tables that all share are faults.
pub(super) fn read_own<T>(
    text: &str,
    own: impl FnOnce(&mut Own<'_, '_>) -> Option<T>,
) -> Result<T, Vec<Fault>> {
    let (mut root, mut reader) = parse(text);
    reader.format(take(&mut root, "format"));
    let own = own(&mut Own {
        root: &mut root,
        reader: &mut reader,
    });
    for (key, _) in root {
        let message = if SHARED.contains(&key.get_ref().as_ref()) {
            Message::new("config-elsewhere").with("key", key.get_ref())
        } else {
            complaint::unknown(key.get_ref())
        };
        reader.fault(Some(key.span()), message);
    }
    match (own, reader.sorted()) {
        (Some(own), faults) if faults.is_empty() => Ok(own),
        (_, faults) => Err(faults),
    }
}

/// Whether a file has a table of this name, as far as it can be read.
pub(super) fn has_table(text: &str, name: &str) -> bool {
    let (root, _) = DeTable::parse_recoverable(text);
    root.get_ref().contains_key(name)
}

/// Tables of what is beside the program.
const SHARED: [&str; 4] = ["registry", "token", "audit", "governance"];

fn parse(text: &str) -> (DeTable<'_>, Reader<'_>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        faults: Vec::new(),
    };
    for error in errors {
        let message = Message::new("config-syntax").with("words", error.message());
        reader.fault(error.span(), message);
    }
    (root.into_inner(), reader)
}

/// What is wrong with a value, said for the key whose it is.
pub type Complaint = fn(key: &str, error: &toml::de::Error) -> Message;

/// The tables that a program has beside those that all share.
#[derive(Debug)]
pub struct Own<'r, 'i> {
    root: &'r mut DeTable<'i>,
    reader: &'r mut Reader<'i>,
}

impl Own<'_, '_> {
    /// The table of this name, if it is there and has no fault; `required` are keys that it must
    /// have.
    pub fn table<T: DeserializeOwned>(
        &mut self,
        name: &str,
        required: &[&str],
        complaint: Complaint,
    ) -> Option<T> {
        let value = take(self.root, name)?;
        self.reader.table_with(value, required, complaint)
    }

    /// The same of a table that must be there.
    pub fn required<T: DeserializeOwned>(
        &mut self,
        name: &str,
        required: &[&str],
        complaint: Complaint,
    ) -> Option<T> {
        if !self.root.contains_key(name) {
            return self.reader.missing(0..0, &format!("[{name}]"));
        }
        self.table(name, required, complaint)
    }
}

fn take<'i>(table: &mut DeTable<'i>, key: &str) -> Option<Spanned<DeValue<'i>>> {
    table.remove(key)
}

#[derive(Debug)]
struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// All faults, in the order of their lines.
    fn sorted(self) -> Vec<Fault> {
        let mut faults = self.faults;
        faults.sort_by_key(|fault| fault.line);
        faults
    }

    fn fault(&mut self, span: Option<Range<usize>>, message: Message) {
        let before = self
            .text
            .get(..span.map_or(0, |span| span.start))
            .unwrap_or(self.text);
        self.faults.push(Fault {
            line: before.matches('\n').count() + 1,
            message,
        });
    }

    fn missing<T>(&mut self, span: Range<usize>, key: &str) -> Option<T> {
        self.fault(
            Some(span),
            Message::new("config-key-missing").with("key", key),
        );
        None
    }

    fn format(&mut self, value: Option<Spanned<DeValue<'_>>>) {
        let Some(value) = value else {
            return self.missing(0..0, "format").unwrap_or_default();
        };
        if value
            .get_ref()
            .as_integer()
            .is_none_or(|number| number.as_str() != "1")
        {
            self.fault(Some(value.span()), Message::new("config-format"));
        }
    }

    /// The tables `[[token]]`.
    fn tokens(&mut self, value: Spanned<DeValue<'_>>) -> Vec<TokenConfig> {
        let span = value.span();
        let DeValue::Array(tables) = value.into_inner() else {
            self.fault(Some(span), Message::new("config-token-array"));
            return Vec::new();
        };
        let (mut tokens, mut places) = (Vec::new(), Vec::new());
        for table in tables {
            let place = table.span();
            if let Some(token) = self.table(table, &TOKEN_KEYS) {
                tokens.push(token);
                places.push(place);
            }
        }
        for (place, fault) in label_faults(&tokens) {
            let place = places.get(place).cloned();
            self.fault(place, complaint::label(&fault));
        }
        tokens
    }

    /// Reads a table; a key with a fault is told, taken out, and the rest read again.
    fn table<T: DeserializeOwned>(
        &mut self,
        value: Spanned<DeValue<'_>>,
        required: &[&str],
    ) -> Option<T> {
        self.table_with(value, required, complaint::about)
    }

    fn table_with<T: DeserializeOwned>(
        &mut self,
        value: Spanned<DeValue<'_>>,
        required: &[&str],
        complaint: Complaint,
    ) -> Option<T> {
        let span = value.span();
        let DeValue::Table(mut table) = value.into_inner() else {
            self.fault(Some(span), Message::new("config-no-table"));
            return None;
        };
        for key in required.iter().filter(|key| !table.contains_key(**key)) {
            self.missing::<()>(span.clone(), key);
        }
        loop {
            let whole = Spanned::new(span.clone(), DeValue::Table(table.clone()));
            let error = match T::deserialize(ValueDeserializer::from(whole)) {
                Ok(read) => return Some(read),
                Err(error) => error,
            };
            let Some((place, key)) = error.span().and_then(|place| key_at(&table, &place)) else {
                // A missing key, which was told above; anything else must be told too.
                if self.faults.is_empty() {
                    self.fault(Some(span), Message::verbatim(error.message()));
                }
                return None;
            };
            self.fault(Some(place), complaint(&key, &error));
            table.remove(key.as_str());
        }
    }
}

/// The key that stands at, or whose value holds, `place`.
fn key_at(table: &DeTable<'_>, place: &Range<usize>) -> Option<(Range<usize>, String)> {
    let holds = |span: Range<usize>| span.start <= place.start && place.end <= span.end;
    table
        .iter()
        .find(|(key, value)| holds(key.span()) || holds(value.span()))
        .map(|(key, _)| (key.span(), key.get_ref().to_string()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const WHOLE: &str = r#"
format = 1

[registry]
url = "sqlite:registry/sceau.db"

[[token]]
module = "/usr/lib/softhsm/libsofthsm2.so"
uri = "pkcs11:token=sceau"
pin = { file = "pin" }
env = { SOFTHSM2_CONF = "{dir}/softhsm2.conf" }
sessions = 4
wait_ms = 2000

[audit]
key = "pkcs11:token=sceau;object=audit-signer"
interval_s = 5
"#;

    fn lines(text: &str) -> Vec<usize> {
        read(text)
            .unwrap_err()
            .iter()
            .map(|fault| fault.line)
            .collect()
    }

    #[test]
    fn whole_configuration_is_read() {
        let document = read(WHOLE).unwrap();
        assert_eq!(document.registry.to_string(), "sqlite:registry/sceau.db");
        assert_eq!(document.tokens[0].sessions, 4);
        let audit = document.audit.unwrap();
        assert_eq!(
            (audit.label(), audit.token()),
            ("audit-signer", Some("sceau"))
        );
        assert_eq!(audit.interval, Duration::from_secs(5));
    }

    #[test]
    fn key_of_heads_has_a_label_and_an_interval_within_a_day() {
        for (from, to) in [
            (";object=audit-signer", ""),
            ("pkcs11:token=sceau;object", "token=sceau;object"),
            ("interval_s = 5", "interval_s = 0"),
            ("interval_s = 5", "interval_s = 86401"),
            ("interval_s = 5", "interval = 5"),
        ] {
            assert!(read(&WHOLE.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn token_may_be_absent() {
        let (registry, _) = WHOLE.split_once("[[token]]").unwrap();
        assert!(read(registry).unwrap().tokens.is_empty());
    }

    #[test]
    fn single_table_of_a_token_is_told_with_its_line() {
        let single = WHOLE.replace("[[token]]", "[token]");
        let faults = read(&single).unwrap_err();
        let message = Message::new("config-token-array");
        assert_eq!(faults, [Fault { line: 7, message }]);
    }

    #[test]
    fn tokens_may_be_several_with_labels_of_their_own() {
        let (whole, _) = WHOLE.split_once("\n[audit]").unwrap();
        let (_, token) = whole.split_once("[[token]]").unwrap();
        let with = |second: &str| format!("{whole}\n[[token]]{second}");
        let standby = token.replace("token=sceau", "token=standby");
        assert_eq!(read(&with(&standby)).unwrap().tokens.len(), 2);
        assert_eq!(lines(&with(token)), [15]);
        assert_eq!(lines(&with(&token.replace("token=", "serial="))), [15]);
        let bad = standby.replace("sessions = 4", "sessions = 0");
        assert_eq!(
            lines(&with(&bad).replace("wait_ms = 2000", "wait_ms = 0")),
            [13, 20, 21]
        );
    }

    #[test]
    fn all_faults_are_told_with_their_lines() {
        let bad = WHOLE
            .replace("format = 1", "format = 2")
            .replace("sqlite:", "oracle:")
            .replace("{ file = \"pin\" }", "\"1234\"")
            .replace("sessions = 4", "sessions = 0\nextra = 1")
            + "\n[other]\nx = 1\n";
        assert_eq!(lines(&bad), [2, 5, 10, 12, 13, 20]);
    }

    #[test]
    fn missing_keys_are_told_together() {
        assert_eq!(lines("[[token]]\n"), [1, 1, 1, 1, 1]);
        assert_eq!(lines("format = 1\n[registry]\n"), [2]);
    }

    #[test]
    fn syntax_errors_have_lines() {
        assert_eq!(
            lines("format = 1\n[registry]\nurl = \"sqlite:a\"\nx = = 1\n").first(),
            Some(&4)
        );
    }

    #[test]
    fn a_pin_written_as_a_value_is_not_repeated() {
        let faults = read(&WHOLE.replace("{ file = \"pin\" }", "\"s3cret\"")).unwrap_err();
        assert!(!format!("{faults:?}").contains("s3cret"));
    }
}
