//! Regions that come and go: what becomes of their tasks.

use super::platform::{CENTER, Ended, LIST, Platform, TOKENS, good, task, usual};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// What the token call lists of regions with these ids.
fn tokens(ids: &[u8]) -> (u16, String) {
    let region = |id: &u8| {
        let token = format!("e30.eyJleHBpcmVUaW1lIjoiMjUyNDYwODAwMDAwMCJ9.{id}");
        format!(r#"{{"clusterId":"{id}","clusterName":"r{id}","token":"{token}"}}"#)
    };
    good(&format!("[{}]", ids.iter().map(region).collect::<Vec<_>>().join(",")))
}

/// A region that came to the account later: the list of an earlier run is no proof that there is none.
#[test]
fn a_region_that_the_token_cache_lacks_is_asked_for() {
    let platform = Platform::new(|asked| match asked.path {
        TOKENS => tokens(if asked.before == 0 { &[7] } else { &[7, 8] }),
        _ => usual(asked),
    });
    for (region, sign_ins) in [(7, 1), (7, 1), (8, 2)] {
        let Ended { code, err, .. } = platform.run(&format!("list a1 --token-cache --region {region}"));
        assert_eq!((code, platform.count(TOKENS)), (0, sign_ins), "{err}");
    }
}

/// A platform of two regions with an address each; the second one is lost to the account once the switch is on. There runs `a1`.
fn losing() -> (Platform, Platform, Arc<AtomicBool>) {
    let second = Platform::new(|_| task("processing"));
    let (url, is_lost) = (second.server.base_url.clone(), Arc::new(AtomicBool::new(false)));
    let switch = is_lost.clone();
    let first = Platform::new(move |asked| match asked.path {
        TOKENS => tokens(if is_lost.load(Ordering::Relaxed) { &[7] } else { &[7, 8] }),
        CENTER => {
            let (id, url) = if asked.token.ends_with(".8") { (8, &url) } else { (7, &asked.base_url) };
            good(&format!(r#"{{"id":{id},"name":"r{id}","efileUrls":["{url}"]}}"#))
        }
        LIST => good(r#"[{"taskId":"here1","status":"complete","sourcePath":"/here"}]"#),
        _ => usual(asked),
    });
    (first, second, switch)
}

#[test]
fn tasks_of_a_region_that_a_lone_token_does_not_reach_are_told_and_never_called_done() {
    let (first, second, _) = losing();
    assert_eq!(first.run("wait a1 --region 8 --timeout 300ms").code, 124);
    assert_eq!(first.run("wait here1 --region 7").code, 0);
    let asked = second.count(LIST);
    let token = [("SCNET_TOKEN", "of-region-7"), ("SCNET_EFILE_URL", &first.server.base_url)];
    let Ended { code, err, .. } = first.run_with_token("wait", &token);
    assert_eq!(code, 8, "{err}");
    assert!(err.contains("1 task not asked for, of another EFile URL or region: a1"), "{err}");
    let Ended { code, out, err } = first.run_with_token("list", &token);
    assert!(
        code == 0 && out.contains("not asked") && out.contains("processing") && out.contains("/here"),
        "{out}{err}"
    );
    assert_eq!(second.count(LIST), asked, "the token is of another region");
}

#[test]
fn tasks_of_a_region_that_the_account_lost_are_never_called_done() {
    let (first, second, switch) = losing();
    assert_eq!(first.run("wait a1 --region 8 --timeout 300ms").code, 124);
    assert_eq!(first.run("wait here1 --region 7").code, 0);
    let asked = second.count(LIST);
    switch.store(true, Ordering::Relaxed);
    let Ended { code, out, err } = first.run("wait --region 7 --timeout 10s");
    assert_eq!(code, 2, "{out}{err}");
    assert!(err.contains("no such region: 8"), "{err}");
    let Ended { out, err, .. } = first.run("list --region 7");
    assert!(err.contains("no such region: 8") && out.contains("processing") && out.contains("/here"), "{out}{err}");
    assert_eq!(second.count(LIST), asked);
}
