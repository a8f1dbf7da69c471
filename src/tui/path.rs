//! Source and target of a task in the cells of its row: the directory that the tasks share is folded, the file name kept.

use super::Model;
use crate::{
    domain::Task,
    messages::{
        Ellipsis,
        width::{cells, cut, cut_path},
    },
    output::columns::both_paths,
};

/// How many tasks are looked at to find what their paths share: the cost of a frame must not grow with the set.
const SAMPLE: usize = 64;

/// The directory, with its last slash, that the paths of the shown tasks share; empty where folding gains nothing. It is found
/// from a sample; a path that is not below it is shown whole.
pub fn common_directory(model: &Model) -> String {
    let ids = &model.view.ids;
    if model.look.full_paths {
        return String::new();
    }
    let step = ids.len().div_ceil(SAMPLE).max(1);
    let mut common: Option<String> = None;
    for report in ids.iter().step_by(step).filter_map(|id| model.shown().get(id)?.report()) {
        for path in [report.source(), report.target()].into_iter().flatten() {
            let directory = parent(&path);
            match &mut common {
                Some(common) => common.truncate(shared(common, directory).len()),
                None => common = Some(directory.to_owned()),
            }
        }
    }
    // A folded directory is written in two cells, or in four.
    common.filter(|common| cells(common) > 5).unwrap_or_default()
}

/// A path without its last component: `/a/b/` of `/a/b/c`.
fn parent(path: &str) -> &str {
    path.trim_end_matches('/').rfind('/').map_or("", |slash| &path[..=slash])
}

/// What two directories share, in whole components.
fn shared<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    // A slash is never a part of another character, so cutting behind one is safe.
    one.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or("", |slash| &one[..=slash])
}

fn fold(path: &str, common: &str, ellipsis: Ellipsis) -> String {
    match path.strip_prefix(common).filter(|_| !common.is_empty()) {
        Some(rest) => format!("{}/{rest}", ellipsis.of_directories()),
        None => path.to_owned(),
    }
}

/// A path in at most `width` cells.
pub fn fold_and_cut(path: &str, common: &str, width: usize, ellipsis: Ellipsis) -> String {
    cut_path(&fold(path, common, ellipsis), width, ellipsis)
}

/// Source and target in at most `width` cells. Where there is no room for both, `with_target` says whether the source alone is shown.
pub fn of_task(task: &Task, common: &str, width: usize, with_target: bool, ellipsis: Ellipsis) -> String {
    let report = task.report();
    let source = report.and_then(crate::domain::report::Report::source);
    let target = report.and_then(crate::domain::report::Report::target).filter(|target| !target.is_empty());
    let name = task.label.as_deref().map_or(String::new(), |label| format!("{label}: "));
    let room = width.saturating_sub(cells(&name));
    let arrow = if ellipsis == Ellipsis::Ascii { " > " } else { " → " };
    let paths = match (source.as_deref(), target.as_deref()) {
        (None, None) => task.id.as_str().to_owned(),
        (Some(only), None) | (None, Some(only)) => fold(only, common, ellipsis),
        (Some(source), Some(target)) => {
            let (source, target) = (fold(source, common, ellipsis), fold(target, common, ellipsis));
            let all = cells(&source) + cells(arrow) + cells(&target);
            if !with_target && room < all { source } else { both_paths((&source, &target), arrow, room, ellipsis) }
        }
    };
    format!("{}{}", cut(&name, width, ellipsis), cut_path(&paths, room, ellipsis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/a/b/", "/a/c/", "/a/")]
    #[case("/a/bc/", "/a/bd/", "/a/")]
    #[case("/数据/甲/", "/数据/乙/", "/数据/")]
    #[case("/a/", "x", "")]
    fn directories_share_whole_components(#[case] one: &str, #[case] other: &str, #[case] common: &str) {
        assert_eq!(shared(one, other), common);
    }

    #[rstest]
    #[case("/a/b", "/a/")]
    #[case("/a/b/", "/a/")]
    #[case("/", "")]
    #[case("b", "")]
    fn the_parent_keeps_its_slash(#[case] path: &str, #[case] directory: &str) {
        assert_eq!(parent(path), directory);
    }
}
