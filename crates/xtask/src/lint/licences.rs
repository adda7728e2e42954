//! Whether we may use what we depend on.

use std::fs;

use spdx::{Expression, LicenseReq, ParseMode};

use super::{
    check::Finding,
    metadata::{Metadata, Package},
};
use crate::process::{Outcome, root};

/// Licences whose terms an Apache-2.0 program can keep.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    // Of a list of authorities, which is data.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that state their licence in a file alone, which was read: name, version, licence.
const READ: [(&str, &str, &str); 1] = [("jsonpath-rust", "0.3.5", "MIT")];

pub(super) fn check() -> Outcome<Vec<Finding>> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    let metadata = Metadata::of_all_platforms()?;
    let found = metadata.foreign().filter_map(|package| {
        let Package { name, version, .. } = package;
        let read = READ.iter().find(|read| (read.0, read.1) == (name.as_str(), version.as_str()));
        let license = package.license.as_deref().or(read.map(|(.., license)| *license));
        let says = refusal(license)?;
        let place = format!("Cargo.lock:{}", line(&lock, package));
        let remedy = "Replace the dependency, or leave out the feature that brings it";
        Some(Finding::new(place, format!("{name} {version} {says}"), remedy))
    });
    Ok(found.collect())
}

/// What stands against a licence. An exception (`WITH`) only ever permits more.
fn refusal(license: Option<&str>) -> Option<String> {
    let Some(license) = license else { return Some("states no licence".to_owned()) };
    match Expression::parse_mode(license, ParseMode::LAX) {
        Err(error) => Some(format!("states a licence that cannot be read, `{license}`: {error}")),
        Ok(expression) if expression.evaluate(is_allowed) => None,
        Ok(_) => Some(format!("is under `{license}`, which is not allowed")),
    }
}

fn is_allowed(demand: &LicenseReq) -> bool {
    demand.license.id().is_some_and(|id| ALLOWED.contains(&id.name))
}

fn line(lock: &str, package: &Package) -> usize {
    let name = format!("name = \"{}\"", package.name);
    let version = format!("version = \"{}\"", package.version);
    let lines: Vec<_> = lock.lines().collect();
    lines.windows(2).position(|pair| pair == [name.as_str(), version.as_str()]).map_or(0, |n| n + 1)
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn every_part_that_binds_us_must_be_allowed() {
        for allowed in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "(MIT OR GPL-2.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert_eq!(refusal(Some(allowed)), None, "{allowed}");
        }
        for refused in
            ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "OpenSSL", "LicenseRef-own", "Free"]
        {
            assert!(refusal(Some(refused)).is_some(), "{refused}");
        }
        assert!(refusal(None).is_some());
    }
}
