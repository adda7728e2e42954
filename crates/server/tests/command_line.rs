//! What the program does, seen from a shell.

use std::{
    fs, io,
    path::Path,
    process::{Command, Output},
};

/// Runs `klaster` with these words.
fn klaster(words: &[&str]) -> Output {
    program(words).output().expect("the program runs")
}

fn program(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
    // Settings of whoever runs the tests are none of ours.
    command.args(words).env_clear();
    command
}

fn migrated(data: &Path) -> &str {
    let data = data.to_str().unwrap();
    let output = klaster(&["migrate", "--data", data]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("New data directory"), "{}", said(&output));
    data
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_directory_that_is_mistyped_is_told_and_not_made() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("mistyped");
    for command in [&["serve"][..], &["migrate", "status"], &["backup", "copy.db"]] {
        let output = klaster(&[command, &["--data", data.to_str().unwrap()]].concat());
        assert_eq!(output.status.code(), Some(3), "{command:?}: {}", said(&output));
        assert!(said(&output).contains("holds no database"), "{command:?}: {}", said(&output));
        assert!(said(&output).contains("klaster migrate --data"), "{}", said(&output));
        assert!(names(parent.path()).is_empty(), "{command:?}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_what_is_made() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    migrated(&data);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in names(&data) {
        assert_eq!(mode(&data.join(&name)), 0o600, "{name}");
    }
}

#[test]
fn whoever_has_read_enough_may_close_the_pipe() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    let data = migrated(&data);
    for words in
        [&["migrate", "status", "--data", data][..], &["schema"], &["config", "--data", data]]
    {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output = program(words).stdout(writer).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        assert_eq!(said(&output), "", "{words:?}");
    }
}

#[test]
fn a_damaged_database_is_told_from_one_that_is_away() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("data");
    let data = migrated(&path);
    let file = path.join("klaster.db");
    let sound = fs::read(&file).unwrap();
    let mut malformed = sound.clone();
    // The header is sound, and no page behind it.
    malformed[100..].fill(0xff);
    for contents in
        [&b"no database, whatever it was before, and more than 512 bytes".repeat(20), &malformed]
    {
        fs::write(&file, contents).unwrap();
        let copy = parent.path().join("copy.db");
        let backup = ["backup", copy.to_str().unwrap()];
        for command in [&["serve"][..], &["migrate"], &["migrate", "status"], &backup] {
            let output = klaster(&[command, &["--data", data]].concat());
            assert_eq!(output.status.code(), Some(3), "{command:?}: {}", said(&output));
            assert!(said(&output).contains("the database is damaged"), "{}", said(&output));
            assert!(said(&output).contains("restore a backup"), "{}", said(&output));
        }
        assert_eq!(fs::read(&file).unwrap(), *contents, "nothing was changed");
    }
}
