//! The file of requests, read line by line: no line and no file is too long for the memory (I12).

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;

/// Most octets of a line: a request for the largest key, a long name and a chain of evidence.
pub(super) const LINE_LIMIT: usize = 256 * 1024;

/// What some programs write at the beginning of a text (U+FEFF in UTF-8).
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines that are not blank, one by one.
pub(super) struct Lines {
    source: Box<dyn BufRead + Send>,
    number: u64,
}

/// A line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its place in the file, from 1 on, blank lines counted.
    pub(super) number: u64,
    /// Its octets; none if it is longer than [`LINE_LIMIT`].
    pub(super) content: Option<Vec<u8>>,
}

impl Lines {
    /// Opens the file; `-` is standard input.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let source: Box<dyn BufRead + Send> = if path == "-" {
            Box::new(BufReader::new(io::stdin()))
        } else {
            let file = open(path).map_err(|error| {
                let message = Message::new("error-not-read").with("file", path.display());
                Failure::because(message, explain::file(&error))
            })?;
            Box::new(BufReader::new(file))
        };
        Ok(Self::of(source))
    }

    fn of(source: Box<dyn BufRead + Send>) -> Self {
        Self { source, number: 0 }
    }

    /// The next line that is not blank.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        while let Some(line) = self.any()? {
            if line.content.as_deref().is_none_or(|text| !is_blank(text)) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn any(&mut self) -> io::Result<Option<Line>> {
        let mut text = Vec::new();
        let most = u64::try_from(LINE_LIMIT).unwrap_or(u64::MAX);
        let source = &mut self.source;
        let length = source
            .take(most.saturating_add(1))
            .read_until(b'\n', &mut text)?;
        if length == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let ended = text.pop_if(|last| *last == b'\n').is_some();
        let too_long = text.len() > LINE_LIMIT;
        if too_long && !ended {
            self.source.skip_until(b'\n')?;
        }
        if self.number == 1 && text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(Some(Line {
            number: self.number,
            content: (!too_long).then_some(text),
        }))
    }
}

fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

/// How many lines of the file are not blank, for a progress bar; none for what can be read only
/// once.
pub(super) fn count(path: &Path) -> Option<u64> {
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut lines = Lines::open(path).ok()?;
    let mut count = 0_u64;
    while lines.next().ok()?.is_some() {
        count = count.saturating_add(1);
    }
    Some(count)
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: Vec<u8>) -> Vec<(u64, Option<Vec<u8>>)> {
        let mut lines = Lines::of(Box::new(io::Cursor::new(text)));
        let mut read = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            read.push((line.number, line.content));
        }
        read
    }

    #[test]
    fn blank_lines_count_and_are_skipped() {
        let read = read(b"\n \r\n{}\r\n\n{1}".to_vec());
        let expected = [(3, Some(b"{}\r".to_vec())), (5, Some(b"{1}".to_vec()))];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_line_that_is_too_long_is_alone_in_its_fault() {
        let longest = vec![b'x'; LINE_LIMIT];
        let mut text = longest.clone();
        text.extend(b"\n");
        text.extend(vec![b'y'; 3 * LINE_LIMIT]);
        text.extend(b"\nz");
        let expected = [(1, Some(longest)), (2, None), (3, Some(b"z".to_vec()))];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_line() {
        assert_eq!(read("\u{feff}{}".into()), [(1, Some(b"{}".to_vec()))]);
    }
}
