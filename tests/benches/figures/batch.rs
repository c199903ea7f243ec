//! `issue-batch`: `sceau cert issue --batch` from its start to its end, files and results
//! included, against the cryptography alone as for `issue-p256-64-threads`; less is asked of it,
//! since each certificate is also a file that is durable.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use sceau_tests::csr;
use sceau_tests::house::{self, House};
use sceau_tests::run::{Run, program};
use serde_json::json;

use crate::issue::crypto_rate;
use crate::report::{Aim, Figure, Sample};

const ROUNDS: u32 = 3;
const ITEMS: u32 = 6000;

pub(crate) fn issue_batch(house: &House) -> Figure {
    let config = configuration(house);
    let samples = (0..ROUNDS).map(|round| {
        let requests = requests(&house.folder, round);
        Sample {
            measured: rate(&config, &requests),
            limit: crypto_rate(house),
        }
    });
    Figure {
        name: "issue-batch",
        aim: Aim::AtLeast(0.25),
        unit: "certificates/s",
        samples: samples.collect(),
    }
}

fn rate(config: &Path, requests: &Path) -> f64 {
    let start = Instant::now();
    let mut batch = Command::new(program("sceau"));
    batch.arg("--config").arg(config).args(["cert", "issue"]);
    batch.args(["--issuer", "citizens", "--profile", "citizen-signature"]);
    batch.arg("--batch").arg(requests);
    batch.arg("--out-dir").arg(requests.with_extension("out"));
    let _done = Run::of(&mut batch).succeeds();
    f64::from(ITEMS) / start.elapsed().as_secs_f64()
}

/// A configuration of the house for other processes.
fn configuration(house: &House) -> PathBuf {
    let file = house.folder.join("sceau.toml");
    let text = format!(
        "format = 1\n[registry]\nurl = \"sqlite:sceau.db\"\n[[token]]\nmodule = \"{}\"\n\
         uri = \"pkcs11:token=house\"\npin = {{ file = \"pin\" }}\n\
         env = {{ SOFTHSM2_CONF = \"{{dir}}/softhsm2.conf\" }}\n",
        house::module()
    );
    fs::write(&file, text).unwrap();
    file
}

/// Requests of as many people, each with a key.
fn requests(folder: &Path, round: u32) -> PathBuf {
    let line = |number: u32| {
        let person = round * ITEMS + number;
        let subject =
            format!("C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-{person:08},CN=Aïcha Ngaré");
        let item = json!({ "id": format!("b{person}"), "csr": csr::p256(), "subject": subject });
        item.to_string() + "\n"
    };
    let file = folder.join(format!("batch-{round}.jsonl"));
    fs::write(&file, (0..ITEMS).map(line).collect::<String>()).unwrap();
    file
}
