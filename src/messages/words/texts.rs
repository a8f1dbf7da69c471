//! The macro that every table of texts is written with.

/// A table of texts: a struct with a field per row, and its values `EN` and `ZH`. A row is
///
/// - `name: english, chinese;` for a text,
/// - `name(value: Type): english, chinese;` for a sentence with values in it, which is the literal of a `format!`, or
///   an expression that makes the `String`,
/// - `name as Type: english, chinese;` for anything else.
macro_rules! texts {
    ($(#[$about_all:meta])* $Table:ident {
        $($(#[$about:meta])* $name:ident $(($($value:ident: $type:ty),+))? $(as $kind:ty)?: $en:expr, $zh:expr;)+
    }) => {
        $(#[$about_all])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Table {
            $($(#[$about])* pub $name: text_type!($(($($type),+))? $($kind)?),)+
        }

        pub(super) const EN: $Table = $Table { $($name: text_value!($(($($value),+))? $en),)+ };

        pub(super) const ZH: $Table = $Table { $($name: text_value!($(($($value),+))? $zh),)+ };
    };
}

/// The type of a row's field.
macro_rules! text_type {
    () => { &'static str };
    (($($type:ty),+)) => { fn($($type),+) -> String };
    ($kind:ty) => { $kind };
}

/// A row's text in one language.
macro_rules! text_value {
    (($($value:ident),+) $text:literal) => { |$($value),+| format!($text) };
    (($($value:ident),+) $text:expr) => { |$($value),+| $text };
    ($text:expr) => { $text };
}

/// A number with its English noun: `1 task`, `3 tasks`.
pub(super) fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
