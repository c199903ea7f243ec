//! Who asks for certificates: names, keys, and requests made by tools that are not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lab::Lab;
use crate::run::{Run, judge, tool};

/// A person with a name that has accents.
pub const AICHA: &str =
    "C=TD,SN=Ngaré-Bessan,GN=Aïcha,serialNumber=IDCTD-7F001234,CN=Aïcha Ngaré-Bessan";

/// A person with a name in Arabic script.
pub const AICHA_ARABIC: &str = "C=TD,SN=نغاري,GN=عائشة,serialNumber=PASTD-AB123456,CN=عائشة نغاري";

/// A server of an agency.
pub const SERVER: &str = "C=TD,O=Direction générale de la sûreté,\
    organizationIdentifier=NTRTD-0042,CN=guichet.surete.td";

/// The name that the server proves to have.
pub const SERVER_SAN: &str = "dns:guichet.surete.td";

/// A system of an agency.
pub const SYSTEM: &str = "C=TD,O=Direction générale de la sûreté,\
    organizationIdentifier=NTRTD-0042,CN=passerelle d'état civil";

/// What is asked for: issuer line, profile, subject, other names.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The issuer line.
    pub issuer: &'static str,
    /// The profile.
    pub profile: &'static str,
    /// The subject.
    pub subject: &'static str,
    /// Other names.
    pub names: &'static [&'static str],
}

/// A citizen's signature.
pub const SIGNATURE: Wish = Wish {
    issuer: "citizens",
    profile: "citizen-signature",
    subject: AICHA,
    names: &[],
};

/// A citizen's identity.
pub const AUTHENTICATION: Wish = Wish {
    issuer: "citizens",
    profile: "citizen-authentication",
    subject: AICHA_ARABIC,
    names: &[],
};

/// A server of an agency.
pub const TLS_SERVER: Wish = Wish {
    issuer: "agency-tls",
    profile: "agency-tls-server",
    subject: SERVER,
    names: &[SERVER_SAN],
};

/// A system of an agency.
pub const TLS_CLIENT: Wish = Wish {
    issuer: "agencies",
    profile: "agency-tls-client",
    subject: SYSTEM,
    names: &[],
};

/// A certificate that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The file.
    pub file: PathBuf,
    /// Its serial, 34 hex digits.
    pub serial: String,
    /// Its issuer line.
    pub issuer: &'static str,
}

impl Wish {
    /// The command that asks for it, not yet run.
    #[must_use]
    pub fn command(&self, lab: &Lab, csr: &Path, out: &Path) -> Command {
        let mut command = lab.command(["cert", "issue", "--issuer", self.issuer]);
        command.args(["--profile", self.profile, "--subject", self.subject]);
        for name in self.names {
            command.args(["--san", name]);
        }
        command.arg("--csr").arg(csr).arg("--out").arg(out);
        command
    }

    /// Has it issued from a request.
    #[must_use]
    pub fn issue(&self, lab: &Lab, csr: &Path) -> Issued {
        let file = csr.with_extension(format!("{}.pem", self.profile));
        let _issued = Run::of(&mut self.command(lab, csr, &file)).succeeds();
        let serial = serial_of(&file);
        Issued {
            file,
            serial,
            issuer: self.issuer,
        }
    }

    /// Has it issued for a new P-256 key.
    #[must_use]
    pub fn fulfil(&self, lab: &Lab, name: &str) -> Issued {
        self.issue(
            lab,
            &openssl_request(lab, name, "ec -pkeyopt ec_paramgen_curve:P-256"),
        )
    }
}

/// The serial of a certificate, as OpenSSL reads it.
#[must_use]
pub fn serial_of(certificate: &Path) -> String {
    let shown = Run::of(
        tool("openssl")
            .args(["x509", "-noout", "-serial", "-in"])
            .arg(certificate),
    );
    let serial = shown.succeeds().stdout.trim().to_lowercase();
    serial.strip_prefix("serial=").unwrap().to_owned()
}

/// A key made by OpenSSL. `kind` is what stands after `genpkey -algorithm`.
#[must_use]
pub fn openssl_key(lab: &Lab, name: &str, kind: &str) -> PathBuf {
    let key = lab.file(&format!("{name}.key"));
    let arguments = ["genpkey", "-algorithm"].into_iter().chain(kind.split(' '));
    let _key = Run::of(tool("openssl").args(arguments).arg("-out").arg(&key)).succeeds();
    key
}

/// A request made by OpenSSL for a new key.
#[must_use]
pub fn openssl_request(lab: &Lab, name: &str, kind: &str) -> PathBuf {
    let key = openssl_key(lab, name, kind);
    openssl_request_with(lab, name, &key, &[])
}

/// A request made by OpenSSL with more options.
#[must_use]
pub fn openssl_request_with(lab: &Lab, name: &str, key: &Path, more: &[&str]) -> PathBuf {
    let csr = lab.file(&format!("{name}.csr"));
    let mut command = tool("openssl");
    command
        .args(["req", "-new", "-utf8", "-subj", "/CN=whoever asks", "-key"])
        .arg(key);
    let _csr = Run::of(command.args(more).arg("-out").arg(&csr)).succeeds();
    csr
}

