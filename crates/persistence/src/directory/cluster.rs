use domain::directory::{
    Cluster,
    cluster::{Profile, Status, Tally, TaskNote},
};

use crate::columns::{coded, fields, json, stored};

coded!(Status);

json!(Vec<TaskNote>);

fields!(Profile {
    name,
    short_name,
    industries,
    specialty_fields,
    additional_territories,
    mission,
    goal,
    tasks,
    legal_basis,
    coordinator_id,
    base_organization_id,
});

fields!(Tally { enterprises, colleges, government });

stored! {
    Cluster {
        head, initiator_id, region, profile, status, status_granted_at, status_decision, started_at,
        ended_at, merged_into_id, comment, tally,
    }
    found by { |c| &c.profile.name, |c| &c.profile.short_name }
    counted { enterprises, colleges, government }
}
