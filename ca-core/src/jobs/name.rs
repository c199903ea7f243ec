//! The jobs: how often each runs, and which acts it may do.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::audit::event::Act;

/// A job of the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobName {
    /// Lists of a generation, in time and after a compromise (CRL-03).
    Crl,
    /// Signed heads of the log (AUD-03).
    Heads,
    /// Renewal of the signers of OCSP answers and of heads (OCSP-04).
    Signers,
    /// Notices to holders (LAW-09, REV-05).
    Notices,
    /// Revocations whose moment has come (REV-04).
    Scheduled,
    /// Intents that were interrupted (CRT-19).
    Intents,
    /// Registry, lists and answers held against each other (CRL-13).
    Consistency,
    /// The chain of governing statements, folded anew (I14).
    Governance,
    /// Deadlines of problem reports (REV-07).
    Deadlines,
    /// The tokens, probed (HSM-08).
    Tokens,
    /// The clock (OPS-01).
    Clock,
}

impl JobName {
    /// All jobs.
    pub const ALL: [Self; 11] = [
        Self::Crl,
        Self::Heads,
        Self::Signers,
        Self::Notices,
        Self::Scheduled,
        Self::Intents,
        Self::Consistency,
        Self::Governance,
        Self::Deadlines,
        Self::Tokens,
        Self::Clock,
    ];

    /// The word in events, tables and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crl => "crl",
            Self::Heads => "heads",
            Self::Signers => "signers",
            Self::Notices => "notices",
            Self::Scheduled => "scheduled",
            Self::Intents => "intents",
            Self::Consistency => "consistency",
            Self::Governance => "governance",
            Self::Deadlines => "deadlines",
            Self::Tokens => "tokens",
            Self::Clock => "clock",
        }
    }

    /// How often it runs. Of `crl` the list itself decides
    /// ([`crl_due`](crate::jobs::crl_due)), of `heads` the configuration.
    #[must_use]
    pub const fn period(self) -> Option<Duration> {
        match self {
            Self::Crl | Self::Heads => None,
            Self::Signers => Some(Duration::from_secs(30)),
            Self::Notices => Some(Duration::from_secs(24 * 3600)),
            Self::Scheduled | Self::Deadlines | Self::Governance | Self::Tokens => {
                Some(Duration::from_secs(60))
            }
            Self::Intents => Some(Duration::from_secs(5 * 60)),
            Self::Consistency => Some(Duration::from_secs(3600)),
            Self::Clock => Some(Duration::from_secs(10)),
        }
    }

    /// Whether of several daemons one runs each slot. The others only read, and each daemon runs
    /// them for itself: what they find is of its own tokens, memory and clock.
    #[must_use]
    pub const fn has_slots(self) -> bool {
        !matches!(self, Self::Governance | Self::Tokens | Self::Clock)
    }

    /// The acts that the job may do; any other is refused to it.
    #[must_use]
    pub const fn acts(self) -> &'static [Act] {
        match self {
            Self::Crl => &[
                Act::CrlReserve,
                Act::CrlPublish,
                Act::CertificateAbandon,
                Act::JobMissed,
            ],
            Self::Heads => &[Act::JobMissed],
            Self::Signers => &[
                Act::CertificateRequest,
                Act::CertificateIssue,
                Act::CertificateAbandon,
                Act::ResponderEnrol,
                Act::AuditEnrol,
                Act::JobMissed,
            ],
            Self::Notices => &[Act::CertificateNotify, Act::JobMissed],
            Self::Scheduled => &[Act::CertificateRevoke, Act::JobMissed],
            Self::Intents => &[
                Act::CertificateRequest,
                Act::CertificateIssue,
                Act::CertificateAbandon,
                Act::JobMissed,
            ],
            Self::Consistency => &[Act::CrlDisagree, Act::JobMissed],
            Self::Governance => &[],
            Self::Deadlines => &[Act::ReportDue, Act::JobMissed],
            Self::Tokens => &[],
            Self::Clock => &[Act::ClockStep],
        }
    }

    /// Whether the job may do an act. The watch over the tokens is everybody's who uses them
    /// (HSM-08, I6).
    #[must_use]
    pub fn may(self, act: Act) -> bool {
        let watch = [
            Act::TokenSeen,
            Act::TokenChange,
            Act::TokenReject,
            Act::TokenLogin,
        ];
        self.acts().contains(&act) || watch.contains(&act)
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for JobName {
    type Err = UnknownJob;

    fn from_str(text: &str) -> Result<Self, UnknownJob> {
        let found = Self::ALL.into_iter().find(|name| name.as_str() == text);
        found.ok_or(UnknownJob)
    }
}

/// Not the name of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a job")]
pub struct UnknownJob;

/// A job and what it is about: a generation for lists, nothing for most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    /// The job.
    pub name: JobName,
    /// A generation, or the empty text for a job of the whole authority.
    pub object: String,
}

impl JobKey {
    /// A job of the whole authority.
    #[must_use]
    pub const fn whole(name: JobName) -> Self {
        let object = String::new();
        Self { name, object }
    }

    /// A job about one object.
    #[must_use]
    pub fn about(name: JobName, object: impl fmt::Display) -> Self {
        let object = object.to_string();
        Self { name, object }
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)?;
        if self.object.is_empty() {
            Ok(())
        } else {
            write!(f, " {}", self.object)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_job_governs_or_issues_to_a_holder_of_its_own_accord() {
        let forbidden = [
            Act::DocumentActivate,
            Act::IssuerCreate,
            Act::IssuerActivate,
            Act::KeyGenerate,
            Act::KeyDestroy,
            Act::AuditPurge,
            Act::CertificateSuspend,
            Act::CertificateReinstate,
        ];
        for name in JobName::ALL {
            for act in forbidden {
                assert!(!name.may(act), "{name} {act:?}");
            }
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        assert!(JobName::Scheduled.may(Act::CertificateRevoke));
        assert!(!JobName::Crl.may(Act::CertificateRevoke));
        assert_eq!("mail".parse::<JobName>(), Err(UnknownJob));
    }
}
