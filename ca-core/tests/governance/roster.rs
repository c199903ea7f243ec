//! The roster takes what the rules let it take, and nothing else.

use std::time::Duration;

use ca_core::governance::role::{ForbiddenRoles, Role, RoleSet};
use ca_core::governance::roster::{Concern, GovernanceRefusal, OperatorStanding};
use ca_core::governance::statement::StatementError;
use ca_core::governance::statement::act::{Act, OperatorRevocation};
use ca_core::registry::records::CertificateStatus;
use ca_core::revocation::{Reason, Revocation, Suspension};

use super::chain::{Chain, assign, assign_within, renew, sign_all, withdraw};
use super::officers::Officer;

use GovernanceRefusal as Refusal;

fn revoke(officer: &Officer) -> Act {
    let operator = *officer.certificate.digest();
    Act::Revoke(OperatorRevocation { operator })
}

fn standing(chain: &Chain, officer: &Officer) -> Option<OperatorStanding> {
    let operator = chain.roster.operator(officer.certificate.digest());
    operator.map(|operator| operator.standing)
}

#[test]
fn an_operator_is_assigned_to_withdrawn_and_revoked() {
    let mut chain = Chain::begin(1, 1);
    let [security] = [chain.officers[0].clone()];
    let by = [security];
    let officer = chain.issue("IDCTD-R1");
    assert_eq!(standing(&chain, &officer), None);
    assert_eq!(
        chain.fold(withdraw(&officer), &by),
        Err(Refusal::UnknownOperator)
    );
    chain
        .fold(assign(&officer, &[Role::RegistrationOfficer]), &by)
        .unwrap();
    let operator = chain.roster.operator(officer.certificate.digest()).unwrap();
    assert!(operator.is_active());
    assert_eq!(operator.roles, RoleSet::only(Role::RegistrationOfficer));
    chain.fold(withdraw(&officer), &by).unwrap();
    assert_eq!(
        standing(&chain, &officer),
        Some(OperatorStanding::Withdrawn)
    );
    chain
        .fold(assign(&officer, &[Role::Operator]), &by)
        .unwrap();
    let operator = chain.roster.operator(officer.certificate.digest()).unwrap();
    assert_eq!(
        operator.roles,
        RoleSet::only(Role::Operator),
        "roles do not add up"
    );
    assert_eq!(operator.positions, [1, 2, 3]);
    chain.fold(revoke(&officer), &by).unwrap();
    assert_eq!(
        chain.fold(assign(&officer, &[Role::Operator]), &by),
        Err(Refusal::Known)
    );
    assert_eq!(chain.roster.head().position, 4);
}

#[test]
fn reg_03_forbidden_combinations_are_refused() {
    let mut chain = Chain::begin(1, 1);
    let by = [chain.officers[0].clone()];
    let alone = Err(Refusal::Roles(ForbiddenRoles::AuditorAlone));
    let officer = chain.issue("IDCTD-U1");
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Auditor) {
        let refused = chain.fold(assign(&officer, &[role, Role::Auditor]), &by);
        assert_eq!(refused, alone, "{role}");
    }
    let none = Err(Refusal::Roles(ForbiddenRoles::None));
    assert_eq!(chain.fold(assign(&officer, &[]), &by), none);
    chain.fold(assign(&officer, &[Role::Auditor]), &by).unwrap();
    let second = chain.issue("IDCTD-U1");
    let again = assign(&second, &[Role::Operator]);
    assert_eq!(
        chain.fold(again.clone(), &by),
        alone,
        "another certificate, the same person"
    );
    chain.fold(withdraw(&officer), &by).unwrap();
    chain.fold(again, &by).unwrap();
    let mut all = RoleSet::ALL.iter().filter(|role| *role != Role::Auditor);
    let everything: Vec<_> = all.by_ref().collect();
    chain.fold(assign(&second, &everything), &by).unwrap();
}

#[test]
fn reg_03_nobody_assigns_to_oneself_even_under_another_certificate() {
    let mut chain = Chain::begin(2, 1);
    let [one, other] = [chain.officers[0].clone(), chain.officers[1].clone()];
    let mine = chain.issue("IDCTD-S0");
    for (officer, by) in [
        (&one, vec![one.clone()]),
        (&mine, vec![other.clone(), one.clone()]),
    ] {
        let refused = chain.fold(assign(officer, &[Role::Operator]), &by);
        assert_eq!(refused, Err(Refusal::Oneself));
    }
    chain
        .fold(assign(&mine, &[Role::Operator]), &[other])
        .unwrap();
}

