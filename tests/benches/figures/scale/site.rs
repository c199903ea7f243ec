//! A lab with a loaded registry.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::authority::{Authority, Ports};
use ca_core::generation::GenerationId;
use ca_core::registry::Registry;
use ca_core::registry::records::{CertificateQuery, CertificateRecord};
use ca_core::serial::Serial;
use ca_core::signer::Signer;
use ca_store::Store;
use hsm::config::TokenConfig;
use hsm::token::Token;
use rand::RngExt;
use rusqlite::Connection;
use sceau_tests::house::{self, MovableClock};
use sceau_tests::lab::Lab;
use sceau_tests::run::program;
use sceau_tests::scale::{self, Loaded, Patterns, Size};

/// A lab with so many certificates.
pub(crate) struct Site {
    pub(crate) lab: Lab,
    pub(crate) size: Size,
    pub(crate) store: Arc<Store>,
    pub(crate) authority: Authority,
    loaded: Loaded,
    octets: u64,
}

impl Site {
    pub(crate) fn build(size: Size) -> Self {
        let mut lab = Lab::up();
        let patterns = Patterns::issued(&lab);
        let _down = lab.lab("down", &[]).succeeds();
        let loaded = scale::load(&lab, &patterns, size);
        println!("loaded {size:?} in {:.0} s", loaded.seconds);
        let octets = fs::metadata(scale::registry(&lab)).unwrap().len();
        let _up = lab.lab("up", &[]).succeeds();
        lab.refresh();
        let (store, authority) = enter(&lab);
        Self {
            lab,
            size,
            store,
            authority,
            loaded,
            octets,
        }
    }

    /// The issuer of all that was loaded.
    pub(crate) fn issuer(&self) -> GenerationId {
        let generations = self.store.generations().unwrap();
        let mut generations = generations.into_iter().map(|generation| generation.id);
        generations
            .find(|id| id.line().as_str() == "citizens")
            .unwrap()
    }

    /// A loaded certificate, chosen by chance.
    pub(crate) fn any(&self) -> CertificateRecord {
        let place = rand::rng().random_range(0..self.size.certificates - 1);
        let query = CertificateQuery {
            after: self.loaded.first + place - 1,
            limit: 1,
            ..CertificateQuery::default()
        };
        self.store.certificates(&query).unwrap().remove(0)
    }

    /// So many serial numbers, chosen by chance.
    pub(crate) fn serials(&self, count: u64, condition: &str) -> Vec<Serial> {
        let registry = Connection::open(scale::registry(&self.lab)).unwrap();
        let sql = format!(
            "SELECT c.serial FROM certificates c
             JOIN serials s ON s.generation = c.generation AND s.serial = c.serial
             WHERE c.sequence >= ?1 AND {condition} ORDER BY c.sequence LIMIT 1"
        );
        let mut statement = registry.prepare(&sql).unwrap();
        let serials = (0..count).map(|_| {
            let place = rand::rng().random_range(0..self.size.certificates * 9 / 10);
            let place = i64::try_from(self.loaded.first + place).unwrap();
            let octets: Vec<u8> = statement.query_row([place], |row| row.get(0)).unwrap();
            Serial::try_from(octets.as_slice()).unwrap()
        });
        serials.collect()
    }

    /// All of the file, for each certificate.
    pub(crate) fn octets_per_certificate(&self) -> f64 {
        count(self.octets) / count(self.size.certificates)
    }

    /// The length of a certificate: its to-be-signed bytes, its signature, and what holds them.
    pub(crate) fn der_length(&self) -> f64 {
        let file = self.lab.file("any.pem");
        let lengths = (0..100).map(|_| {
            let serial = self.any().serial.to_string();
            let shown = self
                .lab
                .report(["cert", "show", "--issuer", "citizens", &serial]);
            fs::write(&file, shown["certificate"].as_str().unwrap()).unwrap();
            let mut openssl = sceau_tests::run::tool("openssl");
            openssl.args(["x509", "-outform", "DER", "-in"]).arg(&file);
            count(u64::try_from(openssl.output().unwrap().stdout.len()).unwrap())
        });
        lengths.sum::<f64>() / 100.0
    }
}

/// An authority inside this process on a lab's registry and token.
fn enter(lab: &Lab) -> (Arc<Store>, Authority) {
    let clock = Arc::new(MovableClock::default());
    let store = ca_store::sqlite::open(&scale::registry(lab), clock.clone()).unwrap();
    let text = format!(
        "module = {:?}\nworker = {:?}\nuri = \"pkcs11:token=sceau-lab\"\nsessions = 16\n\
         pin = {{ file = \"ca/pin\" }}\nenv = {{ SOFTHSM2_CONF = \"{{dir}}/ca/softhsm2.conf\" }}\n",
        house::module(),
        program("sceau-hsm-worker"),
    );
    let config: TokenConfig = toml::from_str(&text).unwrap();
    let prompt = |_: &str| Err(std::io::ErrorKind::Unsupported.into());
    let random = Arc::new(SystemRandom::new());
    let token = Token::open(&config.resolved(lab.path()), &prompt, random.clone()).unwrap();
    let (store, token) = (Arc::new(store), Arc::new(token));
    let signer: Arc<dyn Signer> = token.clone();
    let ports = Ports {
        registry: store.clone(),
        audit: store.clone(),
        keys: token,
        signer,
        clock,
        random,
    };
    (store, Authority::new(ports))
}

/// A number that is small enough to be exact.
pub(crate) fn count(number: u64) -> f64 {
    let (high, low) = (number >> 32, number & 0xffff_ffff);
    let exact = |part: u64| f64::from(u32::try_from(part).unwrap());
    exact(high) * 4_294_967_296.0 + exact(low)
}

/// Microseconds that an act takes when it is done so many times.
pub(crate) fn micros(times: u32, mut act: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| act());
    per(start.elapsed(), times)
}

fn per(time: Duration, times: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(times)
}
