//! Evidence of where keys were made, as bureaux and vendors make it with OpenSSL, and what
//! others send instead (REG-08).

#[cfg(test)]
mod key_origin {
    mod attestation;
    mod document;
    mod openssl;
    mod record;
}
