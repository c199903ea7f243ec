//! Who asks the responder, with a nonce each time, so that each answer is signed anew.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::{Run, tool};
use sceau_tests::shim::OCSP;
use sceau_tests::subject::Issued;

use crate::device_faults::answer::{Answer, TRY_LATER};
use crate::device_faults::service::Service;

/// Between two questions of a caller.
const PACE: Duration = Duration::from_millis(20);

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// How long a responder may take to start.
const START_WITHIN: Duration = Duration::from_secs(20);

/// OpenSSL makes nonces of so many octets, at the end of the request.
const NONCE: usize = 16;

/// One in so many answers is kept for OpenSSL to judge.
const SAMPLE: usize = 100;

/// The share of questions that are answered, at least, in percent.
const ANSWERED: usize = 50;

/// `sceau-ocsp` on a lab's configuration as it is now; ends with the story.
pub(crate) struct Responder {
    child: Mutex<Child>,
    log: PathBuf,
}

impl Responder {
    /// Starts it and waits until it listens.
    pub(crate) fn start(lab: &Lab) -> Self {
        let log = lab.file("responder.log");
        let mut command = hermetic("sceau-ocsp");
        command.arg("--config").arg(lab.file(OCSP)).arg("serve");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn();
        let child = Mutex::new(child.unwrap());
        let start = Instant::now();
        while TcpStream::connect(address(lab)).is_err() {
            assert!(
                start.elapsed() < START_WITHIN,
                "{}",
                fs::read_to_string(&log).unwrap()
            );
            thread::sleep(Duration::from_millis(20));
        }
        Self { child, log }
    }

    /// It still runs, and nothing in it panicked.
    pub(crate) fn is_well(&self) {
        let log = fs::read_to_string(&self.log).unwrap();
        let ended = self.child.lock().unwrap().try_wait().unwrap();
        assert!(ended.is_none(), "{ended:?}\n{log}");
        assert!(!log.contains("panic"), "{log}");
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        drop((child.kill(), child.wait()));
    }
}

fn address(lab: &Lab) -> String {
    lab.listen().trim_start_matches("http://").to_owned()
}

/// Those who ask about one certificate, and what they were told.
pub(crate) struct Callers {
    address: String,
    path: String,
    /// A request as OpenSSL makes it.
    request: Vec<u8>,
    told: Mutex<Told>,
}

#[derive(Debug, Default)]
struct Told {
    signed: usize,
    refused: BTreeMap<u8, usize>,
    wrong: Vec<String>,
    signers: Vec<Vec<u8>>,
    /// Questions and their answers.
    samples: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Callers {
    pub(crate) fn new(lab: &Lab, about: &Issued) -> Self {
        let issuer = lab.issuer(about.issuer);
        let request = lab.file("question.der");
        let mut openssl = tool("openssl");
        openssl
            .args(["ocsp", "-sha256", "-nonce", "-issuer"])
            .arg(&issuer.certificate);
        openssl
            .arg("-cert")
            .arg(&about.file)
            .arg("-reqout")
            .arg(&request);
        assert!(openssl.stdout(Stdio::null()).status().unwrap().success());
        let url = lab.reachable(&issuer.ocsp.unwrap());
        Self {
            address: address(lab),
            path: url.split_at(lab.listen().len()).1.to_owned(),
            request: fs::read(request).unwrap(),
            told: Mutex::default(),
        }
    }

    /// Asks until the service is over.
    pub(crate) fn call(&self, number: u64, seed: u64, service: &Service) {
        let mut random = StdRng::seed_from_u64(seed ^ number << 8);
        while !service.is_over() {
            let mut request = self.request.clone();
            let nonce = request.len() - NONCE;
            random.fill(&mut request[nonce..]);
            let answer = self.ask(&request);
            let read = answer.and_then(|der| {
                let read = Answer::read(&der, &request[nonce..]).map_err(str::to_owned)?;
                Ok((read, der))
            });
            self.note(request, read, service);
            thread::sleep(PACE);
        }
    }

    /// One HTTP request on a connection of its own (RFC 6960 appendix A).
    pub(crate) fn ask(&self, request: &[u8]) -> Result<Vec<u8>, String> {
        let post = || -> std::io::Result<Vec<u8>> {
            let mut stream = TcpStream::connect(&self.address)?;
            stream.set_read_timeout(Some(ANSWER_WITHIN))?;
            let head = format!(
                "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/ocsp-request\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n",
                self.path,
                self.address,
                request.len()
            );
            stream.write_all(&[head.as_bytes(), request].concat())?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer)?;
            Ok(answer)
        };
        let answer = post().map_err(|error| error.to_string())?;
        let head = answer.windows(4).position(|octets| octets == b"\r\n\r\n");
        let (head, body) = answer.split_at(head.ok_or("no HTTP answer")?);
        if !head.starts_with(b"HTTP/1.1 200") {
            return Err(String::from_utf8_lossy(head).into_owned());
        }
        Ok(body[4..].to_vec())
    }

