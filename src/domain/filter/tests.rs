//! What filters match, as tables, and that nothing typed can do harm.

use super::*;
use crate::domain::{Memory, Origin, Owner, Report, Status, TaskId};
use jiff::Timestamp;
use proptest::prelude::*;
use rstest::rstest;
use std::sync::Arc;

const ID: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";
const REGION: [&str; 2] = ["华东一区【昆山】", "昆山#2"];

fn failed_move() -> Task {
    let id = TaskId::new(ID).unwrap();
    let mut report = Report::new(Status::Fail);
    report.operation = Some(Operation::Move);
    report.source = Some("/public/home/acct/Data:1/样本".into());
    report.target = Some("/work/Target".into());
    report.owner = Some(Arc::new(Owner { cluster_name: Some("cluster-a".into()), ..Owner::default() }));
    report.extra_mut().error_code = Some("911020".into());
    report.extra_mut().error_message = Some("Permission denied".into());
    report.total_bytes = Some(12 << 30);
    let mut task = Task::new(id, Timestamp::UNIX_EPOCH);
    task.label = Some("Nightly".into());
    let base_url = "https://efile.example/efile".into();
    task.origin = Some(Arc::new(Origin { region: Some("11250".into()), base_url }));
    task.remember(Memory { report: report.into(), seen: Timestamp::UNIX_EPOCH, ended: None, gone: false })
}

#[rstest]
#[case("", true)]
#[case("  ", true)]
#[case("s:fail", true)]
#[case("S:F", true)]
#[case("s:failed,waiting", true)]
#[case("s:失败", true)]
#[case("s：失", true)]
#[case("s:ended", true)]
#[case("s:live", false)]
#[case("s:complete", false)]
#[case("!s:complete", true)]
#[case("op:move", true)]
#[case("op:m,c", true)]
#[case("op:移动", true)]
#[case("op:copy", false)]
#[case("e:911020", true)]
#[case("e:9110", true)]
#[case("e:911021", false)]
#[case("id:10B1", true)]
#[case("id:data", false)]
#[case("l:night", true)]
#[case("l:day", false)]
#[case("r:昆山", true)]
#[case("region:华东", true)]
#[case("r:#2", true)]
#[case("r:11250", true)]
#[case("r:efile.example", true)]
#[case("r:Cluster-A", true)]
#[case("r:西南", false)]
#[case("!r:西南", true)]
#[case("昆山", false)]
#[case(">10G", true)]
#[case(">10GiB", true)]
#[case(">10gb", true)]
#[case(">12G", false)]
#[case("<12.5G", true)]
#[case("<1M", false)]
#[case(">99999999999999999P", false)]
#[case("target permission", true)]
#[case("target nowhere", false)]
#[case("!nowhere", true)]
#[case("样本", true)]
#[case("data:1", true)]
#[case("911020", true)]
#[case("failed", true)]
#[case("失败", true)]
#[case("s:fail op:move >10G", true)]
#[case("s:fail op:move <10G", false)]
fn terms(#[case] text: &str, #[case] expected: bool) {
    let filter = Filter::parse(text);
    assert_eq!(filter.problem(), None);
    assert_eq!(filter.matches(&failed_move(), REGION), expected, "{filter:?}");
}

#[rstest]
#[case("s:")]
#[case("op:")]
#[case("r:")]
#[case(">")]
#[case("!")]
#[case("s:,")]
fn what_is_not_finished_is_left_out(#[case] text: &str) {
    assert_eq!(Filter::parse(text), Filter::default());
}

#[rstest]
#[case("s:xyz fail", FilterProblem::State("xyz".to_owned()))]
#[case("op:link", FilterProblem::Operation("link".to_owned()))]
#[case(">tenG", FilterProblem::Size("tenG".to_owned()))]
#[case("<1X <2Y", FilterProblem::Size("1X".to_owned()))]
#[case(">1iB", FilterProblem::Size("1iB".to_owned()))]
#[case(">1.2.3", FilterProblem::Size("1.2.3".to_owned()))]
fn what_cannot_be_read_is_told_and_left_out(#[case] text: &str, #[case] problem: FilterProblem) {
    let filter = Filter::parse(text);
    assert_eq!(filter.problem(), Some(&problem));
    assert!(filter.matches(&failed_move(), REGION));
}

#[test]
fn a_whole_word_names_one_state() {
    assert_eq!(states("cancel"), [State::Cancel]);
    assert_eq!(states("cancelling"), [State::Cancelling]);
    assert_eq!(states("live"), LIVE);
}

proptest! {
    #[test]
    fn nothing_typed_panics_and_negation_negates(text in "[!<>:,a-z0-9.样\\PC]{0,30}") {
        let task = failed_move();
        let plain = Filter::parse(&text);
        plain.matches(&task, REGION);
        let word = text.split_whitespace().next().unwrap_or_default();
        let (yes, no) = (Filter::parse(word), Filter::parse(&format!("!{word}")));
        if !yes.is_empty() && !word.starts_with(['!', '！']) {
            prop_assert_ne!(yes.matches(&task, REGION), no.matches(&task, REGION));
        }
    }
}
