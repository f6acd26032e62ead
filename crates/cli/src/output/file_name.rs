//! The name of a new file.

use std::{io, path::Path};

/// Makes it durable, for which its folder is synced: after a loss of power nothing else brings back what was reported as
/// written. Windows has no such call and needs none.
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
