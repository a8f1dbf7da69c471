//! The answers of the account's calls, read item by item: tokens by region, the center's addresses, a renewed token.

use super::super::{field, json};
use secrecy::{ExposeSecret, SecretString};

/// The most regions and addresses that are looked at.
const MOST: usize = 200;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// The longest address, in characters.
const LONGEST_URL: usize = 500;
/// The longest token, in bytes; real ones are JWTs of less than 1 KiB.
const LONGEST_TOKEN: usize = 16 * 1024;

/// `clusterId` of the platform's own token.
const PLATFORM: &str = "0";

/// One region of the token call's answer.
#[derive(Clone, Debug)]
pub struct RegionToken {
    /// `clusterId`, a text in the document and a number elsewhere.
    pub id: Box<str>,
    /// `clusterName`
    pub name: Box<str>,
    /// `token`; none means that the account is suspended there ("token: null", page on tokens).
    pub token: Option<SecretString>,
}

impl RegionToken {
    /// Whether it is the platform's own entry, which EFile does not take: `clusterId` `"0"` (page on tokens).
    pub fn is_platform(&self) -> bool {
        &*self.id == PLATFORM
    }
}

/// Whether a header can hold a token.
pub fn is_sendable(token: &SecretString) -> bool {
    let text = token.expose_secret().trim();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Reads `data` of the token call; `None` if it is no list of regions. An element without an id says nothing.
///
/// Not specified by the API: the document has an array; one client also met an object with the array in `clusters`. The first of two regions of the
/// same id counts.
pub fn tokens(data: &str) -> Option<Vec<RegionToken>> {
    let mut regions: Vec<RegionToken> = Vec::new();
    let mut elements = 0;
    let mut take = |element: &str| {
        elements += 1;
        if let Some(region) = listed(element)
            && regions.iter().all(|other| other.id != region.id)
        {
            regions.push(region);
        }
    };
    let mut found = json::each_item(data, MOST, &mut take);
    if found.is_none() {
        json::each_member(data, |name, value| {
            if name == "clusters" {
                found = json::each_item(value, MOST, &mut take);
            }
        })?;
    }
    // Elements of which none can be read are no list of regions; no elements are an account without any.
    found.filter(|_| elements == 0 || !regions.is_empty()).map(|_| regions)
}

fn listed(element: &str) -> Option<RegionToken> {
    let (mut id, mut name, mut token) = (None, None, None);
    json::each_member(element, |key, value| match key {
        "clusterId" => id = field::word(value, 64),
        "clusterName" => name = field::clean_text(value, LONGEST_NAME),
        "token" => token = secret(value),
        _ => {}
    })?;
    let id: Box<str> = id?;
    Some(RegionToken { name: name.unwrap_or_else(|| id.clone()), id, token })
}

/// A token: a text that a header can hold.
fn secret(value: &str) -> Option<SecretString> {
    if !value.starts_with('"') || value.len() > LONGEST_TOKEN {
        return None;
    }
    let text: String = serde_json::from_str(value).ok()?;
    let text: SecretString = text.into();
    is_sendable(&text).then_some(text)
}

/// Reads `data` of the renewal: a text, an object with `token`, or a list of either, in which the region `ours` counts, by id or name.
///
/// Not specified by the API: the document's table has an array of objects with `token`, its example is cut off, and a client works with
/// the bare text. A list may be that of the token call, so one of the platform is never taken, and another region's neither.
pub fn renewed(data: &str, ours: Option<&str>) -> Option<SecretString> {
    if let Some(token) = secret(data) {
        return Some(token);
    }
    let mut found: Vec<RegionToken> = Vec::new();
    let mut take = |element: &str| {
        let mut one = RegionToken { id: "".into(), name: "".into(), token: secret(element) };
        let _not_an_object = json::each_member(element, |key, value| match key {
            "clusterId" => one.id = field::word(value, 64).unwrap_or_default(),
            "clusterName" => one.name = field::clean_text(value, LONGEST_NAME).unwrap_or_default(),
            "token" => one.token = secret(value),
            _ => {}
        });
        if one.token.is_some() && !one.is_platform() {
            found.push(one);
        }
    };
    if json::each_item(data, MOST, &mut take).is_none() {
        take(data);
    }
    let of_ours = |ours| found.iter().position(|one| &*one.id == ours || one.name.contains(ours));
    // One without an id is nobody else's.
    let at = ours.and_then(of_ours).or_else(|| found.iter().position(|one| one.id.is_empty()));
    let only = || (found.len() == 1 && ours.is_none()).then_some(0);
    found.swap_remove(at.or_else(only)?).token
}

/// What the center says of a region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Center {
    /// `id`
    pub id: Option<Box<str>>,
    /// `name`
    pub name: Option<Box<str>>,
    /// `clusterUserInfo.userName`
    pub user: Option<Box<str>>,
    /// `efileUrls`: the address as it is written, and whether it is switched on.
    pub efile_urls: Vec<(Box<str>, bool)>,
}

