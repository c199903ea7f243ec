//! Wrong uses, each in a session of its own: what the token answers, and whether the session is
//! good for anything afterwards.

use cryptoki::error::Error;
use cryptoki::mechanism::MechanismType;
use cryptoki::mechanism::{Mechanism, eddsa};
use cryptoki::session::Session;

use super::Ground;
use super::specimen::{Specimen, signature};
use crate::device::mechanism;
use crate::device::module::Access;
use crate::failure::Failure;
use crate::survey::facts::{Misuse, Reaction, Trouble};

/// More than any mechanism of ours takes that signs a digest.
const OVERLONG: usize = 64 << 10;

pub(super) fn misuse(
    ground: Ground<'_>,
    specimen: &Specimen,
    misuse: Misuse,
    octets: &[u8],
) -> Result<Reaction, Failure> {
    let session = ground.open(Access::Read)?;
    let outcome = provoke(&session, specimen, misuse);
    let gone = matches!(misuse, Misuse::DeadHandle | Misuse::LoggedOut);
    let algorithm = specimen.algorithm().signature_algorithm();
    Ok(Reaction {
        misuse,
        accepted: outcome.is_ok(),
        trouble: outcome
            .err()
            .map(|error| Trouble::from(Failure::from(error))),
        signs_after: (!gone)
            .then(|| signature(&session, specimen.key(), algorithm, octets).is_ok()),
    })
}

fn provoke(session: &Session, specimen: &Specimen, misuse: Misuse) -> Result<(), Error> {
    let key = specimen.pair().private;
    let own = || mechanism::signature(specimen.algorithm().signature_algorithm()).mechanism;
    match misuse {
        Misuse::OverlongData => session.sign(&own(), key, &vec![7; OVERLONG]).map(drop),
        Misuse::WrongMechanism => session.sign(&other(&own()), key, &[7; 32]).map(drop),
        Misuse::NoOperation => session.sign_update(b"sceau"),
        Misuse::TwoOperations => {
            session.sign_init(&own(), key)?;
            session.sign_init(&own(), key)
        }
        Misuse::DeadHandle => {
            specimen
                .pair()
                .destroy(specimen.session())
                .map_err(|_| Error::InvalidValue)?;
            session.sign(&own(), key, &[7; 32]).map(drop)
        }
        Misuse::LoggedOut => {
            session.logout()?;
            session.sign(&own(), key, &[7; 32]).map(drop)
        }
    }
}

/// A mechanism for another kind of key.
fn other(own: &Mechanism<'_>) -> Mechanism<'static> {
    if own.mechanism_type() == MechanismType::RSA_PKCS {
        Mechanism::Eddsa(eddsa::EddsaParams::new(
            eddsa::EddsaSignatureScheme::Ed25519,
        ))
    } else {
        Mechanism::RsaPkcs
    }
}
