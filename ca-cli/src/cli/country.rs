//! Country packs on the command line: by the code of a shipped one, or as a file.

use std::path::Path;

use ca_core::country::Country;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;

/// The pack that `wanted` stands for; `message` says what is not done without it.
///
/// # Errors
/// It is neither a code of a shipped pack nor a file, or the file is no pack.
pub(crate) fn pack(wanted: &str, message: &Message) -> Result<Country, Failure> {
    if let Some(country) = Country::find(wanted) {
        return Ok(country);
    }
    if !Path::new(wanted).exists() {
        return Err(unknown(wanted, message.clone()));
    }
    let text = input::read_text(Path::new(wanted), input::DOCUMENT_LIMIT)?;
    Country::parse(&text).map_err(|error| {
        let invalid = Message::new("country-invalid").with("file", wanted);
        Failure::because(message.clone(), explain::country(&error).below(invalid))
    })
}

fn unknown(wanted: &str, message: Message) -> Failure {
    let codes = Country::all().into_iter().map(|country| country.code);
    let codes: Vec<_> = codes.collect();
    let cause = Message::new("registry-country-unknown").with("country", wanted);
    let why = Explanation::new(Kind::Usage, cause)
        .hint(Message::new("usage-hint-values").with("values", codes.join(", ")));
    Failure::because(message, why)
}
