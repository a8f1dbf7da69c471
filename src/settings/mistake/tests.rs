//! Mistakes are placed, and never show what stands there.

use crate::settings::{ConfigError, FileConfig};
use rstest::rstest;

const SECRET: &str = "9f86d081884c7d659a2feaa0c55ad015";

#[rstest]
#[case::wrong_type("secret-key = 9086081884", "line 1, column 14: expected a text in quotes")]
#[case::in_a_list("secret-key = ['{S}']", "line 1, column 14: expected a text in quotes")]
#[case::in_a_table("secret-key = { a = '{S}' }", "line 1, column 14: expected a text in quotes")]
#[case::open_quote("user = 'u'\nsecret-key = \"{S}\nurl = 'h'", "line 2, column 47: ")]
#[case::open_text_block("secret-key = '''{S}\nurl = 'h'", "line 2, column ")]
#[case::no_quotes("secret-key = x{S}", "line 1, column 14: ")]
#[case::a_date("secret-key = 1979-05-27T07:32:00Z", "line 1, column 14: expected a text in quotes")]
#[case::a_colon("secret-key: {S}", "line 1, column ")]
#[case::something_behind("secret-key = '{S}' '{S}'", "line 1, column ")]
#[case::a_bad_escape("secret-key = \"\\q{S}\"", "line 1, column ")]
#[case::twice("secret-key = '{S}'\nsecret-key = '{S}'", "line 2, column 1: duplicate key")]
#[case::unknown_key_beside(
    "secret-key = '{S}'\nsecretkey = '{S}'",
    "line 2, column 1: unknown key `secretkey`; did you mean `secret-key`?"
)]
#[case::as_a_key("{S} = 'secret-key'", "line 1, column 1: unknown key; the keys here are default-profile, ")]
#[case::wrong_type_elsewhere("token-cache = '{S}'", "line 1, column 15: expected a boolean")]
#[case::with_words_of_the_reader("token-cache = ', expected {S}'", "line 1, column 15: expected a boolean")]
#[case::a_key_without_its_profile("[profile]\nsecret-key = '{S}'", "line 2, column 14: expected a table of settings")]
#[case::a_profile_as_a_text(
    "profile = '{S}'",
    "line 1, column 11: expected tables such as [profile.NAME]; which of them counts is said by default-profile"
)]
#[case::in_a_profile("[profile.x]\nsecret-key = 9086081884", "line 2, column 14: expected a text in quotes")]
#[case::a_key_of_no_profile("[profile.x]\ntheme = '{S}'", "line 2, column 1: unknown key `theme`; ")]
#[case::behind_chinese("user = '用户' {S}", "line 1, column 13: ")]
fn a_mistake_is_placed_and_shows_no_part_of_a_secret(#[case] text: &str, #[case] begin: &str) {
    let text = text.replace("{S}", SECRET);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, &text).unwrap();
    let error = FileConfig::read(&path).unwrap_err();
    assert!(matches!(error, ConfigError::BadFile { .. }), "{error}");
    let told = error.to_string();
    let message = told.strip_prefix(&format!("{}: ", path.display())).unwrap();
    assert!(message.starts_with(begin), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    let shown = format!("{message} {:?}", FileConfig::parse(&text).unwrap_err());
    for secret in [SECRET, "9086081884", "1979-05-27"] {
        for part in secret.as_bytes().windows(8) {
            assert!(!shown.as_bytes().windows(8).any(|bytes| bytes == part), "{shown}");
        }
    }
}
