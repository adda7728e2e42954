//! What the roles may do to what, as it has to be and as it is.

use super::{
    API, JOB,
    install::HERE,
    tables::{BOOKS, OTHERS, RECORDS, SEQUENCES, Walled},
};

/// What a role may do to a table, a view or a sequence, or to some of its columns.
pub(super) struct Grant {
    pub(super) role: &'static str,
    pub(super) object: &'static str,
    pub(super) kind: &'static str,
    pub(super) columns: Option<Vec<&'static str>>,
    pub(super) privilege: &'static str,
}

/// All tables, views and sequences of ours, with their kind.
pub(super) fn objects() -> impl Iterator<Item = (&'static str, &'static str)> {
    privileges().into_iter().map(|(object, kind, _)| (object, kind))
}

/// What viewers and jobs may do to each table, view and sequence.
fn privileges() -> Vec<(&'static str, &'static str, [&'static str; 2])> {
    const TABLE: &str = "TABLE";
    let records = RECORDS.iter().map(|it| (it.table, TABLE, it.privileges));
    let words = RECORDS.iter().filter_map(Walled::words).map(|it| (it, TABLE, ["SELECT"; 2]));
    let books = BOOKS.iter().map(|book| (*book, TABLE, ["SELECT"; 2]));
    let others = OTHERS.iter().map(|(table, api, job)| (*table, TABLE, [*api, *job]));
    // `SELECT` is for whoever copies the database.
    let sequences = SEQUENCES.iter().map(|name| (*name, "SEQUENCE", ["USAGE", "USAGE, SELECT"]));
    records.chain(words).chain(books).chain(others).chain(sequences).collect()
}

pub(super) fn grants() -> Vec<Grant> {
    let mut grants = Vec::new();
    for (object, kind, both) in privileges() {
        for (role, privileges) in [API, JOB].into_iter().zip(both) {
            let each = privileges.split(", ").filter(|privilege| !privilege.is_empty());
            let whole = |privilege| Grant { role, object, kind, columns: None, privilege };
            grants.extend(each.map(whole));
        }
    }
    for record in RECORDS {
        let (object, kind) = (record.table, "TABLE");
        for (role, columns) in [API, JOB].into_iter().zip(std::iter::repeat(record.inserts)) {
            let columns = columns.map(|columns| columns());
            let privilege = "INSERT";
            grants.extend(columns.is_some().then_some(Grant {
                role,
                object,
                kind,
                columns,
                privilege,
            }));
        }
    }
    grants
}

/// What our roles may do to anything in the schema and to the schema itself, and what everybody may do
/// to tables of ours. A text for each.
pub(super) fn granted() -> String {
    let named = objects().map(|(object, _)| format!("'{object}'")).collect::<Vec<_>>().join(", ");
    format!(
        "SELECT concat_ws(' ', coalesce(r.rolname, 'PUBLIC'), g.object, g.privilege_type,
                CASE WHEN g.is_grantable THEN 'and hands it on' END)
            FROM (
                SELECT c.relname::text AS object, c.relname, a.* FROM pg_class c, aclexplode(c.relacl) a
                    WHERE {HERE}
                UNION ALL SELECT c.relname || '.' || t.attname, c.relname, a.* FROM pg_class c
                    JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped,
                    aclexplode(t.attacl) a WHERE {HERE}
                UNION ALL SELECT 'schema', NULL, a.* FROM pg_namespace n, aclexplode(n.nspacl) a
                    WHERE n.nspname = current_schema() AND a.grantee <> 0
            ) g
            LEFT JOIN pg_roles r ON r.oid = g.grantee
            WHERE r.rolname IN ('{API}', '{JOB}') OR (g.grantee = 0 AND g.relname IN ({named}))"
    )
}

/// The same as it has to be.
pub(super) fn expected() -> String {
    let schema = [API, JOB].map(|role| format!("'{role} schema USAGE'"));
    let each = |grant: Grant| -> Vec<String> {
        let Grant { role, object, columns, privilege, .. } = grant;
        let Some(columns) = columns else { return vec![format!("'{role} {object} {privilege}'")] };
        let column = |column| format!("'{role} {object}.{column} {privilege}'");
        columns.into_iter().map(column).collect()
    };
    let all: Vec<_> = schema.into_iter().chain(grants().into_iter().flat_map(each)).collect();
    all.join(", ")
}
