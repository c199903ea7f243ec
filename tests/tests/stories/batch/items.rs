//! The lines of a batch, each of another person and with another key.

use sceau_tests::csr;
use serde_json::{Map, Value, json};

/// A line of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    fields: Map<String, Value>,
}

/// So many items with ids that begin alike, each of another person and with another key.
pub(crate) fn items(prefix: &str, count: u32) -> Vec<Item> {
    (0..count)
        .map(|number| Item::new(&format!("{prefix}{number}"), number))
        .collect()
}

/// The subject of the person with this number: names that need more than ASCII, and an
/// identifier that no other item of the test has.
pub(crate) fn subject(number: u32) -> String {
    format!("C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-{number:06},CN=Aïcha Ngaré")
}

impl Item {
    /// An item of the person with this number.
    pub(crate) fn new(id: &str, number: u32) -> Self {
        let fields = json!({ "id": id, "csr": csr::p256(), "subject": subject(number), "san": [] });
        let Value::Object(fields) = fields else {
            unreachable!("an object was built")
        };
        Self { fields }
    }

    /// Sets or adds a key.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.fields.insert(key.to_owned(), value);
    }

    /// The id.
    pub(crate) fn id(&self) -> &str {
        self.fields["id"].as_str().unwrap()
    }

    /// The request in PEM.
    pub(crate) fn csr(&self) -> &str {
        self.fields["csr"].as_str().unwrap()
    }

    /// The identifier in the subject.
    pub(crate) fn identifier(&self) -> &str {
        let subject = self.fields["subject"].as_str().unwrap();
        let (_, rest) = subject.split_once("serialNumber=").unwrap();
        rest.split(',').next().unwrap()
    }

    /// The line, without its end.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(&self.fields).unwrap()
    }
}
