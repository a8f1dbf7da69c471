//! The token of the service, in a type that cannot be formatted and is overwritten when dropped.

use super::{ConfigError, wiped::Wiped};
use secrecy::SecretString;
use std::{
    fmt,
    io::Read,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// The longest token taken; real ones are JWTs of less than 1 KiB.
const LONGEST: u64 = 16 * 1024;

/// A token.
#[derive(Clone)]
pub struct Token {
    secret: SecretString,
    file: Option<PathBuf>,
}

impl Token {
    /// Takes a token, without the white space and byte order marks around it; `None` when nothing is left or when it could not stand in an HTTP header.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let sendable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        sendable.then(|| Self { secret: text.into(), file: None })
    }

    /// Reads a token from a file that only its owner can read.
    ///
    /// # Errors
    /// When the file cannot be read, when others can read it, or when it holds no token.
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        // A pipe or a process substitution has no readers to protect from.
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(ConfigError::OpenSecret(path.to_owned()));
        }
        let mut text = Wiped(String::with_capacity(usize::try_from(LONGEST).unwrap_or_default() + 64));
        file.take(LONGEST).read_to_string(&mut text.0).map_err(unreadable)?;
        // What is no file is read once: a second reading would block, or find nothing.
        let file = metadata.is_file().then(|| path.to_owned());
        Self::new(&text.0).map(|token| Self { file, ..token }).ok_or_else(|| ConfigError::NoToken(path.to_owned()))
    }

    /// The file that it was read from, if it can be read again.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The token for those who send it: still a secret.
    pub fn into_secret(self) -> SecretString {
        self.secret
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_token_is_never_formatted() {
        let token = Token::new(" eyJhbGciOiJIUzI1NiJ9.secret \n").unwrap();
        assert_eq!(token.clone().into_secret().expose_secret(), "eyJhbGciOiJIUzI1NiJ9.secret");
        assert_eq!(format!("{token:?}"), "Token");
        assert!(Token::new("  ").is_none() && Token::new("a\nb").is_none() && Token::new("令牌").is_none());
    }

    #[test]
    fn a_token_file_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "abc\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = Token::from_file(&path).unwrap_err().to_string();
        assert!(error.contains("chmod 600"), "{error}");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(Token::from_file(&path).unwrap().into_secret().expose_secret(), "abc");
        std::fs::write(&path, "").unwrap();
        assert!(matches!(Token::from_file(&path), Err(ConfigError::NoToken(_))));
    }
}
