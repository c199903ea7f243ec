//! The trusted roles (EN 319 401 7.2, EN 319 411-1 6.4.4), and which of them exclude each other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A trusted role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers for the security practices; governs.
    SecurityOfficer,
    /// Checks and approves requests for certificates.
    RegistrationOfficer,
    /// Changes the status of certificates.
    RevocationOfficer,
    /// Installs and maintains the systems.
    SystemAdministrator,
    /// Runs the systems from day to day.
    Operator,
    /// Reads archives and logs, and nothing else.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::SecurityOfficer,
        Self::RegistrationOfficer,
        Self::RevocationOfficer,
        Self::SystemAdministrator,
        Self::Operator,
        Self::Auditor,
    ];

    /// The word in statements, answers and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecurityOfficer => "security-officer",
            Self::RegistrationOfficer => "registration-officer",
            Self::RevocationOfficer => "revocation-officer",
            Self::SystemAdministrator => "system-administrator",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
        }
    }

    /// The letter in the table of operations.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::SecurityOfficer => 'S',
            Self::RegistrationOfficer => 'R',
            Self::RevocationOfficer => 'V',
            Self::SystemAdministrator => 'A',
            Self::Operator => 'O',
            Self::Auditor => 'U',
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::SecurityOfficer => 1,
            Self::RegistrationOfficer => 2,
            Self::RevocationOfficer => 4,
            Self::SystemAdministrator => 8,
            Self::Operator => 16,
            Self::Auditor => 32,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == word);
        found.ok_or(UnknownRole)
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A set of roles. In JSON it is a list of their words, each once, in the order of [`Role::ALL`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RoleSet(u8);

impl RoleSet {
    /// No role.
    pub const EMPTY: Self = Self(0);

    /// All roles: whoever acts may, if only they act in one.
    pub const ALL: Self = Self(63);

    /// One role.
    #[must_use]
    pub const fn only(role: Role) -> Self {
        Self(role.bit())
    }

    /// These roles and one more.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// The roles of a list, whatever its order.
    #[must_use]
    pub const fn of(roles: &[Role]) -> Self {
        let mut set = Self::EMPTY;
        let mut rest = roles;
        while let [first, others @ ..] = rest {
            set = set.with(*first);
            rest = others;
        }
        set
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this role is in it.
    #[must_use]
    pub const fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether a role is in both.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all its roles are in the other one.
    #[must_use]
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The roles of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Its roles, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .into_iter()
            .filter(move |role| self.contains(*role))
    }

    /// Holds a set against the combinations that one person may not have: who audits does nothing
    /// that is audited (REG-03, AUD-08).
    ///
    /// # Errors
    /// Names the role that excludes the others, or says that there is no role at all.
    pub fn require_compatible(self) -> Result<(), ForbiddenRoles> {
        if self.is_empty() {
            return Err(ForbiddenRoles::None);
        }
        if self.contains(Role::Auditor) && self != Self::only(Role::Auditor) {
            return Err(ForbiddenRoles::AuditorAlone);
        }
        Ok(())
    }
}

impl fmt::Debug for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl Serialize for RoleSet {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for RoleSet {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let listed = Vec::<Role>::deserialize(from)?;
        let ordered = listed.is_sorted_by(|first, second| first < second);
        if !ordered {
            return Err(de::Error::custom("roles stand once, in their order"));
        }
        Ok(Self::of(&listed))
    }
}

/// The word is not that of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct UnknownRole;

/// Why one person may not have these roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForbiddenRoles {
    /// There is no role.
    #[error("an assignment has at least one role")]
    None,
    /// An auditor has no other role.
    #[error("an auditor has no other role")]
    AuditorAlone,
}

impl ForbiddenRoles {
    /// The id of the requirement that the set misses.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::None => "REG-03",
            Self::AuditorAlone => "AUD-08",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back_as_written_and_no_letter_stands_for_two() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(RoleSet::only(role).iter().collect::<Vec<_>>(), [role]);
        }
        let letters: String = Role::ALL.into_iter().map(Role::letter).collect();
        assert_eq!(letters, "SRVAOU");
        assert_eq!("Auditor".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn sets_are_lists_of_words_in_their_order() {
        const SET: RoleSet = RoleSet::of(&[Role::Auditor, Role::SecurityOfficer]);
        let text = r#"["security-officer","auditor"]"#;
        assert_eq!(serde_json::to_string(&SET).unwrap(), text);
        assert_eq!(serde_json::from_str::<RoleSet>(text).unwrap(), SET);
        for text in [
            r#"["auditor","security-officer"]"#,
            r#"["auditor","auditor"]"#,
            r#"["root"]"#,
            r#""auditor""#,
        ] {
            assert!(serde_json::from_str::<RoleSet>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reg_03_who_audits_has_no_other_role() {
        let all_but_audit = RoleSet::ALL.iter().filter(|role| *role != Role::Auditor);
        assert_eq!(
            all_but_audit.collect::<RoleSet>().require_compatible(),
            Ok(())
        );
        for role in Role::ALL {
            let pair = RoleSet::only(role).with(Role::Auditor);
            let refused = pair.require_compatible().err();
            let expected = (role != Role::Auditor).then_some(ForbiddenRoles::AuditorAlone);
            assert_eq!(refused, expected, "{role}");
        }
        assert_eq!(
            RoleSet::EMPTY.require_compatible(),
            Err(ForbiddenRoles::None)
        );
    }
}
