//! Scripts inside one value (Unicode TR 39 5.1): letters of two scripts in one name make it look
//! like another.

use unicode_script::{Script, ScriptExtension, UnicodeScript};

/// Names of two scripts that stand side by side in `text`; what belongs to all scripts, such as
/// spaces and the digits 0 to 9, belongs to none here.
pub(super) fn mixed(text: &str) -> Option<(&'static str, &'static str)> {
    if text.chars().all(|character| character < LATIN_ENDS) {
        return None;
    }
    let mut shared = ScriptExtension::default();
    let mut before = Script::Common;
    for character in text.chars() {
        let scripts = character.script_extension();
        if shared.intersection(scripts).is_empty() {
            return Some((before.full_name(), script(character).full_name()));
        }
        if !scripts.is_common() && !scripts.is_inherited() {
            shared.intersect_with(scripts);
            before = script(character);
        }
    }
    None
}

/// What stands before it belongs to the Latin script or to all: most values are nothing else.
const LATIN_ENDS: char = '\u{250}';

/// The script of a character, or the first of several that use it.
fn script(character: char) -> Script {
    let script = character.script();
    if script != Script::Common && script != Script::Inherited {
        return script;
    }
    let mut users = character.script_extension().iter();
    users.next().unwrap_or(script)
}

#[cfg(test)]
mod tests {
    use unicode_script::{Script, UnicodeScript};

    use super::{LATIN_ENDS, mixed};

    #[test]
    fn reg_05_all_before_the_end_of_latin_may_stand_beside_latin() {
        for character in '\0'..LATIN_ENDS {
            let scripts = character.script_extension();
            assert!(scripts.contains_script(Script::Latin), "{character:?}");
        }
        assert_eq!(LATIN_ENDS.script(), Script::Latin, "more of it follows");
    }

    #[test]
    fn reg_05_one_script_with_common_signs_passes() {
        for text in [
            "",
            "Zénaïde N'Garé-Déby 2",
            "De\u{301}by",
            "فاطمة الزهراء",
            "مُحَمَّد ٢",
            "محمد 2",
            "Ḥasan al-Ḥā’irī",
            "Ѳедоръ",
            "آل‑ثاني",
        ] {
            assert_eq!(mixed(text), None, "{text}");
        }
    }

    #[test]
    fn reg_05_two_scripts_in_one_value_are_found() {
        for (text, scripts) in [
            ("Mаhamat", ("Latin", "Cyrillic")),
            ("فاطمة Fatima", ("Arabic", "Latin")),
            ("Idriss ٢", ("Latin", "Arabic")),
            ("Οmar", ("Greek", "Latin")),
        ] {
            assert_eq!(mixed(text), Some(scripts), "{text}");
        }
    }
}
