//! Subject alternative names (RFC 5280 4.2.1.6) as an operator writes them: `dns:…`,
//! `email:…`, `uri:…`, `upn:…`. `syntax` says what each form may hold.

mod syntax;

use std::fmt;
use std::str::FromStr;

use const_oid::ObjectIdentifier;
use der::Tag;
use der::asn1::{Any, Ia5String};
use unicode_normalization::UnicodeNormalization;
use x509_cert::ext::pkix::name::{GeneralName, OtherName};

/// The user principal name of Microsoft logon, a UTF8String in an otherName.
pub const UPN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.20.2.3");
/// id-on-SmtpUTF8Mailbox (RFC 9598 3), a UTF8String in an otherName.
pub const SMTP_UTF8_MAILBOX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.8.9");

/// One subject alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectAltName {
    /// A host name in A-label form, in lower case (RFC 9549, CRT-13).
    Dns(AsciiName),
    /// An ASCII e-mail address (RFC 5280 4.2.1.6).
    Email(AsciiName),
    /// An e-mail address whose local part is not ASCII (RFC 9598, CRT-13).
    InternationalEmail(Utf8Name),
    /// An absolute URI (RFC 3986).
    Uri(AsciiName),
    /// A user principal name, `user@realm`.
    Upn(Utf8Name),
}

impl SubjectAltName {
    /// The word before the colon.
    #[must_use]
    pub const fn kind(&self) -> SanKind {
        match self {
            Self::Dns(_) => SanKind::Dns,
            Self::Email(_) | Self::InternationalEmail(_) => SanKind::Email,
            Self::Uri(_) => SanKind::Uri,
            Self::Upn(_) => SanKind::Upn,
        }
    }

    /// The name without the word before it.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Dns(name) | Self::Email(name) | Self::Uri(name) => name.as_str(),
            Self::InternationalEmail(name) | Self::Upn(name) => name.as_str(),
        }
    }

    /// The GeneralName that certificates carry.
    #[must_use]
    pub fn general_name(&self) -> GeneralName {
        match self {
            Self::Dns(name) => GeneralName::DnsName(name.0.clone()),
            Self::Email(name) => GeneralName::Rfc822Name(name.0.clone()),
            Self::Uri(name) => GeneralName::UniformResourceIdentifier(name.0.clone()),
            Self::InternationalEmail(name) => name.other_name(SMTP_UTF8_MAILBOX),
            Self::Upn(name) => name.other_name(UPN),
        }
    }
}

/// Reads `dns:name`, `email:address`, `uri:URI` or `upn:user@realm`.
impl FromStr for SubjectAltName {
    type Err = SanError;

    fn from_str(text: &str) -> Result<Self, SanError> {
        let (word, value) = text.split_once(':').ok_or(SanError::NoKind)?;
        let known = |kind: &SanKind| kind.as_str().eq_ignore_ascii_case(word);
        let kind = SanKind::ALL
            .into_iter()
            .find(known)
            .ok_or_else(|| SanError::UnknownKind {
                found: word.to_owned(),
            })?;
        let wrong = |defect| SanError::Value { kind, defect };
        match kind {
            SanKind::Dns => syntax::dns(value).map(Self::Dns),
            SanKind::Email => syntax::email(value),
            SanKind::Uri => syntax::uri(value).map(Self::Uri),
            SanKind::Upn => syntax::principal(value).map(Self::Upn),
        }
        .map_err(wrong)
    }
}

/// As it is read: `dns:example.td`.
impl fmt::Display for SubjectAltName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.value())
    }
}

/// A name in ASCII whose syntax has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsciiName(Ia5String);

impl AsciiName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    fn new(text: &str) -> Result<Self, SanDefect> {
        Ia5String::new(text)
            .map(Self)
            .map_err(|_| SanDefect::NotAscii)
    }
}

/// A name in any script, in NFC, whose syntax has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utf8Name {
    text: String,
    encoded: Any,
}

impl Utf8Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn new(text: &str) -> Result<Self, SanDefect> {
        let limit = syntax::MAX_LENGTH;
        let text: String = text.nfc().collect();
        let encoded =
            Any::new(Tag::Utf8String, text.as_bytes()).map_err(|_| SanDefect::TooLong {
                found: text.len(),
                limit,
            })?;
        Ok(Self { text, encoded })
    }

    fn other_name(&self, type_id: ObjectIdentifier) -> GeneralName {
        GeneralName::OtherName(OtherName {
            type_id,
            value: self.encoded.clone(),
        })
    }
}

/// Kinds of subject alternative names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SanKind {
    /// dNSName.
    Dns,
    /// rfc822Name, or otherName with an SmtpUTF8Mailbox.
    Email,
    /// uniformResourceIdentifier.
    Uri,
    /// otherName with a user principal name.
    Upn,
}

impl SanKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Dns, Self::Email, Self::Uri, Self::Upn];

    /// The word before the colon.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Email => "email",
            Self::Uri => "uri",
            Self::Upn => "upn",
        }
    }
}

