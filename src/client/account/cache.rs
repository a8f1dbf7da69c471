//! Tokens kept in a file between runs, for those who ask for it: a script that runs every minute need not sign in every minute.
//! Only its owner may read the file; it holds tokens and no keys.

use super::wire::{self, RegionToken};
use secrecy::{
    ExposeSecret, SecretString,
    zeroize::{Zeroize, Zeroizing},
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{DirBuilder, File},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The layout of the file.
const VERSION: u32 = 1;
/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// The file.
#[derive(Clone, Debug)]
pub struct Cache {
    path: PathBuf,
    /// Whose tokens, and who gave them: others in the file are not ours.
    owner: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    owner: String,
    regions: Vec<KeptRegion>,
}

#[derive(Serialize, Deserialize)]
struct KeptRegion {
    id: String,
    name: String,
    token: Option<String>,
}

impl Drop for KeptRegion {
    fn drop(&mut self) {
        self.token.zeroize();
    }
}

impl Cache {
    /// The file of a user of a token service.
    pub fn new(path: PathBuf, user: &str, token_url: &str) -> Self {
        Self { path, owner: format!("{user} at {token_url}") }
    }

    /// The tokens of an earlier run, if there are any of this user.
    ///
    /// # Errors
    /// When others can read the file, or it cannot be read. One that is not there, or holds something else, is no error.
    pub fn load(&self) -> io::Result<Option<Vec<RegionToken>>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            let path = self.path.display();
            return Err(io::Error::other(format!("others can read the token cache; run: chmod 600 {path}")));
        }
        let mut text = Zeroizing::new(String::new());
        file.take(LARGEST).read_to_string(&mut text)?;
        let Ok(kept) = serde_json::from_str::<Kept>(&text) else { return Ok(None) };
        if kept.version != VERSION || kept.owner != self.owner {
            return Ok(None);
        }
        let listed = |mut region: KeptRegion| {
            let token = region.token.take().map(SecretString::from).filter(wire::is_sendable);
            RegionToken {
                id: std::mem::take(&mut region.id).into(),
                name: std::mem::take(&mut region.name).into(),
                token,
            }
        };
        Ok(Some(kept.regions.into_iter().map(listed).collect()))
    }

    /// Writes the tokens for the next run.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, regions: &[RegionToken]) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let kept = |region: &RegionToken| KeptRegion {
            id: region.id.to_string(),
            name: region.name.to_string(),
            token: region.token.as_ref().map(|token| token.expose_secret().to_owned()),
        };
        let kept = Kept { version: VERSION, owner: self.owner.clone(), regions: regions.iter().map(kept).collect() };
        let text = Zeroizing::new(serde_json::to_vec(&kept)?);
        // Made for its owner only from the start, and moved into place whole.
        let mut file =
            tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o600)).tempfile_in(folder)?;
        file.write_all(&text)?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str, token: Option<&str>) -> RegionToken {
        RegionToken { id: id.into(), name: "演示".into(), token: token.map(Into::into) }
    }

    #[test]
    fn what_is_kept_is_found_again_by_the_same_user_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("eftop/tokens.json");
        let cache = Cache::new(path.clone(), "bob", "https://a");
        assert!(cache.load().unwrap().is_none());
        cache.save(&[listed("1", Some("eyJ.a")), listed("2", None)]).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let found = cache.load().unwrap().unwrap();
        assert_eq!((found.len(), found[0].token.as_ref().unwrap().expose_secret()), (2, "eyJ.a"));
        assert!(found[1].token.is_none());
        assert!(Cache::new(path.clone(), "eve", "https://a").load().unwrap().is_none());
        assert!(Cache::new(path.clone(), "bob", "https://b").load().unwrap().is_none());
        cache.save(&[]).unwrap();
        assert!(cache.load().unwrap().unwrap().is_empty());
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_and_a_strange_one_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        let cache = Cache::new(path.clone(), "bob", "https://a");
        cache.save(&[listed("1", Some("eyJ.a"))]).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = cache.load().unwrap_err().to_string();
        assert!(error.contains("chmod 600") && !error.contains("eyJ"), "{error}");
        for strange in ["", "{", "[]", r#"{"version":2,"owner":"bob at https://a","regions":[]}"#] {
            std::fs::write(&path, strange).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            assert!(cache.load().unwrap().is_none(), "{strange}");
        }
    }
}
