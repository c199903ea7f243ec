//! What an assignment of roles reaches: issuers, profiles, agencies and prefectures (REG-03).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// In what an assignment is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The line of issuers, such as `citizens`.
    Issuer,
    /// The profile of certificates, by name.
    Profile,
    /// The agency whose office registered the subject.
    Agency,
    /// The prefecture of that office (ISO 3166-2).
    Prefecture,
}

impl Dimension {
    /// All dimensions.
    pub const ALL: [Self; 4] = [Self::Issuer, Self::Profile, Self::Agency, Self::Prefecture];

    /// The word in statements, answers and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Profile => "profile",
            Self::Agency => "agency",
            Self::Prefecture => "prefecture",
        }
    }

    /// The letter in the table of operations.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Issuer => 'i',
            Self::Profile => 'p',
            Self::Agency => 'a',
            Self::Prefecture => 'f',
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name in a dimension: 1 to 64 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeName(String);

impl ScopeName {
    /// Octets of a name, at most.
    pub const MAX_LEN: usize = 64;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScopeName {
    type Err = InvalidReach;

    fn from_str(text: &str) -> Result<Self, InvalidReach> {
        let bounded = (1..=Self::MAX_LEN).contains(&text.len());
        if bounded && text.bytes().all(|octet| octet.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidReach::Name)
        }
    }
}

impl fmt::Display for ScopeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far an assignment reaches in one dimension. In JSON it is `"all"` or the list of names,
/// each once and in the order of their octets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Everything, also what has no name in this dimension.
    All,
    /// What is named.
    Only(Named),
}

/// A set of names, never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Named(BTreeSet<ScopeName>);

impl Reach {
    /// Names in one dimension, at most.
    pub const MAX_NAMES: usize = 256;

    /// A reach of what these names name.
    ///
    /// # Errors
    /// Fails for no name, too many, one that stands twice, or one that is not a name.
    pub fn only<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidReach> {
        let mut set = BTreeSet::new();
        for name in names {
            if set.len() == Self::MAX_NAMES || !set.insert(name.parse()?) {
                return Err(InvalidReach::Count);
            }
        }
        if set.is_empty() {
            return Err(InvalidReach::Count);
        }
        Ok(Self::Only(Named(set)))
    }

    /// Whether it reaches what has this name in the dimension; what has none is reached by
    /// [`Self::All`] alone.
    #[must_use]
    pub fn contains(&self, name: Option<&str>) -> bool {
        match (self, name) {
            (Self::All, _) => true,
            (Self::Only(_), None) => false,
            (Self::Only(named), Some(name)) => named.0.iter().any(|known| known.0 == name),
        }
    }

    /// Whether it reaches nothing that the other does not.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::All) => true,
            (Self::All, Self::Only(_)) => false,
            (Self::Only(inner), Self::Only(outer)) => inner.0.is_subset(&outer.0),
        }
    }

    /// The names, in order; nothing where it reaches all.
    #[must_use]
    pub fn names(&self) -> Option<Vec<&str>> {
        match self {
            Self::All => None,
            Self::Only(named) => Some(named.0.iter().map(ScopeName::as_str).collect()),
        }
    }
}

impl Serialize for Reach {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.names() {
            None => to.serialize_str("all"),
            Some(names) => to.collect_seq(names),
        }
    }
}

impl<'de> Deserialize<'de> for Reach {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Read {
            Word(String),
            Names(Vec<String>),
        }
        let names = match Read::deserialize(from)? {
            Read::Word(word) if word == "all" => return Ok(Self::All),
            Read::Word(_) => return Err(de::Error::custom("a reach is `all` or a list")),
            Read::Names(names) => names,
        };
        if !names.is_sorted() {
            return Err(de::Error::custom(
                "names stand in the order of their octets",
            ));
        }
        Self::only(names.iter().map(String::as_str)).map_err(de::Error::custom)
    }
}

/// What an assignment reaches: in each dimension all, or what is named. No dimension is open
/// because nobody named it: all four stand in the JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Agencies.
    pub agency: Reach,
    /// Lines of issuers.
    pub issuer: Reach,
    /// Prefectures.
    pub prefecture: Reach,
    /// Profiles.
    pub profile: Reach,
}

impl Scope {
    /// Everything.
    pub const ALL: Self = Self {
        agency: Reach::All,
        issuer: Reach::All,
        prefecture: Reach::All,
        profile: Reach::All,
    };

    /// How far it reaches in a dimension.
    #[must_use]
    pub const fn reach(&self, dimension: Dimension) -> &Reach {
        match dimension {
            Dimension::Issuer => &self.issuer,
            Dimension::Profile => &self.profile,
            Dimension::Agency => &self.agency,
            Dimension::Prefecture => &self.prefecture,
        }
    }

