//! Regions and their EFile URLs: what the token call lists and what the center answers, as a caller lays them down.

use super::{account::Account, error::ServerError};
use serde_json::{Value, json};
use std::fmt;

/// `clusterId` of the platform's own token, which EFile does not take.
pub const PLATFORM: &str = "0";

/// Stands for the server's own base URL in an [`EfileUrl`]: its port is free to choose, and so not known beforehand.
pub const BASE: &str = "{base}";

/// How a URL of the center's answer says whether it is switched on. The document's example has a text; clients accept both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enable {
    /// `"true"` or `"false"`
    Text(bool),
    /// `true` or `false`
    #[cfg(any(test, feature = "internals"))]
    Bool(bool),
    /// The field is not there.
    #[cfg(any(test, feature = "internals"))]
    Missing,
}

/// One element of `efileUrls`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EfileUrl {
    /// `url`, given out as it is, but for [`BASE`]. Clients have seen it with `/efile` at its end and without.
    pub url: String,
    pub enable: Enable,
}

impl EfileUrl {
    /// A URL that is switched on, as the document's example writes it.
    pub fn on(url: impl Into<String>) -> Self {
        Self { url: url.into(), enable: Enable::Text(true) }
    }

    /// A URL that is switched off, as the document's example writes it.
    pub fn off(url: impl Into<String>) -> Self {
        Self { url: url.into(), enable: Enable::Text(false) }
    }

    fn json(&self, at: usize, base_url: &str) -> Value {
        let mut element = json!({
            "nodeName": format!("demo{:02}", at + 1), "fastTransEnable": "true", "udpPort": "65104", "version": "2.6.1",
            "url": self.url.replace(BASE, base_url),
        });
        match self.enable {
            Enable::Text(on) => element["enable"] = Value::from(if on { "true" } else { "false" }),
            #[cfg(any(test, feature = "internals"))]
            Enable::Bool(on) => element["enable"] = Value::from(on),
            #[cfg(any(test, feature = "internals"))]
            Enable::Missing => {}
        }
        element
    }
}

/// The URLs of a region that was given no others. The first is switched off: a client must look at `enable`.
pub fn usual_urls() -> Vec<EfileUrl> {
    vec![EfileUrl::off("http://127.0.0.1:1/efile"), EfileUrl::on(format!("{BASE}/efile"))]
}

/// A region besides the server's own, which the token call lists and the center knows. Its tasks live elsewhere: on another
/// embedded server, or nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct OtherRegion {
    pub cluster_id: String,
    pub cluster_name: String,
    /// The token that the other server takes; none for a region whose account is suspended. It lives as long as this server, and its
    /// renewal is itself, since no other is known there.
    pub token: Option<String>,
    /// What the center names for that token.
    pub efile_urls: Vec<EfileUrl>,
}

impl OtherRegion {
    /// A region whose account is suspended: listed with a null token.
    pub fn suspended(cluster_id: impl Into<String>, cluster_name: impl Into<String>) -> Self {
        Self { cluster_id: cluster_id.into(), cluster_name: cluster_name.into(), token: None, efile_urls: Vec::new() }
    }
}

impl fmt::Debug for OtherRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtherRegion")
            .field("cluster_id", &self.cluster_id)
            .field("suspended", &self.token.is_none())
            .field("efile_urls", &self.efile_urls)
            .finish_non_exhaustive()
    }
}

/// Whether a text can be sent as the value of the `token` header.
pub fn check_token(token: &str) -> Result<(), ServerError> {
    let sendable = !token.is_empty() && token.len() <= 4096 && token.bytes().all(|byte| byte.is_ascii_graphic());
    if sendable { Ok(()) } else { Err(ServerError::BadToken) }
}

/// Whether these regions can stand beside the account's own: each id and each token belongs to one of them only.
pub fn check(others: &[OtherRegion], account: &Account, own_token: Option<&str>) -> Result<(), ServerError> {
    let mut ids = vec![PLATFORM, account.cluster_id.as_str()];
    let mut tokens: Vec<&str> = own_token.into_iter().collect();
    for region in others {
        if ids.contains(&region.cluster_id.as_str()) {
            return Err(ServerError::RegionTwice(region.cluster_id.clone()));
        }
        ids.push(&region.cluster_id);
        if let Some(token) = region.token.as_deref() {
            check_token(token)?;
            if tokens.contains(&token) {
                return Err(ServerError::SharedToken(region.cluster_id.clone()));
            }
            tokens.push(token);
        }
    }
    Ok(())
}

