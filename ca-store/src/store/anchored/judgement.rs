//! How the registry stands to its anchor's file, and to what this program has committed itself.

use ca_core::anchor::Anchor;
use ca_core::anchor::standing::{Gap, Standing};
use ca_core::registry::RegistryError;

use crate::fault::Failure;
use crate::session::Session;
use crate::tables::standing;

/// What follows for the file.
#[derive(Debug)]
pub(super) struct Judgement {
    /// What the file says, if an officer has not given that up.
    pub(super) known: Option<Anchor>,
    /// What the registry holds.
    pub(super) found: Anchor,
    /// What it lacks, and what the file is to say of that.
    pub(super) gap: Option<(Gap, Option<Anchor>)>,
}

impl Judgement {
    /// What the anchor is brought forward to.
    pub(super) fn raised(&self) -> Anchor {
        match self.known.clone() {
            Some(known) => known.joined(&self.found),
            None => self.found.clone(),
        }
    }

    /// Refuses while there is a gap.
    pub(super) fn require_whole(self) -> Result<(), RegistryError> {
        match self.gap {
            Some((gap, _)) => Err(RegistryError::Stale(gap)),
            None => Ok(()),
        }
    }
}

/// Holds the registry behind a session against the file, which says `known`, and against what the
/// program has committed. That may be in no file yet, and the server that answers now may lack it.
///
/// The file comes first. What another program has found missing stays in it, however far this one
/// has come since on the server that lacks it.
pub(super) fn judge(
    session: &dyn Session,
    known: Option<&Anchor>,
    committed: Option<Anchor>,
) -> Result<Judgement, Failure> {
    let told = standing::standing(session, known.cloned())?;
    let own = match committed {
        Some(committed) => standing::standing(session, Some(committed))?,
        None => return Ok(of_file(told)),
    };
    let lost = own.gap.filter(is_loss).zip(own.anchor);
    let gap = match (told.gap, lost) {
        (gap, None) => gap.map(|gap| (gap, known.cloned())),
        (Some(gap), Some((_, lost))) if is_loss(&gap) => {
            Some((gap, told.anchor.clone().map(|known| known.joined(&lost))))
        }
        (_, Some((gap, lost))) => {
            let kept = with_lost(told.anchor.clone(), &gap, lost);
            Some((gap, Some(kept)))
        }
    };
    Ok(Judgement {
        known: told.anchor,
        found: told.found,
        gap,
    })
}

fn of_file(told: Standing) -> Judgement {
    Judgement {
        gap: told.gap.map(|gap| (gap, told.anchor.clone())),
        known: told.anchor,
        found: told.found,
    }
}

/// A file that knows only what is there, and what is lost. A head that the log does not have is
/// told by that head alone, be it smaller.
fn with_lost(known: Option<Anchor>, gap: &Gap, lost: Anchor) -> Anchor {
    let Some(known) = known else { return lost };
    let joined = known.joined(&lost);
    if matches!(gap, Gap::CrlNumber { .. }) {
        return joined;
    }
    Anchor {
        head: lost.head,
        ..joined
    }
}

/// Whether something is surely missing. A registry that was put back only may lack something.
const fn is_loss(gap: &Gap) -> bool {
    !matches!(gap, Gap::PutBack { .. })
}
