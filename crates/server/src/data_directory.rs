//! The directory that holds an embedded database and its keys. One process at a time.

use std::{
    fmt,
    fs::{self, File, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::private_file;

/// The arrangement of the files that this program reads and writes.
const LAYOUT: u32 = 1;

/// A directory that is ours for as long as this value lives.
#[derive(Debug)]
pub(crate) struct DataDirectory {
    path: PathBuf,
    /// Whether it was none before it was opened.
    is_new: bool,
    /// The system lets go of the lock when the process ends, however it ends.
    _lock: File,
}

/// The database.
const DATABASE: &str = "klaster.db";

/// What nobody but the owner has to read. SQLite gives its two files beside the database the mode of
/// the database.
const PRIVATE: [&str; 8] = [
    DATABASE,
    "klaster.db-wal",
    "klaster.db-shm",
    TOKEN_KEY,
    VAULT_KEY,
    CURSOR_KEY,
    "tokens.json",
    "portal.pem",
];

const LOCK: &str = "klaster.lock";
const TOKEN_KEY: &str = "token.key";
const VAULT_KEY: &str = "vault.key";
const CURSOR_KEY: &str = "cursor.key";

/// Why a directory cannot be used. Nothing in it was changed.
#[derive(Debug)]
pub(crate) enum Unusable {
    NotADirectory(PathBuf),
    /// It holds something of somebody else, where a new one was to be made.
    Foreign(PathBuf, String),
    /// There is no database in it where there should be one.
    NoDatabase(PathBuf),
    InUse {
        path: PathBuf,
        by: String,
    },
    Newer {
        path: PathBuf,
        layout: u32,
    },
    /// `VERSION` holds something else than a number.
    NoVersion(PathBuf),
    ReadOnly(PathBuf),
    Full(PathBuf),
    /// A key file that was damaged. It is not replaced: what it signed would no longer be accepted.
    BadKey(PathBuf),
    Other(PathBuf, io::Error),
}

impl DataDirectory {
    /// Takes possession of a directory that holds a database. Nothing is created: a path that is
    /// mistyped is told.
    pub(crate) fn existing(path: &Path) -> Result<Self, Unusable> {
        if !is_file(path, DATABASE)? {
            return Err(Unusable::NoDatabase(path.to_owned()));
        }
        Self::open(path)
    }

    /// Takes possession of `path`, which is created if it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, Unusable> {
        let failed = |error| Unusable::new(path, error);
        if path.exists() && !path.is_dir() {
            return Err(Unusable::NotADirectory(path.to_owned()));
        }
        private_file::create_directory(path).map_err(failed)?;
        refuse_foreign(path)?;
        // Before the lock, because that may create a file; and after it, because only then it holds.
        check_layout(path)?;
        let lock = lock(path)?;
        let is_new = check_layout(path)?.is_none();
        if is_new {
            private_file::write(&path.join("VERSION"), &format!("{LAYOUT}\n")).map_err(failed)?;
        }
        // Before SQLite does, which would let everybody read it. An empty file is an empty database.
        private_file::open(&path.join(DATABASE)).map_err(failed)?;
        shut_others_out(path);
        // An absolute path outlives a change of the working directory.
        let path = path.canonicalize().map_err(failed)?;
        Ok(Self { path, is_new, _lock: lock })
    }

    /// Where it is, if it was none before.
    pub(crate) fn made_at(&self) -> Option<&Path> {
        self.is_new.then_some(&self.path)
    }

    /// The file of this name.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where the embedded database is, as its driver wants it told.
    pub(crate) fn database_url(&self) -> String {
        format!("{}?mode=rwc", url_of(&self.file(DATABASE)))
    }

    /// The key of access tokens, in PEM.
    pub(crate) fn token_key(&self, make: impl FnOnce() -> String) -> Result<String, Unusable> {
        self.key(TOKEN_KEY, make)
    }

    /// The key of cursors, in hexadecimal.
    pub(crate) fn cursor_key(&self, make: impl FnOnce() -> String) -> Result<String, Unusable> {
        self.key(CURSOR_KEY, make)
    }

    /// The keys of sensitive values, in hexadecimal.
    pub(crate) fn vault_key(&self, make: impl FnOnce() -> String) -> Result<String, Unusable> {
        vault_key(&self.path, make)
    }

    fn key(&self, name: &str, make: impl FnOnce() -> String) -> Result<String, Unusable> {
        key(&self.path, name, make)
    }
}

/// The keys of sensitive values of a directory that another process may have.
pub(crate) fn vault_key(path: &Path, make: impl FnOnce() -> String) -> Result<String, Unusable> {
    key(path, VAULT_KEY, make)
}

fn key(path: &Path, name: &str, make: impl FnOnce() -> String) -> Result<String, Unusable> {
    private_file::read_or_make(&path.join(name), || Ok(make()))
        .map_err(|error: io::Error| Unusable::new(path, error))
}

/// Where the embedded database of a directory is that another process may have. Nothing is created.
pub(crate) fn shared_database_url(path: &Path) -> Result<String, Unusable> {
    if check_layout(path)?.is_none() || !is_file(path, DATABASE)? {
        return Err(Unusable::NoDatabase(path.to_owned()));
    }
    let file = path.join(DATABASE);
    let file = file.canonicalize().map_err(|error| Unusable::new(path, error))?;
    Ok(format!("{}?mode=rw", url_of(&file)))
}

/// Whether another process has the directory at present. Nothing is created.
pub(crate) fn is_in_use(path: &Path) -> bool {
    let file = File::open(path.join(LOCK));
    // Let go of at once, as the file is closed here.
    file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

fn is_file(path: &Path, name: &str) -> Result<bool, Unusable> {
    match path.join(name).metadata() {
        Ok(metadata) => Ok(metadata.is_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Unusable::new(path, error)),
    }
}

/// Files that an administrator or an older version has left open to everybody are closed to them;
/// what the group may do is for the administrator to say.
fn shut_others_out(path: &Path) {
    for file in PRIVATE.map(|name| path.join(name)) {
        let path = file.display();
        match private_file::shut_others_out(&file) {
            Ok(true) => tracing::warn!(%path, "everybody could read this file; not any longer"),
            Ok(false) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%path, %error, "everybody can read this file"),
        }
    }
}

/// The characters that mean something in a URL are escaped.
pub(crate) fn url_of(file: &Path) -> String {
    let path = file.display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}")
}