impl fmt::Display for SanKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a subject alternative name is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SanError {
    /// No colon.
    #[error("a subject alternative name begins with dns:, email:, uri: or upn:")]
    NoKind,
    /// A word that is not a kind.
    #[error("`{found}` is not one of dns, email, uri, upn")]
    UnknownKind {
        /// The word before the colon.
        found: String,
    },
    /// The name itself is wrong.
    #[error("the {kind} name is refused")]
    Value {
        /// The kind.
        kind: SanKind,
        /// What is wrong.
        #[source]
        defect: SanDefect,
    },
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SanDefect {
    /// Nothing after the colon, or an empty part.
    #[error("a part of it is empty")]
    Empty,
    /// Characters outside ASCII; host names are written as A-labels (RFC 9549).
    #[error("it is not ASCII; write host names as A-labels (xn--…)")]
    NotAscii,
    /// Longer than the standard allows.
    #[error("a part of it has {found} octets, allowed are {limit}")]
    TooLong {
        /// Octets found.
        found: usize,
        /// Most octets allowed.
        limit: usize,
    },
    /// A character that the form does not allow.
    #[error("it holds `{character}`")]
    Character {
        /// The character.
        character: char,
    },
    /// A host name of one label.
    #[error("it has only one label")]
    OneLabel,
    /// A wildcard.
    #[error("wildcards are not allowed")]
    Wildcard,
    /// A label that begins or ends with a hyphen, or has `--` in the third place without being
    /// an A-label (RFC 5890 2.3.1).
    #[error("a label has a hyphen where none may be")]
    Hyphen,
    /// The last label is a number, as in an IP address.
    #[error("it is an address, not a name")]
    Address,
    /// Not exactly one `@`.
    #[error("it does not have exactly one @")]
    At,
    /// No scheme at the beginning (RFC 3986 4.3).
    #[error("it has no scheme")]
    NoScheme,
}

#[cfg(test)]
mod tests {
    use der::{Encode, Tagged};
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<SubjectAltName, SanDefect> {
        text.parse().map_err(|error| match error {
            SanError::Value { defect, .. } => defect,
            other @ (SanError::NoKind | SanError::UnknownKind { .. }) => panic!("{text}: {other}"),
        })
    }

    #[test]
    fn names_are_encoded_as_general_names() {
        for (text, der) in [
            ("dns:WWW.Gouv.TD", "820b7777772e676f75762e7464"),
            ("email:a@B.td", "8106614062 2e7464"),
            ("uri:urn:x:1", "8607 75726e3a783a31"),
            ("upn:é@r", "a014 060a2b060104018237140203 a0060c04c3a94072"),
            (
                "email:e\u{301}@B.td",
                "a015 06082b06010505070809 a0090c07c3a940622e7464",
            ),
        ] {
            let name: SubjectAltName = text.parse().unwrap();
            assert_eq!(
                hex::encode(name.general_name().to_der().unwrap()),
                der.replace(' ', ""),
                "{text}"
            );
            assert_eq!(name.to_string().parse(), Ok(name));
        }
    }

    #[test]
    fn crt_13_names_of_good_form_pass() {
        for text in [
            "dns:xn--mgbx4cd0ab.example",
            "dns:a.b-c.td",
            "DNS:1.2.td",
            "email:o'neil+x@a-b.td",
            "uri:https://a.td/p?q=1#f",
            "uri:mailto:a@b.td",
            "upn:agent@interieur.td",
            "email:فاطمة@xn--mgbx4cd0ab.example",
            "email:zénaïde.ngaré@posta.td",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn crt_13_only_an_ascii_mailbox_is_an_rfc822_name() {
        let general_name = |text: &str| parse(text).unwrap().general_name();
        assert!(matches!(
            general_name("email:zenaide@posta.td"),
            GeneralName::Rfc822Name(_)
        ));
        let GeneralName::OtherName(name) = general_name("email:zénaïde@POSTA.td") else {
            panic!("not an otherName");
        };
        assert_eq!(name.type_id, SMTP_UTF8_MAILBOX);
        assert_eq!(name.value.tag(), Tag::Utf8String);
        assert_eq!(name.value.value(), "zénaïde@posta.td".as_bytes());
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        use SanDefect::*;
        let long_label = format!("dns:{}.td", "a".repeat(64));
        let long_name = format!("dns:{}td", "a.".repeat(126));
        for (text, defect) in [
            ("dns:", Empty),
            ("dns:a..td", Empty),
            ("dns:a.td.", Empty),
            ("dns:*.td", Wildcard),
            ("dns:localhost", OneLabel),
            ("dns:10.0.0.1", Address),
            ("dns:é.td", NotAscii),
            ("dns:a_b.td", Character { character: '_' }),
            ("dns:a b.td", Character { character: ' ' }),
            ("dns:-a.td", Hyphen),
            ("dns:a-.td", Hyphen),
            ("dns:ab--c.td", Hyphen),
            (
                &long_label,
                TooLong {
                    found: 64,
                    limit: 63,
                },
            ),
            (
                &long_name,
                TooLong {
                    found: 254,
                    limit: 253,
                },
            ),
            ("email:a", At),
            ("email:a@b@c.td", At),
            ("email:@b.td", Empty),
            ("email:a..b@c.td", Empty),
            ("email:é..a@c.td", Empty),
            ("email:é é@c.td", Character { character: ' ' }),
            (
                "email:é\u{202e}@c.td",
                Character {
                    character: '\u{202e}',
                },
            ),
            ("email:a@é.td", NotAscii),
            ("email:a b@c.td", Character { character: ' ' }),
            ("uri:/path", NoScheme),
            ("uri:1a:b", NoScheme),
            ("uri:http:", Empty),
            ("uri:http:///p", Empty),
            ("uri:http://a b", Character { character: ' ' }),
            ("upn:agent", At),
            ("upn:a\n@b", Character { character: '\n' }),
        ] {
            assert_eq!(parse(text), Err(defect), "{text}");
        }
        assert_eq!("a.td".parse::<SubjectAltName>(), Err(SanError::NoKind));
        let found = "ip".to_owned();
        assert_eq!(
            "ip:1.2.3.4".parse::<SubjectAltName>(),
            Err(SanError::UnknownKind { found })
        );
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "(dns|email|uri|upn):.*") {
            drop(text.parse::<SubjectAltName>());
        }
    }
}
