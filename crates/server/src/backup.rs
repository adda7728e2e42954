//! `klaster backup`: a copy of the embedded database, made while a server may be using it.

use std::{
    error::Error,
    fs::{self, File},
    io,
    path::Path,
};

use app::{Store, StoreError};
use tempfile::NamedTempFile;

use crate::{config::Settings, data_directory::shared_database_url, failure::Failure, output};

/// Copies the database to `file`. The name appears when the copy is whole, checked and on the disk.
pub(crate) async fn run(settings: &Settings, file: &Path) -> Result<(), Failure> {
    let data = settings.data.as_deref().expect("a configuration for this command names it");
    let url = shared_database_url(data)?;
    if file.exists() {
        return Err(exists(file));
    }
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let failed = |error: io::Error| unwritten(file, &error.to_string());
    // Mode 0600 where there are modes, and removed if anything fails.
    let copy = tempfile::Builder::new().prefix(".klaster-backup-").tempfile_in(folder);
    let copy = copy.map_err(failed)?;
    copy_database(url, copy.path()).await.map_err(|error| {
        if matches!(error, StoreError::Damaged(_)) {
            return error.into();
        }
        let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        unwritten(file, &cause)
    })?;
    let bytes = put_in_place(copy, folder, file)?;
    output::print(format_args!(
        "{} holds a copy of {} ({bytes} bytes), checked.\n",
        file.display(),
        data.display()
    ))
}

async fn copy_database(url: String, copy: &Path) -> Result<(), StoreError> {
    // No cursor is made or read here.
    let settings = app::Settings { url, max_connections: 1, cursor_key: Vec::new() };
    let store = Store::connect(&settings).await?;
    let copied = store.back_up(copy).await;
    copied.and(store.close().await)
}

/// Makes the copy durable, then its name; answers its size.
fn put_in_place(copy: NamedTempFile, folder: &Path, file: &Path) -> Result<u64, Failure> {
    let failed = |error: io::Error| unwritten(file, &error.to_string());
    File::open(copy.path()).and_then(|copy| copy.sync_all()).map_err(failed)?;
    copy.persist_noclobber(file).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => failed(error.error),
    })?;
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(fs::metadata(file).map_err(failed)?.len())
}

fn exists(file: &Path) -> Failure {
    Failure::Other(format!(
        "{} exists, and a backup overwrites nothing. Choose another name.",
        file.display()
    ))
}

fn unwritten(file: &Path, cause: &str) -> Failure {
    Failure::Other(format!("the backup {} was not written: {cause}.", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{Purpose, Sources},
        data_directory::{Unusable, url_of},
        installation::Installation,
    };

    fn settings(data: &Path) -> Settings {
        let flags = vec![("data", data.display().to_string())];
        let sources = Sources { flags, ..Sources::default() };
        sources.load(Purpose::Backup).unwrap().settings
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_database_in_use_is_copied_whole_for_its_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let settings = settings(&parent.path().join("data"));
        let installation = Installation::open(settings.clone()).unwrap();
        migrations::apply(&installation.database_url(), &|_, _| ()).await.unwrap();
        let backups = parent.path().join("50% of #1?");
        fs::create_dir(&backups).unwrap();
        let file = backups.join("copy.db");
        run(&settings, &file).await.unwrap();
        let steps = migrations::status(&format!("{}?mode=ro", url_of(&file))).await.unwrap();
        assert!(steps.iter().all(|step| step.applied));
        assert_eq!(names(&backups), ["copy.db"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let before = fs::read(&file).unwrap();
        let failure = run(&settings, &file).await.unwrap_err();
        assert!(failure.to_string().contains("exists"), "{failure}");
        assert_eq!(fs::read(&file).unwrap(), before);
    }

    #[tokio::test]
    async fn where_no_database_is_none_is_made() {
        let parent = tempfile::tempdir().unwrap();
        let data = parent.path().join("data");
        let file = parent.path().join("copy.db");
        let failure = run(&settings(&data), &file).await.unwrap_err();
        assert!(matches!(failure, Failure::DataDirectory(Unusable::NoDatabase(_))), "{failure}");
        assert!(names(parent.path()).is_empty());
    }

    #[tokio::test]
    async fn a_copy_that_cannot_be_written_leaves_nothing_behind() {
        let parent = tempfile::tempdir().unwrap();
        let settings = settings(&parent.path().join("data"));
        let installation = Installation::open(settings.clone()).unwrap();
        migrations::apply(&installation.database_url(), &|_, _| ()).await.unwrap();
        let failure = run(&settings, &parent.path().join("missing/copy.db")).await.unwrap_err();
        assert!(failure.to_string().contains("was not written"), "{failure}");
        // Not a database: what is there is told, and the copy under its first name goes.
        drop(installation);
        fs::write(parent.path().join("data/klaster.db"), "no database".repeat(1000)).unwrap();
        run(&settings, &parent.path().join("copy.db")).await.unwrap_err();
        assert_eq!(names(parent.path()), ["data"]);
    }

    #[test]
    fn postgresql_is_left_to_its_own_tools() {
        let flags = vec![("database_url", "postgres://klaster@localhost/klaster".to_owned())];
        let sources = Sources { flags, ..Sources::default() };
        let mistakes = sources.load(Purpose::Backup).unwrap_err().to_string();
        assert!(mistakes.contains("pg_dump"), "{mistakes}");
    }
}
