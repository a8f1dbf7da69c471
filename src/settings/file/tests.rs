//! A file with secrets: who may be able to read it, and that it is never formatted with them.

use super::*;
use rstest::rstest;

#[rstest]
#[case("secret-key = 'abc'", 0o600, true)]
#[case("secret-key = 'abc'", 0o640, false)]
#[case("access-key = 'abc'", 0o604, false)]
#[case("[profile.x]\nsecret-key = 'abc'", 0o644, false)]
#[case("[profile.x]\nsecret-key = 'abc'", 0o400, true)]
#[case("secret-key = ''", 0o644, true)]
#[case("user = 'u'\ntoken-file = '/t'", 0o644, true)]
fn a_file_with_a_secret_is_for_its_owner_only(#[case] text: &str, #[case] mode: u32, #[case] is_taken: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    match FileConfig::read(&path) {
        Ok(_) => assert!(is_taken),
        Err(error) => {
            assert!(!is_taken && error.is_about_signing_in(), "{error}");
            assert!(error.to_string().ends_with(&format!("run: chmod 600 {}", path.display())), "{error}");
        }
    }
}

#[test]
fn a_file_that_was_read_is_never_formatted_with_its_secrets() {
    let file = FileConfig::parse("access-key = '9f86d081'\n[profile.x]\nsecret-key = '9f86d081'").unwrap();
    assert!(!format!("{file:?}").contains("9f86"), "{file:?}");
}
