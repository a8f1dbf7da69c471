//! Tables and properties of measuring and cutting; `tests/text_width.rs` holds the measure against ratatui itself.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧";

#[rstest]
#[case("", 0)]
#[case("abc", 3)]
#[case("任务", 4)]
#[case("e\u{301}", 1)]
#[case(FAMILY, 2)]
#[case("🇨🇳", 2)]
#[case("a\nb\u{1b}", 2)]
#[case("\u{200b}\u{202e}", 0)]
fn text_is_measured_as_it_is_drawn(#[case] text: &str, #[case] expected: usize) {
    assert_eq!(cells(text), expected);
}

#[rstest]
#[case("abc", 5, "abc  ")]
#[case("abc", 3, "abc")]
#[case("abcd", 3, "ab…")]
#[case("abcd", 1, "…")]
#[case("abcd", 0, "")]
#[case("任务列表", 8, "任务列表")]
#[case("任务列表", 7, "任务列…")]
#[case("任务列表", 6, "任务… ")] // the third character would straddle the border
#[case("任务", 1, "…")]
#[case("a\u{1b}[2Jb\n", 6, "a[2Jb ")]
fn a_text_is_fitted(#[case] text: &str, #[case] width: usize, #[case] expected: &str) {
    assert_eq!(fit(text, width, Ellipsis::Unicode), expected);
}

#[test]
fn a_grapheme_is_never_cut() {
    let text = format!("{FAMILY}{FAMILY}x");
    assert_eq!(fit(&text, 3, Ellipsis::Unicode), format!("{FAMILY}…"));
    assert_eq!(fit(&text, 4, Ellipsis::Unicode), format!("{FAMILY}… "));
}

#[test]
fn numbers_are_fitted_to_the_right() {
    assert_eq!(fit_right("12", 4, Ellipsis::Unicode), "  12");
    assert_eq!(fit_right("任务列表", 6, Ellipsis::Unicode), " 任务…");
}

#[rstest]
#[case("0123456789", 10, "0123456789")]
#[case("0123456789", 6, "01…789")]
#[case("0123456789", 2, "…9")]
#[case("0123456789", 1, "…")]
#[case("任务列表信息", 7, "任…信息")]
fn the_middle_is_cut(#[case] text: &str, #[case] width: usize, #[case] expected: &str) {
    assert_eq!(cut_middle(text, width, Ellipsis::Unicode), expected);
}

#[rstest]
#[case("/public/home/demo/run42/energy.dat", 40, "/public/home/demo/run42/energy.dat")]
#[case("/public/home/demo/run42/energy.dat", 24, "…/demo/run42/energy.dat")]
#[case("/public/home/demo/run42/energy.dat", 22, "…/run42/energy.dat")]
#[case("/public/home/demo/run42/energy.dat", 12, "…/energy.dat")]
#[case("/public/home/demo/run42/energy.dat", 11, "energy.dat")]
#[case("/public/home/demo/run42/energy.dat", 10, "energy.dat")]
#[case("/public/home/demo/run42/energy.dat", 8, "en…y.dat")]
#[case("/public/home/demo/run42/energy.dat", 6, "e….dat")]
#[case("/public/home/demo/run42/energy.dat", 3, "…at")]
#[case("/data/checkpoint_000123.tar.gz", 12, "chec….tar.gz")]
#[case("/data/输出/结果文件.dat", 14, "…/结果文件.dat")]
#[case("/data/输出/", 8, "…/输出/")]
#[case("/data/输出/", 6, "输出/")]
#[case("////", 2, "…/")]
#[case("/.a_hidden_configuration", 8, ".a…ation")]
fn a_path_keeps_its_name(#[case] path: &str, #[case] width: usize, #[case] expected: &str) {
    assert_eq!(cut_path(path, width, Ellipsis::Unicode), expected);
}

#[test]
fn the_ellipsis_can_be_ascii() {
    assert_eq!(fit("abcdef", 4, Ellipsis::Ascii), "abc~");
    assert_eq!(cut_path("/public/home/energy.dat", 14, Ellipsis::Ascii), ".../energy.dat");
}

#[test]
fn an_absurd_width_does_not_eat_the_memory() {
    assert_eq!(fit("a", usize::MAX, Ellipsis::Unicode).len(), MAX_WIDTH);
    assert_eq!(fit_right("a", usize::MAX, Ellipsis::Unicode).len(), MAX_WIDTH);
}

/// A cut puts a space or the ellipsis beside any character. That must not change what either of them measures.
#[test]
fn no_character_merges_with_padding_or_ellipsis() {
    // Not the ideographs, the Korean syllables and the empty planes: they are many and all alike.
    let scripts =
        ('\0'..'\u{3400}').chain('\u{a4d0}'..'\u{ac00}').chain('\u{d7a4}'..'\u{e000}').chain('\u{f900}'..'\u{17000}');
    let signs = ('\u{1b000}'..'\u{20000}').chain('\u{e0000}'..'\u{e0200}');
    for character in scripts.chain(signs).filter(|c| !is_unsafe(*c)) {
        let width = cells(character.encode_utf8(&mut [0; 4]));
        for sign in [" ", "…", "~"] {
            assert_eq!(cells(&format!("{character}{sign}")), width + 1, "{character:?} before {sign:?}");
            assert_eq!(cells(&format!("{sign}{character}")), width + 1, "{character:?} behind {sign:?}");
        }
    }
}

/// Arbitrary text, rich in what makes measuring hard.
fn hard_text() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "\u{200d}",
        "\u{fe0f}",
        "\u{fe0e}",
        "\u{301}",
        "\u{20e3}",
        "\u{1f3fd}",
        "🇨",
        "🇳",
        "👩",
        "❤",
        "#",
        "\u{200b}",
        "\u{202e}",
        "\u{2066}",
        "\u{1b}",
        "\r\n",
        "\t",
        "\0",
        "\u{ff9e}",
        "ｶ",
        "ﷺ",
        "ل",
        "ا",
        "\u{600}",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "क",
        "\u{94d}",
        "\u{e0067}",
        "🏴",
        "任",
        "…",
        "/",
        ".",
        " ",
        "a",
    ]);
    prop::collection::vec(
        prop_oneof![3 => hard.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)],
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn fitted_text_has_exactly_the_width(text in hard_text(), width in 0..30_usize) {
        for ellipsis in [Ellipsis::Unicode, Ellipsis::Ascii] {
            prop_assert_eq!(cells(&fit(&text, width, ellipsis)), width);
            prop_assert_eq!(cells(&fit_right(&text, width, ellipsis)), width);
        }
    }

    #[test]
    fn cut_text_is_safe_and_never_wider(text in hard_text(), width in 0..30_usize) {
        for cut in [cut, cut_middle, cut_path] {
            let short = cut(&text, width, Ellipsis::Unicode);
            prop_assert!(cells(&short) <= width, "{short:?}");
            prop_assert!(!short.contains(is_unsafe), "{short:?}");
        }
    }

    #[test]
    fn what_fits_is_left_alone(text in "[a-z/任务.]{0,12}") {
        for cut in [cut, cut_middle, cut_path] {
            prop_assert_eq!(cut(&text, 24, Ellipsis::Unicode), text.as_str());
        }
    }
}
