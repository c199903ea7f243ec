//! The probes of a survey, in an order that leaves what may harm the worker to the end.

use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::verify::verify;

use crate::failure::Failure;
use crate::survey::examine::{Order, Step};
use crate::survey::facts::{
    Algorithm, Attribute, Class, Confinement, Examination, Library, Login, Misuse, Outcome,
    Reaction, Restart, Sessions, Stage, Trouble,
};
use crate::survey::line::{Line, skipped};
use crate::survey::probe::{ATTRIBUTES, Made, Probe, Signed};

/// What is signed.
const MESSAGE: &[u8] = b"sceau hsm doctor";
/// Most sessions that are opened at once.
const MOST_SESSIONS: u64 = 64;
/// For what a device does in its sleep.
const SHORT: Duration = Duration::from_secs(5);
/// For making a pair: RSA-4096 takes seconds.
const LONG: Duration = Duration::from_secs(12);
/// For one signature; less once the device hung at one.
const PATIENCE: Duration = Duration::from_secs(3);
/// For one signature of a device that hung before.
const IMPATIENCE: Duration = Duration::from_secs(1);
/// For clearing up at the end, beyond the budget.
const CLEARING: Duration = Duration::from_secs(4);

/// A survey at work.
pub(super) struct Examiner<'e> {
    order: &'e Order<'e>,
    line: Line,
    /// The label of all objects of this survey.
    label: String,
    /// The pair that the worker holds.
    made: Option<Made>,
    /// Whether token objects were made, or may have been.
    on_token: bool,
    troubles: Vec<(String, Trouble)>,
    interrupted: bool,
    go_on: &'e mut dyn FnMut(Step) -> bool,
}

impl<'e> Examiner<'e> {
    pub(super) fn new(
        order: &'e Order<'e>,
        line: Line,
        label: String,
        go_on: &'e mut dyn FnMut(Step) -> bool,
    ) -> Self {
        Self {
            order,
            line,
            label,
            made: None,
            on_token: false,
            troubles: Vec::new(),
            interrupted: false,
            go_on,
        }
    }
}