/// Reads `data` of the center call; `None` if it is no description of a region.
///
/// Not specified by the API: the document's table calls `data` an array, its example and all clients have one object per token. In an
/// array of several the one of `ours` counts, by id or name; the first where that is not known. `enable` is the text `"true"` in the
/// example; truth values and numbers are read alike, and what has none is switched on. `"false"` is off: a client that takes any text
/// for true asks dead addresses.
pub fn center(data: &str, ours: Option<&str>) -> Option<Center> {
    let mut all = Vec::new();
    if json::each_item(data, MOST, |element| all.extend(center_object(element))).is_none() {
        return center_object(data);
    }
    let is_ours = |center: &Center| {
        center.id.as_deref() == ours || center.name.as_deref().zip(ours).is_some_and(|(name, ours)| name.contains(ours))
    };
    let at = if ours.is_none() || all.len() == 1 { 0 } else { all.iter().position(is_ours)? };
    (at < all.len()).then(|| all.swap_remove(at))
}

fn center_object(data: &str) -> Option<Center> {
    let mut center = Center::default();
    json::each_member(data, |name, value| match name {
        "id" => center.id = field::word(value, 64),
        "name" => center.name = field::clean_text(value, LONGEST_NAME),
        "clusterUserInfo" => {
            let _not_an_object = json::each_member(value, |name, value| {
                if name == "userName" {
                    center.user = field::clean_text(value, LONGEST_NAME);
                }
            });
        }
        "efileUrls" => {
            efile_urls(value, 5, &mut center.efile_urls);
        }
        _ => {}
    })?;
    Some(center)
}

/// Reads addresses in each of their shapes: a text, an object with `url`, a list or an object of these, and all that in a text. The
/// document's table says "string", its example has an array of objects.
fn efile_urls(value: &str, deeper: u8, urls: &mut Vec<(Box<str>, bool)>) {
    if urls.len() >= MOST {
        return;
    }
    if value.starts_with('"') {
        let Ok(text) = serde_json::from_str::<String>(value) else { return };
        let text = text.trim();
        if text.starts_with(['[', '{', '"']) {
            if let Some(deeper) = deeper.checked_sub(1) {
                efile_urls(text, deeper, urls);
            }
        } else if !text.is_empty() && text.chars().count() <= LONGEST_URL {
            urls.push((text.into(), true));
        }
        return;
    }
    let Some(deeper) = deeper.checked_sub(1) else { return };
    let (mut url, mut enabled) = (None, true);
    let mut others = Vec::new();
    let _not_an_object = json::each_member(value, |name, value| match name {
        "url" => url = field::word(value, LONGEST_URL),
        "enable" => enabled = is_on(value),
        _ if value.starts_with('{') => efile_urls(value, deeper, &mut others),
        _ => {}
    });
    match url {
        Some(url) => urls.push((url, enabled)),
        None => urls.append(&mut others),
    }
    let _not_a_list = json::each_item(value, MOST, |element| efile_urls(element, deeper, urls));
}

