//! For each setting of signing in: flag before environment before profile before the top of the file; and profiles by their names.

use super::*;
use crate::settings::{resolve, resolve::connection, table::InFile};
use rstest::rstest;

/// A token that lets the connection resolve.
const TOKEN: (&str, &str) = ("SCNET_TOKEN", "token");

/// Every setting of the table, of the kinds that one place says in one line.
#[test]
fn each_place_counts_before_the_next() {
    for row in Key::ROWS.iter().filter(|row| !matches!(row.kind, Kind::Secret | Kind::Keys)) {
        let is_switch = row.kind == Kind::Switch;
        let line = |text: &str, on: bool| {
            if is_switch { format!("{} = {on}\n", row.key) } else { format!("{} = '{text}'\n", row.key) }
        };
        let said = |text: &str, on: bool| if is_switch { on.to_string() } else { text.to_owned() };
        let shown = |given: &Sourced| match &given.value {
            Value::Path(path) => path.display().to_string(),
            Value::Switch(on) => on.to_string(),
            value => value.text().unwrap().to_owned(),
        };
        let count = |flags: &Flags, variables: &[(&str, &str)], file: &str| {
            let (environment, file) = (Environment::of(variables), FileConfig::parse(file).unwrap());
            let layers = Layers::new(flags, &environment, &file).unwrap();
            layers.given(row.id).map(|given| (given.source.clone(), shown(given)))
        };
        let none = Flags::default();
        assert_eq!(count(&none, &[], ""), None);
        let mut file = String::new();
        // The one that chooses the profile needs one to choose.
        if row.in_file != InFile::Never && row.id != Key::DefaultProfile {
            file = line("top", false);
            assert_eq!(count(&none, &[], &file), Some((Source::File, said("top", false))));
        }
        for name in ["top", "profile", "flag"].into_iter().chain(row.variables.iter().copied()) {
            file = format!("{file}[profile.{name}]\n");
        }
        if row.in_file == InFile::TopOrProfile {
            file = format!("default-profile = 'p'\n{file}[profile.p]\n{}", line("profile", true));
            assert_eq!(count(&none, &[], &file), Some((Source::Profile("p".into()), said("profile", true))));
        }
        let all: Vec<_> = row.variables.iter().map(|name| (*name, *name)).collect();
        for (at, name) in row.variables.iter().enumerate() {
            // An empty variable is not set.
            assert_eq!(count(&none, &[(name, "")], &file), count(&none, &[], &file));
            assert_eq!(count(&none, &all[at..], &file), Some((Source::Variable(name), (*name).to_owned())));
        }
        if !row.option.0.is_empty() {
            let flags = Flags::of(row.id, &said("flag", true));
            assert_eq!(count(&flags, &all, &file), Some((Source::Flag(row.option.0), said("flag", true))));
        }
    }
}

#[test]
fn a_flag_chooses_the_profile_before_the_environment_and_that_before_the_file() {
    let file = FileConfig::parse(
        "default-profile = 'c'\nset = 'top'\n[profile.a]\nset = 'a'\n[profile.b]\nset = 'b'\n[profile.c]\nset = 'c'\n[profile.d]\n",
    )
    .unwrap();
    let set = |flag: Option<&str>, variables: &[(&str, &str)]| {
        let flags = flag.map(|name| Flags::of(Key::DefaultProfile, name)).unwrap_or_default();
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
    let flags = Flags::of(Key::DefaultProfile, name);
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
    let flags = Flags::of(Key::DefaultProfile, "p");
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
    let flags = Flags::of(Key::CaFile, "~/x");
    let typed = connection(&flags, &Environment::of(&variables), &file).unwrap();
    assert_eq!(typed.ca_file.as_deref(), Some(Path::new("~/x")));
}
