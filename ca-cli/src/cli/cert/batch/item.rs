//! A line of a batch as a request.

use ca_api::certificate::Wish;
use ca_api::word::{Encoded, Word};
use ca_core::generation::LineName;
use ca_core::san::SubjectAltName;
use ca_core::subject::Subject;
use ca_desk::error::{Explanation, Kind};
use ca_desk::message::Message;
use serde::Deserialize;
use serde_json::Value;

use super::lines::{LINE_LIMIT, Line};
use crate::cli::value;

/// What a line may hold; the id names the request and the certificate's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFormat {
    id: String,
    csr: String,
    subject: String,
    #[serde(default)]
    san: Vec<String>,
    validity_days: Option<u32>,
    key_origin: Option<String>,
    original_name: Option<String>,
    #[serde(default)]
    confirm_latin_form: bool,
    #[serde(default)]
    renamed: bool,
}

/// What all items of a batch share.
pub(super) struct Terms<'a> {
    /// The issuer line.
    pub(super) issuer: &'a LineName,
    /// The profile.
    pub(super) profile: &'a str,
}

/// A line that was read.
pub(super) struct Item {
    /// The id, as far as it can be one.
    pub(super) id: Option<String>,
    /// The request, or what is wrong with the line.
    pub(super) request: Result<Wish, Explanation>,
}

impl Item {
    /// Reads a line.
    pub(super) fn read(line: &Line, terms: &Terms<'_>) -> Self {
        let Some(content) = &line.content else {
            let cause = Message::new("error-too-long").count("limit", LINE_LIMIT / 1024);
            return Self {
                id: None,
                request: Err(refused(cause)),
            };
        };
        Self {
            id: id_in(content),
            request: request(content, terms),
        }
    }
}

/// The id of a line, also of one that is refused for something else.
fn id_in(content: &[u8]) -> Option<String> {
    let object: Value = serde_json::from_slice(content).ok()?;
    let id = object.get("id")?.as_str()?;
    is_id(id).then(|| id.to_owned())
}

/// Whether this may name an item: `[A-Za-z0-9._-]{1,64}`, but no name of a folder.
fn is_id(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    (1..=64).contains(&id.len()) && id.chars().all(allowed) && !matches!(id, "." | "..")
}

fn request(content: &[u8], terms: &Terms<'_>) -> Result<Wish, Explanation> {
    let format: ItemFormat = serde_json::from_slice(content).map_err(|error| {
        refused(Message::verbatim(error)).below(Message::new("batch-item-unreadable"))
    })?;
    if !is_id(&format.id) {
        let found = format.id.chars().take(64).collect::<String>();
        let found = found.escape_debug();
        return Err(refused(Message::new("batch-item-id").with("found", found)));
    }
    let days = format.validity_days.map(|days| days.to_string());
    let original = format.original_name.as_deref();
    Ok(Wish {
        issuer: Word::of(terms.issuer.clone()),
        profile: terms.profile.to_owned(),
        csr: Encoded(format.csr.into_bytes()),
        subject: subject("subject", &format.subject)?,
        san: names(&format.san)?,
        request_id: Some(format.id),
        validity_days: field("validity_days", days.as_deref().map(value::days))?,
        key_origin: format.key_origin.map(|text| Encoded(text.into_bytes())),
        original_name: original
            .map(|name| subject("original_name", name))
            .transpose()?,
        confirm_latin_form: format.confirm_latin_form,
        renamed: format.renamed,
    })
}

fn subject(name: &'static str, text: &str) -> Result<Word<Subject>, Explanation> {
    value::subject_as_given(text).map_err(|fault| in_field(name, fault.0))
}

fn names(texts: &[String]) -> Result<Vec<Word<SubjectAltName>>, Explanation> {
    let read = texts
        .iter()
        .map(|text| value::alternative_name_as_given(text));
    read.collect::<Result<_, _>>()
        .map_err(|fault| in_field("san", fault.0))
}

fn field<T>(
    name: &'static str,
    value: Option<Result<T, value::ValueFault>>,
) -> Result<Option<T>, Explanation> {
    value.transpose().map_err(|fault| in_field(name, fault.0))
}

fn in_field(name: &'static str, cause: Message) -> Explanation {
    refused(cause).below(Message::new("batch-item-field").with("field", name))
}

/// What is wrong with the form of a line.
fn refused(cause: Message) -> Explanation {
    Explanation::new(Kind::Refused, cause).by(Some("REG-11"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Item {
        let line = Line {
            number: 1,
            content: Some(text.as_bytes().to_vec()),
        };
        let issuer = "citizens".parse().unwrap();
        Item::read(
            &line,
            &Terms {
                issuer: &issuer,
                profile: "p",
            },
        )
    }

    #[test]
    fn reg_11_a_line_holds_all_that_a_request_needs() {
        let item = read(
            r#"{"id":"a.B_9-","csr":"x","subject":"C=TD,CN=A","san":["dns:a.td"],
                "validity_days":30,"key_origin":"e","original_name":"SN=ن",
                "confirm_latin_form":true}"#,
        );
        let request = item.request.unwrap();
        assert_eq!(request.request_id.as_deref(), Some("a.B_9-"));
        assert_eq!(request.san.len(), 1);
        assert_eq!(request.validity_days, Some(30));
        assert_eq!(request.key_origin, Some(Encoded(b"e".to_vec())));
        assert!(request.original_name.is_some());
        assert!(request.confirm_latin_form && !request.renamed);
    }

    #[test]
    fn reg_11_an_id_is_a_file_name_and_nothing_else() {
        for id in [
            "",
            ".",
            "..",
            "a/b",
            "../x",
            "a:b",
            "é",
            "a b",
            &"a".repeat(65),
        ] {
            let item = read(&format!(r#"{{"id":"{id}","csr":"x","subject":"C=TD"}}"#));
            assert_eq!(item.id, None, "{id}");
            assert!(item.request.is_err(), "{id}");
        }
        for id in ["a", "-", "...", &"a".repeat(64)] {
            let item = read(&format!(r#"{{"id":"{id}","csr":"x","subject":"C=TD"}}"#));
            assert_eq!(item.id.as_deref(), Some(id));
            assert!(item.request.is_ok(), "{id}");
        }
    }

    #[test]
    fn reg_11_what_is_not_known_is_refused_with_its_id() {
        for more in [
            r#""profile":"root-ca""#,
            r#""id":"b""#,
            r#""san":"dns:a.td""#,
            r#""validity_days":0"#,
            r#""validity_days":-1"#,
            r#""san":["dns:*"]"#,
            r#""original_name":"x""#,
        ] {
            let item = read(&format!(
                r#"{{"id":"a","csr":"x","subject":"C=TD",{more}}}"#
            ));
            assert!(item.id.is_some(), "{more}");
            assert!(item.request.is_err(), "{more}");
        }
        for text in ["", "[]", "1", "{", r#"{"id":7}"#, &"[".repeat(1000)] {
            let item = read(text);
            assert_eq!((item.id, item.request.is_err()), (None, true), "{text}");
        }
    }
}