#[test]
fn reg_03_nobody_gives_or_takes_beyond_the_own_scope() {
    let mut chain = Chain::begin(1, 1);
    let [narrow, officer] = ["IDCTD-S7", "IDCTD-R1"].map(|person| chain.issue(person));
    let by = [chain.officers[0].clone()];
    chain
        .fold(
            assign_within(&narrow, &[Role::SecurityOfficer], "citizens"),
            &by,
        )
        .unwrap();
    let by_narrow = [narrow];
    let roles = [Role::RegistrationOfficer];
    let wide = assign(&officer, &roles);
    assert_eq!(chain.fold(wide.clone(), &by_narrow), Err(Refusal::Scope));
    let other = assign_within(&officer, &roles, "agencies");
    assert_eq!(chain.fold(other, &by_narrow), Err(Refusal::Scope));
    let within = assign_within(&officer, &roles, "citizens");
    chain.fold(within.clone(), &by_narrow).unwrap();
    chain.fold(wide, &by).unwrap();
    for act in [within, withdraw(&officer), revoke(&officer)] {
        let word = act.as_str();
        assert_eq!(chain.fold(act, &by_narrow), Err(Refusal::Scope), "{word}");
    }
}

#[test]
fn reg_03_only_enough_security_officers_change_roles_and_a_person_counts_once() {
    let mut chain = Chain::begin(3, 2);
    let [one, two, _] = [0, 1, 2].map(|n| chain.officers[n].clone());
    let [twin, officer] = ["IDCTD-S0", "IDCTD-R1"].map(|person| chain.issue(person));
    let both = [one.clone(), two];
    let two_and_three = chain.officers[1..].to_vec();
    chain
        .fold(assign(&twin, &[Role::SecurityOfficer]), &two_and_three)
        .unwrap();
    let act = assign(&officer, &[Role::RegistrationOfficer]);
    let too_few = Err(Refusal::Quorum {
        found: 1,
        needed: 2,
    });
    assert_eq!(chain.fold(act.clone(), std::slice::from_ref(&one)), too_few);
    assert_eq!(
        chain.fold(act.clone(), &[one.clone(), twin]),
        too_few,
        "one person, twice"
    );
    chain.fold(act, &both).unwrap();
    let needed = Role::SecurityOfficer;
    let third = chain.issue("IDCTD-R2");
    let refused = chain.fold(assign(&third, &[Role::Operator]), &[one.clone(), officer]);
    assert_eq!(refused, Err(Refusal::Role { needed }));
    let refused = chain.fold(assign(&third, &[Role::Operator]), &[one, third.clone()]);
    assert_eq!(refused, Err(Refusal::UnknownSigner));
}

#[test]
fn an_operator_renews_with_the_old_key_and_gains_nothing() {
    let mut chain = Chain::begin(2, 2);
    let both = chain.officers.clone();
    let [officer, next, other] =
        ["IDCTD-R1", "IDCTD-R1", "IDCTD-R2"].map(|person| chain.issue(person));
    chain
        .fold(
            assign_within(&officer, &[Role::Operator], "citizens"),
            &both,
        )
        .unwrap();
    let before = chain
        .roster
        .operator(officer.certificate.digest())
        .unwrap()
        .clone();
    let by_other = chain.fold(renew(&officer, &next), &both[..1]);
    assert_eq!(by_other, Err(Refusal::Consent), "not by somebody else");
    let own = [officer.clone()];
    assert_eq!(
        chain.fold(renew(&officer, &other), &own),
        Err(Refusal::Person)
    );
    assert_eq!(
        chain.fold(renew(&officer, &officer), &own),
        Err(Refusal::Known)
    );
    chain.fold(renew(&officer, &next), &own).unwrap();
    assert_eq!(standing(&chain, &officer), Some(OperatorStanding::Renewed));
    let after = chain.roster.operator(next.certificate.digest()).unwrap();
    assert_eq!((after.roles, &after.scope), (before.roles, &before.scope));
    assert_eq!(after.positions, [1, 2]);
    assert_eq!(
        chain.fold(renew(&officer, &other), &own),
        Err(Refusal::SignerNotValid)
    );
}

