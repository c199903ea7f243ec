//! Who may do what, and how it is believed (REG-02, REG-03, I14).
//!
//! - [`role`] names the trusted roles of EN 319 401 and the sets of them that one person may hold;
//!   [`scope`] names what an assignment of roles reaches.

pub mod role;
pub mod scope;
