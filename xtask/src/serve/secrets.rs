//! The secrets of a local edge: made once, kept in the data folder for its owner's eyes alone.

use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// What the Worker needs to know and nobody else may.
pub struct Secrets {
    /// Signs visitor tokens and agent sessions.
    pub signing: String,
    /// What an owner presents.
    pub admin_token: String,
}

/// Reads them from `data/secrets`, making those that are missing.
pub fn provide(data: &Path) -> Result<Secrets> {
    let folder = data.join("secrets");
    fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
    Ok(Secrets { signing: one(&folder, "signing")?, admin_token: one(&folder, "admin-token")? })
}

fn one(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    if path.exists() {
        let secret =
            fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
        return Ok(secret.trim().to_owned());
    }
    let secret = random()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file =
        options.open(&path).with_context(|| format!("can't write {}", path.display()))?;
    writeln!(file, "{secret}")?;
    Ok(secret)
}

/// 256 random bits in hexadecimal.
pub fn random() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_private() {
        let data = std::env::temp_dir().join(format!("baton-secrets-{}", std::process::id()));
        let first = provide(&data).unwrap();
        let second = provide(&data).unwrap();
        assert_eq!(first.signing.len(), 64);
        assert_eq!((&first.signing, &first.admin_token), (&second.signing, &second.admin_token));
        assert_ne!(first.signing, first.admin_token);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(data.join("secrets/signing")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::remove_dir_all(data).unwrap();
    }
}
