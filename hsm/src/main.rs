//! `sceau-hsm-worker`: loads a vendor's PKCS#11 module apart from the programs that use it.
//! Started by them, never by hand.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

fn main() -> ExitCode {
    if io::stdin().is_terminal() {
        // Both languages: this program has no catalogue.
        eprintln!(
            "sceau-hsm-worker is started by sceau and sceau-ocsp, not by hand.\n\
             sceau-hsm-worker est lancé par sceau et sceau-ocsp, non à la main."
        );
        return ExitCode::from(2);
    }
    hsm::worker::run()
}
