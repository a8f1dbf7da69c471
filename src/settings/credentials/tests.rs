//! What signs in, by what each place holds; and what is said when it is too little.

use super::*;
use crate::settings::{Environment, FileConfig, Flags, resolve::connection, sources};
use rstest::rstest;
use secrecy::ExposeSecret;
use std::os::unix::fs::PermissionsExt;

const KEYS_OF_ENVIRONMENT: [(&str, &str); 3] =
    [("SCNET_USER", "eva"), ("SCNET_ACCESS_KEY", "ak-env"), ("SCNET_SECRET_KEY", "sk-env")];
const TOKEN_OF_ENVIRONMENT: (&str, &str) = ("SCNET_TOKEN", "token-env");
const PROFILE: &str =
    "default-profile = 'p'\n[profile.p]\nuser = 'pia'\naccess-key = 'ak-pro'\nsecret-key = 'sk-pro'\n";
const TOP: &str = "user = 'tom'\naccess-key = 'ak-top'\nsecret-key = 'sk-top'\n";

/// The credentials in one word.
fn word(credentials: Credentials) -> String {
    match credentials {
        Credentials::Token(token) => token.into_secret().expose_secret().to_owned(),
        Credentials::Keys { user, access_key, secret_key } => {
            let (access, secret) = (access_key.into_secret(), secret_key.into_secret());
            format!("{user} {} {}", access.expose_secret(), secret.expose_secret())
        }
    }
}

fn signs_in(flags: &Flags, variables: &[(&str, &str)], file: &str) -> Result<String, ConfigError> {
    let file = FileConfig::parse(file).unwrap();
    connection(flags, &Environment::of(variables), &file).map(|connection| word(connection.credentials))
}

fn refusal(variables: &[(&str, &str)], file: &str) -> ConfigError {
    signs_in(&Flags::default(), variables, file).unwrap_err()
}

/// A file that holds a token, and its folder.
fn token_file(token: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, token).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    (folder, path)
}

#[test]
fn the_highest_place_with_complete_credentials_counts_and_there_keys_before_a_token() {
    let (_folder, path) = token_file("token-flag");
    let flags = Flags::of(Key::TokenFile, path.to_str().unwrap());
    let file = format!("{TOP}{PROFILE}");
    let mut all = KEYS_OF_ENVIRONMENT.to_vec();
    all.push(TOKEN_OF_ENVIRONMENT);
    let none = Flags::default();
    assert_eq!(signs_in(&flags, &all, &file).unwrap(), "token-flag");
    assert_eq!(signs_in(&none, &all, &file).unwrap(), "eva ak-env sk-env");
    assert_eq!(signs_in(&none, &[TOKEN_OF_ENVIRONMENT], &file).unwrap(), "token-env");
    assert_eq!(signs_in(&none, &[], &file).unwrap(), "pia ak-pro sk-pro");
    assert_eq!(signs_in(&none, &[], TOP).unwrap(), "tom ak-top sk-top");
}

#[test]
fn keys_of_a_file_count_before_its_token_file_and_a_token_file_of_the_profile_before_keys_at_the_top() {
    let (_folder, path) = token_file("token-file");
    let line = format!("token-file = {path:?}\n");
    let none = Flags::default();
    assert_eq!(signs_in(&none, &[], &format!("{line}{TOP}")).unwrap(), "tom ak-top sk-top");
    let profile = format!("{TOP}default-profile = 'p'\n[profile.p]\n{line}");
    assert_eq!(signs_in(&none, &[], &profile).unwrap(), "token-file");
}

#[test]
fn a_user_completes_keys_of_another_place_but_a_key_does_not() {
    let keys = &KEYS_OF_ENVIRONMENT[1..];
    let none = Flags::default();
    assert_eq!(signs_in(&none, keys, "user = 'tom'").unwrap(), "tom ak-env sk-env");
    assert_eq!(signs_in(&none, &KEYS_OF_ENVIRONMENT[..1], TOP).unwrap(), "eva ak-top sk-top");
    let mixed = refusal(&KEYS_OF_ENVIRONMENT[..2], "secret-key = 'sk-top'");
    assert!(matches!(mixed, ConfigError::IncompleteKeys(_)), "{mixed}");
    // A key alone hides nothing that is complete.
    assert_eq!(signs_in(&none, &KEYS_OF_ENVIRONMENT[1..2], TOP).unwrap(), "tom ak-top sk-top");
    let lonely = [KEYS_OF_ENVIRONMENT[1], TOKEN_OF_ENVIRONMENT];
    assert_eq!(signs_in(&none, &lonely, "").unwrap(), "token-env");
}

