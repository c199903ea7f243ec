use std::io::Read;

use ca_core::signer::TokenFault;
use proptest::prelude::*;

use super::frame::{self, Inbox, MAX_OCTETS};
use super::*;

/// Gives octets in pieces, as sockets do.
struct Pieces<'o>(&'o [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(self.1).min(to.len());
        let (now, later) = self.0.split_at(count);
        to[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

proptest! {
    #[test]
    fn i12_any_octets_are_read_or_refused(octets: Vec<u8>, piece in 1_usize..64) {
        read_any(&octets);
        let mut inbox = Inbox::new(Pieces(&octets, piece));
        while let Ok(Some(_)) = frame::receive(&mut inbox) {}
    }

    #[test]
    fn frames_arrive_as_they_were_sent(
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20_000), 1..8),
        piece in 1_usize..30_000,
    ) {
        let sent: Vec<u8> = messages
            .iter()
            .flat_map(|message| frame::encode(message).unwrap().to_vec())
            .collect();
        let mut inbox = Inbox::new(Pieces(&sent, piece));
        for message in messages {
            let received = frame::receive(&mut inbox).unwrap().unwrap();
            prop_assert_eq!(frame::decode::<Vec<u8>>(&received).unwrap(), message);
        }
        prop_assert!(frame::receive(&mut inbox).unwrap().is_none());
    }
}

#[test]
fn i12_frame_that_is_too_long_is_refused_before_it_is_read() {
    let long = u32::try_from(MAX_OCTETS + 1).unwrap().to_le_bytes();
    let error = frame::receive(&long[..]).unwrap_err();
    assert_eq!(error.to_string(), "the frame is too long");
    assert!(frame::encode(&vec![0_u8; MAX_OCTETS]).is_err());
}

/// A fault in a fault in a fault would exhaust the stack of the parent.
#[test]
fn i12_answer_cannot_nest_faults() {
    let fault = TokenFault::Recovering(Box::new(TokenFault::LoginLost));
    let nested = postcard::to_stdvec(&fault).unwrap();
    assert!(frame::decode::<TokenFault>(&nested).is_err());
    let deep = nested[..nested.len() - 1].repeat(MAX_OCTETS / (nested.len() - 1));
    assert!(frame::decode::<TokenFault>(&deep).is_err());
    let answer = [&[0, 1, 0][..], &deep[..MAX_OCTETS - 3]].concat();
    assert!(frame::decode::<Answer>(&answer).is_err());
}

#[test]
fn faults_arrive_as_they_were_sent() {
    for fault in [
        TokenFault::LoginLost,
        TokenFault::LastTry,
        TokenFault::NoTokenConfigured,
    ] {
        let sent = postcard::to_stdvec(&fault).unwrap();
        assert_eq!(frame::decode::<TokenFault>(&sent).unwrap(), fault);
    }
}

#[test]
fn i09_request_shows_no_pin_in_debug_output() {
    let open = Request::Open {
        uri: "pkcs11:token=sceau",
        pin: Pin::Held("sesame-27182818"),
    };
    let initialise = Request::Initialise {
        label: "sceau",
        so_pin: "guard-31415926",
        user_pin: "sesame-27182818",
    };
    let shown = format!("{open:?} {initialise:?}");
    assert_eq!(shown, "Open Initialise");
}

#[test]
fn hsm_05_what_must_not_be_done_twice_is_not() {
    let initialise = Request::Initialise {
        label: "sceau",
        so_pin: "",
        user_pin: "",
    };
    assert!(initialise.again().is_none());
    let destroy = Request::Destroy {
        key: "pkcs11:id=%01",
        again: false,
    };
    assert!(matches!(
        destroy.again(),
        Some(Request::Destroy { again: true, .. })
    ));
}
