//! Tokens and signatures: what the account routes hand out and check.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
};

/// HMAC-SHA256; a key of any length will do.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // `new_from_slice` fails for no key of HMAC; should it ever, an empty answer matches no signature.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The signature of the token call: lower-case hex of HMAC-SHA256, with the secret key, over exactly
/// `{"accessKey":"…","timestamp":"…","user":"…"}`. Source: the platform's page on tokens.
pub fn signature(secret_key: &str, access_key: &str, timestamp: &str, user: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let message =
        format!(r#"{{"accessKey":{},"timestamp":{},"user":{}}}"#, quoted(access_key), quoted(timestamp), quoted(user));
    hex(&hmac(secret_key.as_bytes(), message.as_bytes()))
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

/// The end of a token that has none.
pub const NEVER: i64 = i64::MAX;

/// What is known of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// End of its validity, milliseconds of scenario time, or [`NEVER`].
    pub expires: i64,
    /// The region it is for; `0` is the platform.
    pub cluster_id: String,
}

/// How a token is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Good for this region.
    Valid(Issued),
    /// It was good once.
    Expired(Issued),
    /// Never seen, or forgotten.
    Unknown,
}

/// How many tokens are remembered.
const KEPT: usize = 1000;

/// What a token is found by: how long a search takes says nothing of the tokens that are known.
type Hashed = [u8; 32];

fn hashed(token: &str) -> Hashed {
    Sha256::digest(token).into()
}

/// All tokens that were handed out. It has no `Debug`: tokens do not go into logs.
#[cfg_attr(feature = "internals", expect(missing_debug_implementations, reason = "tokens must not be formatted"))]
pub struct Tokens {
    seed: u64,
    made: u64,
    known: HashMap<Hashed, Issued>,
    order: VecDeque<Hashed>,
}

impl Tokens {
    /// No tokens yet.
    pub fn new(seed: u64) -> Self {
        Self { seed, made: 0, known: HashMap::new(), order: VecDeque::new() }
    }

    /// Takes in a token from outside for good: it does not expire and is not forgotten.
    pub fn admit_for_good(&mut self, token: &str, cluster_id: &str) {
        self.known.insert(hashed(token), Issued { expires: NEVER, cluster_id: cluster_id.to_owned() });
    }

    /// Takes in a token from outside.
    pub fn admit(&mut self, token: &str, expires: i64, cluster_id: &str) {
        if self.order.len() >= KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        self.order.push_back(hashed(token));
        self.known.insert(hashed(token), Issued { expires, cluster_id: cluster_id.to_owned() });
    }

    /// Makes a token of the platform's form: a JWT whose payload has `expireTime` in milliseconds, as a text, and no `exp`.
    /// `expires_unix` is the same instant as `expires`, in milliseconds since 1970.
    pub fn issue(&mut self, user: &str, user_id: &str, cluster_id: &str, expires: i64, expires_unix: i64) -> String {
        self.made += 1;
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({"alg": "HS256", "typ": "JWT"}));
        let body = part(json!({
            "computeUser": user, "accountStatus": "Trial", "creator": "ac", "endpoint": "01", "role": "1",
            "expireTime": expires_unix.to_string(), "clusterId": cluster_id, "invoker": "eftop",
            "user": user, "userId": user_id,
        }));
        // The number of the token goes into its key: two of the same millisecond differ.
        let key = format!("eftop demo {} {}", self.seed, self.made);
        let tail = URL_SAFE_NO_PAD.encode(hmac(key.as_bytes(), format!("{head}.{body}").as_bytes()));
        let token = format!("{head}.{body}.{tail}");
        self.admit(&token, expires, cluster_id);
        token
    }

    /// How a token is taken at an instant.
    pub fn standing(&self, token: &str, now: i64) -> Standing {
        match self.known.get(&hashed(token)) {
            None => Standing::Unknown,
            Some(issued) if now < issued.expires => Standing::Valid(issued.clone()),
            Some(issued) => Standing::Expired(issued.clone()),
        }
    }

    /// Lets all tokens expire at an instant, except those for good; tells how many were valid.
    pub fn expire(&mut self, now: i64) -> usize {
        let valid = self.known.values_mut().filter(|issued| issued.expires > now && issued.expires != NEVER);
        valid.map(|issued| issued.expires = now).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_that_openssl_computes() {
        assert_eq!(
            signature("test-secret-key", "85f96a42b13f4d2c8b760d2775bbcca8", "1764597591", "bob"),
            "955d795a7d1866b85da79cf2763285a5e591eae8fad59bb9f046443bd16df1a1"
        );
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }

    #[test]
    fn a_token_has_its_time() {
        let mut tokens = Tokens::new(1);
        let token = tokens.issue("zhangwei", "1", "11112", 5000, 1_700_000_005_000);
        assert_ne!(token, tokens.issue("zhangwei", "1", "11112", 5000, 1_700_000_005_000));
        let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(payload["expireTime"], "1700000005000");
        let issued = Issued { expires: 5000, cluster_id: "11112".to_owned() };
        assert_eq!(tokens.standing(&token, 4999), Standing::Valid(issued.clone()));
        assert_eq!(tokens.standing(&token, 5000), Standing::Expired(issued));
        assert_eq!(tokens.standing("x", 0), Standing::Unknown);
        assert_eq!(tokens.expire(100), 2);
        assert!(matches!(tokens.standing(&token, 100), Standing::Expired(_)));
    }

    #[test]
    fn only_so_many_tokens_are_kept() {
        let mut tokens = Tokens::new(1);
        tokens.admit_for_good("kept", "2");
        tokens.admit("first", 10, "1");
        for at in 0..KEPT {
            tokens.admit(&at.to_string(), 10, "1");
        }
        assert_eq!((tokens.standing("first", 0), tokens.known.len()), (Standing::Unknown, KEPT + 1));
        assert_eq!(tokens.expire(5), KEPT);
        assert!(matches!(tokens.standing("kept", NEVER - 1), Standing::Valid(_)));
    }
}
