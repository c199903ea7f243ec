//! What is wrong with a governing document, told at once and with the place.
//!
//! Profiles and country packs are TOML that officers review: a refusal names the field, its
//! value, the line, the rule and the requirement that the rule comes from.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A rule for a kind of document.
pub trait DocumentRule: Copy + fmt::Display {
    /// A fixed word by which catalogues and logs know it.
    fn word(self) -> &'static str;

    /// The requirement that it comes from; nothing for rules of the form alone.
    fn requirement(self) -> Option<&'static str>;
}

/// Declares the rules for a kind of document: name, word, requirement, text.
macro_rules! document_rules {
    ($(#[$doc:meta])* $rules:ident { $($rule:ident $word:literal $requirement:expr, $text:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $rules {
            $(#[doc = $text] $rule,)+
        }

        impl $rules {
            /// All rules.
            pub const ALL: &[Self] = &[$(Self::$rule),+];
        }

        impl $crate::document::DocumentRule for $rules {
            fn word(self) -> &'static str {
                match self { $(Self::$rule => $word,)+ }
            }

            fn requirement(self) -> Option<&'static str> {
                match self { $(Self::$rule => $requirement,)+ }
            }
        }

        /// The rule in words.
        impl std::fmt::Display for $rules {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $(Self::$rule => $text,)+ })
            }
        }
    };
}
pub(crate) use document_rules;

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFault<R> {
    /// The field, by its path in the document.
    pub field: &'static str,
    /// Its value; empty if it is absent.
    pub found: String,
    /// The rule.
    pub rule: R,
    /// The requirement that the rule comes from, for [`crate::requirement::clause`].
    pub requirement: Option<&'static str>,
    /// The line, from 1; that of the table if the field is absent.
    pub line: Option<usize>,
}

impl<R: DocumentRule> fmt::Display for DocumentFault<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{} `{}`: {}", self.field, self.found, self.rule)
    }
}

/// Collects the faults of one document.
#[derive(Debug)]
pub(crate) struct Faults<'a, R> {
    table: Option<Spanned<DeTable<'a>>>,
    text: &'a str,
    found: Vec<DocumentFault<R>>,
}

impl<'a, R: DocumentRule> Faults<'a, R> {
    /// None yet; `text` is the document.
    pub(crate) fn of(text: &'a str) -> Self {
        Self {
            table: DeTable::parse(text).ok(),
            text,
            found: Vec::new(),
        }
    }

    /// Adds a fault if the field breaks the rule.
    pub(crate) fn when(
        &mut self,
        broken: bool,
        field: &'static str,
        found: impl ToString,
        rule: R,
    ) {
        if broken {
            let found = found.to_string();
            self.found.push(DocumentFault {
                line: self.line(field, &found),
                requirement: rule.requirement(),
                field,
                found,
                rule,
            });
        }
    }

    /// All of them, in the order of the document.
    pub(crate) fn into_found(mut self) -> Vec<DocumentFault<R>> {
        self.found.sort_by_key(|fault| fault.line);
        self.found
    }

    fn line(&self, field: &str, found: &str) -> Option<usize> {
        let path: Vec<&str> = field.split('.').collect();
        let place = in_table(self.table.as_ref()?.get_ref(), &path, found)?;
        let before = self.text.get(..place.start)?;
        Some(1 + before.matches('\n').count())
    }
}

/// The field; at the end of the path the one that holds what was found; else nothing.
fn in_table(table: &DeTable<'_>, path: &[&str], found: &str) -> Option<Range<usize>> {
    let Some((first, rest)) = path.split_first() else {
        let mut fields = table.iter();
        let (key, _) = fields.find(|(_, value)| holds(value.get_ref(), found))?;
        return Some(key.span());
    };
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    Some(in_value(value, rest, found).unwrap_or_else(|| key.span()))
}

/// A part of the value: its field, or the element of a list that holds what was found.
fn in_value(value: &Spanned<DeValue<'_>>, path: &[&str], found: &str) -> Option<Range<usize>> {
    if let Some(table) = value.get_ref().as_table() {
        return in_table(table, path, found);
    }
    let list = value.get_ref().as_array()?;
    let element = list
        .iter()
        .find(|element| holds(element.get_ref(), found))?;
    Some(in_value(element, path, found).unwrap_or_else(|| element.span()))
}

fn holds(value: &DeValue<'_>, found: &str) -> bool {
    match value {
        DeValue::String(text) => text == found,
        DeValue::Integer(number) => number.as_str() == found,
        DeValue::Boolean(flag) => flag.to_string() == found,
        DeValue::Array(list) => list.iter().any(|element| holds(element.get_ref(), found)),
        DeValue::Table(table) => table.iter().any(|(_, field)| holds(field.get_ref(), found)),
        DeValue::Float(_) | DeValue::Datetime(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Toy;

    impl fmt::Display for Toy {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a toy")
        }
    }

    impl DocumentRule for Toy {
        fn word(self) -> &'static str {
            "toy"
        }

        fn requirement(self) -> Option<&'static str> {
            Some("CRT-08")
        }
    }

    const TEXT: &str = "a = 1\n\n[b]\nc = [\n  { x = \"one\" },\n  { x = \"two\" },\n]\nd = { e = 2 }\n\
        [[f]]\ng = \"h\"\n[[f]]\ng = \"i\"\n";

    #[test]
    fn a_fault_names_its_line() {
        for (field, found, line) in [
            ("a", "1", Some(1)),
            ("b.c", "two", Some(6)),
            ("b.c.x", "one", Some(5)),
            ("b.d.e", "2", Some(8)),
            ("b.missing", "", Some(3)),
            ("f.g", "i", Some(12)),
            ("b", "one", Some(4)),
            ("missing.c", "", None),
        ] {
            let mut faults = Faults::of(TEXT);
            faults.when(true, field, found, Toy);
            assert_eq!(faults.into_found()[0].line, line, "{field}");
        }
    }

    #[test]
    fn faults_come_in_the_order_of_the_document() {
        let mut faults = Faults::of(TEXT);
        faults.when(true, "f.g", "h", Toy);
        faults.when(false, "b.c", "one", Toy);
        faults.when(true, "a", 1, Toy);
        let told: Vec<_> = faults
            .into_found()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, ["line 1: a `1`: a toy", "line 10: f.g `h`: a toy"]);
    }
}
