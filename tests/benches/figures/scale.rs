//! What does not get slower with the number of certificates: figures at `SCALE` certificates, a
//! tenth of them revoked, against small registries, and what a certificate takes of the disk.
//!
//! - `site`: a lab with a loaded registry, and an authority on it inside this process;
//! - `acts`: issue and revoke; `questions`: status, lists, reports;
//! - `programs`: start and memory of the programs, answers of the responder.
//!
//! Names end in the size (`start-10m`). Registries are loaded ([`sceau_tests::scale`]): what that
//! takes is no figure.

mod acts;
mod programs;
mod questions;
mod site;

use sceau_tests::scale::Size;

use self::site::Site;
use crate::report::{Aim, Figure, Sample};

/// Certificates unless the environment says otherwise: a minute of loading and measuring.
const USUAL: u64 = 100_000;

/// What issuance and status are held against.
const BASE: u64 = 100_000;

/// What starting and revoking are held against: as many certificates are revoked as not.
const TINY: Size = Size {
    certificates: 2_000,
    revoked: 1_000,
};

/// Rounds of each measurement.
const ROUNDS: usize = 5;

pub(crate) fn figures() -> Vec<Figure> {
    let scale = std::env::var("SCALE").map_or(USUAL, |scale| {
        let text = scale.trim_end_matches(['k', 'm']);
        let thousands = ["k", "m"].iter().position(|unit| scale.ends_with(unit));
        let power = thousands.map_or(0, |place| 3 * u32::try_from(place + 1).unwrap());
        text.parse::<u64>().unwrap() * 10_u64.pow(power)
    });
    let size = |certificates: u64| Size {
        certificates,
        revoked: certificates / 10,
    };
    let tiny = Site::build(TINY);
    let base = Site::build(size(BASE.min(scale / 10)));
    let large = Site::build(size(scale));
    let sites = Sites { tiny, base, large };
    let mut figures = vec![sites.disk()];
    figures.extend(programs::figures(&sites));
    figures.extend(questions::figures(&sites));
    figures.extend(acts::figures(&sites));
    figures
}

/// A large registry and two that it is held against.
pub(crate) struct Sites {
    tiny: Site,
    base: Site,
    large: Site,
}

impl Sites {
    /// A figure of this name and the size, each sample of the large site and another one.
    fn figure(
        &self,
        name: &str,
        aim: Aim,
        unit: &'static str,
        sample: impl Fn() -> Sample,
    ) -> Figure {
        self.counted(name, self.large.size.certificates, aim, unit, sample)
    }

    fn counted(
        &self,
        name: &str,
        count: u64,
        aim: Aim,
        unit: &'static str,
        sample: impl Fn() -> Sample,
    ) -> Figure {
        let count = match count {
            1_000_000.. => format!("{}m", count / 1_000_000),
            1_000.. => format!("{}k", count / 1_000),
            _ => count.to_string(),
        };
        println!("measuring {name}-{count}");
        Figure {
            // Names live as long as the bench.
            name: Box::leak(format!("{name}-{count}").into_boxed_str()),
            aim,
            unit,
            samples: (0..ROUNDS).map(|_| sample()).collect(),
        }
    }

    /// All that stands in the file after a checkpoint, against the certificates in DER.
    fn disk(&self) -> Figure {
        let sample = Sample {
            measured: self.large.octets_per_certificate(),
            limit: self.large.der_length(),
        };
        Figure {
            name: "disk-per-certificate",
            aim: Aim::AtMost(1.6),
            unit: "octets",
            samples: vec![sample],
        }
    }
}
