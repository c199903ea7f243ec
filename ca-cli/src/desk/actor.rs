//! Who acts when a command works locally: the account that runs it.

use std::fs;

use ca_core::actor::{Actor, ActorKind};
use rustix::process::getuid;

/// The account of this process by its real user id; the environment is not asked, since anybody
/// can write there.
pub(crate) fn os_user() -> Actor {
    let uid = getuid().as_raw();
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let authentication = format!("uid {uid}");
    let name = account(&accounts, uid).map_or_else(|| authentication.clone(), str::to_owned);
    Actor::new(ActorKind::OsUser, name, authentication)
}

/// The name of the account with this id in the text of `/etc/passwd` (passwd(5)).
fn account(accounts: &str, uid: u32) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, id) = (fields.next()?, fields.next()?, fields.next()?);
        (id.parse() == Ok(uid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_their_id() {
        let text =
            "root:x:0:0:root:/root:/bin/bash\n\nodd\namina:x:1000:1000::/home/amina:/bin/sh\n";
        assert_eq!(account(text, 0), Some("root"));
        assert_eq!(account(text, 1000), Some("amina"));
        assert_eq!(account(text, 7), None);
    }
}