/// A new data directory may hold what was put there for it, and what the system puts there.
fn refuse_foreign(path: &Path) -> Result<(), Unusable> {
    let failed = |error| Unusable::new(path, error);
    if path.join("VERSION").exists() {
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        let ours = [LOCK, "klaster.toml", "lost+found"].contains(&&*name);
        if !ours && !PRIVATE.contains(&&*name) && !name.starts_with('.') {
            return Err(Unusable::Foreign(path.to_owned(), name));
        }
    }
    Ok(())
}

/// The layout of the directory, if it has one yet.
fn check_layout(path: &Path) -> Result<Option<u32>, Unusable> {
    let text = match fs::read_to_string(path.join("VERSION")) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Unusable::new(path, error)),
    };
    match text.trim().parse() {
        Ok(layout) if layout > LAYOUT => Err(Unusable::Newer { path: path.to_owned(), layout }),
        Ok(layout) => Ok(Some(layout)),
        Err(_) => Err(Unusable::NoVersion(path.to_owned())),
    }
}

/// Locks the directory and leaves the number of this process in it for whoever comes second.
fn lock(path: &Path) -> Result<File, Unusable> {
    let failed = |error| Unusable::new(path, error);
    let mut file = private_file::open(&path.join(LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut by = String::new();
            // On some systems a locked file cannot be read; the number is a courtesy.
            let _ = file.read_to_string(&mut by);
            let by = by.trim().to_owned();
            return Err(Unusable::InUse { path: path.to_owned(), by });
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.set_len(0).map_err(failed)?;
    writeln!(file, "{}", std::process::id()).map_err(failed)?;
    Ok(file)
}

impl Unusable {
    pub(crate) fn new(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly(path)
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::NotADirectory => Self::NotADirectory(path),
            _ => Self::Other(path, error),
        }
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADirectory(path) => {
                write!(f, "the data directory {} is not a directory.", path.display())
            }
            Self::Foreign(path, name) => write!(
                f,
                "the directory {} holds {name}, which is not of a data directory. Nothing was \
                 changed. Name an empty or a missing one with --data.",
                path.display()
            ),
            Self::NoDatabase(path) => write!(
                f,
                "the directory {0} holds no database, and none was made. Name the one that has it \
                 with --data, or make one with `klaster migrate --data {0}`.",
                path.display()
            ),
            Self::InUse { path, by } => {
                let path = path.display();
                write!(f, "the data directory {path} is in use by another process")?;
                if !by.is_empty() {
                    write!(f, " ({by})")?;
                }
                f.write_str(". Stop it, or choose another directory with --data.")
            }
            Self::Newer { path, layout } => write!(
                f,
                "the data directory {} has layout {layout} of a newer version; this one knows \
                 {LAYOUT}. Nothing was changed. Use the newer version, or a backup made before it.",
                path.display()
            ),
            Self::NoVersion(path) => write!(
                f,
                "the file {} holds no number. Is this a data directory?",
                path.join("VERSION").display()
            ),
            Self::ReadOnly(path) => write!(
                f,
                "the data directory {} cannot be written to. Give its owner the right to write, \
                 or mount it writable.",
                path.display()
            ),
            Self::Full(path) => write!(
                f,
                "the file system of the data directory {} is full. Nothing was damaged; \
                 make room and start again.",
                path.display()
            ),
            Self::BadKey(path) => write!(
                f,
                "the key file {} is damaged. Restore it from a backup; without one, remove it and a \
                 new key is made, which ends all tokens and cursors given out before.",
                path.display()
            ),
            Self::Other(path, error) => {
                write!(f, "the data directory {} cannot be used: {error}.", path.display())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_directory_is_created_for_its_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("a/b");
        let directory = DataDirectory::open(&path).unwrap();
        directory.token_key(|| "key".to_owned()).unwrap();
        assert_eq!(names(&path), ["VERSION", "klaster.db", "klaster.lock", "token.key"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path), 0o700);
            for name in names(&path) {
                assert_eq!(mode(&path.join(&name)), 0o600, "{name}");
            }
        }
    }

    #[test]
    fn a_directory_is_new_once() {
        let parent = tempfile::tempdir().unwrap();
        let directory = DataDirectory::open(parent.path()).unwrap();
        assert_eq!(directory.made_at(), Some(&*parent.path().canonicalize().unwrap()));
        drop(directory);
        assert_eq!(DataDirectory::open(parent.path()).unwrap().made_at(), None);
    }

    #[test]
    fn a_directory_of_somebody_else_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        for name in [".hidden", "klaster.db", "token.key", "klaster.toml"] {
            fs::write(parent.path().join(name), "").unwrap();
        }
        fs::write(parent.path().join("thesis.odt"), "").unwrap();
        let unusable = DataDirectory::open(parent.path()).unwrap_err();
        assert!(
            matches!(&unusable, Unusable::Foreign(_, name) if name == "thesis.odt"),
            "{unusable}"
        );
        assert_eq!(names(parent.path()).len(), 5);
        fs::remove_file(parent.path().join("thesis.odt")).unwrap();
        drop(DataDirectory::open(parent.path()).unwrap());
        // Once it is one, what else is there is no matter.
        fs::write(parent.path().join("thesis.odt"), "").unwrap();
        DataDirectory::open(parent.path()).unwrap();
    }

    #[test]
    fn a_directory_without_a_database_is_told_and_left_as_it_is() {
        let parent = tempfile::tempdir().unwrap();
        let (missing, empty) = (parent.path().join("mistyped"), parent.path().join("empty"));
        fs::create_dir(&empty).unwrap();
        for path in [&missing, &empty] {
            let unusable = DataDirectory::existing(path).unwrap_err();
            assert!(matches!(unusable, Unusable::NoDatabase(_)), "{unusable}");
        }
        assert!(!missing.exists());
        assert!(names(&empty).is_empty());
        drop(DataDirectory::open(&missing).unwrap());
        DataDirectory::existing(&missing).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn everybody_is_shut_out_and_the_group_is_left_as_it_is() {
        use std::os::unix::fs::PermissionsExt;

        let parent = tempfile::tempdir().unwrap();
        drop(DataDirectory::open(parent.path()).unwrap());
        let file = parent.path().join("klaster.db");
        for (before, after) in [(0o644, 0o640), (0o600, 0o600), (0o666, 0o660)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(before)).unwrap();
            drop(DataDirectory::open(parent.path()).unwrap());
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, after);
        }
    }

    #[test]
    fn a_key_is_made_once() {
        let parent = tempfile::tempdir().unwrap();
        for made in ["first", "second"] {
            let directory = DataDirectory::open(parent.path()).unwrap();
            assert_eq!(directory.cursor_key(|| made.to_owned()).unwrap(), "first");
        }
    }

    #[test]
    fn a_second_process_is_told_who_has_the_directory() {
        let parent = tempfile::tempdir().unwrap();
        let first = DataDirectory::open(parent.path()).unwrap();
        let second = DataDirectory::open(parent.path()).unwrap_err();
        let Unusable::InUse { by, .. } = second else { panic!("{second}") };
        assert_eq!(by, std::process::id().to_string());
        drop(first);
        DataDirectory::open(parent.path()).unwrap();
    }

    #[test]
    fn a_directory_of_a_newer_version_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("VERSION"), "2\n").unwrap();
        let unusable = DataDirectory::open(parent.path()).unwrap_err();
        assert!(matches!(unusable, Unusable::Newer { layout: 2, .. }), "{unusable}");
        assert_eq!(names(parent.path()), ["VERSION"]);
        assert_eq!(fs::read_to_string(parent.path().join("VERSION")).unwrap(), "2\n");
    }

    #[test]
    fn a_version_that_is_no_number_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("VERSION"), "").unwrap();
        let unusable = DataDirectory::open(parent.path()).unwrap_err();
        assert!(matches!(unusable, Unusable::NoVersion(_)), "{unusable}");
    }

    #[test]
    fn a_file_is_not_taken_for_a_directory() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, "mine").unwrap();
        for path in [file.clone(), file.join("below")] {
            let unusable = DataDirectory::open(&path).unwrap_err();
            assert!(matches!(unusable, Unusable::NotADirectory(_)), "{unusable}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }

    /// Nobody may create files in this file system, not even root.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_directory_that_cannot_be_written_to_is_refused() {
        let missing = DataDirectory::open(Path::new("/sys/klaster")).unwrap_err();
        for unusable in [missing, lock(Path::new("/sys")).unwrap_err()] {
            assert!(matches!(unusable, Unusable::ReadOnly(_)), "{unusable:?}");
        }
    }

    #[test]
    fn a_full_file_system_is_called_full() {
        let error = io::Error::from(io::ErrorKind::StorageFull);
        assert!(matches!(Unusable::new(Path::new("data"), error), Unusable::Full(_)));
    }

    #[test]
    fn the_url_of_the_database_escapes_the_path() {
        let parent = tempfile::tempdir().unwrap();
        let directory = DataDirectory::open(&parent.path().join("50% of #1?")).unwrap();
        let url = directory.database_url();
        assert!(url.ends_with("/50%25 of %231%3F/klaster.db?mode=rwc"), "{url}");
    }
}
