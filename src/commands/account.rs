//! `eftop regions` and `eftop auth`: what the credentials reach, who is signed in, and for how long. Never a secret.

use super::{
    connect,
    exit::Result,
    info, out,
    start::{self, Settings},
};
use crate::{
    cli::{Exit, args_info::AccountArgs},
    client::{Account, RegionInfo, RegionStanding, Renewal, SignedIn},
    domain::{CallError, CallErrorKind, SignIn, clean::clean},
    messages::{
        Lang, time,
        width::{self, Ellipsis},
        words,
        words::AccountWords,
    },
    output::{self, ProblemRecord},
    settings::{self, Credentials, Source},
    terminal::Stderr,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use std::{fmt::Write as _, io::Write as _, sync::Arc};

/// The longest text of the service in a cell, in characters.
const LONGEST: usize = 200;

/// What both commands need.
struct AccountContext {
    account: Arc<Account>,
    lang: Lang,
    has_keys: bool,
    /// Where the settings about signing in came from: key, and place in words.
    sources: Vec<(&'static str, String)>,
}

impl AccountContext {
    fn open(args: &AccountArgs) -> Result<Self> {
        let settings = Settings::read(args.settings.flags.clone())?;
        let connection = settings.connection()?;
        settings.start_log()?;
        let (lang, place) = (settings.config.lang, settings.file_place());
        let texts = &words(lang).config;
        let given = settings::sources(&settings.flags, &settings.environment, &settings.file)?;
        let given = given.into_iter().filter(|setting| setting.source != Source::Default);
        let sources = given.map(|setting| (setting.key, info::origin(&setting.source, &place, texts))).collect();
        let has_keys = matches!(connection.credentials, Credentials::Keys { .. });
        Ok(Self { account: connect::account(connection, &settings.config)?, lang, has_keys, sources })
    }

    fn words(&self) -> &'static AccountWords {
        &words(self.lang).account
    }

    /// Tells on standard error why there is nothing to show, and what to do.
    fn fail(&self, problem: &CallError) -> Exit {
        let advice = words(self.lang).problems.of(problem.kind).advice;
        _ = writeln!(Stderr, "eftop: {}\n{advice}", output::problem(problem, self.lang));
        match problem.kind {
            kind if kind.is_signed_out() => Exit::Unauthenticated,
            kind if kind.is_misconfigured() => Exit::Usage,
            _ => Exit::Unreachable,
        }
    }
}

/// A region as `regions --json` prints it.
#[derive(Serialize)]
struct RegionJson<'a> {
    id: &'a str,
    name: &'a str,
    state: &'static str,
    efile_urls: &'a [Box<str>],
    chosen: bool,
    problem: Option<ProblemRecord<'a>>,
}

/// `eftop regions`: each region with its state and its EFile addresses.
pub async fn regions(args: &AccountArgs) -> Result<Exit> {
    let context = AccountContext::open(args)?;
    let regions = match context.account.regions().await {
        Ok(regions) => regions,
        Err(error) => return Ok(context.fail(&error)),
    };
    // Without a choice there is none to mark; what is wrong with it is seen in the list.
    let home = context.account.home(Vec::new()).locate().await.ok();
    let is_home = |region: &RegionInfo| {
        let id = home.as_ref().and_then(|home| home.origin.region.as_deref());
        id.map_or(home.is_some() && regions.len() == 1, |id| *id == *region.id)
    };
    if !context.has_keys {
        _ = writeln!(Stderr, "eftop: {}", context.words().only_keys);
    }
    let text = if args.json {
        json(&regions.iter().map(|region| (region, is_home(region))).collect::<Vec<_>>())?
    } else {
        lines(&regions, is_home, context.lang)
    };
    out::print(text.as_bytes()).map(|()| Exit::Good)
}

fn json(regions: &[(&RegionInfo, bool)]) -> Result<String> {
    let records = regions.iter().map(|(region, chosen)| RegionJson {
        id: &region.id,
        name: &region.name,
        state: match &region.standing {
            RegionStanding::Usable(Ok(_)) => "usable",
            RegionStanding::Usable(Err(error)) if is_without_efile(error) => "no-efile-url",
            RegionStanding::Usable(Err(_)) => "unknown",
            RegionStanding::Suspended => "suspended",
            RegionStanding::Platform => "platform",
        },
        efile_urls: urls(region),
        chosen: *chosen,
        problem: match &region.standing {
            RegionStanding::Usable(Err(error)) => Some(error.into()),
            _ => None,
        },
    });
    Ok(serde_json::to_string_pretty(&records.collect::<Vec<_>>())? + "\n")
}