#[test]
fn reg_02_no_certificate_expired_revoked_foreign() {
    let mut chain = Chain::begin(1, 1);
    let by = [chain.officers[0].clone()];
    let roles = [Role::Operator];
    let unknown = chain.office.officer("IDCTD-R1");
    assert_eq!(
        chain.fold(assign(&unknown, &roles), &by),
        Err(Refusal::Certificate)
    );
    chain.office.issuer("other");
    let kind = "EC -pkeyopt ec_paramgen_curve:P-256";
    let foreign = chain.office.officer_of("other", "IDCTD-R1", kind);
    chain.know(&foreign);
    assert_eq!(
        chain.fold(assign(&foreign, &roles), &by),
        Err(Refusal::Certificate)
    );
    let server = chain
        .office
        .with_extensions("IDCTD-R1", "extendedKeyUsage = serverAuth");
    chain.know(&server);
    assert_eq!(
        chain.fold(assign(&server, &roles), &by),
        Err(Refusal::Certificate)
    );
    let officer = chain.issue("IDCTD-R1");
    chain
        .issued
        .get_mut(officer.certificate.digest())
        .unwrap()
        .profile = "citizen".into();
    assert_eq!(
        chain.fold(assign(&officer, &roles), &by),
        Err(Refusal::Certificate)
    );
    let moment = chain.time;
    for status in [
        CertificateStatus::NeverIssued,
        CertificateStatus::Suspended(Suspension { effective: moment }),
        CertificateStatus::Revoked(Revocation {
            effective: moment,
            reason: None,
            invalidity_date: None,
        }),
    ] {
        chain.status(&officer, status);
        let refused = chain.fold(assign(&officer, &roles), &by);
        assert_eq!(refused, Err(Refusal::CertificateNotValid));
        let status = chain.issued[officer.certificate.digest()].status.clone();
        chain.status(&by[0], status);
        chain.know(&officer);
        let refused = chain.fold(assign(&officer, &roles), &by);
        assert_eq!(refused, Err(Refusal::SignerNotValid));
        chain.know(&by[0]);
    }
    let mut later = chain.write(assign(&officer, &roles));
    later.at = later.at.plus(Duration::from_hours(24 * 21));
    later.expires = later.at;
    let today = chain.time;
    chain.time = later.at;
    let refused = chain.fold_signed(&sign_all(&later, &by));
    assert_eq!(refused, Err(Refusal::SignerNotValid), "expired");
    chain.time = today;
    chain.fold(assign(&officer, &roles), &by).unwrap();
}

#[test]
fn what_was_signed_before_a_revocation_stands_and_a_compromise_is_a_concern() {
    let mut chain = Chain::begin(2, 1);
    let [one, two] = [chain.officers[0].clone(), chain.officers[1].clone()];
    let officer = chain.issue("IDCTD-R1");
    let revoked = |effective, invalidity_date| {
        CertificateStatus::Revoked(Revocation {
            effective,
            reason: Some(Reason::KeyCompromise),
            invalidity_date,
        })
    };
    let (before, after) = (
        chain.time.minus(Duration::from_secs(60)),
        chain.time.plus(Duration::from_secs(60)),
    );
    chain.status(&one, revoked(after, Some(after)));
    chain
        .fold(
            assign(&officer, &[Role::Operator]),
            std::slice::from_ref(&one),
        )
        .unwrap();
    assert_eq!(chain.roster.concerns(), []);
    chain.status(&one, revoked(after, Some(before)));
    chain.fold(withdraw(&officer), &[one.clone(), two]).unwrap();
    let operator = *one.certificate.digest();
    assert_eq!(
        chain.roster.concerns(),
        [Concern {
            position: 2,
            operator
        }]
    );
}

#[test]
fn i14_statements_have_one_place_one_time_and_one_authority() {
    let mut chain = Chain::begin(1, 1);
    let by = [chain.officers[0].clone()];
    let officer = chain.issue("IDCTD-R1");
    let written = chain.write(assign(&officer, &[Role::Operator]));
    let mut elsewhere = written.clone();
    elsewhere.authority = ca_core::audit::note::KeyName::new("elsewhere/log/1").unwrap();
    let refused = chain.fold_signed(&sign_all(&elsewhere, &by));
    assert_eq!(
        refused,
        Err(Refusal::Statement(StatementError::OtherAuthority))
    );
    let moment = chain.time;
    for (time, refused) in [
        (written.at.minus(Duration::from_secs(301)), true),
        (written.expires.plus(Duration::from_secs(1)), true),
    ] {
        chain.time = time;
        let folded = chain.fold_signed(&sign_all(&written, &by));
        assert_eq!(
            folded == Err(Refusal::Statement(StatementError::NotNow)),
            refused
        );
    }
    chain.time = moment;
    let signed = sign_all(&written, &by);
    let late = sign_all(&chain.write(withdraw(&officer)), &by);
    chain.fold_signed(&signed).unwrap();
    assert_eq!(chain.fold_signed(&signed), Err(Refusal::Moved), "a replay");
    assert_eq!(
        chain.fold_signed(&late),
        Err(Refusal::Moved),
        "two officers at once"
    );
    let mut again = chain.write(withdraw(&officer));
    again.nonce = written.nonce;
    let refused = chain.fold_signed(&sign_all(&again, &by));
    assert_eq!(refused, Err(Refusal::Replayed));
}

#[test]
fn i14_a_signature_that_is_not_the_signers_counts_nothing() {
    let mut chain = Chain::begin(1, 1);
    let by = chain.officers[0].clone();
    let officer = chain.issue("IDCTD-R1");
    let signed = by.signs(&chain.write(assign(&officer, &[Role::Operator])));
    let mut der = signed.der().to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let altered = ca_core::governance::statement::signed::SignedStatement::parse(&der).unwrap();
    let refused = chain.fold_signed(&altered).unwrap_err();
    assert!(
        matches!(refused, Refusal::Statement(StatementError::Signature(_))),
        "{refused:?}"
    );
}
