//! What holders are told (LAW-09, REV-05): that a certificate ends, and that it was revoked.

use std::time::Duration;

use crate::timestamp::Timestamp;

/// A notice to a holder. Of each kind there is one for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// It ends within 60 days.
    End60,
    /// It ends within 30 days (LAW-09: a month before at least).
    End30,
    /// It ends within 7 days.
    End7,
    /// It was revoked (REV-05).
    Revoked,
}

impl NoticeKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::End60, Self::End30, Self::End7, Self::Revoked];

    /// The word in tables, events and names of files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::End60 => "end-60",
            Self::End30 => "end-30",
            Self::End7 => "end-7",
            Self::Revoked => "revoked",
        }
    }

    /// The kinds that tell of an end, with the moments that it lies between: each certificate is
    /// told by the kind that fits, also where a daemon was away for long.
    #[must_use]
    pub fn ends(now: Timestamp) -> [(Self, Timestamp, Timestamp); 3] {
        let days = |days: u64| now.plus(Duration::from_secs(days * 24 * 3600));
        [
            (Self::End60, days(30), days(60)),
            (Self::End30, days(7), days(30)),
            (Self::End7, now, days(7)),
        ]
    }
}
