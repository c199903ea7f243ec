//! A report as people read it: sentences, fields and tables.

use std::fmt::Display;

use ca_desk::message::Message;

use ca_desk::catalogue::Catalogue;

/// The text of a report while it is written.
pub(crate) struct Page<'c> {
    catalogue: &'c Catalogue,
    text: String,
    fields: Vec<(String, String)>,
}

impl<'c> Page<'c> {
    /// An empty page.
    pub(crate) const fn new(catalogue: &'c Catalogue) -> Self {
        Self {
            catalogue,
            text: String::new(),
            fields: Vec::new(),
        }
    }

    /// The text of a message, to stand in a field or a cell.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.catalogue.text(message)
    }

    /// A line with a sentence.
    pub(crate) fn sentence(&mut self, message: &Message) {
        let text = self.catalogue.text(message);
        self.line(&text);
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, text: &str) {
        self.end_fields();
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A name and its value; neighbours are aligned.
    pub(crate) fn field(&mut self, name: &'static str, value: impl Display) {
        let name = self.catalogue.text(&Message::new(name));
        self.fields.push((name, value.to_string()));
    }

    /// As [`Page::field`]; nothing where there is no value.
    pub(crate) fn optional(&mut self, name: &'static str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// A table; the last column is not padded. Only its headings if there are no rows.
    pub(crate) fn table<const N: usize>(
        &mut self,
        columns: [&'static str; N],
        rows: Vec<[String; N]>,
    ) {
        let heading = columns.map(|column| self.catalogue.text(&Message::new(column)));
        let rows: Vec<_> = std::iter::once(heading).chain(rows).collect();
        let mut widths = [0; N];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in rows {
            let cells = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| format!("{cell:width$}  "));
            let line: String = cells.collect();
            self.line(line.trim_end());
        }
    }

    /// The finished text.
    pub(crate) fn finish(mut self) -> String {
        self.end_fields();
        self.text
    }

    fn end_fields(&mut self) {
        let width = self
            .fields
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0);
        for (name, value) in self.fields.drain(..) {
            let mut lines = value.lines();
            let first = lines.next().unwrap_or_default();
            self.text
                .push_str(format!("{name:width$}  {first}").trim_end());
            self.text.push('\n');
            for line in lines {
                self.text.push_str(&format!("{:width$}  {line}\n", ""));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ca_desk::language::Language;

    #[test]
    fn columns_and_fields_are_aligned_by_characters() {
        let catalogue = crate::catalogue::new(Language::Fr);
        let mut page = Page::new(&catalogue);
        page.field("field-key", "un\ndeux");
        page.field("field-subject", "trois");
        let rows = vec![["é".to_owned(), "x".to_owned()]];
        page.table(["field-state", "field-key"], rows);
        let expected = "clé    un\n       deux\nsujet  trois\nétat  clé\né     x\n";
        assert_eq!(page.finish(), expected);
    }
}