impl Examiner<'_> {
    pub(super) fn run(mut self) -> Result<Examination, Failure> {
        self.begins(Step::Identity);
        let library = self.library()?;
        let leaks = self.line.ask(Probe::Leaks, SHORT);
        let (core_dumps, network) = leaks.map_err(|trouble| failure(&trouble))?;
        let confinement = Confinement {
            memory_locked: self.line.memory_locked,
            core_dumps,
            network,
        };
        let login = Login {
            open_ms: u64::try_from(self.line.opened_in.as_millis()).unwrap_or(u64::MAX),
            shared: self.note("login", |line| line.ask(Probe::SharedLogin, SHORT)),
        };
        let mechanisms = self.note("mechanisms", |line| line.ask(Probe::Mechanisms, SHORT));
        let algorithms = self.algorithms();
        let able = algorithms
            .iter()
            .find(|algorithm| algorithm.verified == Some(true))
            .and_then(|algorithm| algorithm.name.parse().ok());
        let attributes = self.attributes(able);
        let sessions = self.sessions();
        let reactions = self.reactions(able);
        let restart = self.restart();
        let left_behind = self.clear();
        Ok(Examination {
            library,
            confinement,
            login,
            mechanisms: mechanisms.unwrap_or_default(),
            attributes,
            algorithms,
            sessions,
            reactions,
            restart,
            troubles: self.troubles,
            workers_lost: self.line.lost,
            left_behind,
            interrupted: self.interrupted,
        })
    }

    /// Whether a step is to be done.
    fn begins(&mut self, step: Step) -> bool {
        self.interrupted = self.interrupted || !(self.go_on)(step);
        !self.interrupted
    }

    /// Does it, or notes why not.
    fn note<T>(
        &mut self,
        name: &str,
        ask: impl FnOnce(&mut Line) -> Result<T, Trouble>,
    ) -> Option<T> {
        ask(&mut self.line)
            .map_err(|trouble| self.troubles.push((name.to_owned(), trouble)))
            .ok()
    }

    /// The module, with the slots that the token's URI names.
    fn library(&mut self) -> Result<Library, Failure> {
        let library = self.line.ask::<Library>(Probe::Library, SHORT);
        let mut library = library.map_err(|trouble| failure(&trouble))?;
        let uri = &self.order.config.uri;
        library.slots.retain(|slot| {
            slot.token.as_ref().is_some_and(|token| {
                let info = ca_core::signer::TokenInfo {
                    label: token.label.clone(),
                    manufacturer: token.manufacturer.clone(),
                    model: token.model.clone(),
                    serial: token.serial.clone(),
                    firmware: token.firmware.clone(),
                };
                uri.matches_token(slot.id, &info)
            })
        });
        Ok(library)
    }

    /// In the order of the table; those that can share a key pair are tried together.
    fn algorithms(&mut self) -> Vec<Algorithm> {
        let place = |wanted: fn(KeyAlgorithm, KeyAlgorithm) -> bool, algorithm| {
            let mut all = KeyAlgorithm::ALL.into_iter();
            all.position(|other| wanted(other, algorithm))
        };
        let mut order = KeyAlgorithm::ALL;
        order.sort_by_key(|algorithm| place(|one, other| one.kind() == other.kind(), *algorithm));
        let tried = order.map(|algorithm| (algorithm, self.algorithm(algorithm)));
        let mut tried: Vec<_> = tried.into_iter().collect();
        tried.sort_by_key(|(algorithm, _)| place(|one, other| one == other, *algorithm));
        tried.into_iter().map(|(_, told)| told).collect()
    }

    fn algorithm(&mut self, algorithm: KeyAlgorithm) -> Algorithm {
        let mut told = Algorithm {
            name: algorithm.to_string(),
            object: None,
            make_us: None,
            sign_us: None,
            verified: None,
            rates: Vec::new(),
            trouble: None,
        };
        told.trouble = if self.begins(Step::Algorithm(algorithm)) {
            self.try_algorithm(algorithm, &mut told).err()
        } else {
            Some((Stage::Make, skipped()))
        };
        told
    }

    fn try_algorithm(
        &mut self,
        algorithm: KeyAlgorithm,
        told: &mut Algorithm,
    ) -> Result<(), (Stage, Trouble)> {
        let at = |stage| move |trouble| (stage, trouble);
        let made = self.pair(algorithm).map_err(at(Stage::Make))?;
        told.make_us = Some(made.took_us);
        told.object = Some(if made.on_token { "token" } else { "session" }.to_owned());
        let signing = algorithm.signature_algorithm();
        let octets = input(signing);
        let probe = Probe::Sign {
            algorithm: signing.as_str(),
            octets: &octets,
        };
        let patience = self.patience();
        let signed: Signed = self.line.ask(probe, patience).map_err(at(Stage::Sign))?;
        told.sign_us = Some(signed.took_us);
        let right = verify(&made.public_key, signing, MESSAGE, &signed.signature).is_ok();
        told.verified = Some(right);
        if right {
            self.rates(signing, &octets, told)
                .map_err(at(Stage::Rate))?;
        }
        Ok(())
    }

    /// A pair of the kind that the algorithm needs: the one that is there, or a new one.
    fn pair(&mut self, algorithm: KeyAlgorithm) -> Result<Made, Trouble> {
        let fits = |there: KeyAlgorithm| there.kind() == algorithm.kind();
        match &self.made {
            Some(made) if self.line.specimen.is_some_and(fits) => Ok(made.clone()),
            Some(_) | None => self.make(algorithm),
        }
    }

    fn make(&mut self, algorithm: KeyAlgorithm) -> Result<Made, Trouble> {
        let probe = Probe::Make {
            algorithm: algorithm.as_str(),
            label: &self.label,
        };
        let made = self.line.ask::<Made>(probe, LONG);
        self.line.specimen = made.is_ok().then_some(algorithm);
        self.made = made.as_ref().ok().cloned();
        // One that was lost half-way may have made a token object.
        self.on_token |= match &made {
            Ok(made) => made.on_token,
            Err(trouble) => matches!(trouble.class, Class::Hung | Class::Crashed | Class::Lost),
        };
        made
    }

    fn rates(
        &mut self,
        algorithm: SignatureAlgorithm,
        octets: &[u8],
        told: &mut Algorithm,
    ) -> Result<(), Trouble> {
        let most = u64::try_from(self.order.config.sessions).unwrap_or(1);
        let (most, millis) = if self.order.quick {
            (1, 100)
        } else {
            (most, 300)
        };
        for sessions in levels(most) {
            let probe = Probe::Rate {
                algorithm: algorithm.as_str(),
                octets,
                sessions,
                millis,
            };
            let limit = self.patience() + Duration::from_millis(millis);
            told.rates.push(self.line.ask(probe, limit)?);
        }
        Ok(())
    }

    fn patience(&self) -> Duration {
        if self.line.lost == 0 {
            PATIENCE
        } else {
            IMPATIENCE
        }
    }

    fn attributes(&mut self, able: Option<KeyAlgorithm>) -> Vec<Attribute> {
        let Some(algorithm) = able else {
            return Vec::new();
        };
        let going = self.begins(Step::Attributes);
        let ask = |name: &&str| {
            let probe = Probe::Attribute {
                algorithm: algorithm.as_str(),
                label: &self.label,
                name,
            };
            let asked = if going {
                self.line.ask(probe, SHORT)
            } else {
                Err(skipped())
            };
            asked.unwrap_or_else(|trouble| Attribute {
                name: (*name).to_owned(),
                wanted: String::new(),
                outcome: Outcome::Untried,
                enforced: None,
                trouble: Some(trouble),
            })
        };
        ATTRIBUTES.iter().map(ask).collect()
    }

    fn sessions(&mut self) -> Sessions {
        let probe = Probe::Sessions {
            most: MOST_SESSIONS,
        };
        let asked = if self.begins(Step::Sessions) {
            self.line.ask(probe, SHORT)
        } else {
            Err(skipped())
        };
        asked.unwrap_or_else(|trouble| Sessions {
            asked: MOST_SESSIONS,
            opened: 0,
            open_us: 0,
            trouble: Some(trouble),
        })
    }

    fn reactions(&mut self, able: Option<KeyAlgorithm>) -> Vec<Reaction> {
        let Some(algorithm) = able else {
            return Vec::new();
        };
        let going = self.begins(Step::Misuse);
        let tried = Misuse::ALL.into_iter().map(|misuse| {
            let tried = if going {
                self.misuse(algorithm, misuse)
            } else {
                Err(skipped())
            };
            tried.unwrap_or_else(|trouble| Reaction {
                misuse,
                accepted: false,
                trouble: Some(trouble),
                signs_after: None,
            })
        });
        tried.collect()
    }

    fn misuse(&mut self, algorithm: KeyAlgorithm, misuse: Misuse) -> Result<Reaction, Trouble> {
        if self.line.specimen != Some(algorithm) {
            self.make(algorithm)?;
        }
        let octets = input(algorithm.signature_algorithm());
        let probe = Probe::Misuse {
            misuse,
            octets: &octets,
        };
        let patience = self.patience();
        let reaction = self.line.ask(probe, patience);
        match misuse {
            Misuse::DeadHandle => self.line.specimen = None,
            // Nobody is logged in any more.
            Misuse::LoggedOut => self.line.hang_up(),
            Misuse::OverlongData
            | Misuse::WrongMechanism
            | Misuse::NoOperation
            | Misuse::TwoOperations => {}
        }
        reaction
    }

    fn restart(&mut self) -> Option<Restart> {
        if !self.begins(Step::Restart) {
            return None;
        }
        let restart = self.note("restart", |line| line.ask(Probe::Restart, SHORT));
        self.line.hang_up();
        restart
    }

    /// Destroys what may be in the token; the label of what is left.
    fn clear(&mut self) -> Option<String> {
        if self.line.specimen.is_some() {
            self.line.extend(CLEARING / 2);
            // What it leaves is swept below.
            self.line
                .tell(Probe::Discard, CLEARING / 2)
                .unwrap_or_default();
        }
        if !self.on_token {
            return None;
        }
        (self.go_on)(Step::Clearing);
        self.line.extend(CLEARING);
        let probe = Probe::Sweep { label: &self.label };
        let left: Result<u64, _> = self.line.ask(probe, CLEARING);
        (left != Ok(0)).then(|| self.label.clone())
    }
}

/// 1, 2, 4 and so on, and `most` itself.
fn levels(most: u64) -> Vec<u64> {
    let doubled = std::iter::successors(Some(1_u64), |level| level.checked_mul(2));
    let below = doubled.take_while(|level| *level < most);
    below.chain([most.max(1)]).collect()
}

/// What C_Sign gets for the message: its digest, or itself.
fn input(algorithm: SignatureAlgorithm) -> Vec<u8> {
    algorithm.digest().map_or_else(
        || MESSAGE.to_vec(),
        |hash| digest::digest(hash, MESSAGE).as_ref().to_vec(),
    )
}

/// Without these answers there is no survey.
fn failure(trouble: &Trouble) -> Failure {
    trouble
        .fault
        .clone()
        .map_or(Failure::Timeout, Failure::Lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_double_up_to_those_that_are_configured() {
        assert_eq!(levels(1), [1]);
        assert_eq!(levels(2), [1, 2]);
        assert_eq!(levels(6), [1, 2, 4, 6]);
        assert_eq!(levels(0), [1]);
    }
}
