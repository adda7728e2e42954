//! The columns of the tables.

use support::Persona;

use crate::stage::{Case, Stage};

/// Who asks:
/// `an` nobody in particular, `co` manager of the college, `hr` personnel department of the
/// employer, `ch` chamber, `cr` coordinator, `ak` akimat, `my` analyst of the ministry, `ed` its
/// editor, `le` learner of the college, `ad` administrator of employer and college, `cs` secretary
/// of the cluster's council, `rs` secretary of the regional council, `rd` all of these together by
/// a client that may only read, `el` all of these together, elsewhere, `au` auditor.
pub const COLUMNS: [&str; 15] =
    ["an", "co", "hr", "ch", "cr", "ak", "my", "ed", "le", "ad", "cs", "rs", "rd", "el", "au"];

/// What stands before the cells.
pub fn rows(table: &str) -> Vec<&str> {
    table.lines().skip(1).map(|line| line[..42].trim()).collect()
}

pub fn heading() -> String {
    format!("{:<42}{}\n", "asked for", COLUMNS.join(" "))
}

pub fn line(row: &str, cells: &[String]) -> String {
    format!("{row:<42}{}\n", cells.join("  "))
}

/// Whoever stands for a column.
pub fn persona(stage: &Stage<'_>, column: &str, case: &Case) -> Option<Persona> {
    let Stage { employer, college, others: [other_employer, other_college, other_cluster], .. } =
        stage;
    let Case { cluster, organization, .. } = case;
    let of = |seats: &[(&'static str, &str)]| Persona {
        client: column.to_owned(),
        scopes: support::EVERYTHING,
        seats: seats.iter().map(|(role, place)| (*role, (*place).to_owned())).collect(),
    };
    let mut here = seats(employer, college, organization, "35", cluster).to_vec();
    here.extend([("MINISTRY_ANALYST", "KZ"), ("MINISTRY_EDITOR", "KZ")]);
    let with_role = |role| {
        let seats: Vec<_> = here.iter().copied().filter(|seat| seat.0 == role).collect();
        Some(of(&seats))
    };
    match column {
        "an" => None,
        "co" => with_role("COLLEGE_MANAGER"),
        "hr" => with_role("EMPLOYER_HR"),
        "ch" => with_role("REGIONAL_CHAMBER"),
        "cr" => with_role("CLUSTER_COORDINATOR"),
        "ak" => with_role("LOCAL_EXECUTIVE"),
        "my" => with_role("MINISTRY_ANALYST"),
        "ed" => with_role("MINISTRY_EDITOR"),
        "le" => with_role("LEARNER"),
        "ad" => with_role("ORG_ADMIN"),
        "cs" => with_role("COUNCIL_SECRETARY"),
        "rs" => with_role("REGIONAL_COUNCIL_SECRETARY"),
        "rd" => Some(Persona { scopes: "directory:read requests:read offers:read", ..of(&here) }),
        "el" => {
            Some(of(&seats(other_employer, other_college, other_employer, "71", other_cluster)))
        }
        "au" => Some(of(&[("AUDITOR", "KZ")])),
        _ => panic!("nobody is called {column}"),
    }
}

/// All roles but those of the ministry.
fn seats<'p>(
    employer: &'p str,
    college: &'p str,
    organization: &'p str,
    region: &'p str,
    cluster: &'p str,
) -> [(&'static str, &'p str); 12] {
    [
        ("COLLEGE_MANAGER", college),
        ("EMPLOYER_HR", employer),
        ("EMPLOYER_HR", organization),
        ("REGIONAL_CHAMBER", region),
        ("CLUSTER_COORDINATOR", cluster),
        ("LOCAL_EXECUTIVE", region),
        ("LEARNER", college),
        ("ORG_ADMIN", employer),
        ("ORG_ADMIN", college),
        ("ORG_ADMIN", organization),
        ("COUNCIL_SECRETARY", cluster),
        ("REGIONAL_COUNCIL_SECRETARY", region),
    ]
}