#[rstest]
#[case(&[("SCNET_ACCESS_KEY", "ak")], "", "the user (set SCNET_USER, or user in config.toml), the secret key (set SCNET_SECRET_KEY, beside SCNET_ACCESS_KEY)")]
#[case(&[("SCNET_USER", "eva"), ("SCNET_SECRET_KEY", "sk")], "", "the access key (set SCNET_ACCESS_KEY, beside SCNET_SECRET_KEY)")]
#[case(&[], "access-key = 'a'\nsecret-key = 's'", "the user (set SCNET_USER, or user in config.toml)")]
#[case(&[], "user = 'u'\naccess-key = 'a'\nsecret-key = ' '", "the secret key (set secret-key in config.toml, beside the other key)")]
#[case(&[], "default-profile = 'p'\n[profile.p]\nuser = 'u'\nsecret-key = 's'", "the access key (set access-key in config.toml, profile \"p\", beside the other key)")]
#[case(&[("SCNET_USER", "eva")], "", "the access key (set SCNET_ACCESS_KEY, or access-key in config.toml), the secret key (set SCNET_SECRET_KEY, or secret-key in config.toml)")]
#[case(&[("SCNET_ACCESS_KEY", "ak")], "access-key = 'a'\nsecret-key = 's'", "the user (set SCNET_USER, or user in config.toml)")]
fn incomplete_keys_are_told_with_what_is_missing(
    #[case] variables: &[(&str, &str)],
    #[case] file: &str,
    #[case] missing: &str,
) {
    let error = refusal(variables, file);
    assert!(error.is_about_signing_in());
    let begin = format!("the keys to sign in with are incomplete. Missing: {missing}.\n");
    assert!(error.to_string().starts_with(&begin), "{error}");
}

#[test]
fn nothing_at_all_is_told_with_both_ways_and_the_demo() {
    let error = refusal(&[], "");
    assert!(error.is_about_signing_in());
    let text = error.to_string();
    for word in ["SCNET_USER", "SCNET_ACCESS_KEY", "SCNET_SECRET_KEY", "SCNET_TOKEN", "--token-file", "eftop demo"] {
        assert!(text.contains(word), "{text}");
    }
}

#[rstest]
#[case(&[("SCNET_TOKEN", "to\nken-value")], "", "SCNET_TOKEN: token cannot be sent")]
#[case(&[("SCNET_USER", "e v a"), ("SCNET_ACCESS_KEY", "a"), ("SCNET_SECRET_KEY", "s")], "", "SCNET_USER: user cannot be sent")]
#[case(&[("SCNET_USER", "eva"), ("SCNET_ACCESS_KEY", "valué"), ("SCNET_SECRET_KEY", "s")], "", "SCNET_ACCESS_KEY: access-key cannot be sent")]
#[case(&[("SCNET_USER", "eva")], "access-key = 'a'\nsecret-key = \"va\\u0000lue\"", "config.toml: secret-key cannot be sent")]
#[case(&[], "default-profile = 'p'\n[profile.p]\nuser = 'u'\naccess-key = 'val ue'\nsecret-key = 's'", "config.toml, profile \"p\": access-key cannot be sent")]
fn what_no_header_can_hold_is_refused_without_the_value(
    #[case] variables: &[(&str, &str)],
    #[case] file: &str,
    #[case] begin: &str,
) {
    let error = refusal(variables, file);
    assert!(error.is_about_signing_in());
    let text = error.to_string();
    assert!(text.starts_with(begin), "{text}");
    for part in ["valu", "val ue", "ken-", "e v a"] {
        assert!(!format!("{text} {error:?}").contains(part), "{text}");
    }
}

#[test]
fn what_signing_in_counts_on_is_told_with_its_sources_and_no_value_of_a_secret() {
    let file = FileConfig::parse(&format!("{TOP}region = 'r'\n")).unwrap();
    let shown = |variables: &[(&str, &str)]| {
        let environment = Environment::of(variables);
        let all = sources(&Flags::default(), &environment, &file).unwrap();
        assert!(!format!("{all:?}").contains("ak-") && !format!("{all:?}").contains("token-env"), "{all:?}");
        all.into_iter().map(|setting| format!("{} {:?}", setting.key, setting.source)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        shown(&[("SCNET_EFILE_URL", "https://h")]),
        "user File, access-key File, secret-key File, region File, url Variable(\"SCNET_EFILE_URL\"), token-url Default, \
         center-url Default"
    );
    assert_eq!(
        shown(&[TOKEN_OF_ENVIRONMENT, ("SCNET_CLUSTER_NAME", "r")]),
        "token Variable(\"SCNET_TOKEN\"), region Variable(\"SCNET_CLUSTER_NAME\"), url Default, token-url Default, \
         center-url Default"
    );
    let nothing = sources(&Flags::default(), &Environment::of(&[]), &FileConfig::default()).unwrap();
    assert_eq!(
        nothing.iter().map(|setting| setting.key).collect::<Vec<_>>(),
        ["region", "url", "token-url", "center-url"]
    );
}