/// `data` of the token call's answer. A region whose account is suspended comes with a null token.
pub fn listed(account: &Account, token: &str, others: &[OtherRegion], platform_token: &str) -> Value {
    let entry =
        |name: &str, id: &str, token: Option<&str>| json!({"clusterName": name, "clusterId": id, "token": token});
    let own = entry(&account.cluster_name, &account.cluster_id, Some(token));
    let others = others.iter().map(|region| entry(&region.cluster_name, &region.cluster_id, region.token.as_deref()));
    std::iter::once(own).chain(others).chain([entry("ac", PLATFORM, Some(platform_token))]).collect()
}

/// `data` of the center's answer for one region.
pub fn center(account: &Account, (id, name): (&str, &str), urls: &[EfileUrl], base_url: &str) -> Value {
    let efile_urls: Vec<Value> = urls.iter().enumerate().map(|(at, url)| url.json(at, base_url)).collect();
    json!({
        // A number here, although `clusterId` is a text in the token call's answer.
        "id": id.parse::<u64>().unwrap_or(0),
        "name": name,
        "description": account.cluster_name,
        "clusterUserInfo": {"userName": account.user, "homePath": account.home()},
        "ingressUrls": [{"enable": "true", "isManagerNode": "true", "version": "5.2.2", "url": base_url}],
        "efileUrls": efile_urls,
        "eshellUrls": [{"enable": "true", "version": "2.4.3", "url": format!("{base_url}/eshell")}],
        "hpcUrls": [{"enable": "true", "isManagerNode": "true", "version": "5.2.2", "url": format!("{base_url}/hpc")}],
        "aiUrls": [{"enable": "true", "version": "2.4.3", "url": format!("{base_url}/ai")}],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Enable::Text(true), &json!("true"))]
    #[case(Enable::Text(false), &json!("false"))]
    #[case(Enable::Bool(false), &json!(false))]
    fn a_url_is_switched_in_the_way_that_was_asked_for(#[case] enable: Enable, #[case] found: &Value) {
        let url = EfileUrl { url: "{base}/efile".to_owned(), enable }.json(0, "http://127.0.0.1:7");
        assert_eq!((&url["url"], url.get("enable")), (&json!("http://127.0.0.1:7/efile"), Some(found)));
    }

    #[test]
    fn a_switch_can_be_missing() {
        let url = EfileUrl { url: "https://h:1".to_owned(), enable: Enable::Missing }.json(0, "http://127.0.0.1:7");
        assert_eq!((&url["url"], url.get("enable")), (&json!("https://h:1"), None));
    }

    #[test]
    fn a_region_does_not_show_its_token() {
        let region = OtherRegion { token: Some("of-b".to_owned()), ..OtherRegion::suspended("1", "b") };
        assert!(!format!("{region:?}").contains("of-b"));
    }

    #[rstest]
    #[case("0", None, "region 0 is there twice")]
    #[case("11112", None, "region 11112 is there twice")]
    #[case("2", None, "region 2 is there twice")]
    #[case("3", Some("mine"), "region 3 has the token of another region")]
    #[case("3", Some("of-two"), "region 3 has the token of another region")]
    #[case("3", Some("a b"), "the token must be")]
    fn regions_do_not_share_what_tells_them_apart(
        #[case] id: &str,
        #[case] token: Option<&str>,
        #[case] message: &str,
    ) {
        let two = OtherRegion { token: Some("of-two".to_owned()), ..OtherRegion::suspended("2", "two") };
        let other = OtherRegion { token: token.map(str::to_owned), ..OtherRegion::suspended(id, "other") };
        let found = check(&[two, other], &Account::default(), Some("mine")).unwrap_err().to_string();
        assert!(found.contains(message), "{found}");
    }
}
