//! The server that the tests start does what tests rely on.

#[cfg(test)]
mod server;
