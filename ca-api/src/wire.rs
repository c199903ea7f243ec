//! A request on its way: path, query and body from its members, and back.
//!
//! Members that stand in braces in the path are written there. Of what is left, GET has a query
//! (a list repeats its name) and POST a JSON object.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::openapi::BASE;
use crate::operation::{Method, Operation};

/// A request as HTTP carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Path and query.
    pub target: String,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

/// What stands in a path or query as it is (RFC 3986 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request as HTTP carries it.
///
/// # Errors
/// It is not an object with plain members; a bug.
pub fn write<O: Operation>(request: &O::Request) -> serde_json::Result<Carried> {
    let mut members: Map<String, Value> = serde_json::from_value(serde_json::to_value(request)?)?;
    members.retain(|_, value| !value.is_null());
    let mut target = BASE.to_owned() + O::ROW.path;
    for name in names_in(O::ROW.path) {
        let value = members.remove(name).unwrap_or_default();
        target = target.replace(&format!("{{{name}}}"), &escaped(&value));
    }
    match O::ROW.method {
        Method::Get => {
            let query = query(&members);
            if !query.is_empty() {
                target = target + "?" + &query;
            }
            let body = Vec::new();
            Ok(Carried { target, body })
        }
        Method::Post => {
            let body = serde_json::to_vec(&members)?;
            Ok(Carried { target, body })
        }
    }
}

/// The request that was carried: members of the path, decoded, with their names; the query as it
/// came; the body.
///
/// # Errors
/// It cannot be understood, has members that nobody knows, or names one twice.
pub fn read<O: Operation>(
    path: &[(String, String)],
    query: &str,
    body: &[u8],
) -> Result<O::Request, Unreadable> {
    match O::ROW.method {
        Method::Get => {
            let named = serde_html_form::to_string(path)?;
            let both = match (named.as_str(), query) {
                ("", query) => query.to_owned(),
                (named, "") => named.to_owned(),
                (named, query) => format!("{named}&{query}"),
            };
            Ok(serde_html_form::from_str(&both)?)
        }
        Method::Post if !query.is_empty() => Err(Unreadable::Query),
        Method::Post if path.is_empty() => Ok(serde_json::from_slice(body)?),
        Method::Post => {
            let mut members: Map<String, Value> = serde_json::from_slice(body)?;
            for (name, value) in path {
                if members.insert(name.clone(), value.clone().into()).is_some() {
                    return Err(Unreadable::Twice { name: name.clone() });
                }
            }
            Ok(serde_json::from_value(members.into())?)
        }
    }
}

/// Why a request cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// The query, or a member of the path.
    #[error("path or query: {0}")]
    Members(#[from] serde_html_form::de::Error),
    /// Members of the path that cannot be written; a bug.
    #[error("path: {0}")]
    Path(#[from] serde_html_form::ser::Error),
    /// The body.
    #[error("body: {0}")]
    Body(#[from] serde_json::Error),
    /// A POST has no query.
    #[error("this request has no query")]
    Query,
    /// A member stands in path and body.
    #[error("`{name}` stands in path and body")]
    Twice {
        /// The member.
        name: String,
    },
}

/// The names in braces.
pub(crate) fn names_in(path: &str) -> impl Iterator<Item = &str> {
    let opened = path.split('{').skip(1);
    opened.filter_map(|rest| rest.split('}').next())
}

fn query(members: &Map<String, Value>) -> String {
    let mut pairs = Vec::new();
    for (name, value) in members {
        let single = std::slice::from_ref(value);
        let values = value.as_array().map_or(single, Vec::as_slice);
        let written = values
            .iter()
            .map(|value| format!("{name}={}", escaped(value)));
        pairs.extend(written);
    }
    pairs.join("&")
}

fn escaped(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    utf8_percent_encode(&text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{
        ListCertificates, Listing, RevokeCertificate, ShowCertificate, Shown,
    };

    fn shown(issuer: Option<&str>) -> Shown {
        let text = serde_json::json!({ "serial": "0x4A:01", "issuer": issuer });
        serde_json::from_value(text).unwrap()
    }

    #[test]
    fn members_are_read_back_as_written() {
        let carried = write::<ShowCertificate>(&shown(Some("citizens"))).unwrap();
        assert_eq!(carried.target, "/v1/certificates/0x4A%3A01?issuer=citizens");
        let path = [("serial".to_owned(), "0x4A:01".to_owned())];
        let read = read::<ShowCertificate>(&path, "issuer=citizens", b"").unwrap();
        assert_eq!(read.serial.text(), "0x4A:01");
        assert_eq!(read.issuer.unwrap().text(), "citizens");
        let alone = write::<ShowCertificate>(&shown(None)).unwrap();
        assert_eq!(alone.target, "/v1/certificates/0x4A%3A01");
    }

    #[test]
    fn what_nobody_knows_or_stands_twice_is_refused() {
        let path = [("serial".to_owned(), "4a".to_owned())];
        for query in ["issuer=a&issuer=b", "other=1", "serial=4b", "issuer="] {
            assert!(
                read::<ShowCertificate>(&path, query, b"").is_err(),
                "{query}"
            );
        }
        let sound = r#"{"issuer":"citizens","serial":"4a"}"#;
        assert!(read::<RevokeCertificate>(&[], "", sound.as_bytes()).is_ok());
        for body in [
            r#"{"issuer":"citizens","serial":"4a","serial":"4b"}"#,
            r#"{"issuer":"citizens","serial":"4a","force":true}"#,
            r#"{"issuer":"citizens"}"#,
            r#"{"issuer":"citizens","serial":"4a"} x"#,
            "",
        ] {
            assert!(
                read::<RevokeCertificate>(&[], "", body.as_bytes()).is_err(),
                "{body}"
            );
        }
        assert!(read::<RevokeCertificate>(&[], "a=b", sound.as_bytes()).is_err());
    }

    #[test]
    fn lists_of_a_query_have_one_value_or_more() {
        let listing = |text: &str| serde_json::from_str::<Listing>(text).unwrap();
        for (text, query) in [
            (r#"{"serial":["4a"],"limit":7}"#, "limit=7&serial=4a"),
            (r#"{"serial":["4a","4b"]}"#, "limit=100&serial=4a&serial=4b"),
            (
                r#"{"status":"good","cursor":"9","san":["dns:a.td"]}"#,
                "cursor=9&limit=100&san=dns%3Aa.td&status=good",
            ),
        ] {
            let carried = write::<ListCertificates>(&listing(text)).unwrap();
            let (_, written) = carried.target.split_once('?').unwrap();
            assert_eq!(written, query);
            let read = read::<ListCertificates>(&[], query, b"").unwrap();
            let value = |listing: &Listing| serde_json::to_value(listing).unwrap();
            assert_eq!(value(&read), value(&listing(text)));
        }
        for query in [
            "serial=",
            "limit=7&limit=8",
            "limit=0",
            "other=1",
            "status=x",
        ] {
            assert!(
                read::<ListCertificates>(&[], query, b"").is_err(),
                "{query}"
            );
        }
    }
}
