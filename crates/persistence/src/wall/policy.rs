//! The sights of a record, as the text of policies; and who asks, as settings of a transaction.
//!
//! A setting `klaster.organization_org_admin` names the organizations where the viewer has that
//! role, with commas; `klaster.reads` and `klaster.writes` name areas. A policy takes them from
//! subqueries without a reference to the row, which PostgreSQL runs once a statement and not once a
//! row.

use std::collections::BTreeMap;

use domain::{Area, Code, Column, Id, Outline, Place, Record, Role, Seat, Viewer};

use super::{API, JOB};

/// The table of idempotency keys.
pub(super) const CLAIMS: &str = "idempotency";

/// The settings of a transaction that say who asks; without those that are empty.
pub fn settings(viewer: &Viewer) -> Vec<(String, String)> {
    let mut seats = BTreeMap::<_, Vec<String>>::new();
    for Seat { role, place } in &viewer.seats {
        let (kind, place) = match place {
            Place::Organization(id) => (ORGANIZATION, Id::uuid(*id).to_string()),
            Place::Cluster(id) => (CLUSTER, Id::uuid(*id).to_string()),
            Place::Region(code) => (REGION, code.to_string()),
            Place::Country => (COUNTRY, "on".to_owned()),
        };
        seats.entry(name(kind, *role)).or_default().push(place);
    }
    let areas = |may: fn(&Viewer, Area) -> bool| -> Vec<String> {
        let areas = Area::all().iter().filter(|area| may(viewer, **area));
        areas.map(|area| area.code().to_owned()).collect()
    };
    let caller = Some(viewer.caller()).filter(|caller| caller != NOBODY);
    let scopes = [
        ("klaster.caller".to_owned(), caller.into_iter().collect()),
        ("klaster.reads".to_owned(), areas(Viewer::reads)),
        ("klaster.writes".to_owned(), areas(Viewer::writes)),
    ];
    let all = scopes.into_iter().chain(seats).filter(|(_, values)| !values.is_empty());
    all.map(|(name, values)| (name, values.join(","))).collect()
}

/// An anonymous caller.
const NOBODY: &str = "/";

const ORGANIZATION: &str = "organization";
const CLUSTER: &str = "cluster";
const REGION: &str = "region";
const COUNTRY: &str = "country";

fn name(kind: &str, role: Role) -> String {
    format!("klaster.{kind}_{}", role.code())
}

/// Policies of a table by their names, of what each is for and what it says.
fn named<const N: usize>(table: &str, says: [(&str, String); N]) -> Vec<(String, String)> {
    says.map(|(what, says)| {
        let name = format!("{table}_{what}");
        (name.clone(), format!("CREATE POLICY {name} ON {table} {says}"))
    })
    .into()
}

/// The policies of a record by their names: for every command, for both roles.
pub(super) fn policies<R: Record>() -> Vec<(String, String)> {
    let sights = sights::<R>();
    let written = format!("{}\n    AND ({sights})", writes(R::AREA));
    let says = [
        ("api_select", format!("FOR SELECT TO {API} USING (\n    {sights}\n)")),
        ("api_insert", format!("FOR INSERT TO {API} WITH CHECK (\n    {written}\n)")),
        (
            "api_update",
            format!("FOR UPDATE TO {API} USING (\n    {written}\n) WITH CHECK (\n    {written}\n)"),
        ),
        ("api_delete", format!("FOR DELETE TO {API} USING (false)")),
        ("job", format!("FOR ALL TO {JOB} USING (true) WITH CHECK (true)")),
    ];
    named(R::NAME, says)
}

/// The policies of lines that are added by whoever does something and never changed. The owner adds,
/// too, when it fills the reference books.
pub(super) fn of_lines<R: Record>() -> Vec<(String, String)> {
    let sights = sights::<R>();
    let says = [
        ("api_select", format!("FOR SELECT TO {API} USING (\n    {sights}\n)")),
        ("insert", "FOR INSERT TO PUBLIC WITH CHECK (true)".to_owned()),
        ("job", format!("FOR SELECT TO {JOB} USING (true)")),
    ];
    named(R::NAME, says)
}

