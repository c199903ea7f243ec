//! A house whose operators hold certificates of its own line `administration`, and the statements
//! that they sign.

use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ca_core::audit::note::KeyName;
use ca_core::authority::Authority;
use ca_core::authority::governance::{Enacted, GovernError};
use ca_core::authority::issue::{IssuanceRequest, Issued};
use ca_core::digest::Sha256Digest;
use ca_core::governance::certificate::OperatorCertificate;
use ca_core::governance::role::{Role, RoleSet};
use ca_core::governance::scope::Scope;
use ca_core::governance::statement::act::{
    Act, Assignment, Bootstrap, OperatorRevocation, Renewal, Withdrawal,
};
use ca_core::governance::statement::signed::SignedStatement;
use ca_core::governance::statement::{ChainPlace, Nonce, Statement};
use ca_core::subject::Subject;

use crate::csr;
use crate::house::{House, actor, citizen, new_issuer};
use crate::run::{Run, tool};

/// Somebody with a certificate of the line `administration`.
#[derive(Debug)]
pub struct Officer {
    /// The certificate.
    pub certificate: OperatorCertificate,
    /// Where it is in the Registry.
    pub issued: Issued,
    key: EcdsaKeyPair,
}

impl Officer {
    /// A certificate for a person, by the profile `officer`.
    ///
    /// # Panics
    /// It is not issued.
    #[must_use]
    pub fn of(house: &House, person: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let subject = format!(
            "C=TD,O=Direction générale,organizationIdentifier=NTRTD-0042,SN=Ngaré,GN=Amina,\
             serialNumber={person},CN=Amina Ngaré"
        );
        let request = IssuanceRequest {
            line: "administration".parse().unwrap(),
            profile: "officer".into(),
            subject: Subject::parse(&subject).unwrap(),
            ..citizen(csr::of(&key).as_bytes(), None)
        };
        let issued = house.authority().issue(&actor(), &request).unwrap();
        Self {
            certificate: OperatorCertificate::parse(&issued.certificate).unwrap(),
            issued,
            key,
        }
    }

    /// Writes `NAME.pem` and `NAME.key` for programs that show the certificate.
    ///
    /// # Panics
    /// They cannot be written.
    pub fn save(&self, folder: &Path, name: &str) {
        let key = self.key.to_pkcs8v1().unwrap();
        for (kind, der, out) in [
            ("x509", self.issued.certificate.as_slice(), "pem"),
            ("pkey", key.as_ref(), "key"),
        ] {
            let (from, to) = (folder.join("der"), folder.join(format!("{name}.{out}")));
            fs::write(&from, der).unwrap();
            let mut openssl = tool("openssl");
            openssl.args([kind, "-inform", "DER", "-in"]).arg(&from);
            let _written = Run::of(openssl.arg("-out").arg(to)).succeeds();
        }
    }

    /// An assignment of roles without bounds.
    #[must_use]
    pub fn assignment(&self, roles: &[Role]) -> Assignment {
        Assignment {
            certificate: self.certificate.clone(),
            person: self.certificate.person().to_owned(),
            roles: RoleSet::of(roles),
            scope: Scope::ALL,
            signed_requests: false,
        }
    }

    /// The digest of the certificate.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        *self.certificate.digest()
    }

    /// The end of the assignment.
    #[must_use]
    pub fn withdrawal(&self) -> Act {
        let operator = self.digest();
        Act::Withdraw(Withdrawal { operator })
    }

    /// The end of the certificate.
    #[must_use]
    pub fn revocation(&self) -> Act {
        let operator = self.digest();
        Act::Revoke(OperatorRevocation { operator })
    }

    /// That another certificate takes the place of this one.
    #[must_use]
    pub fn renewal(&self, next: &Self) -> Act {
        Act::Renew(Renewal {
            certificate: next.certificate.clone(),
            operator: self.digest(),
        })
    }

    /// Signs a statement as the first one.
    ///
    /// # Panics
    /// The statement is none.
    #[must_use]
    pub fn signs(&self, statement: &Statement) -> SignedStatement {
        let sign = |message: &[u8]| {
            let signature = self.key.sign(&SystemRandom::new(), message).unwrap();
            Ok::<_, Infallible>(signature.as_ref().to_vec())
        };
        statement
            .sign(&self.certificate, statement.at, sign)
            .unwrap()
    }
}

/// A house in which one security officer governs.
#[derive(Debug)]
pub struct Governed<'a> {
    /// The house.
    pub house: &'a House,
    /// The security officer of the bootstrap.
    pub security: Officer,
    /// The digest of the bootstrap.
    pub pinned: Sha256Digest,
}

impl<'a> Governed<'a> {
    /// Begins the chain of a house.
    ///
    /// # Panics
    /// It does not begin.
    #[must_use]
    pub fn begin(house: &'a House) -> Self {
        let (security, signed) = prepare(house);
        let pinned = *signed.digest();
        let governed = Self {
            house,
            security,
            pinned,
        };
        let enacted = governed.authority().govern(&actor(), signed.der()).unwrap();
        assert!(enacted.is_new && enacted.position == 0, "{enacted:?}");
        governed
    }

    /// An authority that has just started and believes the chain.
    #[must_use]
    pub fn authority(&self) -> Authority {
        self.house.authority().governed_from(self.pinned)
    }

    /// The statement of an act at the next place.
    ///
    /// # Panics
    /// The chain cannot be read.
    #[must_use]
    pub fn write(&self, authority: &Authority, act: Act) -> Statement {
        let folded = authority.roster().unwrap().expect("a chain has begun");
        let head = folded.roster.head();
        let place = ChainPlace::After {
            position: head.position + 1,
            previous: head.digest,
        };
        statement(self.house, authority, place, act)
    }

    /// The security officer signs an act, and it is enacted.
    ///
    /// # Errors
    /// As the authority says.
    pub fn govern(&self, authority: &Authority, act: Act) -> Result<Enacted, GovernError> {
        let signed = self.security.signs(&self.write(authority, act));
        authority.govern(&actor(), signed.der())
    }
}

/// A line `administration`, a security officer, and the bootstrap that names and has both.
///
/// # Panics
/// The house cannot make them.
#[must_use]
pub fn prepare(house: &House) -> (Officer, SignedStatement) {
    let authority = house.authority();
    let new = new_issuer("administration", "administration-issuing-ca");
    let generation = authority.create_issuer(&actor(), &new).unwrap();
    authority.activate_issuer(&actor(), &generation.id).unwrap();
    let security = Officer::of(house, "PNOTD-1");
    let act = Act::Bootstrap(Bootstrap {
        documents: Vec::new(),
        generations: Vec::new(),
        officers: vec![security.assignment(&[Role::SecurityOfficer])],
        profiles: ["officer".to_owned()].into(),
        quorum: 1,
    });
    let first = statement(house, &authority, ChainPlace::First, act);
    let signed = security.signs(&first);
    (security, signed)
}

/// A statement of now.
///
/// # Panics
/// The log has no name.
#[must_use]
pub fn statement(house: &House, authority: &Authority, place: ChainPlace, act: Act) -> Statement {
    let at = house.ports.clock.now().truncated_to_second();
    let origin = authority.log_origin().unwrap();
    Statement {
        at,
        authority: KeyName::new(origin.as_str()).unwrap(),
        expires: at.plus(Duration::from_hours(1)),
        nonce: Nonce::new(&SystemRandom::new()).unwrap(),
        place: Some(place),
        request_id: "change-1".parse().unwrap(),
        act,
    }
}