    /// Whether a target lies within it, in the dimensions that count for the operation. What a
    /// target does not name in one of them is within unrestricted reach alone.
    #[must_use]
    pub fn contains(&self, dimensions: &[Dimension], target: &Target) -> bool {
        let within =
            |&dimension: &Dimension| self.reach(dimension).contains(target.name(dimension));
        dimensions.iter().all(within)
    }

    /// Whether it reaches nothing that the other does not.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let within = |dimension| self.reach(dimension).is_within(other.reach(dimension));
        Dimension::ALL.into_iter().all(within)
    }
}

/// What an act is about, as far as scopes know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Target {
    /// The line of the issuer, not its generation.
    pub issuer: Option<String>,
    /// The profile, by name.
    pub profile: Option<String>,
    /// The agency of the office that registered.
    pub agency: Option<String>,
    /// The prefecture of that office.
    pub prefecture: Option<String>,
}

impl Target {
    /// The name in a dimension.
    #[must_use]
    pub fn name(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Issuer => self.issuer.as_deref(),
            Dimension::Profile => self.profile.as_deref(),
            Dimension::Agency => self.agency.as_deref(),
            Dimension::Prefecture => self.prefecture.as_deref(),
        }
    }
}

/// Why names are no reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReach {
    /// One of them is not a name.
    #[error("a name in a scope is 1 to 64 visible ASCII characters")]
    Name,
    /// There is none, one twice, or too many.
    #[error("a scope names 1 to 256 things in a dimension, each once")]
    Count,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(names: &[&str]) -> Reach {
        Reach::only(names.iter().copied()).unwrap()
    }

    fn scope(issuer: Reach, prefecture: Reach) -> Scope {
        Scope {
            issuer,
            prefecture,
            ..Scope::ALL
        }
    }

    #[test]
    fn reg_03_what_lies_outside_of_one_dimension_lies_outside() {
        let scope = scope(only(&["citizens"]), only(&["TD-ND", "TD-LO"]));
        let target = |issuer: &str, prefecture: Option<&str>| Target {
            issuer: Some(issuer.into()),
            prefecture: prefecture.map(Into::into),
            ..Target::default()
        };
        let all = Dimension::ALL;
        assert!(scope.contains(&all, &target("citizens", Some("TD-ND"))));
        assert!(!scope.contains(&all, &target("citizens", Some("TD-OD"))));
        assert!(!scope.contains(&all, &target("agencies", Some("TD-ND"))));
        assert!(
            !scope.contains(&all, &target("citizens", None)),
            "no office"
        );
        let issuer_alone = [Dimension::Issuer];
        assert!(scope.contains(&issuer_alone, &target("citizens", None)));
        assert!(Scope::ALL.contains(&all, &Target::default()));
    }

    #[test]
    fn reg_03_a_scope_is_within_another_only_in_every_dimension() {
        let wide = scope(only(&["agencies", "citizens"]), Reach::All);
        let narrow = scope(only(&["citizens"]), only(&["TD-ND"]));
        assert!(narrow.is_within(&wide) && narrow.is_within(&narrow));
        assert!(wide.is_within(&Scope::ALL) && !Scope::ALL.is_within(&wide));
        assert!(!wide.is_within(&narrow));
        let aside = scope(only(&["citizens"]), Reach::All);
        assert!(!aside.is_within(&narrow), "prefectures are not bounded");
    }

    #[test]
    fn scopes_read_back_and_nothing_is_open_by_silence() {
        let text = r#"{"agency":"all","issuer":["citizens"],"prefecture":"all","profile":"all"}"#;
        let read: Scope = serde_json::from_str(text).unwrap();
        assert_eq!(read, scope(only(&["citizens"]), Reach::All));
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        for text in [
            r#"{"agency":"all","issuer":"all","prefecture":"all"}"#,
            r#"{"agency":"all","country":"all","issuer":"all","prefecture":"all","profile":"all"}"#,
            r#"{"agency":"all","issuer":[],"prefecture":"all","profile":"all"}"#,
            r#"{"agency":"all","issuer":["b","a"],"prefecture":"all","profile":"all"}"#,
            r#"{"agency":"all","issuer":["a","a"],"prefecture":"all","profile":"all"}"#,
            r#"{"agency":"all","issuer":["a b"],"prefecture":"all","profile":"all"}"#,
            r#"{"agency":"any","issuer":"all","prefecture":"all","profile":"all"}"#,
        ] {
            assert!(serde_json::from_str::<Scope>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_and_their_count_are_bounded() {
        let long = "x".repeat(ScopeName::MAX_LEN + 1);
        for name in ["", " ", "é", "a\n", &long] {
            assert_eq!(Reach::only([name]), Err(InvalidReach::Name), "{name}");
        }
        let many: Vec<String> = (0..=Reach::MAX_NAMES).map(|n| n.to_string()).collect();
        let reach = |count| Reach::only(many.iter().take(count).map(String::as_str));
        assert!(reach(Reach::MAX_NAMES).is_ok());
        assert_eq!(reach(Reach::MAX_NAMES + 1), Err(InvalidReach::Count));
    }
}