fn is_without_efile(error: &CallError) -> bool {
    error.kind == CallErrorKind::SignIn(SignIn::NoEfile)
}

fn urls(region: &RegionInfo) -> &[Box<str>] {
    if let RegionStanding::Usable(Ok(urls)) = &region.standing { urls } else { &[] }
}

/// A line per region, in columns.
fn lines(regions: &[RegionInfo], is_home: impl Fn(&RegionInfo) -> bool, lang: Lang) -> String {
    let texts = &words(lang).account;
    let rows = regions.iter().map(|region| {
        let state = match &region.standing {
            RegionStanding::Usable(Ok(_)) => texts.usable.to_owned(),
            RegionStanding::Usable(Err(error)) if is_without_efile(error) => texts.no_efile.to_owned(),
            RegionStanding::Usable(Err(_)) => texts.unknown.to_owned(),
            RegionStanding::Suspended => texts.suspended.to_owned(),
            RegionStanding::Platform => texts.platform.to_owned(),
        };
        let mark = if is_home(region) { "*" } else { " " };
        let known = |text: &str| if text.is_empty() { "-".to_owned() } else { clean(text, LONGEST) };
        // Where there is no address, the last cell tells why.
        let addresses = match &region.standing {
            RegionStanding::Usable(Err(error)) => output::problem(error, lang),
            _ => urls(region).join("  "),
        };
        [mark.to_owned(), known(&region.id), known(&region.name), state, addresses]
    });
    columns(&rows.collect::<Vec<_>>())
}

/// Rows with their cells below each other.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let wide: [usize; N] =
        std::array::from_fn(|column| rows.iter().map(|row| width::cells(&row[column])).max().unwrap_or(0));
    rows.iter().fold(String::new(), |mut text, row| {
        let cells = row.iter().zip(wide).map(|(cell, wide)| width::fit(cell, wide, Ellipsis::Ascii));
        _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
        text
    })
}

/// Who is signed in, as `auth --json` prints it.
#[derive(Serialize)]
struct AuthJson<'a> {
    user: Option<&'a str>,
    region: Option<&'a str>,
    region_name: Option<&'a str>,
    base_url: &'a str,
    expires: Option<Timestamp>,
    renewal: Option<&'static str>,
    sources: Vec<SourceJson<'a>>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    key: &'static str,
    source: &'a str,
}

/// `eftop auth`: who is signed in where, for how long, and where each setting came from.
pub async fn auth(args: &AccountArgs) -> Result<Exit> {
    let context = AccountContext::open(args)?;
    let signed_in = match context.account.home(Vec::new()).signed_in().await {
        Ok(signed_in) => signed_in,
        Err(error) => return Ok(context.fail(&error)),
    };
    let now = Timestamp::now();
    let text = if args.json {
        let record = AuthJson {
            user: signed_in.user.as_deref(),
            region: signed_in.region.as_deref(),
            region_name: signed_in.region_name.as_deref(),
            base_url: &signed_in.base_url,
            expires: signed_in.expires,
            renewal: match signed_in.renewal {
                Renewal::Keys => Some("keys"),
                Renewal::Token => Some("token"),
                Renewal::None => None,
            },
            sources: context.sources.iter().map(|(key, source)| SourceJson { key, source }).collect(),
        };
        serde_json::to_string_pretty(&record)? + "\n"
    } else {
        facts(&signed_in, now, &start::zone(), context.lang) + "\n" + &table_of(&context.sources)
    };
    out::print(text.as_bytes()).map(|()| Exit::Good)
}

