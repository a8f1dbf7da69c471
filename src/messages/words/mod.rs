//! Every text for people but the error cards: one struct per region of the screen, and one value of it per language.
//!
//! A region's file has the struct and its two values, `EN` and `ZH`. A text is a `&'static str`; a sentence with values in it is
//! a `fn(..) -> String`, given as a closure that captures nothing. So a text that is missing in one language does not compile,
//! and whoever draws a region names the text and never the language: `words(lang).header.total`.

pub mod account;
pub mod detail;
pub mod dialog;
pub mod eta;
pub mod first_screen;
pub mod footer;
pub mod header;
pub mod headless;
pub mod help;
pub mod house;
pub mod notice;
pub mod operations;
pub mod phases;
pub mod plain;
mod plural;
pub mod problems;
pub mod regions;
pub mod replay;
pub mod report;
pub mod states;
pub mod submit;
pub mod table;
pub mod units;

pub use account::AccountWords;
pub use detail::DetailWords;
pub use dialog::DialogWords;
pub use eta::EtaWords;
pub use first_screen::FirstScreenWords;
pub use footer::FooterWords;
pub use header::HeaderWords;
pub use headless::HeadlessWords;
pub use help::HelpWords;
pub use house::HouseWords;
pub use notice::NoticeWords;
pub use operations::OperationWords;
pub use phases::PhaseWords;
pub use plain::PlainWords;
pub use problems::{ProblemText, ProblemWords};
pub use regions::RegionWords;
pub use replay::ReplayWords;
pub use report::ReportWords;
pub use states::StateWords;
pub use submit::SubmitWords;
pub use table::TableWords;
pub use units::UnitWords;

use super::Lang;

/// All texts of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub states: StateWords,
    /// Kinds of trouble with the service.
    pub problems: ProblemWords,
    /// Phases of a task that is being worked on.
    pub phases: PhaseWords,
    /// Kinds of work.
    pub operations: OperationWords,
    /// Why no remaining time is shown.
    pub eta: EtaWords,
    /// Numbers with their nouns.
    pub units: UnitWords,
    pub header: HeaderWords,
    pub table: TableWords,
    pub detail: DetailWords,
    pub dialog: DialogWords,
    pub regions: RegionWords,
    /// The line of keys, and the filter's prompt.
    pub footer: FooterWords,
    pub help: HelpWords,
    /// Short messages about what just happened.
    pub notice: NoticeWords,
    /// The screen of an empty set, and of a terminal that is too small.
    pub first_screen: FirstScreenWords,
    pub report: ReportWords,
    pub replay: ReplayWords,
    /// Lines for logs and tables for pipes.
    pub plain: PlainWords,
    /// The commands without a screen.
    pub headless: HeadlessWords,
    /// Explanations and the configuration.
    pub house: HouseWords,
    pub submit: SubmitWords,
    /// Regions and signing in.
    pub account: AccountWords,
}

static EN: Words = Words {
    states: states::EN,
    problems: problems::EN,
    phases: phases::EN,
    operations: operations::EN,
    eta: eta::EN,
    units: units::EN,
    header: header::EN,
    table: table::EN,
    detail: detail::EN,
    dialog: dialog::EN,
    regions: regions::EN,
    footer: footer::EN,
    help: help::EN,
    notice: notice::EN,
    first_screen: first_screen::EN,
    report: report::EN,
    replay: replay::EN,
    plain: plain::EN,
    headless: headless::EN,
    house: house::EN,
    submit: submit::EN,
    account: account::EN,
};

static ZH: Words = Words {
    states: states::ZH,
    problems: problems::ZH,
    phases: phases::ZH,
    operations: operations::ZH,
    eta: eta::ZH,
    units: units::ZH,
    header: header::ZH,
    table: table::ZH,
    detail: detail::ZH,
    dialog: dialog::ZH,
    regions: regions::ZH,
    footer: footer::ZH,
    help: help::ZH,
    notice: notice::ZH,
    first_screen: first_screen::ZH,
    report: report::ZH,
    replay: replay::ZH,
    plain: plain::ZH,
    headless: headless::ZH,
    house: house::ZH,
    submit: submit::ZH,
    account: account::ZH,
};

/// The texts of `lang`.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Zh => &ZH,
    }
}

#[cfg(test)]
mod tests;
