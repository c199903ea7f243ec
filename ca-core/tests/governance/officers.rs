//! An administration issuer and officers, as OpenSSL makes them.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::SystemRandom;
use ca_core::audit::note::KeyName;
use ca_core::certificate::Summary;
use ca_core::governance::certificate::OperatorCertificate;
use ca_core::governance::statement::act::Act;
use ca_core::governance::statement::signed::SignedStatement;
use ca_core::governance::statement::{ChainPlace, Nonce, Statement};
use ca_core::timestamp::Timestamp;
use tempfile::TempDir;

/// The origin of the log in these tests.
pub(crate) const ORIGIN: &str = "pki.sceau-lab.td/log/1";

/// A folder with an issuer and its officers.
#[derive(Debug)]
pub(crate) struct Office {
    folder: TempDir,
    count: RefCell<u32>,
}

/// Somebody with a key and a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Officer {
    pub(crate) name: String,
    pub(crate) certificate: OperatorCertificate,
    folder: PathBuf,
}

impl Office {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Self {
            folder,
            count: RefCell::new(0),
        };
        office.issuer("admin");
        office
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs `openssl` with words that stand for files where they begin with `@`.
    pub(crate) fn openssl(&self, line: &str) {
        let output = openssl(self.folder.path(), line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {line}: {said}");
    }

    /// A CA of this name.
    pub(crate) fn issuer(&self, name: &str) {
        self.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout @{name}.key \
             -subj /C=TD/O=Sceau/CN={name} -days 30 -out @{name}.crt"
        ));
    }

    /// DER Name and key of a CA of this office.
    pub(crate) fn issuer_parts(&self, name: &str) -> (Vec<u8>, Vec<u8>) {
        let der = ca_core::certificate::parse(&self.read(&format!("{name}.crt"))).unwrap();
        let summary = Summary::of(&der).unwrap();
        (summary.subject, summary.public_key)
    }

    /// An officer with a P-256 key.
    pub(crate) fn officer(&self, person: &str) -> Officer {
        self.officer_of("admin", person, "EC -pkeyopt ec_paramgen_curve:P-256")
    }

    /// An officer with a key of some kind (what stands after `genpkey -algorithm`).
    pub(crate) fn officer_of(&self, issuer: &str, person: &str, kind: &str) -> Officer {
        let extensions = "basicConstraints = critical,CA:false\n\
            keyUsage = critical,digitalSignature\n\
            extendedKeyUsage = clientAuth\nsubjectKeyIdentifier = hash\n";
        self.certified(issuer, person, kind, extensions)
    }

    /// Somebody whose certificate has other extensions.
    pub(crate) fn with_extensions(&self, person: &str, extensions: &str) -> Officer {
        self.certified("admin", person, "ed25519", extensions)
    }

    fn certified(&self, issuer: &str, person: &str, kind: &str, extensions: &str) -> Officer {
        *self.count.borrow_mut() += 1;
        let name = format!("officer-{}", self.count.borrow());
        self.openssl(&format!("genpkey -out @{name}.key -algorithm {kind}"));
        self.write("officer.ext", extensions);
        self.openssl(&format!(
            "req -new -key @{name}.key -subj /C=TD/SN=Mahamat/GN=Amina/serialNumber={person}/CN={name} \
             -out @{name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in @{name}.csr -CA @{issuer}.crt -CAkey @{issuer}.key -days 20 \
             -extfile @officer.ext -out @{name}.crt"
        ));
        let der = ca_core::certificate::parse(&self.read(&format!("{name}.crt"))).unwrap();
        Officer {
            certificate: OperatorCertificate::parse(&der).unwrap(),
            folder: self.folder.path().to_owned(),
            name,
        }
    }
}

impl Officer {
    /// Signs octets with the key in the file, by OpenSSL.
    pub(crate) fn key(&self, message: &[u8]) -> Result<Vec<u8>, Infallible> {
        let at = |end: &str| self.folder.join(format!("{}.{end}", self.name));
        fs::write(at("message"), message).unwrap();
        let name = &self.name;
        let hash = match message_hash(&self.certificate) {
            Some(hash) => format!("-digest {hash}"),
            None => String::new(),
        };
        let line = format!(
            "pkeyutl -sign -rawin {hash} -inkey @{name}.key -in @{name}.message -out @{name}.signature"
        );
        let output = openssl(&self.folder, &line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {line}: {said}");
        Ok(fs::read(at("signature")).unwrap())
    }

    pub(crate) fn signs(&self, statement: &Statement) -> SignedStatement {
        let at = statement.at;
        statement
            .sign(&self.certificate, at, |message| self.key(message))
            .unwrap()
    }

    pub(crate) fn also_signs(&self, signed: &SignedStatement) -> SignedStatement {
        let at = signed.statement().at;
        signed
            .also_signed(&self.certificate, at, |message| self.key(message))
            .unwrap()
    }
}

fn message_hash(certificate: &OperatorCertificate) -> Option<&'static str> {
    let algorithm = ca_core::governance::statement::signing::algorithm_of(certificate).unwrap();
    let name = algorithm.as_str();
    ["256", "384", "512"]
        .into_iter()
        .zip(["sha256", "sha384", "sha512"])
        .find(|(bits, _)| name.to_lowercase().contains(&format!("sha{bits}")))
        .map(|(_, hash)| hash)
}

fn openssl(folder: &Path, line: &str) -> std::process::Output {
    let mut command = Command::new("openssl");
    for word in line.split_whitespace() {
        match word.strip_prefix('@') {
            Some(name) => command.arg(folder.join(name)),
            None => command.arg(word),
        };
    }
    command.output().expect("openssl is installed")
}

/// A statement of now.
pub(crate) fn statement(place: Option<ChainPlace>, act: Act) -> Statement {
    let at = now();
    Statement {
        at,
        authority: KeyName::new(ORIGIN).unwrap(),
        expires: at.plus(Duration::from_hours(1)),
        nonce: Nonce::new(&SystemRandom::new()).unwrap(),
        place,
        request_id: "change-1".parse().unwrap(),
        act,
    }
}

/// The time by which OpenSSL made the certificates.
#[expect(clippy::disallowed_methods, reason = "OpenSSL has no other clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_system_time(SystemTime::now()).truncated_to_second()
}
