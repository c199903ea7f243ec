//! Officers ask the daemon from elsewhere.

use std::path::Path;
use std::process::{Command, Output};

use ca_core::governance::role::Role;
use ca_core::governance::statement::act::Act;
use sceau_tests::daemon::{Daemon, keep};
use sceau_tests::governed::{Governed, Officer};
use sceau_tests::house::{House, in_house, openssl_csr};
use sceau_tests::run::program;
use serde_json::{Value, json};

const SUBJECT: &str = "C=TD,SN=Ngaré,GN=Amina,serialNumber=IDCTD-123456789,CN=Amina Ngaré";

fn officer(governed: &Governed<'_>, name: &str, person: &str, roles: &[Role]) -> Officer {
    let officer = Officer::of(governed.house, person);
    let assign = Act::Assign(officer.assignment(roles));
    governed.govern(&governed.authority(), assign).unwrap();
    keep(governed.house, name, &officer);
    officer
}

/// The answer and its status.
fn answer(output: &Output) -> (u16, Value) {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let (body, status) = text
        .rsplit_once('\n')
        .unwrap_or_else(|| panic!("{output:?}"));
    let body = serde_json::from_str(body).unwrap_or_else(|_| panic!("{output:?}"));
    (status.parse().unwrap(), body)
}

fn post(daemon: &Daemon<'_>, officer: &str, path: &str, body: &Value) -> (u16, Value) {
    let text = body.to_string();
    let more = ["-H", "Content-Type: application/json", "--data", &text];
    answer(&daemon.curl(officer, &more, path))
}

fn wish(house: &House, request_id: &str) -> Value {
    json!({
        "issuer": "citizens",
        "profile": "citizen-signature",
        "csr": String::from_utf8(openssl_csr(&house.folder)).unwrap(),
        "subject": SUBJECT,
        "request_id": request_id,
    })
}

fn sceau(config: &Path, language: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program("sceau"));
    command
        .arg("--config")
        .arg(config)
        .args(["--lang", language]);
    command.args(arguments).output().unwrap()
}

#[test]
fn curl_issues_and_revokes() {
    in_house(|house| {
        let governed = Governed::begin(house);
        officer(
            &governed,
            "registration",
            "PNOTD-2",
            &[Role::RegistrationOfficer],
        );
        officer(&governed, "auditor", "PNOTD-3", &[Role::Auditor]);
        let daemon = Daemon::serve(&governed);
        let (status, issued) = post(&daemon, "registration", "/v1/requests", &wish(house, "a-1"));
        assert_eq!(status, 201, "{issued}");
        let serial = issued["serial"].as_str().unwrap();
        let (status, again) = post(&daemon, "registration", "/v1/requests", &wish(house, "a-1"));
        assert_eq!(
            (status, &again["error"]["kind"]),
            (422, &json!("refused")),
            "another key"
        );
        let (status, problem) = post(&daemon, "auditor", "/v1/requests", &wish(house, "a-2"));
        assert_eq!(
            (status, &problem["error"]["rule"]),
            (403, &json!("REG-03")),
            "{problem}"
        );
        let revocation = json!({ "issuer": "citizens", "serial": serial });
        let (status, revoked) = post(&daemon, "registration", "/v1/revocations", &revocation);
        assert_eq!(
            (status, &revoked["status"]),
            (201, &json!("revoked")),
            "{revoked}"
        );
        let path = format!("/v1/certificates/{serial}");
        let (status, shown) = answer(&daemon.curl("auditor", &[], &path));
        assert_eq!(
            (status, &shown["status"]),
            (200, &json!("revoked")),
            "{shown}"
        );
        assert!(
            shown["officer"]
                .as_str()
                .unwrap()
                .starts_with("certificate"),
            "{shown}"
        );
    });
}

#[test]
fn an_operator_without_roles_is_refused_at_the_next_request() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let gone = officer(&governed, "auditor", "PNOTD-3", &[Role::Auditor]);
        let daemon = Daemon::serve(&governed);
        let (status, _) = answer(&daemon.curl("auditor", &[], "/v1/issuers"));
        assert_eq!(status, 200);
        governed
            .govern(&governed.authority(), gone.withdrawal())
            .unwrap();
        let (status, problem) = answer(&daemon.curl("auditor", &[], "/v1/issuers"));
        let kind = json!("urn:sceau:problem:operator-withdrawn");
        assert_eq!((status, &problem["type"]), (403, &kind), "{problem}");
    });
}

#[test]
fn commands_say_the_same_here_and_there() {
    in_house(|house| {
        let governed = Governed::begin(house);
        officer(
            &governed,
            "registration",
            "PNOTD-2",
            &[Role::RegistrationOfficer],
        );
        officer(&governed, "auditor", "PNOTD-3", &[Role::Auditor]);
        let daemon = Daemon::serve(&governed);
        let (_, issued) = post(&daemon, "registration", "/v1/requests", &wish(house, "a-1"));
        let serial = issued["serial"].as_str().unwrap();
        let (here, there) = (daemon.here(), daemon.there("auditor"));
        let commands: [&[&str]; 12] = [
            &["cert", "show", serial],
            &["cert", "show", "4a"],
            &["cert", "list"],
            &["cert", "list", "--profile", "nothing"],
            &["issuer", "list"],
            &["issuer", "show", "citizens"],
            &["issuer", "show", "nobody"],
            &["profile", "list"],
            &["profile", "show", "officer"],
            &["crl", "show", "citizens"],
            &["audit", "show", "3"],
            &["registry", "check"],
        ];
        for command in commands {
            for (language, format) in [("fr", "text"), ("en", "text"), ("en", "json")] {
                let arguments = [command, &["--format", format]].concat();
                let [near, far] = [&here, &there].map(|place| sceau(place, language, &arguments));
                let texts = |output: &Output| {
                    [&output.stdout, &output.stderr]
                        .map(|text| String::from_utf8_lossy(text).into_owned())
                };
                let told = (near.status.code(), texts(&near));
                assert_eq!(told, (far.status.code(), texts(&far)), "{arguments:?}");
            }
        }
    });
}
