//! Every text for people but the error cards: one table of rows per region of the screen, each row with both languages.
//!
//! A text is a `&'static str`, a sentence with values in it a `fn(..) -> String`. A text that is missing in one language does not
//! compile, and whoever draws a region names the text and never the language: `words(lang).header.total`.

#[macro_use]
mod texts;

mod account;
mod config;
mod detail;
mod dialog;
mod eta;
mod explain;
mod first_screen;
mod footer;
mod group;
mod header;
mod headless;
mod help;
mod input;
mod log;
mod notice;
mod operations;
mod phases;
mod plain;
mod problems;
mod regions;
mod replay;
mod report;
mod retry;
#[cfg(feature = "server")]
mod serve;
mod states;
mod store;
mod submit;
mod table;
mod units;

pub use problems::ProblemText;

use super::Lang;

/// The struct of all tables, and its value in each language.
macro_rules! tables {
    ($($(#[$only:meta])* $part:ident: $Table:ident,)+) => {
        $($(#[$only])* pub use $part::$Table;)+

        /// All texts of one language.
        #[derive(Clone, Copy, Debug)]
        pub struct Words {
            $($(#[$only])* pub $part: $Table,)+
        }

        static EN: Words = Words { $($(#[$only])* $part: $part::EN,)+ };

        static ZH: Words = Words { $($(#[$only])* $part: $part::ZH,)+ };
    };
}

tables! {
    states: StateWords,
    problems: ProblemWords,
    phases: PhaseWords,
    operations: OperationWords,
    eta: EtaWords,
    units: UnitWords,
    header: HeaderWords,
    table: TableWords,
    detail: DetailWords,
    dialog: DialogWords,
    explain: ExplainWords,
    regions: RegionWords,
    footer: FooterWords,
    group: GroupWords,
    help: HelpWords,
    notice: NoticeWords,
    first_screen: FirstScreenWords,
    report: ReportWords,
    replay: ReplayWords,
    retry: RetryWords,
    #[cfg(feature = "server")]
    serve: ServeWords,
    plain: PlainWords,
    log: LogWords,
    headless: HeadlessWords,
    config: ConfigWords,
    submit: SubmitWords,
    input: InputWords,
    store: StoreWords,
    account: AccountWords,
}

/// The texts of `lang`.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Zh => &ZH,
    }
}

#[cfg(test)]
mod tests;
