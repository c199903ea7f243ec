//! kryoptic, the software token with post-quantum keys: where its module is, and its settings.

use std::env;
use std::path::{Path, PathBuf};

use ca_desk::message::Message;
use toml::Value;

use crate::lab::token::Make;

/// What there is to know of it.
pub(crate) const MAKE: Make = Make {
    name: "kryoptic",
    module_variable: "SCEAU_KRYOPTIC_MODULE",
    places,
    remedy: || Message::new("lab-hint-kryoptic"),
    settings_variable: "KRYOPTIC_CONF",
    settings_file: "kryoptic.toml",
    settings,
};

/// Where distributions put the module.
const PLACES: [&str; 5] = [
    "/usr/lib/pkcs11/libkryoptic_pkcs11.so",
    "/usr/lib/x86_64-linux-gnu/pkcs11/libkryoptic_pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/pkcs11/libkryoptic_pkcs11.so",
    "/usr/lib64/pkcs11/libkryoptic_pkcs11.so",
    "/usr/local/lib/pkcs11/libkryoptic_pkcs11.so",
];

/// Where `scripts/kryoptic.sh` leaves it, from the folder above the one of this program.
const BUILT: &str = "kryoptic/release/libsceau_kryoptic.so";

fn places() -> Vec<PathBuf> {
    let program = env::current_exe().ok();
    let built = program.and_then(|program| Some(program.ancestors().nth(2)?.join(BUILT)));
    PLACES.iter().map(PathBuf::from).chain(built).collect()
}

/// One slot, whose token is a database.
fn settings(objects: &Path) -> String {
    let database = objects.join("token.sql");
    let database = Value::from(database.to_string_lossy().into_owned());
    format!("[[slots]]\nslot = 0\ndbtype = \"sqlite\"\ndbargs = {database}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_name_the_database_whatever_the_folder_is_called() {
        for folder in ["/lab/tokens", "/l'\"a\\b \u{e9}/tokens"] {
            let read: toml::Table = settings(Path::new(folder)).parse().unwrap();
            let database = read["slots"][0]["dbargs"].as_str().unwrap().to_owned();
            assert_eq!(database, format!("{folder}/token.sql"));
        }
    }

    #[test]
    fn a_module_of_this_source_tree_comes_after_an_installed_one() {
        let last = places().pop().unwrap();
        assert!(last.ends_with(BUILT), "{}", last.display());
    }
}
