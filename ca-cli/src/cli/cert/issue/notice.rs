//! What an officer should look at though no rule forbids it, in words.

use std::borrow::Cow;

use ca_api::certificate::NoticeReport;
use ca_desk::message::Message;

/// The notice in words, with its requirement.
pub(in crate::cli::cert) fn message(notice: &NoticeReport) -> Message {
    let message = match notice.notice.as_str() {
        "other-name" => Message::new("notice-other-name"),
        other => Message::verbatim(other),
    };
    message.by(Cow::Owned(notice.rule.clone()))
}
