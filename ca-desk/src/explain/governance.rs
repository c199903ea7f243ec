//! Who may do nothing, and statements that have no place.

use ca_core::authority::governance::GovernError;
use ca_core::authority::governance::standing::NoStanding;

use super::{head, random, refused, registry};
use crate::error::{Explanation, Kind};
use crate::message::Message;

/// A certificate that may do nothing.
pub fn standing(error: &NoStanding) -> Explanation {
    let forbidden = |id| Explanation::new(Kind::Forbidden, Message::new(id));
    let explanation = match error {
        NoStanding::NotAnOperator | NoStanding::NoOperator(_) => forbidden("operator-unknown"),
        NoStanding::Withdrawn => forbidden("operator-withdrawn"),
        NoStanding::Renewed => forbidden("operator-renewed"),
        NoStanding::Revoked => forbidden("operator-revoked"),
        NoStanding::Suspended => forbidden("operator-suspended"),
        NoStanding::NotValidNow => forbidden("operator-not-valid"),
        NoStanding::Restless => {
            Explanation::new(Kind::Unavailable, Message::new("governance-restless"))
        }
        NoStanding::Chain(error) => govern(error),
        other => super::bug(other),
    };
    explanation.named(error.word())
}

/// A statement that was not enacted, or a chain that is not believed.
pub fn govern(error: &GovernError) -> Explanation {
    let explanation = match error {
        GovernError::Broken(_) => {
            let cause = Message::new("governance-broken");
            Explanation::new(Kind::Forbidden, cause).hint(Message::new("hint-governance-broken"))
        }
        GovernError::Statement(_)
        | GovernError::Refused(_)
        | GovernError::NotAboutOperators
        | GovernError::NotGoverning
        | GovernError::NotARequest
        | GovernError::NotPinned => {
            refused(Message::new("governance-refused").with("words", error))
        }
        GovernError::Origin(error) => head(error),
        GovernError::Registry(error) => registry(error),
        GovernError::Random(_) => random(),
        other => super::bug(other),
    };
    explanation.by(error.requirement()).named(error.word())
}
