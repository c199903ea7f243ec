//! `hsm-worker-p256`: signatures through the worker process, eight callers at once, against the
//! same module called directly by as many threads with a session each. The module reads its
//! settings from the environment that its process started with: a child calls it directly.

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::{KeyStore, NewKey, SignInput, Signer};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass};
use cryptoki::session::UserType;
use hsm::config::TokenConfig;
use hsm::token::Token;
use sceau_tests::house::{self, House};
use sceau_tests::run::{Run, program};
use secrecy::SecretString;

use crate::report::{Aim, Figure, Sample};

const IN_FLIGHT: usize = 8;
const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_secs(2);
const LABEL: &str = "bench";
const DIGEST: [u8; 32] = [0x5a; 32];

pub(crate) fn hsm_worker_p256(house: &House) -> Figure {
    let token = open(&house.folder);
    let key = token
        .generate(&NewKey::new(KeyAlgorithm::P256, LABEL))
        .unwrap()
        .uri;
    let sign = || {
        let (algorithm, input) = (SignatureAlgorithm::EcdsaSha256, SignInput::Digest(&DIGEST));
        let wait = Duration::from_secs(30);
        token.sign(&key, algorithm, input, wait).unwrap();
    };
    let samples = (0..ROUNDS).map(|_| Sample {
        measured: rate(|| sign),
        limit: directly(&house.folder),
    });
    Figure {
        name: "hsm-worker-p256",
        aim: Aim::AtLeast(0.9),
        unit: "signatures/s",
        samples: samples.collect(),
    }
}

/// The token of the house, with a session for each caller.
fn open(folder: &Path) -> Token {
    let text = format!(
        "module = {:?}\nworker = {:?}\nuri = \"pkcs11:token=house\"\nsessions = {IN_FLIGHT}\n\
         pin = {{ file = \"pin\" }}\nenv = {{ SOFTHSM2_CONF = \"{{dir}}/softhsm2.conf\" }}\n",
        house::module(),
        program("sceau-hsm-worker"),
    );
    let config: TokenConfig = toml::from_str(&text).unwrap();
    let prompt = |_: &str| Err(std::io::ErrorKind::Unsupported.into());
    let random = Arc::new(SystemRandom::new());
    Token::open(&config.resolved(folder), &prompt, random).unwrap()
}

fn directly(folder: &Path) -> f64 {
    let mut child = Command::new(env::current_exe().unwrap());
    child.arg("--directly").arg(folder.join("pin"));
    child.env("SOFTHSM2_CONF", folder.join("softhsm2.conf"));
    let told = Run::of(&mut child).succeeds();
    told.stdout.trim().parse().unwrap()
}

/// The child's part: prints its rate.
pub(crate) fn sign_directly(pin: &Path) {
    let module = Pkcs11::new(house::module()).unwrap();
    let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
    module.initialize(arguments).unwrap();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    let pin = SecretString::from(std::fs::read_to_string(pin).unwrap());
    let login = module.open_ro_session(slot).unwrap();
    login.login(UserType::User, Some(&pin)).unwrap();
    let wanted = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Label(LABEL.into()),
    ];
    let key = login.find_objects(&wanted).unwrap()[0];
    let rate = rate(|| {
        let session = module.open_ro_session(slot).unwrap();
        move || {
            session.sign(&Mechanism::Ecdsa, key, &DIGEST).unwrap();
        }
    });
    println!("{rate}");
}

/// How often all threads together do what `caller` makes for each of them, in a second.
fn rate<F: FnMut()>(caller: impl Fn() -> F + Sync) -> f64 {
    let done = AtomicU32::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..IN_FLIGHT {
            scope.spawn(|| {
                let mut act = caller();
                while start.elapsed() < ROUND {
                    act();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    f64::from(done.into_inner()) / start.elapsed().as_secs_f64()
}
