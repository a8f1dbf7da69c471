//! For each setting of signing in: flag before environment before profile before the top of the file; and profiles by their names.

use super::*;
use crate::settings::{resolve, resolve::connection};
use rstest::rstest;

/// A token that lets the connection resolve.
const TOKEN: (&str, &str) = ("SCNET_TOKEN", "token");

/// What counts of one setting.
type Counts = fn(&Layers<'_>) -> Option<Given>;

fn of_path(given: Option<Given<PathBuf>>) -> Option<Given> {
    given.map(|given| Given { source: given.source, value: given.value.display().to_string() })
}

fn of_switch(given: Option<Given<bool>>) -> Option<Given> {
    given.map(|given| Given { source: given.source, value: given.value.to_string() })
}

fn flags(key: &str) -> Flags {
    let text = || Some("flag".to_owned());
    match key {
        "url" => Flags { url: text(), ..Flags::default() },
        "region" => Flags { region: text(), ..Flags::default() },
        "token-file" => Flags { token_file: Some("flag".into()), ..Flags::default() },
        "ca-file" => Flags { ca_file: Some("flag".into()), ..Flags::default() },
        "interval" => Flags { interval: text(), ..Flags::default() },
        "service-offset" => Flags { service_offset: text(), ..Flags::default() },
        "set" => Flags { set: text(), ..Flags::default() },
        "token-cache" => Flags { token_cache: true, ..Flags::default() },
        "insecure-http" => Flags { insecure_http: true, ..Flags::default() },
        _ => Flags::default(),
    }
}

#[rstest]
#[case("url", "--url", &["SCNET_EFILE_URL"], |all: &Layers<'_>| all.url())]
#[case("region", "--region", &["SCNET_CLUSTER_ID", "SCNET_CLUSTER_NAME"], |all: &Layers<'_>| all.region())]
#[case("user", "", &["SCNET_USER"], |all: &Layers<'_>| all.user())]
#[case("token-url", "", &["SCNET_TOKEN_URL"], |all: &Layers<'_>| all.token_url())]
#[case("center-url", "", &["SCNET_CENTER_URL"], |all: &Layers<'_>| all.center_url())]
#[case("token-file", "--token-file", &[], |all: &Layers<'_>| of_path(all.token_file()))]
#[case("ca-file", "--ca-file", &["EFTOP_CA_FILE"], |all: &Layers<'_>| of_path(all.ca_file()))]
#[case("token-cache", "--token-cache", &[], |all: &Layers<'_>| of_switch(all.token_cache()))]
#[case("insecure-http", "--insecure-http", &[], |all: &Layers<'_>| of_switch(all.insecure_http()))]
#[case("interval", "--interval", &["EFTOP_INTERVAL"], |all: &Layers<'_>| all.interval())]
#[case("service-offset", "--service-offset", &[], |all: &Layers<'_>| all.service_offset())]
#[case("set", "--set", &["EFTOP_SET"], |all: &Layers<'_>| all.set())]
fn each_place_counts_before_the_next(
    #[case] key: &str,
    #[case] flag: &'static str,
    #[case] variables: &[&'static str],
    #[case] counts: Counts,
) {
    let is_switch = matches!(key, "token-cache" | "insecure-http");
    let line = |text: &str, on: bool| if is_switch { format!("{key} = {on}\n") } else { format!("{key} = '{text}'\n") };
    let top = line("top", false);
    let profile = format!("default-profile = 'p'\n[profile.p]\n{}", line("profile", true));
    let said = |text: &str, on: bool| if is_switch { on.to_string() } else { text.to_owned() };
    let count = |flags: &Flags, variables: &[(&str, &str)], file: &str| {
        let (environment, file) = (Environment::of(variables), FileConfig::parse(file).unwrap());
        counts(&Layers::new(flags, &environment, &file).unwrap()).map(|given| (given.source, given.value))
    };
    let none = Flags::default();
    assert_eq!(count(&none, &[], ""), None);
    assert_eq!(count(&none, &[], &top), Some((Source::File, said("top", false))));
    let file = format!("{top}{profile}");
    assert_eq!(count(&none, &[], &file), Some((Source::Profile("p".into()), said("profile", true))));
    let all: Vec<_> = variables.iter().map(|name| (*name, *name)).collect();
    for (at, name) in variables.iter().enumerate() {
        // An empty variable is not set.
        assert_eq!(count(&none, &[(name, "")], &top), Some((Source::File, said("top", false))));
        assert_eq!(count(&none, &all[at..], &file), Some((Source::Variable(name), (*name).to_owned())));
    }
    if !flag.is_empty() {
        assert_eq!(count(&flags(key), &all, &file), Some((Source::Flag(flag), said("flag", true))));
    }
}

#[test]
fn a_flag_chooses_the_profile_before_the_environment_and_that_before_the_file() {
    let file = FileConfig::parse(
        "default-profile = 'c'\nset = 'top'\n[profile.a]\nset = 'a'\n[profile.b]\nset = 'b'\n[profile.c]\nset = 'c'\n[profile.d]\n",
    )
    .unwrap();
    let set = |flag: Option<&str>, variables: &[(&str, &str)]| {
        let flags = Flags { profile: flag.map(str::to_owned), ..Flags::default() };
        resolve(&flags, &Environment::of(variables), &file).unwrap().set
    };
    assert_eq!(set(Some("a"), &[("EFTOP_PROFILE", "b")]), "a");
    assert_eq!(set(None, &[("EFTOP_PROFILE", "b")]), "b");
    assert_eq!(set(None, &[]), "c");
    assert_eq!(set(Some("d"), &[]), "top");
}

#[rstest]
#[case("kunshn", "[profile.kunshan]\n[profile.harbin]", "did you mean \"kunshan\"? There are: \"harbin\", \"kunshan\"")]
#[case("x", "[profile.kunshan]\n[profile.harbin]", "there are: \"harbin\", \"kunshan\"")]
#[case("x", "", "it has none; each is a table [profile.NAME]")]
fn a_profile_that_does_not_exist_is_told_with_those_that_do(
    #[case] name: &str,
    #[case] file: &str,
    #[case] known: &str,
) {
    let file = FileConfig::parse(file).unwrap();
    let flags = Flags { profile: Some(name.to_owned()), ..Flags::default() };
    let environment = Environment::of(&[TOKEN]);
    let message = format!("--profile: there is no profile {name:?} in config.toml; {known}");
    let error = resolve(&flags, &environment, &file).unwrap_err();
    assert_eq!(error.to_string(), message);
    assert!(!error.is_about_signing_in());
    assert_eq!(connection(&flags, &environment, &file).unwrap_err().to_string(), message);
}

#[test]
fn a_bad_value_of_a_profile_names_the_profile() {
    let file = FileConfig::parse("[profile.p]\ninterval = 'banana'").unwrap();
    let flags = Flags { profile: Some("p".to_owned()), ..Flags::default() };
    let error = resolve(&flags, &Environment::of(&[]), &file).unwrap_err().to_string();
    assert!(error.starts_with("config.toml, profile \"p\": interval = \"banana\" is not allowed"), "{error}");
}

#[test]
fn a_connection_has_all_that_was_said() {
    let file = FileConfig::parse(
        "region = 'r'\nurl = 'https://e'\ntoken-url = 'https://t'\ncenter-url = 'https://c'\nca-file = '~/ca.pem'\ntoken-cache = true",
    )
    .unwrap();
    let variables = [TOKEN, ("HOME", "/h"), ("XDG_CACHE_HOME", "/c")];
    let all = connection(&Flags::default(), &Environment::of(&variables), &file).unwrap();
    assert_eq!(all.region.as_deref(), Some("r"));
    assert_eq!(all.url.as_deref(), Some("https://e"));
    assert_eq!(all.token_url.as_deref(), Some("https://t"));
    assert_eq!(all.center_url.as_deref(), Some("https://c"));
    assert_eq!(all.ca_file.as_deref(), Some(Path::new("/h/ca.pem")));
    assert_eq!(all.token_cache.as_deref(), Some(Path::new("/c/eftop/tokens.json")));
    let at_home = connection(&Flags::default(), &Environment::of(&variables[..2]), &file).unwrap();
    assert_eq!(at_home.token_cache.as_deref(), Some(Path::new("/h/.cache/eftop/tokens.json")));
    let nowhere = connection(&Flags::default(), &Environment::of(&variables[..1]), &file).unwrap_err();
    assert!(nowhere.to_string().contains("XDG_CACHE_HOME"), "{nowhere}");
    let bare = connection(&Flags::default(), &Environment::of(&variables), &FileConfig::default()).unwrap();
    assert!(bare.url.is_none() && bare.region.is_none() && bare.token_cache.is_none() && bare.ca_file.is_none());
    // What a shell saw is taken as it is.
    let flags = Flags { ca_file: Some("~/x".into()), ..Flags::default() };
    let typed = connection(&flags, &Environment::of(&variables), &file).unwrap();
    assert_eq!(typed.ca_file.as_deref(), Some(Path::new("~/x")));
}
