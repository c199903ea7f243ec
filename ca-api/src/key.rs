//! Operations upon key pairs in tokens.

mod create;
mod destroy;
mod inventory;
mod report;
mod tokens;

pub use self::create::{CreateKey, NewKey};
pub use self::destroy::{DestroyKey, Destruction, DestructionReport, PrepareKeyDestruction};
pub use self::inventory::{KeyDetail, KeyList, ListKeys, ShowKey, WhichKey, WhichKeys};
pub use self::report::{
    CopyReport, Device, KeyAttributes, KeyReport, Label, TokenAlarms, TokenChange, TokenName,
};
pub use self::tokens::{ListTokens, TokenList, TokenReport, WhichTokens};