    /// The request with another nonce than before.
    pub(crate) fn question(&self) -> Vec<u8> {
        let mut request = self.request.clone();
        let nonce = request.len() - NONCE;
        rand::rng().fill(&mut request[nonce..]);
        request
    }

    fn note(&self, request: Vec<u8>, read: Result<(Answer, Vec<u8>), String>, service: &Service) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match read {
            Ok((Answer::Signed { signer }, der)) => {
                service.succeeded();
                if told.signed.is_multiple_of(SAMPLE) {
                    told.samples.push((request, der));
                }
                told.signed += 1;
                if !told.signers.contains(&signer) {
                    told.signers.push(signer);
                }
            }
            Ok((Answer::Refused(status), _)) => *told.refused.entry(status).or_default() += 1,
            Err(what) => told.wrong.push(what),
        }
    }

    /// Answered or put off, never anything else; and OpenSSL thinks so too.
    pub(crate) fn are_served(&self, lab: &Lab) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(told.wrong.is_empty(), "{:?}", told.wrong);
        let others: Vec<_> = told
            .refused
            .keys()
            .filter(|status| **status != TRY_LATER)
            .collect();
        assert!(others.is_empty(), "OCSPResponseStatus {others:?}");
        let asked = told.signed + told.refused.values().sum::<usize>();
        let share = 100 * told.signed / asked.max(1);
        assert!(share >= ANSWERED, "{share} % were answered");
        assert_eq!(told.signers.len(), 1, "several signers");
        for (number, (question, answer)) in told.samples.iter().enumerate() {
            judge(lab, number, question, answer);
        }
    }
}

/// `openssl ocsp` on a question and its answer.
fn judge(lab: &Lab, number: usize, question: &[u8], answer: &[u8]) {
    let [asked, told] = [("question", question), ("answer", answer)].map(|(name, octets)| {
        let file = lab.file(&format!("{name}-{number}.der"));
        fs::write(&file, octets).unwrap();
        file
    });
    let issuer = lab.issuer("citizens").certificate;
    let mut openssl = tool("openssl");
    openssl
        .arg("ocsp")
        .arg("-reqin")
        .arg(asked)
        .arg("-respin")
        .arg(told);
    openssl
        .arg("-issuer")
        .arg(&issuer)
        .arg("-verify_other")
        .arg(&issuer);
    let run = Run::of(
        openssl
            .arg("-CAfile")
            .arg(lab.trust_anchor())
            .arg("-resp_text"),
    );
    let _verified = run
        .succeeds()
        .says("Response verify OK")
        .says("Cert Status: good")
        .is_silent_about("Nonce Verify error");
}

impl fmt::Display for Callers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let (signed, samples) = (told.signed, told.samples.len());
        write!(f, "{signed} answers, {samples} judged by OpenSSL; ")?;
        write!(
            f,
            "by OCSPResponseStatus {:?}; wrong: {:?}",
            told.refused, told.wrong
        )
    }
}
