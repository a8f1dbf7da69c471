//! What a key of the screen chose for later runs: a small file beside the watch sets. It counts where no setting says otherwise, and
//! whatever is wrong with it, nothing is lost by starting without.

use crate::{
    app::Theme,
    config::{Environment, paths},
    store,
};
use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// How long leaving waits for the file to be written.
const PATIENCE: Duration = Duration::from_secs(1);
/// More than it ever holds.
const LARGEST: u64 = 4096;

/// The palette that was chosen last.
pub fn theme(environment: &Environment<'_>) -> Option<Theme> {
    let file = std::fs::File::open(path(environment)?).ok()?;
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text).ok()?;
    let table: toml::Table = text.parse().ok()?;
    Theme::by_name(table.get("theme")?.as_str()?)
}

/// Keeps the palette that was chosen last for later runs. Called on leaving, so that of several choices the last one stays; a home
/// directory that does not answer holds nobody up for long.
pub async fn keep_theme(chosen: Option<Theme>) {
    let Some((theme, path)) = chosen.zip(path(&Environment::of_process())) else { return };
    let writing = tokio::task::spawn_blocking(move || {
        if let Err(error) = write(&path, &format!("theme = \"{}\"\n", theme.name())) {
            tracing::warn!(%error, path = %path.display(), "the theme is not kept");
        }
    });
    _ = tokio::time::timeout(PATIENCE, writing).await;
}

fn path(environment: &Environment<'_>) -> Option<PathBuf> {
    paths::look(environment).ok()
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs_err::create_dir_all(path.parent().unwrap_or(path))?;
    let path = store::behind_links(path)?;
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(&path))?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_and_rubbish_is_nothing() {
        let home = tempfile::tempdir().unwrap();
        let pairs = [("HOME", home.path().to_str().unwrap())];
        let environment = Environment::of(&pairs);
        assert_eq!(theme(&environment), None);
        let path = path(&environment).unwrap();
        write(&path, "theme = \"contrast-light\"\n").unwrap();
        assert_eq!(theme(&environment), Some(Theme::ContrastLight));
        // Where it is a link, it stays one.
        let elsewhere = home.path().join("elsewhere.toml");
        std::fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        write(&path, "theme = \"light\"\n").unwrap();
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "theme = \"light\"\n");
        for rubbish in ["theme = 7", "theme = \"pink\"", "\u{0}", "[theme]"] {
            write(&path, rubbish).unwrap();
            assert_eq!(theme(&environment), None, "{rubbish:?}");
        }
    }
}
