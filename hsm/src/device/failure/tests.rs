use std::collections::BTreeMap;
use std::fs;

use ca_core::signer::SignerError;
use cryptoki::error::Rv;

use super::table::TABLE;
use super::*;

#[test]
fn return_values_have_the_names_of_the_standard() {
    assert_eq!(return_value(RvError::SlotIdInvalid), "CKR_SLOT_ID_INVALID");
    assert_eq!(return_value(RvError::PinIncorrect), "CKR_PIN_INCORRECT");
    assert_eq!(
        return_value(RvError::VendorDefined(0x8000_0001)),
        "return value 0x80000001"
    );
}

#[test]
fn a_failure_tells_token_function_and_return_value() {
    let failure = Failure::from(Error::Pkcs11(RvError::DeviceError, Function::Sign));
    let SignerError::Unavailable { token, source } = failure.of("token sceau") else {
        panic!("a device error is not the caller's");
    };
    assert_eq!(
        (token.as_str(), source.to_string().as_str()),
        ("token sceau", "C_Sign: CKR_DEVICE_ERROR")
    );
}

#[test]
fn hsm_05_what_is_not_clearly_the_callers_gets_a_new_epoch() {
    for lost in [
        RvError::SessionHandleInvalid,
        RvError::ObjectHandleInvalid,
        RvError::DeviceRemoved,
        RvError::UserNotLoggedIn,
        RvError::TokenNotPresent,
        RvError::DeviceError,
        RvError::GeneralError,
        RvError::OperationActive,
        RvError::VendorDefined(0x8000_0001),
        RvError::UnknownErrorCode(0x7fff_ffff),
    ] {
        let failure = Failure::from(Error::Pkcs11(lost, Function::Sign));
        assert!(matches!(failure, Failure::Lost(_)), "{lost:?}");
    }
}

#[test]
fn i09_no_pin_code_is_ever_tried_again() {
    for pin in [
        RvError::PinIncorrect,
        RvError::PinInvalid,
        RvError::PinLenRange,
        RvError::PinExpired,
        RvError::PinLocked,
    ] {
        let failure = Failure::from(Error::Pkcs11(pin, Function::Login));
        assert!(matches!(failure, Failure::BadPin(_)), "{pin:?}");
    }
}

#[test]
fn hsm_05_full_token_is_busy_while_signing_and_says_why_it_takes_no_key() {
    for full in [RvError::SessionCount, RvError::DeviceMemory] {
        let signing = Failure::from(Error::Pkcs11(full, Function::Sign));
        assert!(matches!(signing, Failure::Busy), "{full:?}");
    }
    let making = Error::Pkcs11(RvError::DeviceMemory, Function::GenerateKeyPair);
    assert!(matches!(Failure::from(making), Failure::Lost(_)));
}

#[test]
fn hsm_05_every_return_value_of_the_standard_is_in_the_table_once() {
    let listed: Vec<RvError> = TABLE
        .iter()
        .flat_map(|(_, values)| values.to_vec())
        .collect();
    for code in 1..0x1000 {
        let Rv::Error(value) = Rv::from(code) else {
            panic!("only 0 is CKR_OK");
        };
        let expected = usize::from(!matches!(value, RvError::UnknownErrorCode(_)));
        let found = listed.iter().filter(|one| **one == value).count();
        assert_eq!(found, expected, "{value:?}");
    }
}

#[test]
fn hsm_05_documents_hold_the_same_table() {
    let ours: BTreeMap<String, Remedy> = TABLE
        .iter()
        .flat_map(|(remedy, values)| values.iter().map(|value| (return_value(*value), *remedy)))
        .collect();
    let english = ["refused", "no other login", "room is made", "new epoch"];
    let french = [
        "refusé",
        "plus d'authentification",
        "place faite",
        "nouvelle époque",
    ];
    assert_eq!(documented("hsm-recovery.en.md", english), ours);
    assert_eq!(documented("hsm-recovery.fr.md", french), ours);
}

/// The table of a document: `| CODES | what they tell | what is done |`.
fn documented(file: &str, words: [&str; 4]) -> BTreeMap<String, Remedy> {
    let remedies = [Remedy::Refuse, Remedy::Bar, Remedy::MakeRoom, Remedy::Renew];
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `CKR_")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [codes, tells, done] = cells[..] else {
            panic!("{file}: {line}");
        };
        assert!(tells.len() > 10, "{file}: {line}");
        let place = words.iter().position(|word| *word == done);
        let remedy = remedies[place.unwrap_or_else(|| panic!("{file}: {line}"))];
        for code in codes.split_whitespace() {
            let twice = found.insert(code.trim_matches('`').to_owned(), remedy);
            assert_eq!(twice, None, "{file}: {code} is there twice");
        }
    }
    found
}
