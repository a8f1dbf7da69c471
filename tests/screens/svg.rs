//! A screen of the terminal emulator as an SVG picture: text stays text, gauges and backgrounds are rectangles, so that it is sharp
//! in any size, needs no font of this machine, and can be compared line by line.

use std::fmt::Write;

/// One cell, in units of the picture.
const CELL: (f64, f64) = (8.4, 18.0);
/// Around the screen.
const MARGIN: f64 = 10.0;
const FONT: &str = "'DejaVu Sans Mono',Menlo,Consolas,'Noto Sans Mono CJK SC','WenQuanYi Zen Hei Mono','PingFang SC','Microsoft YaHei',monospace";

/// What the terminal shows where the program asks for no colour.
#[derive(Clone, Copy)]
pub struct Ground {
    pub text: &'static str,
    pub background: &'static str,
}

pub const DARK: Ground = Ground { text: "#d4d7dd", background: "#15171c" };
pub const LIGHT: Ground = Ground { text: "#24272e", background: "#ffffff" };

/// How a cell looks, resolved.
#[derive(Clone, PartialEq)]
struct Look {
    text: String,
    background: String,
    is_bold: bool,
    is_italic: bool,
    is_underlined: bool,
}

/// The picture of a screen.
pub fn picture(screen: &vt100::Screen, ground: Ground) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (f64::from(columns) * CELL.0 + 2.0 * MARGIN, f64::from(rows) * CELL.1 + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{}\"/>\n\
         <g font-family=\"{FONT}\" font-size=\"14\" xml:space=\"preserve\">\n",
        ground.background
    );
    for row in 0..rows {
        let mut run: Option<Run> = None;
        for column in 0..columns {
            let cell = screen.cell(row, column).unwrap();
            if cell.is_wide_continuation() {
                continue;
            }
            let look = look(cell, ground);
            let text = if cell.has_contents() { cell.contents() } else { " " };
            let cells = if cell.is_wide() { 2 } else { 1 };
            let is_block = text.chars().all(|c| ('\u{2580}'..='\u{259f}').contains(&c) || c == '▌');
            let kind = if is_block { Kind::Block } else { Kind::of(cells) };
            match &mut run {
                Some(run) if run.look == look && run.kind == kind => run.push(text, cells),
                _ => {
                    if let Some(run) = run.take() {
                        run.write(&mut svg, ground, row);
                    }
                    let mut new = Run { look, kind, from: column, cells: 0, text: String::new() };
                    new.push(text, cells);
                    run = Some(new);
                }
            }
        }
        if let Some(run) = run {
            run.write(&mut svg, ground, row);
        }
    }
    svg += "</g>\n</svg>\n";
    svg
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Narrow,
    Wide,
    Block,
}

impl Kind {
    fn of(cells: u16) -> Self {
        if cells == 2 { Self::Wide } else { Self::Narrow }
    }
}

/// Cells side by side that look the same.
struct Run {
    look: Look,
    kind: Kind,
    from: u16,
    cells: u16,
    text: String,
}

impl Run {
    fn push(&mut self, text: &str, cells: u16) {
        self.text += text;
        self.cells += cells;
    }

    fn write(&self, svg: &mut String, ground: Ground, row: u16) {
        let (x, y) = (f64::from(self.from) * CELL.0 + MARGIN, f64::from(row) * CELL.1 + MARGIN);
        let width = f64::from(self.cells) * CELL.0;
        if self.look.background != ground.background {
            rectangle(svg, (x, y), (width, CELL.1), &self.look.background);
        }
        if self.look.is_underlined {
            rectangle(svg, (x, y + CELL.1 - 1.0), (width, 1.0), &self.look.text);
        }
        match self.kind {
            Kind::Block => self.blocks(svg, (x, y)),
            Kind::Narrow | Kind::Wide => self.words(svg, (x, y)),
        }
    }

    /// Gauges, as rectangles.
    fn blocks(&self, svg: &mut String, (x, y): (f64, f64)) {
        let full = self.text.chars().take_while(|block| *block == '█').count();
        let cells = f64::from(u32::try_from(full).unwrap());
        if full > 0 {
            rectangle(svg, (x, y), (cells * CELL.0, CELL.1), &self.look.text);
        }
        for (at, block) in (0_u32..).zip(self.text.chars()).skip(full) {
            let x = x + f64::from(at) * CELL.0;
            let code = u32::from(block);
            let (corner, size) = match code {
                // Lower eighths, up to the full block.
                0x2581..=0x2588 => {
                    let part = f64::from(code - 0x2580) / 8.0 * CELL.1;
                    ((x, y + CELL.1 - part), (CELL.0, part))
                }
                // Left eighths.
                0x2589..=0x258f => ((x, y), (f64::from(0x2590 - code) / 8.0 * CELL.0, CELL.1)),
                0x2580 => ((x, y), (CELL.0, CELL.1 / 2.0)),
                0x2590 => ((x + CELL.0 / 2.0, y), (CELL.0 / 2.0, CELL.1)),
                _ => ((x, y), (CELL.0, CELL.1)),
            };
            rectangle(svg, corner, size, &self.look.text);
        }
    }

    /// Text, each word at its own place: fonts differ in their widths.
    fn words(&self, svg: &mut String, (x, y): (f64, f64)) {
        let each = if self.kind == Kind::Wide { 2.0 * CELL.0 } else { CELL.0 };
        let characters: Vec<char> = self.text.chars().collect();
        let mut at = 0;
        while at < characters.len() {
            if characters[at] == ' ' {
                at += 1;
                continue;
            }
            let word: String = characters[at..].iter().take_while(|c| **c != ' ').collect();
            let count = word.chars().count();
            let place = |count: usize| f64::from(u32::try_from(count).unwrap()) * each;
            let mut style = String::new();
            if self.kind == Kind::Wide {
                // A Chinese character is as wide as the font is high: two cells, also where `textLength` is not known.
                write!(style, " font-size=\"{each:.1}\"").unwrap();
            }
            if self.look.is_bold {
                style += " font-weight=\"bold\"";
            }
            if self.look.is_italic {
                style += " font-style=\"italic\"";
            }
            writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{style}>{}</text>",
                x + place(at),
                y + 13.5,
                place(count),
                self.look.text,
                word.replace('&', "&amp;").replace('<', "&lt;")
            )
            .unwrap();
            at += count;
        }
    }
}

fn rectangle(svg: &mut String, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
    writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>")
        .unwrap();
}

fn look(cell: &vt100::Cell, ground: Ground) -> Look {
    let mut text = color(cell.fgcolor(), ground.text);
    let mut background = color(cell.bgcolor(), ground.background);
    if cell.inverse() {
        std::mem::swap(&mut text, &mut background);
    }
    Look { text, background, is_bold: cell.bold(), is_italic: cell.italic(), is_underlined: cell.underline() }
}

fn color(color: vt100::Color, default: &str) -> String {
    match color {
        vt100::Color::Default => default.to_owned(),
        vt100::Color::Idx(index) => {
            let (red, green, blue) = eftop::internals::tui::indexed_rgb(index);
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
        vt100::Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    }
}