/// The policies of a table of counts, in which a column names the record that they belong to: behind
/// the policies of that one, viewers find the records that they see.
pub(super) fn beside<R: Record>(table: &str, column: &str) -> Vec<(String, String)> {
    let seen = format!("{column} IN (SELECT id FROM {})", R::NAME);
    let says = [
        ("api_select", format!("FOR SELECT TO {API} USING ({seen})")),
        ("job", format!("FOR ALL TO {JOB} USING (true) WITH CHECK (true)")),
    ];
    named(table, says)
}

/// The policies of idempotency keys: whoever calls has its own.
pub(super) fn of_claims() -> Vec<(String, String)> {
    let caller = "(SELECT coalesce(nullif(current_setting('klaster.caller', true), ''), '";
    let own = format!("caller = {caller}{NOBODY}'))");
    let says = [
        ("api", format!("FOR ALL TO {API} USING ({own}) WITH CHECK ({own})")),
        ("job", format!("FOR ALL TO {JOB} USING (true) WITH CHECK (true)")),
    ];
    named(CLAIMS, says)
}

/// The rows that the sights show to whom the settings name.
pub(super) fn sights<R: Record>() -> String {
    let clauses = R::SIGHTS.iter().map(|sight| clause(R::AREA, &sight.outline()));
    clauses.collect::<Vec<_>>().join("\n    OR ")
}

fn writes(area: Area) -> String {
    format!("(SELECT {})", within(area, "klaster.writes"))
}

fn clause(area: Area, Outline { seat, states, mark }: &Outline) -> String {
    let mut all = Vec::new();
    if let Some((column, roles)) = seat {
        all.push(seated(area, *column, roles));
    }
    if let Some(states) = states {
        let codes: Vec<_> = states.iter().map(|state| format!("'{state}'")).collect();
        all.push(format!("status IN ({})", codes.join(", ")));
    }
    if let Some((column, code)) = mark {
        all.push(format!("{column} = '{code}'"));
    }
    if all.is_empty() { "true".to_owned() } else { format!("({})", all.join(" AND ")) }
}

fn seated(area: Area, column: Column, roles: &[Role]) -> String {
    // Nothing (`NULL`) for who does not read the area.
    let places = |kind: &str| {
        let seats = list(roles.iter().map(|role| name(kind, *role)));
        format!("(SELECT {seats} WHERE {})", within(area, "klaster.reads"))
    };
    match column {
        Column::Organization(name) => format!("{name} = ANY ({}::uuid[])", places(ORGANIZATION)),
        Column::Organizations(name) => {
            format!("string_to_array({name}, ',') && {}", places(ORGANIZATION))
        }
        Column::Cluster(name) => format!("{name} = ANY ({}::uuid[])", places(CLUSTER)),
        Column::Region(name) => format!("{name} = ANY ({}::text[])", places(REGION)),
        Column::Country => format!("'on' = ANY ({}::text[])", places(COUNTRY)),
    }
}

/// Whether a setting names the area.
fn within(area: Area, setting: &str) -> String {
    let listed = format!("string_to_array(current_setting('{setting}', true), ',')");
    format!("'{}' = ANY ({listed})", area.code())
}

/// What these settings list together. A setting is `''`, not `NULL`, once a transaction has set it
/// and ended.
fn list(settings: impl IntoIterator<Item = String>) -> String {
    let setting = |name: String| format!("nullif(current_setting('{name}', true), '')");
    let settings: Vec<_> = settings.into_iter().map(setting).collect();
    format!("string_to_array(concat_ws(',', {}), ',')", settings.join(", "))
}

#[cfg(test)]
mod tests {
    use domain::directory::Cluster;

    use super::*;

    #[test]
    fn settings_name_where_each_role_is_held_and_nothing_that_is_empty() {
        assert!(settings(&Viewer::anonymous()).is_empty());
        let id = "018f0000-0000-7000-8000-000000000000";
        let place = Place::Cluster(Id::<Cluster>::new(id.parse().unwrap()));
        let mut viewer = Viewer::seated("a", Role::ClusterMember, place);
        viewer.scopes.truncate(1);
        viewer.seats.push(Seat { role: Role::Auditor, place: Place::Country });
        let expected = [
            ("klaster.caller", "a/"),
            ("klaster.reads", "reference"),
            ("klaster.writes", "reference"),
            ("klaster.cluster_cluster_member", id),
            ("klaster.country_auditor", "on"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(settings(&viewer), expected);
    }
}
