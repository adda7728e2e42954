//! Which role may do what to which table. A table that is not named here has no place in a database
//! of ours: a test compares.

use domain::{
    Record, Sight,
    directory::{Cluster, ClusterMembership, ContactPerson, Organization},
    market::{CollegeOffer, EmployerRequest, RequestResponse},
    platform::{Affiliation, ApiClient, AuditRecord, Person},
    reference::{
        AcademicYear, CalendarDay, ClassifierAlias, EconomicActivity, IscedField, LegacySpecialty,
        LegalAct, ListedCollege, Occupation, Qualification, Region, RuleRow, Settlement, Specialty,
    },
    training::Workplace,
};

use super::policy::{CLAIMS, beside, of_claims, of_lines, policies, sights};
use crate::{
    chain,
    columns::{Column, Stored},
};

/// A table of records, whose rows are shown by its sights.
pub(super) struct Walled {
    pub(super) table: &'static str,
    /// By name.
    pub(super) policies: fn() -> Vec<(String, String)>,
    pub(super) sights: fn() -> String,
    /// What viewers and jobs may do to it.
    pub(super) privileges: [&'static str; 2],
    /// Of which columns both may add rows, if not of all.
    pub(super) inserts: Option<fn() -> Vec<&'static str>>,
    /// Whether everyone sees every row.
    is_open: fn() -> bool,
    /// The view of its words, if it has any.
    words: Option<&'static str>,
    columns: fn() -> &'static [Column],
}

/// Audit and outbox: whoever does something adds to it, auditors read it, nobody changes it. Where a
/// line stands, and of which transaction it is, nobody but the database says: the chain goes by that.
const JOURNAL: Walled = Walled {
    table: AuditRecord::NAME,
    policies: of_lines::<AuditRecord>,
    sights: sights::<AuditRecord>,
    privileges: ["SELECT", "SELECT"],
    inserts: Some(|| chain::written().collect()),
    is_open: || false,
    words: None,
    columns: <AuditRecord as Stored>::table,
};

/// Idempotency keys: a viewer sees, makes and renews its own, jobs forget them.
const IDEMPOTENCY: Walled = Walled {
    table: CLAIMS,
    policies: of_claims,
    sights: || "false".to_owned(),
    privileges: ["SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"],
    inserts: None,
    is_open: || false,
    words: None,
    // They are nothing of the domain.
    columns: || &[],
};

macro_rules! records {
    ($($record:ty: $words:literal),* $(,)?) => {
        /// Tables whose rows are somebody's.
        pub(super) const RECORDS: &[Walled] = &[$(Walled {
            table: <$record as Record>::NAME,
            policies: policies::<$record>,
            sights: sights::<$record>,
            privileges: ["SELECT, INSERT, UPDATE"; 2],
            inserts: None,
            is_open: || <$record>::SIGHTS.iter().map(Sight::outline).any(|s| s.is_everyone()),
            words: Some($words),
            columns: <$record as Stored>::table,
        },)* JOURNAL, USAGE, DEPRECATED_USE, IDEMPOTENCY];
    };
}

/// Counts beside a record, which our jobs write and whoever sees the record reads.
macro_rules! beside {
    ($record:ty: $table:literal by $column:literal) => {
        Walled {
            table: $table,
            policies: || beside::<$record>($table, $column),
            sights: String::new,
            privileges: ["SELECT", "SELECT, INSERT, UPDATE, DELETE"],
            inserts: None,
            is_open: || false,
            words: None,
            columns: || &[],
        }
    };
}

const USAGE: Walled = beside!(ApiClient: "api_client_usage" by "api_client_id");
const DEPRECATED_USE: Walled = beside!(ApiClient: "api_client_deprecated_use" by "api_client_id");

records! {
    Organization: "organization_words",
    Cluster: "cluster_words",
    ClusterMembership: "cluster_membership_words",
    EmployerRequest: "employer_request_words",
    CollegeOffer: "college_offer_words",
    RequestResponse: "request_response_words",
    ApiClient: "api_client_words",
    Person: "person_words",
    Affiliation: "affiliation_words",
    ContactPerson: "contact_person_words",
    Workplace: "workplace_words",
}

macro_rules! books {
    ($($book:ty),* $(,)?) => {
        /// Tables that everyone reads and the owner fills from files.
        pub(super) const BOOKS: &[&str] = &[$(<$book as Record>::NAME,)* "reference_edition"];
    };
}

books! {
    Region, Settlement, ListedCollege, IscedField, Specialty, Qualification, LegacySpecialty,
    ClassifierAlias, EconomicActivity, Occupation, AcademicYear, CalendarDay, LegalAct, RuleRow,
}

/// Tables without rows of anybody's: what the two roles may do to each.
pub(super) const OTHERS: &[(&str, &str, &str)] = &[
    // The chain over the journal is added to, and where it ends moves on.
    ("seal", "", "SELECT, INSERT"),
    ("seal_head", "", "SELECT, UPDATE"),
    ("counter", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    ("quota", "", "SELECT, INSERT, UPDATE"),
    ("revoked_token", "", "SELECT, INSERT, DELETE"),
    ("shown_assertion", "", "SELECT, INSERT, DELETE"),
    // Read by whoever copies the whole database.
    ("seaql_migrations", "", "SELECT"),
];

/// What inserts take numbers from.
pub(super) const SEQUENCES: &[&str] = &["journal_position_seq"];

impl Walled {
    /// The view of `id` and `search`, if there is one.
    ///
    /// `LIKE` may tell of what it compares (it is not `LEAKPROOF`), so behind a policy PostgreSQL lets
    /// it see only rows that the policy shows, and no index of words is used. A view with the same
    /// sights as a condition shows the same rows, in whatever order the planner likes.
    pub(super) fn words(&self) -> Option<&'static str> {
        self.words.filter(|_| !(self.is_open)())
    }
}

/// Where the words of this table are looked up by viewers, if not in the table.
pub(crate) fn words_of(table: &str) -> Option<&'static str> {
    RECORDS.iter().find(|record| record.table == table)?.words()
}

/// The columns of all records, by their tables.
pub fn columns() -> impl Iterator<Item = (&'static str, &'static Column)> {
    let of = |record: &'static Walled| {
        (record.columns)().iter().map(move |column| (record.table, column))
    };
    RECORDS.iter().flat_map(of)
}

/// All tables that somebody has said a word about.
pub fn named_tables() -> impl Iterator<Item = &'static str> {
    let records = RECORDS.iter().map(|record| record.table);
    records.chain(BOOKS.iter().copied()).chain(OTHERS.iter().map(|(table, ..)| *table))
}
