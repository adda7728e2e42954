//! Files and directories that only their owner may read.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
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

/// Opens the file for reading and writing; it is created with mode 0600 if it is missing.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes from everybody but owner and group what they may do with the file. Whether there was
/// anything to take.
#[cfg(unix)]
pub(crate) fn shut_others_out(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    let mut permissions = fs::metadata(path)?.permissions();
    let (mode, private) = (permissions.mode(), permissions.mode() & !0o007);
    if mode == private {
        return Ok(false);
    }
    permissions.set_mode(private);
    fs::set_permissions(path, permissions)?;
    Ok(true)
}

/// There are no modes here.
#[cfg(not(unix))]
pub(crate) fn shut_others_out(_: &Path) -> io::Result<bool> {
    Ok(false)
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
    File::open(directory)?.sync_all()?;
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