fn is_on(value: &str) -> bool {
    let word = field::word(value, 16).unwrap_or_else(|| "true".into());
    matches!(word.trim().to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use secrecy::ExposeSecret;

    #[test]
    fn the_document_s_example_lists_three_tokens() {
        let data = r#"[{"clusterName":"OpenAPI计算中心","clusterId":"11112","token":"eyJ.a"},
            {"clusterName":"test中心","clusterId":111131,"token":null},
            {"clusterName":"ac","clusterId":"0","token":"eyJ.c"},
            {"clusterName":"twice","clusterId":"11112","token":"eyJ.d"},
            {"clusterName":"no id","token":"eyJ.e"}, null, 7]"#;
        let found = tokens(data).unwrap();
        let shown: Vec<_> = found
            .iter()
            .map(|one| (&*one.id, &*one.name, one.token.as_ref().map(|token| token.expose_secret().to_owned())))
            .collect();
        assert_eq!(
            shown,
            [
                ("11112", "OpenAPI计算中心", Some("eyJ.a".to_owned())),
                ("111131", "test中心", None),
                ("0", "ac", Some("eyJ.c".to_owned()))
            ]
        );
        assert!(found[2].is_platform() && !found[0].is_platform());
        assert_eq!(tokens(&format!(r#"{{"clusters":{data}}}"#)).unwrap().len(), 3);
        assert!(!format!("{found:?}").contains("eyJ"));
    }

    #[rstest]
    #[case("null")]
    #[case("\"eyJ\"")]
    #[case("{}")]
    #[case("[")]
    fn what_lists_no_regions_is_no_answer(#[case] data: &str) {
        assert!(tokens(data).is_none());
    }

    #[rstest]
    #[case(r#""eyJ.a""#, Some("eyJ.a"))]
    #[case(r#"{"token":"eyJ.a"}"#, Some("eyJ.a"))]
    #[case(r#"[{"clusterId":"1","token":"eyJ.a"}]"#, Some("eyJ.a"))]
    #[case(r#"["eyJ.a"]"#, Some("eyJ.a"))]
    #[case("[]", None)]
    #[case(r#""""#, None)]
    #[case(r#""a\nb""#, None)]
    #[case("null", None)]
    #[case("7", None)]
    fn a_renewed_token_in_any_shape(#[case] data: &str, #[case] token: Option<&str>) {
        assert_eq!(renewed(data, None).map(|token| token.expose_secret().to_owned()).as_deref(), token);
    }

    #[test]
    fn the_center_s_example_and_its_variants() {
        let data = r#"{"id":11112,"name":"OpenAPI计算中心","clusterUserInfo":{"userName":"test"},"hpcUrls":[],
            "efileUrls":[{"enable":"true","url":"https://a/efile"},{"enable":"false","url":"https://b"},
            {"enable":true,"url":"https://c"},{"enable":false,"url":"https://d"},{"url":"https://e"},{"enable":1,"url":"https://f"},
            {"enable":"true"},null,"https://g",{"enable":null,"url":"https://h"}]}"#;
        let found = center(data, None).unwrap();
        assert_eq!((found.id.as_deref(), found.name.as_deref()), (Some("11112"), Some("OpenAPI计算中心")));
        assert_eq!(found.user.as_deref(), Some("test"));
        let on: Vec<_> = found.efile_urls.iter().filter(|(_, on)| *on).map(|(url, _)| &**url).collect();
        assert_eq!(on, ["https://a/efile", "https://c", "https://e", "https://f", "https://g", "https://h"]);
        assert_eq!(center(&format!("[{data}]"), Some("7")), Some(found));
        assert_eq!(center("{}", None), Some(Center::default()));
        assert_eq!(center("null", None), None);
        assert_eq!(center("[]", None), None);
    }

    proptest! {
        #[test]
        fn nothing_that_comes_can_harm(data in ".{0,200}") {
            let _ = (tokens(&data), renewed(&data, Some("1")), center(&data, Some("1")));
        }
    }
}
