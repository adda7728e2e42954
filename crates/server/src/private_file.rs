//! Files and directories that only their owner may read.

use std::{
    fs::{self, DirBuilder},
    io::{self, Write},
    path::Path,
};

use tempfile::NamedTempFile;

/// Creates `directory` and those above it, with mode 0700 where there are modes.
pub(crate) fn create_directory(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Writes the whole file or none of it, with mode 0600: under a temporary name first, then in place
/// of what is there.
pub(crate) fn write(path: &Path, contents: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(contents.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The name is durable once the directory is.
    #[cfg(unix)]
    fs::File::open(directory)?.sync_all()?;
    Ok(())
}

/// What the file holds, or what `make` gives, which is then written.
pub(crate) fn read_or_make<E: From<io::Error>>(
    path: &Path,
    make: impl FnOnce() -> Result<String, E>,
) -> Result<String, E> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let contents = make()?;
            write(path, &contents)?;
            Ok(contents)
        }
        read => Ok(read?),
    }
}
