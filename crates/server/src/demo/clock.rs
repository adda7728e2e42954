//! The time of a demo, which the commands beside it go by, too.

use std::{fs, io, path::Path};

use app::{Clock, ShiftedClock, SystemClock};
use chrono::{DateTime, Utc};

use super::calendar::BEGINS;
use crate::{
    data_directory::{DataDirectory, Unusable, is_in_use},
    failure::Failure,
    private_file,
};

/// What the clock was set to, and what that of the machine showed then.
const FILE: &str = "demo.clock";

/// Sets the clock of a demo, and notes down in its directory when that was.
pub(crate) fn set(directory: &DataDirectory) -> Result<ShiftedClock, Unusable> {
    let at = SystemClock.now().0;
    let path = directory.file(FILE);
    let text = format!("{} {}\n", BEGINS.to_rfc3339(), at.to_rfc3339());
    private_file::write(&path, &text).map_err(|error| Unusable::new(&path, error))?;
    Ok(ShiftedClock::set_at(at, BEGINS))
}

/// The data go on with the time of the machine.
pub(crate) fn remove(directory: &DataDirectory) -> Result<(), Unusable> {
    let path = directory.file(FILE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Unusable::new(&path, error)),
        _ => Ok(()),
    }
}

/// The clock that the data of this directory go by; `None`: that of the machine. A demo that is not
/// running is at its beginning, where it will be started again.
pub(crate) fn of(directory: &Path) -> Result<Option<ShiftedClock>, Failure> {
    let path = directory.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Unusable::new(&path, error).into()),
    };
    let Some((set_to, at)) = read(&text) else {
        let path = path.display();
        return Err(Failure::Other(format!(
            "the file {path} does not hold the time of a demo. Start the demo again, which writes it."
        )));
    };
    let is_running = is_in_use(directory);
    Ok(Some(if is_running { ShiftedClock::set_at(at, set_to) } else { ShiftedClock::new(set_to) }))
}

fn read(text: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let moment = |text: &str| Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    let (set_to, at) = text.trim().split_once(' ')?;
    Some((moment(set_to)?, moment(at)?))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn shown(directory: &Path) -> Option<DateTime<Utc>> {
        of(directory).unwrap().map(|clock| clock.now().0)
    }

    #[test]
    fn whoever_runs_beside_a_demo_reads_its_clock() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path();
        let directory = DataDirectory::open(path).unwrap();
        assert_eq!(shown(path), None);
        let clock = set(&directory).unwrap();
        let [before, seen, after] = [clock.now().0, shown(path).unwrap(), clock.now().0];
        assert!(before <= seen && seen <= after, "{before} {seen} {after}");
        // It has been running for a day.
        let (at, day) = (SystemClock.now().0, TimeDelta::days(1));
        let text = format!("{} {}", BEGINS.to_rfc3339(), (at - day).to_rfc3339());
        fs::write(path.join(FILE), text).unwrap();
        assert!(shown(path).unwrap() >= BEGINS + day);
        drop(directory);
        let seen = shown(path).unwrap();
        assert!(BEGINS <= seen && seen < BEGINS + day, "it begins anew: {seen}");
        remove(&DataDirectory::open(path).unwrap()).unwrap();
        assert_eq!(shown(path), None);
    }
}
