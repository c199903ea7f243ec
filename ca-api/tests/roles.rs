//! Holds the table of operations to the manual: `docs/roles.en.md` and `docs/roles.fr.md` are the
//! table. `UPDATE=1` writes them anew.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ca_api::operation::{Door, Effect, Row};
use ca_api::table::TABLE;
use ca_core::governance::role::Role;
use ca_core::governance::scope::Dimension;

const ENGLISH: &str = "\
# Who may do what

This page is the table by which the daemon and `sceau` decide (REG-03); it is written by a test from \
the table itself. An operation that is not in it does not exist.

Roles: **S** security officer, **R** registration officer, **V** revocation officer, **A** system \
administrator, **O** operator, **U** auditor, **holder** of the certificate. Any of the roles of a \
row suffices.

Scope: in which dimensions what the operation is about must lie within the assignment: **i** issuer \
line, **p** profile, **a** agency, **f** prefecture. What lies outside is answered as what is not \
there.

Effect: *reads*; *persons*: an event is recorded before anything about persons is told; *changes*: \
the same request id with the same content gives the same answer; *governs*: a statement signed by a \
security officer, always.

| operation | request | roles | scope | effect | events |
|---|---|---|---|---|---|
";

const FRENCH: &str = "\
# Qui peut faire quoi

Cette page est la table d'après laquelle le démon et `sceau` décident (REG-03) ; un test l'écrit à \
partir de la table elle-même. Une opération qui n'y figure pas n'existe pas.

Rôles : **S** officier de sécurité, **R** officier d'enregistrement, **V** officier de révocation, \
**A** administrateur système, **O** exploitant, **U** auditeur, **holder** : titulaire du \
certificat. Un seul des rôles d'une ligne suffit.

Portée : les dimensions dans lesquelles l'objet de l'opération doit se trouver dans l'affectation : \
**i** lignée d'émetteur, **p** profil, **a** agence, **f** préfecture. Ce qui est hors de portée \
reçoit la même réponse que ce qui n'existe pas.

Effet : *reads* : lecture ; *persons* : un événement est enregistré avant que rien ne soit dit de \
personnes ; *changes* : le même identifiant de demande avec le même contenu donne la même réponse ; \
*governs* : une déclaration signée par un officier de sécurité, toujours.

| opération | requête | rôles | portée | effet | événements |
|---|---|---|---|---|---|
";

fn line(row: &Row) -> String {
    let path = match row.door {
        Door::Operators => row.path.to_owned(),
        Door::Public => format!("{} (public)", row.path),
    };
    let roles = row.roles.set().iter().map(Role::letter);
    let roles: String = if row.roles.is_of_holders() {
        "holder".to_owned()
    } else {
        roles.map(|letter| format!("{letter} ")).collect()
    };
    let scope: String = row.scope.iter().copied().map(Dimension::letter).collect();
    let mut acts: Vec<_> = row
        .acts
        .iter()
        .map(|act| format!("`{}`", act.as_str()))
        .collect();
    let effect = match row.effect {
        Effect::Reads => "reads",
        Effect::ReadsPersons(act) => {
            acts.insert(0, format!("`{}`", act.as_str()));
            "persons"
        }
        Effect::Changes => "changes",
        Effect::Governs => "governs",
    };
    format!(
        "| `{}` | {} `{path}` | {} | {scope} | {effect} | {} |\n",
        row.name,
        row.method.as_str(),
        roles.trim_end(),
        acts.join(", "),
    )
}

#[test]
fn reg_03_the_manual_is_the_table() {
    let docs = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"));
    for (file, head) in [("roles.en.md", ENGLISH), ("roles.fr.md", FRENCH)] {
        let rows = TABLE.iter().map(line);
        let text =
            head.replace(" ;", "\u{a0};").replace(" :", "\u{a0}:") + &rows.collect::<String>();
        let path = docs.join(file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, text, "UPDATE=1 writes {file}");
    }
}

#[test]
fn reg_03_no_operation_is_without_roles_and_no_two_meet() {
    let mut requests = BTreeSet::new();
    let mut names = BTreeSet::new();
    for row in TABLE {
        let somebody = !row.roles.set().is_empty() || row.roles.is_of_holders();
        assert!(somebody, "{}", row.name);
        assert_eq!(
            row.door == Door::Public,
            row.roles.is_of_holders(),
            "{}",
            row.name
        );
        assert!(
            requests.insert((row.method.as_str(), row.path)),
            "{}",
            row.name
        );
        assert!(names.insert(row.name), "{}", row.name);
    }
}

#[test]
fn aud_08_auditors_change_nothing() {
    for row in TABLE
        .iter()
        .filter(|row| row.roles.set().contains(Role::Auditor))
    {
        let changes = matches!(row.effect, Effect::Changes | Effect::Governs);
        assert!(!changes, "{}", row.name);
    }
}
