//! Issuer lines and their generations: `citizens` is a line, `citizens-g1` a generation of it.

use std::fmt;
use std::str::FromStr;

/// The lasting name of an issuer: lower-case letters, digits and inner hyphens, 1 to 40 of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineName(String);

impl LineName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Generation `number` of this line.
    #[must_use]
    pub fn generation(&self, number: u32) -> GenerationId {
        GenerationId {
            line: self.clone(),
            number,
        }
    }
}

impl FromStr for LineName {
    type Err = InvalidIssuerName;

    fn from_str(text: &str) -> Result<Self, InvalidIssuerName> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase());
        let valid =
            starts_well && !text.ends_with('-') && text.len() <= 40 && text.chars().all(allowed);
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidIssuerName)
        }
    }
}

impl fmt::Display for LineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One generation of an issuer line: one key, one name ending in `G` and the number, its own
/// complete CRL. Its text is `{line}-g{number}`, which also stands in the URLs of certificates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GenerationId {
    line: LineName,
    number: u32,
}

impl GenerationId {
    /// The line.
    #[must_use]
    pub const fn line(&self) -> &LineName {
        &self.line
    }

    /// The number in the line, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }
}

impl FromStr for GenerationId {
    type Err = InvalidIssuerName;

    fn from_str(text: &str) -> Result<Self, InvalidIssuerName> {
        let (line, number) = text.rsplit_once("-g").ok_or(InvalidIssuerName)?;
        let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let number = number.parse().map_err(|_| InvalidIssuerName)?;
        if !plain {
            return Err(InvalidIssuerName);
        }
        Ok(Self {
            line: line.parse()?,
            number,
        })
    }
}

impl fmt::Display for GenerationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-g{}", self.line, self.number)
    }
}

/// Not the name of an issuer line or generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an issuer is named by 1 to 40 lower-case letters, digits and hyphens, a generation ends in -g and a number"
)]
pub struct InvalidIssuerName;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_read_back_as_written() {
        let id: GenerationId = "agency-tls-g12".parse().unwrap();
        assert_eq!((id.line().as_str(), id.number()), ("agency-tls", 12));
        assert_eq!(id.to_string(), "agency-tls-g12");
    }

    #[test]
    fn other_names_are_refused() {
        for text in [
            "",
            "Citizens",
            "1st",
            "a/b",
            "é",
            "-a",
            "a-",
            "..",
            &"a".repeat(41),
        ] {
            assert!(text.parse::<LineName>().is_err(), "{text}");
        }
        for text in [
            "citizens",
            "citizens-g",
            "citizens-g0",
            "citizens-g01",
            "citizens-g+1",
            "-g1",
        ] {
            assert!(text.parse::<GenerationId>().is_err(), "{text}");
        }
    }
}