/// A request made by GnuTLS for a new key. `kind` is what certtool calls the key.
#[must_use]
pub fn gnutls_request(lab: &Lab, name: &str, kind: &[&str]) -> PathBuf {
    let (key, csr) = (
        lab.file(&format!("{name}.key")),
        lab.file(&format!("{name}.csr")),
    );
    let template = lab.file(&format!("{name}.template"));
    fs::write(&template, "cn = \"عائشة نغاري\"\ncountry = TD\n").unwrap();
    let mut command = tool("certtool");
    command
        .arg("--generate-privkey")
        .args(kind)
        .arg("--outfile")
        .arg(&key);
    let _key = Run::of(&mut command).succeeds();
    let mut command = tool("certtool");
    command
        .arg("--generate-request")
        .arg("--load-privkey")
        .arg(&key);
    let _csr = Run::of(
        command
            .arg("--template")
            .arg(&template)
            .arg("--outfile")
            .arg(&csr),
    )
    .succeeds();
    csr
}

/// A request made by Java's keytool for a new key.
#[must_use]
pub fn keytool_request(lab: &Lab, name: &str, kind: &[&str]) -> PathBuf {
    let (store, csr) = (
        lab.file(&format!("{name}.p12")),
        lab.file(&format!("{name}.csr")),
    );
    let keytool = |verb: &str, more: &[&str]| {
        let mut command = tool("keytool");
        command
            .args([verb, "-alias", "a", "-storepass", "secret", "-keystore"])
            .arg(&store);
        let _done = Run::of(command.args(more)).succeeds();
    };
    let name = ["-dname", "CN=Aïcha Ngaré-Bessan, C=TD"];
    keytool("-genkeypair", &[&name, kind].concat());
    keytool("-certreq", &["-file", csr.to_str().unwrap()]);
    csr
}

/// A request for a key that lives in a PKCS#11 token of its own, made by OpenSC and OpenSSL.
#[must_use]
pub fn token_request(lab: &Lab, name: &str, kind: &str) -> PathBuf {
    let module = lab.environment()["token"]["module"].as_str().unwrap();
    let folder = lab.file(&format!("{name}-token"));
    fs::create_dir(&folder).unwrap();
    let config = lab.file(&format!("{name}.conf"));
    fs::write(
        &config,
        format!("directories.tokendir = {}\n", folder.display()),
    )
    .unwrap();
    let with_token = |command: &mut Command| {
        let _done = Run::of(command.env("SOFTHSM2_CONF", &config)).succeeds();
    };
    with_token(tool("softhsm2-util").args([
        "--init-token",
        "--free",
        "--label",
        "card",
        "--pin",
        "1234",
        "--so-pin",
        "5678",
    ]));
    with_token(tool("pkcs11-tool").args([
        "--module",
        module,
        "--token-label",
        "card",
        "--login",
        "--pin",
        "1234",
        "--keypairgen",
        "--key-type",
        kind,
        "--id",
        "01",
        "--label",
        "key",
    ]));
    let csr = lab.file(&format!("{name}.csr"));
    let key = "pkcs11:token=card;object=key;type=private?pin-value=1234";
    let mut command = tool("openssl");
    command.args([
        "req", "-new", "-engine", "pkcs11", "-keyform", "engine", "-subj", "/CN=card",
    ]);
    command
        .env("PKCS11_MODULE_PATH", module)
        .args(["-key", key]);
    with_token(command.arg("-out").arg(&csr));
    csr
}

/// A request that an issuer's own key signs, by whoever holds its PIN.
#[must_use]
pub fn issuer_key_request(lab: &Lab, line: &str) -> PathBuf {
    let token = &lab.environment()["token"];
    let text = |key: &str| token[key].as_str().unwrap();
    let keys = lab.report(["issuer", "list"]);
    let mut rows = keys["issuers"].as_array().unwrap().iter();
    let of_line = rows.find(|row| row["line"] == line).unwrap();
    let key = of_line["key"].as_str().unwrap();
    let pin = fs::read_to_string(text("pin_file")).unwrap();
    let csr = lab.file(&format!("{line}.own.csr"));
    let mut command = tool("openssl");
    command.args(["req", "-new", "-engine", "pkcs11", "-keyform", "engine"]);
    command.args(["-subj", "/CN=the issuer itself", "-key"]);
    command.arg(format!("{key}?pin-value={}", pin.trim()));
    command.env("PKCS11_MODULE_PATH", text("module"));
    command.env(
        "SOFTHSM2_CONF",
        token["env"]["SOFTHSM2_CONF"].as_str().unwrap(),
    );
    let _made = Run::of(command.arg("-out").arg(&csr)).succeeds();
    csr
}

/// Whether a file is a request that OpenSSL takes for sound.
pub fn is_sound(csr: &Path) {
    let _sound = judge(
        "openssl",
        ["req", "-verify", "-noout", "-in", csr.to_str().unwrap()],
    )
    .succeeds();
}
