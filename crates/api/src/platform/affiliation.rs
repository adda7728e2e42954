use app::platform::GrantRole;
use domain::{
    RegionCode, Role, directory,
    platform::{
        self,
        affiliation::{Action, HELD_ONCE, HOLDER_ACTS, HOLDER_IS_ONE, Status},
    },
};

use super::{api_client::ApiClient, person::Person};
use crate::{
    directory::{cluster::Cluster, organization::Organization},
    graphql::prelude::*,
};

named! {
    Role = Role: "What somebody does somewhere, and by which they see and may do what they do.";
    Status = AffiliationStatus: "Where a role stands.";
    Action = AffiliationAction: "What can happen to a role.";
}

queries! {
    Affiliations of Affiliation {
        /// өкілеттік / полномочие: one role that somebody holds.
        affiliation;
        /// Who holds which role where: at an organization for its administrator, in a cluster for its
        /// coordinator and the secretary of its council, in a region for the akimat, all for the
        /// ministry's editors and for auditors.
        affiliations(AffiliationFilter, AffiliationOrderField);
    }
}

filter! {
    /// Which roles to list.
    AffiliationFilter of platform::Affiliation {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By the person who holds them.
        person_id: Choice<GlobalId<platform::Person>>,
        /// By the client that holds them.
        client_id: Choice<GlobalId<platform::ApiClient>>,
        /// By organization.
        organization_id: Choice<GlobalId<directory::Organization>>,
        /// By cluster.
        cluster_id: Choice<GlobalId<directory::Cluster>>,
        /// By region: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By the last day.
        valid_to: Range<Date>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    AffiliationOrderField of platform::Affiliation {
        /// By when they were granted.
        CreatedAt = created_at in head,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    AffiliationFacetField of platform::Affiliation {
        /// By where they stand.
        Status = status,
        /// By role.
        Role = role,
    }
}

node! {
    /// өкілеттік / полномочие: a role that a person or a client holds at an organization, in a cluster,
    /// in a region or in the country.
    Affiliation of platform::Affiliation, counted by AffiliationFacetField, with LIFECYCLE;
    leaves {
        /// Which role.
        role: Coded<Role> = |it| it.role.into();
        /// The person who holds it, by id; the name is for whoever sees the person.
        person_id: Option<GlobalId<platform::Person>> = |it| it.person_id.map(GlobalId);
        /// Where it is held, if that is a region: the first two digits of the KATO code.
        region_code [region]: Option<String> = |it| it.region.map(|code: RegionCode| code.to_string());
        /// First day on which it is held.
        valid_from: Date = |it| Date(it.valid_from);
        /// Last day on which it is held; `null`: until it is revoked.
        valid_to: Option<Date> = |it| it.valid_to.map(Date);
    }
    objects {
        /// The person who holds it, for whoever sees the person.
        person [person_id]: Option<Result<Person>> = |it, ctx| ctx.load(it.person_id?).await;
        /// The client that holds it, for whoever sees the client.
        client [client_id]: Option<Result<ApiClient>> = |it, ctx| ctx.load(it.client_id?).await;
        /// Where it is held, if that is an organization.
        organization [organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.organization_id?).await;
        /// Where it is held, if that is a cluster.
        cluster [cluster_id]: Option<Result<Cluster>> =
            |it, ctx| ctx.load(it.cluster_id?).await;
    }
}

mutations! {
    AffiliationMutations on Affiliation {
        /// Gives a role to a person or a client: at an organization by its administrator, in a cluster
        /// by its coordinator or the secretary of its council, in a region or in the country by the
        /// ministry's editor, who may also give the others.
        affiliation_grant(AffiliationGrantInput) creates GrantRole [
            HELD_ONCE, HOLDER_ACTS, HOLDER_IS_ONE,
        ] {
            /// Who is to hold it, if it is a person.
            person_id: Option<GlobalId<platform::Person>>,
            /// Who is to hold it, if it is a client.
            client_id: Option<GlobalId<platform::ApiClient>>,
            /// Which role. `CLUSTER_MEMBER` is not granted: it follows from membership.
            role: Coded<Role>,
            /// Where, if it is at an organization.
            organization_id: Option<GlobalId<directory::Organization>>,
            /// Where, if it is in a cluster.
            cluster_id: Option<GlobalId<directory::Cluster>>,
            /// Where, if it is in a region: the first two digits of the KATO code.
            region_code: Option<String>,
            /// First day; today if it is left out.
            valid_from: Option<Date>,
            /// Last day; until it is revoked if it is left out.
            valid_to: Option<Date>,
        }
        /// Sets another last day. By whoever may give the role.
        affiliation_extend(AffiliationExtendInput) does Extend {
            /// Last day; until it is revoked if it is left out.
            valid_to: Option<Date>,
        }
        /// Takes the role away. By whoever may give it.
        affiliation_revoke(AffiliationRevokeInput) does Revoke {
            /// Why.
            comment: Option<String>,
        }
    }
}
