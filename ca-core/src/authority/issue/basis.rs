//! What a certificate is judged by, beside the request: profile, issuer, documents.
//!
//! It seldom changes and is asked for with each request, so it is kept, with the mark of the
//! Registry's [basis](crate::registry::Registry::basis) that it was read at. An intent carries
//! the mark, and the Registry refuses one that is not the present one: nothing is issued by
//! what another program has replaced. A refusal by what is kept counts only if nothing changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::algorithm_table::AlgorithmTable;
use crate::authority::issue::{IssuanceRequest, IssueError, check_kind, refuse_root};
use crate::authority::issuers::Issuer;
use crate::authority::{Authority, lock};
use crate::certificate::{Governing, Template};
use crate::country::Country;
use crate::generation::LineName;
use crate::profile::{Profile, ProfileKind};
use crate::registry::RegistryError;
use crate::registry::records::BasisMark;
use crate::settings::Settings;

/// Most times that a request is judged again because documents or issuers changed meanwhile.
const ATTEMPTS: u32 = 16;

/// What a certificate is judged by.
#[derive(Debug)]
pub(super) struct Basis {
    /// The Registry's mark, if it was asked for before all else.
    pub(super) mark: Option<BasisMark>,
    pub(super) profile: Arc<Profile>,
    pub(super) issuer: Arc<Issuer>,
    settings: Arc<Settings>,
    country: Arc<Country>,
    algorithms: Arc<AlgorithmTable>,
    /// What certificates of this profile by this issuer share.
    pub(super) template: Template,
}

impl Basis {
    /// The documents.
    pub(super) fn governing(&self) -> Governing<'_> {
        Governing {
            profile: &self.profile,
            settings: &self.settings,
            country: &self.country,
            algorithms: &self.algorithms,
        }
    }
}

/// What requests were judged by last: no more than the Registry has lines and profiles.
#[derive(Default)]
pub(in crate::authority) struct KeptBases(Mutex<HashMap<(LineName, String), Arc<Basis>>>);

impl Authority {
    /// Does `act`, which leaves nothing behind where it is refused, by what is kept; if that has
    /// changed since, again by what holds now. What may have been committed is not done twice.
    pub(super) fn by_basis<T>(
        &self,
        request: &IssuanceRequest,
        act: impl Fn(&Arc<Basis>) -> Result<T, IssueError>,
    ) -> Result<T, IssueError> {
        let wanted = (request.line.clone(), request.profile.clone());
        let mut attempts = 0..ATTEMPTS;
        let mut kept = lock(&self.bases.0).get(&wanted).map(Arc::clone);
        loop {
            let basis = match kept.take() {
                Some(basis) => basis,
                None => {
                    let read = Arc::new(self.read_basis(request)?);
                    lock(&self.bases.0).insert(wanted.clone(), Arc::clone(&read));
                    read
                }
            };
            match act(&basis) {
                Err(error)
                    if !is_in_doubt(&error)
                        && attempts.next().is_some()
                        && self.is_outdated(&basis) => {}
                outcome => return outcome,
            }
        }
    }

    /// What the request is judged by now.
    pub(super) fn read_basis(&self, request: &IssuanceRequest) -> Result<Basis, IssueError> {
        let mark = self.ports.registry.basis()?;
        let profile = self.profile(&request.profile)?;
        check_kind(&profile, &[ProfileKind::Leaf])?;
        let issuer = self.issuing(&request.line)?;
        refuse_root(&issuer, &profile)?;
        Ok(Basis {
            mark: Some(mark),
            ..self.basis_of(profile, issuer)?
        })
    }

    /// The same for an issuer and a profile that an act chose by itself.
    pub(super) fn basis_of(
        &self,
        profile: Arc<Profile>,
        issuer: Arc<Issuer>,
    ) -> Result<Basis, IssueError> {
        let (settings, country) = (self.settings()?, self.country()?);
        let algorithms = self.algorithms()?;
        let governing = Governing {
            profile: &profile,
            settings: &settings,
            country: &country,
            algorithms: &algorithms,
        };
        Ok(Basis {
            mark: None,
            template: Template::new(&governing, &issuer.view())?,
            profile,
            issuer,
            settings,
            country,
            algorithms,
        })
    }

    /// A Registry that cannot tell does not change what the failed act said.
    fn is_outdated(&self, basis: &Basis) -> bool {
        let now = self.ports.registry.basis();
        now.is_ok_and(|now| basis.mark != Some(now))
    }
}

/// Whether the Registry may hold what it did not acknowledge.
const fn is_in_doubt(error: &IssueError) -> bool {
    matches!(
        error,
        IssueError::Registry(
            RegistryError::Unavailable(_) | RegistryError::Failing(_) | RegistryError::Full(_)
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::StoreFault;

    #[test]
    fn act_that_may_have_been_committed_is_not_done_again() {
        let fault = || StoreFault::new(std::io::Error::other("no answer"));
        for (error, in_doubt) in [
            (RegistryError::Unavailable(fault()), true),
            (RegistryError::Failing(fault()), true),
            (RegistryError::Full(fault()), true),
            (RegistryError::Damaged(fault()), false),
        ] {
            assert_eq!(is_in_doubt(&IssueError::Registry(error)), in_doubt);
        }
    }
}
