use domain::{
    Scope,
    platform::{
        ApiClient,
        api_client::{ActsFor, Authentication, Kind, Profile, PublicKey, Secret, Status, Terms},
    },
};

use crate::columns::{Scalar, coded, fields, json, stored};

coded!(Kind, ActsFor, Authentication, Status);

json!(Vec<PublicKey>, Vec<Secret>);

impl Scalar for Vec<Scope> {
    type Sql = String;

    fn blank() -> Self {
        Vec::new()
    }

    fn to_sql(&self) -> String {
        self.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(",")
    }

    fn from_sql(words: &str) -> Option<Self> {
        words.split_terminator(',').map(Scope::parse).collect()
    }
}

fields!(Profile { name, purpose, contact_name, contact_email, origins, documents });
fields!(Terms { scopes, acts_for, authentication, points_per_minute });

stored! {
    ApiClient {
        head, organization_id, kind, profile, terms, keys, secrets, security_version, status, comment,
    }
    found by { |it| &it.profile.name }
}
