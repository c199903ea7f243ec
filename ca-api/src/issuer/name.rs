//! What an issuer is called.

use std::fmt;

use ca_core::generation::{GenerationId, LineName};

use crate::word::Worded;

/// An issuer: a line, which stands for its active generation, or one generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerName {
    /// For example `citizens`.
    Line(LineName),
    /// For example `citizens-g1`.
    Generation(GenerationId),
}

impl IssuerName {
    /// The line, named or of the generation.
    #[must_use]
    pub const fn line(&self) -> &LineName {
        match self {
            Self::Line(line) => line,
            Self::Generation(generation) => generation.line(),
        }
    }
}

impl fmt::Display for IssuerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => line.fmt(f),
            Self::Generation(generation) => generation.fmt(f),
        }
    }
}

impl Worded for IssuerName {
    const NAME: &'static str = "Issuer";
    const ABOUT: &'static str = "an issuer line, which stands for its active generation, or a \
                                 generation";
    const PATTERN: &'static str = "^[a-z][a-z0-9-]*$";
    const MOST: usize = 80;

    fn read(text: &str) -> Option<Self> {
        let generation = text.parse().map(Self::Generation).ok();
        generation.or_else(|| text.parse().map(Self::Line).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_lines_or_generations() {
        let read = |text: &str| IssuerName::read(text).unwrap();
        assert!(matches!(read("citizens"), IssuerName::Line(_)));
        assert!(matches!(read("citizens-g2"), IssuerName::Generation(_)));
        assert_eq!(read("citizens-g2").line(), read("citizens").line());
        assert_eq!(IssuerName::read("Citizens"), None);
    }
}
