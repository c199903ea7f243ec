//! What was found: a table for people, `bench/results.json` for programs.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// What a ratio should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

impl Aim {
    fn holds(self, ratio: f64) -> bool {
        match self {
            Self::AtLeast(bound) => ratio >= bound,
            Self::AtMost(bound) => ratio <= bound,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(bound) => format!(">= {bound}"),
            Self::AtMost(bound) => format!("<= {bound}"),
        }
    }
}

/// The whole and its limit, measured one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) measured: f64,
    pub(crate) limit: f64,
}

/// A figure with all its samples: rates, of which at least so much is left, or times, of which at
/// most so much is added.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) aim: Aim,
    pub(crate) unit: &'static str,
    pub(crate) samples: Vec<Sample>,
}

impl Figure {
    /// The sample whose ratio is the median.
    fn median(&self) -> Sample {
        let mut samples = self.samples.clone();
        samples.sort_by(|a, b| (a.measured / a.limit).total_cmp(&(b.measured / b.limit)));
        samples[samples.len() / 2]
    }

    fn ratio(&self) -> f64 {
        let median = self.median();
        median.measured / median.limit
    }

    fn json(&self) -> Value {
        let median = self.median();
        json!({
            "name": self.name,
            "ratio": self.ratio(),
            "aim": self.aim.text(),
            "holds": self.aim.holds(self.ratio()),
            "measured": median.measured,
            "limit": median.limit,
            "unit": self.unit,
            "runs": self.samples.len(),
        })
    }
}

/// Prints the table and writes the file.
pub(crate) fn print(figures: &[Figure]) {
    println!(
        "{:28} {:>6} {:>8} {:>6} {:>12} {:>12}",
        "figure", "ratio", "aim", "holds", "measured", "limit"
    );
    for figure in figures {
        let (ratio, median) = (figure.ratio(), figure.median());
        let holds = if figure.aim.holds(ratio) { "yes" } else { "no" };
        println!(
            "{:28} {ratio:>6.2} {:>8} {holds:>6} {:>12.0} {:>12.0} {}",
            figure.name,
            figure.aim.text(),
            median.measured,
            median.limit,
            figure.unit
        );
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench");
    fs::create_dir_all(&folder).unwrap();
    let figures: Vec<Value> = figures.iter().map(Figure::json).collect();
    let text = serde_json::to_string_pretty(&json!({ "figures": figures })).unwrap();
    fs::write(folder.join("results.json"), text).unwrap();
}
