//! What counts before what, what is refused and in which words, and that the shipped sample is the defaults.

use super::*;
use rstest::rstest;

#[rstest]
#[case::of_one_place("url = \"https://a\"\nregion = \"1\"", None, Some("https://a"))]
#[case::region_named_above("url = \"https://a\"\nregion = \"1\"", Some("2"), None)]
#[case::no_region_at_all("url = \"https://a\"", None, Some("https://a"))]
fn an_address_belongs_to_the_region_that_it_stands_with(
    #[case] file: &str,
    #[case] flag: Option<&str>,
    #[case] url: Option<&str>,
) {
    let flags = flag.map(|region| Flags::of(Key::Region, region)).unwrap_or_default();
    let environment = [("SCNET_TOKEN", "eyJ.a.b")];
    let file = FileConfig::parse(file).unwrap();
    let found = connection(&flags, &Environment::of(&environment), &file).unwrap();
    assert_eq!(found.url.as_deref(), url);
}

#[rstest]
#[case(
    "interval = \"banana\"",
    "config.toml: interval = \"banana\" is not allowed; a span such as 500ms, 2s or 1m, from 500ms to 1h (from 50ms to a service on this machine)"
)]
#[case("lang = \"fr\"", "config.toml: lang = \"fr\" is not allowed; one of auto, en, zh")]
#[case(
    "theme = \"pink\"",
    "config.toml: theme = \"pink\" is not allowed; one of auto, dark, contrast-dark, colorblind-dark, light, contrast-light, colorblind-light"
)]
#[case("colors = \"many\"", "config.toml: colors = \"many\" is not allowed; one of auto, full, 16, none")]
#[case("notify = \"loud\"", "config.toml: notify = \"loud\" is not allowed; one of auto, bell, osc, off")]
#[case("ascii = \"maybe\"", "config.toml: ascii = \"maybe\" is not allowed; one of auto, yes, no")]
#[case(
    "stall-after = \"0s\"",
    "config.toml: stall-after = \"0s\" is not allowed; a span such as 30s or 3m, at least 1s"
)]
#[case(
    "service-offset = \"8\"",
    "config.toml: service-offset = \"8\" is not allowed; an offset from UTC such as +08:00"
)]
#[case(
    "set = \"../x\"",
    "config.toml: set = \"../x\" is not allowed; a name of 1 to 64 letters, digits, '.', '_' or '-' that does not begin with '.'"
)]
fn a_bad_value_is_named_with_its_place(#[case] text: &str, #[case] message: &str) {
    let file = FileConfig::parse(text).unwrap();
    let error = resolve(&Flags::default(), &Environment::of(&[]), &file).unwrap_err();
    assert_eq!(error.to_string(), message);
}

#[test]
fn an_unknown_key_is_refused() {
    let error = FileConfig::parse("intervall = \"2s\"").unwrap_err().to_string();
    assert!(error.contains("intervall") && error.contains("interval"), "{error}");
}

#[rstest]
#[case(&[("TERM", "xterm-256color")], Colors::Full)]
#[case(&[("TERM", "xterm"), ("COLORTERM", "truecolor")], Colors::Full)]
#[case(&[("TERM", "xterm")], Colors::Sixteen)]
#[case(&[("TERM", "dumb")], Colors::None)]
#[case(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Colors::None)]
#[case(&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Colors::Full)]
fn colours_by_terminal(#[case] pairs: &[(&str, &str)], #[case] colors: Colors) {
    let config = resolve(&Flags::default(), &Environment::of(pairs), &FileConfig::default()).unwrap();
    assert_eq!(config.colors, colors);
}

#[test]
fn locale_chooses_language_and_signs() {
    let chinese = Environment::of(&[("LANG", "zh_CN.UTF-8"), ("TERM", "xterm")]);
    let config = resolve(&Flags::default(), &chinese, &FileConfig::default()).unwrap();
    assert_eq!((config.lang, config.ascii), (Lang::Zh, false));
    let plain = Environment::of(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8"), ("TERM", "xterm")]);
    let config = resolve(&Flags::default(), &plain, &FileConfig::default()).unwrap();
    assert_eq!((config.lang, config.ascii), (Lang::En, true));
}

#[test]
fn every_word_of_the_table_has_a_meaning_and_no_other_is_taken() {
    for row in Key::ROWS {
        let Some(words) = row.words() else { continue };
        let resolved = |word: &str| {
            let file = FileConfig::parse(&format!("{} = '{word}'", row.key)).unwrap();
            resolve(&Flags::default(), &Environment::of(&[]), &file).map_err(|error| error.to_string())
        };
        let configs: Vec<_> = words.iter().map(|word| resolved(word).unwrap()).collect();
        // `auto` may come to what another word says.
        assert!(configs[1..].windows(2).all(|pair| pair[0] != pair[1]), "{}", row.key);
        assert!(resolved("none of them").unwrap_err().ends_with(&format!("; one of {}", words.join(", "))));
    }
    let theme = resolve(&Flags::of(Key::Theme, "contrast-light"), &Environment::of(&[]), &FileConfig::default());
    assert_eq!(theme.unwrap().theme, Some(&Theme::CONTRAST_LIGHT));
}