fn table_of(sources: &[(&'static str, String)]) -> String {
    columns(&sources.iter().map(|(key, source)| [(*key).to_owned(), source.clone()]).collect::<Vec<_>>())
}

/// What is known of who is signed in, a line each.
fn facts(signed_in: &SignedIn, now: Timestamp, zone: &TimeZone, lang: Lang) -> String {
    let texts = &words(lang).account;
    let known = |text: Option<&str>| text.map_or_else(|| texts.not_known.to_owned(), |text| clean(text, LONGEST));
    let region = [signed_in.region.as_deref(), signed_in.region_name.as_deref()];
    let region: Vec<_> = region.into_iter().flatten().collect();
    let valid = signed_in.expires.map_or_else(
        || texts.no_end.to_owned(),
        |end| {
            let at = time::date_time(end, zone);
            let span = |longer: Timestamp, shorter| time::spoken(longer.duration_since(shorter).unsigned_abs(), lang);
            if end > now { (texts.ahead)(&at, &span(end, now)) } else { (texts.past)(&at, &span(now, end)) }
        },
    );
    let renewal = match signed_in.renewal {
        Renewal::Keys => texts.by_keys,
        Renewal::Token => texts.by_token,
        Renewal::None => texts.never,
    };
    columns(&[
        [texts.user.to_owned(), known(signed_in.user.as_deref())],
        [texts.region.to_owned(), known((!region.is_empty()).then(|| region.join("  ")).as_deref())],
        [texts.url.to_owned(), clean(&signed_in.base_url, LONGEST)],
        [texts.valid_until.to_owned(), valid],
        [texts.renewal.to_owned(), renewal.to_owned()],
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn east() -> TimeZone {
        TimeZone::fixed(time::CHINA)
    }

    fn signed_in(expires: Option<&str>) -> SignedIn {
        SignedIn {
            user: Some("wang".into()),
            region: Some("11250".into()),
            region_name: Some("华东一区【昆山】".into()),
            base_url: "https://efile.example/efile".into(),
            expires: expires.map(|time| time.parse().unwrap()),
            renewal: Renewal::Keys,
        }
    }

    #[test]
    fn who_is_signed_in_and_for_how_long() {
        let now = "2025-08-05T06:00:00Z".parse().unwrap();
        insta::assert_snapshot!(facts(&signed_in(Some("2025-08-05T17:52:00Z")), now, &east(), Lang::En), @r"
        user         wang
        region       11250  华东一区【昆山】
        EFile URL    https://efile.example/efile
        valid until  2025-08-06 01:52:00 +08:00 (in 11 h 52 min)
        renewal      signs in anew with the keys
        ");
        insta::assert_snapshot!(facts(&signed_in(Some("2025-08-05T05:00:00Z")), now, &east(), Lang::Zh), @r"
        用户        wang
        区域        11250  华东一区【昆山】
        EFile 地址  https://efile.example/efile
        有效期至    2025-08-05 13:00:00 +08:00（已过期 1 小时）
        续期方式    用密钥重新登录
        ");
        assert!(facts(&signed_in(None), now, &east(), Lang::En).contains("the token does not say"));
    }

    #[test]
    fn regions_stand_in_columns_however_wide_their_names() {
        let region = |id: &str, name: &str, standing| RegionInfo { id: id.into(), name: name.into(), standing };
        let regions = [
            region("11250", "华东一区【昆山】", RegionStanding::Usable(Ok(vec!["https://a.example/efile".into()]))),
            region("1", "b", RegionStanding::Suspended),
            region("0", "ac", RegionStanding::Platform),
            region("7", "c", RegionStanding::Usable(Err(CallError::new(CallErrorKind::TimedOut, "no answer in 15 s")))),
        ];
        insta::assert_snapshot!(lines(&regions, |region| &*region.id == "11250", Lang::En), @r"
        *  11250  华东一区【昆山】  usable                    https://a.example/efile
           1      b                 account suspended
           0      ac                platform (not for EFile)
           7      c                 not known                 timed out: no answer in 15 s
        ");
        insta::assert_snapshot!(lines(&regions, |region| &*region.id == "1", Lang::Zh), @r"
           11250  华东一区【昆山】  可用                  https://a.example/efile
        *  1      b                 账号已停用
           0      ac                平台（不用于 EFile）
           7      c                 未能查到              超时：no answer in 15 s
        ");
        let pairs: Vec<_> = regions.iter().map(|region| (region, &*region.id == "1")).collect();
        let value: serde_json::Value = serde_json::from_str(&json(&pairs).unwrap()).unwrap();
        let states = ["usable", "suspended", "platform", "unknown"];
        assert_eq!(
            value.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect::<Vec<_>>(),
            states
        );
        assert_eq!((&value[1]["chosen"], &value[3]["problem"]["kind"]), (&true.into(), &"timed-out".into()));
    }
}
