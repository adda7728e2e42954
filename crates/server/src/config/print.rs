//! `klaster config`: what is in force, written so that it can be kept as a file.

use std::fmt;

use super::load::{Configuration, InForce, Origin};

impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("# File: --config or KLASTER_CONFIG. Environment and flags win over it.\n")?;
        self.in_force.iter().try_for_each(|setting| write!(f, "\n{setting}"))
    }
}

impl fmt::Display for InForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, shown, origin } = self;
        for line in setting.meaning.lines() {
            writeln!(f, "# {}", line.trim())?;
        }
        let key = setting.key;
        let origin = match origin {
            Origin::Default => "default".to_owned(),
            Origin::Command(command) => format!("default of klaster {command}"),
            origin => origin.with_key(key),
        };
        match shown {
            None => writeln!(f, "# {key} is not set"),
            Some(_) if setting.secret => writeln!(f, "# {key} is set and hidden  ({origin})"),
            Some(shown) => writeln!(f, "{key} = {}  # {origin}", toml::Value::from(&**shown)),
        }
    }
}
