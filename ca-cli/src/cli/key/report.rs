//! What there is to say of a key.

use ca_api::key::KeyReport;
use ca_desk::message::Message;

use crate::output::Report;
use crate::output::page::Page;

/// Whether a key may be an issuer's, in words.
pub(super) fn fitness(key: &KeyReport) -> Message {
    if key.defects.is_empty() {
        Message::new("key-fit")
    } else {
        Message::new("key-unfit").with("defects", key.defects.join(", "))
    }
}

impl Report for KeyReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-label", &self.label);
        page.optional("field-algorithm", self.algorithm.as_ref());
        page.field("field-uri", &self.uri);
        page.field("field-token", &self.token.label);
        page.field("field-token-serial", &self.token.serial);
        page.optional("field-generation", self.generation.as_ref());
        page.optional("field-public-key", self.public_key_sha256.as_ref());
        let fitness = page.say(&fitness(self));
        page.field("field-issuer-key", fitness);
    }
}
