//! Which region is meant: by id, by exact name, or by a part of the name that no other region has.

use super::wire::RegionToken;
use crate::domain::{CallError, SignIn};

/// The region that `wanted` means; without one, the only region there is that can be used. The platform's own entry is none.
///
/// # Errors
/// [`SignIn::NoRegion`], [`SignIn::ManyRegions`] or [`SignIn::Suspended`].
pub fn choose<'a>(regions: &'a [RegionToken], wanted: Option<&str>) -> Result<&'a RegionToken, CallError> {
    let real = || regions.iter().filter(|region| !region.is_platform());
    let Some(wanted) = wanted.map(str::trim).filter(|wanted| !wanted.is_empty()) else {
        let usable: Vec<_> = real().filter(|region| region.token.is_some()).collect();
        return match usable.as_slice() {
            [only] => Ok(only),
            [] => match real().next() {
                Some(suspended) => Err(CallError::sign_in(SignIn::Suspended, name(suspended))),
                None => Err(CallError::sign_in(SignIn::NoRegion, "the account has no region")),
            },
            many => Err(CallError::sign_in(SignIn::ManyRegions, list(many))),
        };
    };
    let found = real().find(|region| &*region.id == wanted).map(|region| vec![region]);
    let found = found.unwrap_or_else(|| real().filter(|region| &*region.name == wanted).collect());
    let found = if found.is_empty() {
        let part = wanted.to_lowercase();
        real().filter(|region| region.name.to_lowercase().contains(&part)).collect()
    } else {
        found
    };
    match found.as_slice() {
        [only] if only.token.is_none() => Err(CallError::sign_in(SignIn::Suspended, name(only))),
        [only] => Ok(only),
        [] => {
            let all: Vec<_> = real().collect();
            Err(CallError::sign_in(SignIn::NoRegion, format!("{wanted:?}; there are: {}", list(&all))))
        }
        many => Err(CallError::sign_in(SignIn::ManyRegions, format!("{wanted:?}: {}", list(many)))),
    }
}

/// The region of an id.
///
/// # Errors
/// [`SignIn::NoRegion`] or [`SignIn::Suspended`].
pub fn of_id<'a>(regions: &'a [RegionToken], id: &str) -> Result<&'a RegionToken, CallError> {
    match regions.iter().find(|region| &*region.id == id) {
        Some(region) if region.token.is_none() => Err(CallError::sign_in(SignIn::Suspended, name(region))),
        Some(region) => Ok(region),
        None => Err(CallError::sign_in(SignIn::NoRegion, id)),
    }
}

fn name(region: &RegionToken) -> String {
    if region.name == region.id { region.id.to_string() } else { format!("{} {}", region.id, region.name) }
}

fn list(regions: &[&RegionToken]) -> String {
    regions.iter().map(|region| name(region)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CallErrorKind;
    use rstest::rstest;

    fn listed(id: &str, name: &str, usable: bool) -> RegionToken {
        RegionToken { id: id.into(), name: name.into(), token: usable.then(|| "eyJ".into()) }
    }

    fn regions() -> Vec<RegionToken> {
        vec![
            listed("11112", "华东一区【昆山】", true),
            listed("11113", "东北一区【哈尔滨】", true),
            listed("11114", "华东三区【乌镇】", false),
            listed("11115", "Kunshan", true),
            listed("11116", "Kunshan test", true),
            listed("0", "ac", true),
        ]
    }

    #[rstest]
    #[case("11112", "11112")]
    #[case(" 11112 ", "11112")]
    #[case("华东一区【昆山】", "11112")]
    #[case("昆山", "11112")]
    #[case("Kunshan", "11115")]
    #[case("kunshan t", "11116")]
    fn one_is_meant(#[case] wanted: &str, #[case] id: &str) {
        assert_eq!(&*choose(&regions(), Some(wanted)).unwrap().id, id);
    }

    #[rstest]
    #[case("乌镇", SignIn::Suspended, "11114 华东三区【乌镇】")]
    #[case("区【", SignIn::ManyRegions, "11112 华东一区【昆山】, 11113")]
    #[case("0", SignIn::NoRegion, "there are: 11112")]
    #[case("ac", SignIn::NoRegion, "\"ac\"")]
    #[case("西安", SignIn::NoRegion, "11116 Kunshan test")]
    #[case("", SignIn::ManyRegions, "11112 华东一区【昆山】")]
    fn none_or_several_are_meant(#[case] wanted: &str, #[case] step: SignIn, #[case] words: &str) {
        let error = choose(&regions(), Some(wanted)).unwrap_err();
        assert_eq!(error.kind, CallErrorKind::SignIn(step));
        assert!(error.to_string().contains(words), "{error}");
    }

    #[rstest]
    #[case(&["11112"], Ok("11112"))]
    #[case(&["11112", "11113"], Err(SignIn::ManyRegions))]
    #[case(&[], Err(SignIn::NoRegion))]
    fn without_a_wish_the_only_one(#[case] usable: &[&str], #[case] found: Result<&str, SignIn>) {
        let mut regions: Vec<_> = usable.iter().map(|id| listed(id, id, true)).collect();
        regions.push(listed("0", "ac", true));
        let chosen = choose(&regions, None).map(|region| &*region.id).map_err(|error| error.kind);
        assert_eq!(chosen, found.map_err(CallErrorKind::SignIn));
        let suspended = [listed("1", "1", false), listed("0", "ac", true)];
        assert_eq!(choose(&suspended, None).unwrap_err().kind, CallErrorKind::SignIn(SignIn::Suspended));
    }
}
