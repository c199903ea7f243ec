//! A chain under construction, and the grounds that it is judged on.

use std::collections::BTreeMap;
use std::time::Duration;

use ca_core::audit::note::KeyName;
use ca_core::digest::Sha256Digest;
use ca_core::governance::role::{Role, RoleSet};
use ca_core::governance::roster::{
    AdministrationIssuer, GovernanceRefusal, Grounds, Issued, Roster,
};
use ca_core::governance::scope::{Reach, Scope};
use ca_core::governance::statement::act::{Act, Assignment, Bootstrap, Renewal, Withdrawal};
use ca_core::governance::statement::signed::SignedStatement;
use ca_core::governance::statement::{ChainPlace, Statement};
use ca_core::registry::records::CertificateStatus;
use ca_core::timestamp::Timestamp;

use super::officers::{ORIGIN, Office, Officer, now, statement};

/// The profile of officers.
const PROFILE: &str = "officer";

/// An office whose chain has begun.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) office: Office,
    pub(crate) roster: Roster,
    pub(crate) time: Timestamp,
    pub(crate) issued: BTreeMap<Sha256Digest, Issued>,
    issuers: Vec<AdministrationIssuer>,
    /// Security officers of the bootstrap.
    pub(crate) officers: Vec<Officer>,
}

impl Chain {
    /// A chain that begins with so many security officers.
    pub(crate) fn begin(officers: usize, quorum: u8) -> Self {
        let office = Office::new();
        let officers = (0..officers).map(|n| office.officer(&format!("IDCTD-S{n}")));
        let officers: Vec<_> = officers.collect();
        let mut grounds = Beginning::new(&office);
        for officer in &officers {
            grounds.issue(officer);
        }
        let named = officers.iter();
        let named = named.map(|officer| assignment(officer, &[Role::SecurityOfficer]));
        let first = bootstrap(named.collect(), quorum);
        let signed = sign_all(&first, &officers);
        let roster = grounds.begin(&signed, signed.digest()).unwrap();
        let Beginning { issued, issuers } = grounds;
        Self {
            time: first.at,
            office,
            roster,
            issued,
            issuers,
            officers,
        }
    }

    pub(crate) fn grounds(&self) -> Grounds<'_> {
        Grounds {
            time: self.time,
            recorded: false,
            issuers: &self.issuers,
            issued: &self.issued,
        }
    }

    /// An officer of this person whose certificate the Registry knows.
    pub(crate) fn issue(&mut self, person: &str) -> Officer {
        let officer = self.office.officer(person);
        self.know(&officer);
        officer
    }

    pub(crate) fn know(&mut self, officer: &Officer) {
        self.status(officer, CertificateStatus::Good);
    }

    pub(crate) fn status(&mut self, officer: &Officer, status: CertificateStatus) {
        self.time = self.time.max(now());
        let profile = PROFILE.to_owned();
        let digest = *officer.certificate.digest();
        self.issued.insert(digest, Issued { profile, status });
    }

    /// The statement of an act at the next place.
    pub(crate) fn write(&self, act: Act) -> Statement {
        let head = self.roster.head();
        let place = ChainPlace::After {
            position: head.position + 1,
            previous: head.digest,
        };
        statement(Some(place), act)
    }

    /// What becomes of an act that these sign.
    pub(crate) fn fold(&mut self, act: Act, by: &[Officer]) -> Result<(), GovernanceRefusal> {
        let signed = sign_all(&self.write(act), by);
        self.fold_signed(&signed)
    }

    pub(crate) fn fold_signed(
        &mut self,
        signed: &SignedStatement,
    ) -> Result<(), GovernanceRefusal> {
        let mut roster = self.roster.clone();
        let judged = roster.judge(signed, &self.grounds());
        let folded = roster.fold(signed, &self.grounds());
        assert_eq!(judged, folded, "what is judged is what is folded");
        assert_eq!(
            folded.is_err(),
            roster == self.roster,
            "a refusal changes nothing"
        );
        self.roster = roster;
        folded
    }
}

/// What a bootstrap is judged on.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub(crate) issued: BTreeMap<Sha256Digest, Issued>,
    pub(crate) issuers: Vec<AdministrationIssuer>,
}

impl Beginning {
    pub(crate) fn new(office: &Office) -> Self {
        let (name, public_key) = office.issuer_parts("admin");
        Self {
            issued: BTreeMap::new(),
            issuers: vec![AdministrationIssuer { name, public_key }],
        }
    }

    pub(crate) fn issue(&mut self, officer: &Officer) {
        let known = Issued {
            profile: PROFILE.to_owned(),
            status: CertificateStatus::Good,
        };
        self.issued.insert(*officer.certificate.digest(), known);
    }

    pub(crate) fn begin(
        &self,
        signed: &SignedStatement,
        pinned: &Sha256Digest,
    ) -> Result<Roster, GovernanceRefusal> {
        let grounds = Grounds {
            time: now().plus(Duration::from_secs(1)),
            recorded: false,
            issuers: &self.issuers,
            issued: &self.issued,
        };
        Roster::begin(signed, pinned, &KeyName::new(ORIGIN).unwrap(), &grounds)
    }
}

pub(crate) fn bootstrap(officers: Vec<Assignment>, quorum: u8) -> Statement {
    let act = Act::Bootstrap(Bootstrap {
        documents: Vec::new(),
        generations: Vec::new(),
        officers,
        profiles: [PROFILE.to_owned()].into(),
        quorum,
    });
    statement(Some(ChainPlace::First), act)
}

pub(crate) fn sign_all(statement: &Statement, by: &[Officer]) -> SignedStatement {
    let first = by[0].signs(statement);
    by[1..]
        .iter()
        .fold(first, |signed, officer| officer.also_signs(&signed))
}

pub(crate) fn assignment(officer: &Officer, roles: &[Role]) -> Assignment {
    Assignment {
        certificate: officer.certificate.clone(),
        person: officer.certificate.person().to_owned(),
        roles: RoleSet::of(roles),
        scope: Scope::ALL,
        signed_requests: false,
    }
}

pub(crate) fn assign(officer: &Officer, roles: &[Role]) -> Act {
    Act::Assign(assignment(officer, roles))
}

/// An assignment that reaches one line of issuers.
pub(crate) fn assign_within(officer: &Officer, roles: &[Role], line: &str) -> Act {
    let scope = Scope {
        issuer: Reach::only([line]).unwrap(),
        ..Scope::ALL
    };
    Act::Assign(Assignment {
        scope,
        ..assignment(officer, roles)
    })
}

pub(crate) fn withdraw(officer: &Officer) -> Act {
    let operator = *officer.certificate.digest();
    Act::Withdraw(Withdrawal { operator })
}

pub(crate) fn renew(officer: &Officer, next: &Officer) -> Act {
    Act::Renew(Renewal {
        certificate: next.certificate.clone(),
        operator: *officer.certificate.digest(),
    })
}
