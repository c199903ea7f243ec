//! What an officer should look at though no rule forbids it.

use ca_core::authority::issue::Notice;
use ca_desk::message::Message;
use serde::Serialize;

/// A notice in reports.
#[derive(Debug, Serialize)]
pub(in crate::cli::cert) struct NoticeReport {
    /// The requirement that it comes from.
    rule: &'static str,
    /// Its name.
    notice: &'static str,
    #[serde(skip)]
    message: Message,
}

impl NoticeReport {
    /// The notices as reports show them.
    pub(in crate::cli::cert) fn all(notices: &[Notice]) -> Vec<Self> {
        notices.iter().copied().map(Self::of).collect()
    }

    fn of(notice: Notice) -> Self {
        let (name, message) = match notice {
            Notice::OtherName => ("other-name", Message::new("notice-other-name")),
            other => ("other", Message::verbatim(format_args!("{other:?}"))),
        };
        let rule = notice.requirement();
        Self {
            rule,
            notice: name,
            message: message.by(rule),
        }
    }

    /// The notice in words.
    pub(in crate::cli::cert) const fn message(&self) -> &Message {
        &self.message
    }
}
