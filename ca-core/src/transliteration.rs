//! Latin forms of names by ICAO Doc 9303-3 section 6: a suggestion, which an officer confirms or
//! replaces (REG-05).
//!
//! The table is made for the machine readable zone of passports: it writes consonants and long
//! vowels, marks letters that Latin lacks by an `X` before them, and can be turned back. So محمد
//! becomes `MXHMD`, which tells two spellings of the register apart but is nobody's usual name;
//! where the register or a travel document has a usual Latin form, that is the one to take, and
//! the officer confirms it. Suggestions are in capitals, as in that zone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// Doubles the letter before it (note 3 of section 6 C).
const SHADDA: char = '\u{651}';
/// Has two forms (note 2).
const TEH_MARBUTA: char = '\u{629}';
/// The form of teh marbuta at the end of a word.
const TEH_MARBUTA_LAST: &str = "XAH";

/// Code points and Latin letters; nothing where a letter is not encoded.
static LETTERS: LazyLock<BTreeMap<char, String>> =
    LazyLock::new(|| read(include_str!("../tables/icao-9303-3-arabic.toml")).unwrap_or_default());

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    letters: BTreeMap<String, String>,
}

/// `None` if the text is no such table; a test holds the shipped one to it.
fn read(text: &str) -> Option<BTreeMap<char, String>> {
    let table: Table = toml::from_str(text).ok()?;
    let letter = |(code, latin): (String, String)| {
        let code = u32::from_str_radix(&code, 16).ok()?;
        Some((char::from_u32(code)?, latin))
    };
    table.letters.into_iter().map(letter).collect()
}

/// The Latin form of a text in Arabic script, in capitals; spaces, hyphens and digits stay. A text
/// in Latin script comes back as it is.
///
/// # Errors
/// Names the first character that the table lacks.
pub fn suggest(text: &str) -> Result<String, NoLatinForm> {
    let letters: Vec<char> = text.nfc().collect();
    if letters.iter().all(|letter| is_latin(*letter)) {
        return Ok(letters.into_iter().collect());
    }
    let mut written = String::with_capacity(text.len());
    let mut last = "";
    for (place, &letter) in letters.iter().enumerate() {
        let latin = match letter {
            SHADDA => last,
            TEH_MARBUTA if ends_word(&letters, place) => TEH_MARBUTA_LAST,
            _ => match LETTERS.get(&letter) {
                Some(latin) => latin,
                None => {
                    written.push(sign(letter)?);
                    last = "";
                    continue;
                }
            },
        };
        written.push_str(latin);
        // Vowel signs may stand between a letter and its shadda (NFC puts them there).
        if !latin.is_empty() {
            last = latin;
        }
    }
    Ok(written)
}

/// Whether no letter of the same word follows; vowel signs and shadda are no letters.
fn ends_word(letters: &[char], place: usize) -> bool {
    let mut rest = letters.iter().skip(place + 1);
    let next =
        rest.find(|next| **next != SHADDA && LETTERS.get(next).is_none_or(|l| !l.is_empty()));
    next.is_none_or(|next| !LETTERS.contains_key(next))
}

/// Whether a text in Latin script may hold this: its letters, and the signs of all scripts.
fn is_latin(letter: char) -> bool {
    let script = letter.script();
    let shared = script == Script::Common || script == Script::Inherited;
    let arabic = letter == SHADDA || LETTERS.contains_key(&letter) || digit(letter).is_some();
    script == Script::Latin || (shared && !arabic)
}

/// What may stand between letters of the table: a space, a hyphen or a digit.
fn sign(letter: char) -> Result<char, NoLatinForm> {
    match letter {
        ' ' | '-' | '0'..='9' => Ok(letter),
        '\u{2010}' | '\u{2011}' => Ok('-'),
        _ => digit(letter).ok_or(NoLatinForm { character: letter }),
    }
}

/// Arabic-Indic digits and the extended ones.
fn digit(letter: char) -> Option<char> {
    let zero = match letter {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return None,
    };
    char::from_digit(u32::from(letter) - zero, 10)
}

/// A character that the table lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table has no Latin form for U+{:04X}", u32::from(*character))]
pub struct NoLatinForm {
    /// The character.
    pub character: char,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reg_05_the_table_is_that_of_doc_9303_3() {
        let letters = &*LETTERS;
        let encoded = letters.values().filter(|latin| !latin.is_empty()).count();
        // Section 6 C has 79 rows and shadda, 13 of them not encoded; appendix B.5.4 adds two.
        assert_eq!((letters.len(), encoded), (81, 68));
        assert!(letters.values().all(|latin| latin.len() <= 3));
        let capital = |latin: &String| latin.chars().all(|letter| letter.is_ascii_uppercase());
        assert!(letters.values().all(capital));
    }

    #[test]
    fn reg_05_examples_of_doc_9303_3_come_out_as_printed() {
        for (name, latin) in [
            // Section 6 C, note 3.
            ("عبّاس", "EBBAS"),
            ("فضّة", "FXDZXDZXAH"),
            // Appendix B.5.7 and B.5.9.
            (
                "ابو بكر محمد بن زكريا الرازي",
                "ABW BKR MXHMD BN ZKRYA ALRAZY",
            ),
            ("جمال عبد الناصر", "JMAL EBD ALNAXSSR"),
            ("جميلة نعيمة", "JMYLXAH NEYMXAH"),
            ("عبد العزيز بن متعب", "EBD ALEZYZ BN MTEB"),
        ] {
            assert_eq!(suggest(name).as_deref(), Ok(latin));
        }
    }

    #[test]
    fn reg_05_marks_digits_and_signs_have_their_rules() {
        for (name, latin) in [
            ("مُحَمَّد", "MXHMMD"),
            ("فاطمة-الزهراء", "FAXTTMXAH-ALZHRAXE"),
            ("فاطمةُ", "FAXTTMXAH"),
            ("فاطمتة س", "FAXTTMTXAH S"),
            ("ةب", "XTAB"),
            ("بـــاب", "BAB"),
            ("علي ٢ ۳", "ELY 2 3"),
            ("ا\u{653}دم", "XAADM"),
            ("آل إبراهيم", "XAAL IBRAHYM"),
            ("Zénaïde", "Zénaïde"),
            ("", ""),
        ] {
            assert_eq!(suggest(name).as_deref(), Ok(latin), "{name}");
        }
        for (name, character) in [("Иван", 'И'), ("علي a", 'a'), ("علي،", '،')] {
            assert_eq!(suggest(name), Err(NoLatinForm { character }), "{name}");
        }
    }

    proptest! {
        #[test]
        fn suggesting_never_panics(text in ".*") {
            drop(suggest(&text));
        }

        #[test]
        fn reg_05_arabic_letters_become_capitals(text in "[\u{621}-\u{63a}\u{641}-\u{652} ]{0,40}") {
            let latin = suggest(&text).unwrap();
            prop_assert!(latin.chars().all(|letter| letter == ' ' || letter.is_ascii_uppercase()));
        }
    }
}
