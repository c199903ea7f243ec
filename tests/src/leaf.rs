//! The leaf profiles: who gets a certificate of each, from which issuer, and who judges it by
//! which rules.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pkilint::Judge;
use crate::run::source;

/// The issuer lines of a lab, and what kind of authority the BR linter shall take each for.
pub const ISSUERS: [(&str, &str); 6] = [
    ("root", "ROOT-CA"),
    ("citizens", "NON-TLS-CA"),
    ("agencies", "NON-TLS-CA"),
    ("agency-code", "NON-TLS-CA"),
    ("administration", "NON-TLS-CA"),
    ("agency-tls", "INTERNAL-UNCONSTRAINED-TLS-CA"),
];

/// A profile with a plausible subject.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// The profile.
    pub profile: &'static str,
    /// The issuer line.
    pub line: &'static str,
    /// The subject; `{C}` stands for the country.
    subject: &'static str,
    /// Other names.
    pub names: &'static [&'static str],
    /// Who judges it, beside those of every certificate.
    pub judges: &'static [Judge<'static>],
}

const NATURAL: &[Judge<'static>] = &[Judge::Etsi("NCP-NATURAL-PERSON-CERTIFICATE")];
const LEGAL: &[Judge<'static>] = &[Judge::Etsi("NCP-LEGAL-PERSON-CERTIFICATE")];
const DEVICE: &[Judge<'static>] = &[
    Judge::Etsi("NCP-NATURAL-PERSON-CERTIFICATE"),
    Judge::Etsi("QCP-N-QSCD-NON-EIDAS-FINAL-CERTIFICATE"),
];

const CITIZEN: &str =
    "C={C},SN=Ngaré-Bessan,GN=Aïcha,serialNumber=IDC{C}-7F001234,CN=Aïcha Ngaré-Bessan";
const ARABIC: &str = "C={C},SN=نغاري,GN=عائشة,serialNumber=PAS{C}-AB123456,CN=عائشة نغاري";
const AGENCY: &str = "C={C},O=Direction générale de la sûreté,\
    organizationIdentifier=NTR{C}-0042,CN=Cachet de la direction";

/// All of them. A test holds them against the profiles that are shipped.
pub const LEAVES: [Leaf; 13] = [
    Leaf {
        profile: "citizen-signature",
        line: "citizens",
        subject: CITIZEN,
        names: &[],
        judges: NATURAL,
    },
    Leaf {
        profile: "citizen-authentication",
        line: "citizens",
        subject: ARABIC,
        names: &[],
        judges: NATURAL,
    },
    Leaf {
        profile: "citizen-signature-qscd",
        line: "citizens",
        subject: CITIZEN,
        names: &["email:aicha@sceau-lab.td"],
        judges: DEVICE,
    },
    Leaf {
        profile: "citizen-authentication-qscd",
        line: "citizens",
        subject: ARABIC,
        names: &["upn:aicha@sceau-lab.td"],
        judges: NATURAL,
    },
    Leaf {
        profile: "agency-seal",
        line: "agencies",
        subject: AGENCY,
        names: &[],
        judges: LEGAL,
    },
    Leaf {
        profile: "agency-seal-qscd",
        line: "agencies",
        subject: AGENCY,
        names: &[],
        judges: LEGAL,
    },
    Leaf {
        profile: "agency-tls-client",
        line: "agencies",
        subject: AGENCY,
        names: &["dns:passerelle.sceau-lab.td"],
        judges: LEGAL,
    },
    Leaf {
        profile: "agency-document-signing",
        line: "agencies",
        subject: AGENCY,
        names: &["email:actes@sceau-lab.td"],
        judges: LEGAL,
    },
    Leaf {
        profile: "agency-code-signing",
        line: "agency-code",
        subject: AGENCY,
        names: &[],
        judges: LEGAL,
    },
    Leaf {
        profile: "agency-tls-server",
        line: "agency-tls",
        subject: "C={C},O=وزارة المالية,organizationIdentifier=NTR{C}-0042,CN=guichet.sceau-lab.td",
        names: &["dns:guichet.sceau-lab.td", "dns:www.guichet.sceau-lab.td"],
        judges: &[Judge::Etsi("NCP-W-LEGAL-PERSON-FINAL-CERTIFICATE")],
    },
    Leaf {
        profile: "agency-tls-server-public",
        line: "agency-tls",
        subject: "C={C},ST=Région du Chari,L=Ville,O=Ministère des Finances",
        names: &["dns:portail.sceau-lab.td"],
        judges: &[
            Judge::Serverauth("OV-FINAL-CERTIFICATE"),
            Judge::Etsi("OVCP-FINAL-CERTIFICATE"),
        ],
    },
    Leaf {
        profile: "officer",
        line: "administration",
        subject: "C={C},O=Direction générale de la sûreté,organizationIdentifier=NTR{C}-0042,\
            SN=Brahim,GN=Youssouf,serialNumber=PNO{C}-12345678,CN=Youssouf Brahim",
        names: &["upn:y.brahim@sceau-lab.td"],
        judges: NATURAL,
    },
    Leaf {
        profile: "audit-signer",
        line: "administration",
        subject: "CN=Journal 2026",
        names: &[],
        judges: &[],
    },
];

impl Leaf {
    /// The subject in a country.
    #[must_use]
    pub fn subject(&self, country: &str) -> String {
        self.subject.replace("{C}", country)
    }

    /// Whether it wants evidence of where the key was made.
    #[must_use]
    pub fn wants_evidence(&self) -> bool {
        self.document()["key"]
            .get("device")
            .and_then(toml::Value::as_bool)
            == Some(true)
    }

    /// The kinds of keys that the profile allows, in its words.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let words = self.document()["key"]["allowed"]
            .as_array()
            .unwrap()
            .clone();
        let words = words.iter().map(|word| word.as_str().unwrap().to_owned());
        words.collect()
    }

    /// The policies that its certificates assert, as the profile writes them.
    #[must_use]
    pub fn policies(&self) -> Vec<String> {
        let policies = self.document()["extensions"]["policies"]
            .as_array()
            .unwrap()
            .clone();
        let policies = policies
            .iter()
            .map(|policy| policy.as_str().unwrap().to_owned());
        policies.collect()
    }

    fn document(&self) -> toml::Value {
        let path = profiles().join(format!("{}.toml", self.profile));
        toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }
}

/// The folder of the profiles that are shipped.
#[must_use]
pub fn profiles() -> PathBuf {
    Path::new(source()).join("ca-core/profiles")
}
