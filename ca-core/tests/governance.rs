//! Statements and the roster of operators, with keys and certificates that OpenSSL made.

#[cfg(test)]
mod governance {
    mod certificate;
    mod officers;
    mod openssl;
    mod statement;
}
