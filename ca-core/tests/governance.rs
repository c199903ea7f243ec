//! Statements and the roster of operators, with keys and certificates that OpenSSL made.

#[cfg(test)]
mod governance {
    mod bootstrap;
    mod certificate;
    mod chain;
    mod officers;
    mod openssl;
    mod roster;
    mod statement;
}
