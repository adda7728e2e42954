use app::directory::InviteMember;
use domain::directory::{
    self,
    cluster::{CLUSTER_HAS_STATUS, CLUSTER_IS_OPEN},
    cluster_membership::{Action, Component, MemberRole, Status, Terms},
    organization::{Kind, ORGANIZATION_IS_ACTIVE},
};

use super::{cluster::Cluster, organization::Organization};
use crate::graphql::prelude::*;

node!(ClusterMembership of directory::ClusterMembership, counted by ClusterMembershipFacetField, reads {
    status: [status];
    cluster: [cluster_id];
    organization: [organization_id];
    organizationKind: [organization_kind];
    roles: [roles];
    component: [component];
    respondBy: [respond_by];
    joinedOn: [joined_on];
    leftOn: [left_on];
});

named! {
    Status = ClusterMembershipStatus: "Where a membership stands.";
    Action = ClusterMembershipAction: "What can happen to a membership.";
    MemberRole = ClusterMemberRole: "What an organization is in a cluster.";
    Component = ClusterComponent: "Which part of a cluster an organization belongs to.";
}

queries! {
    ClusterMemberships of ClusterMembership {
        /// кластерге қатысу / участие в кластере: one membership.
        cluster_membership;
        /// Memberships: for everyone as long as they last, others for those they concern.
        cluster_memberships(ClusterMembershipFilter, ClusterMembershipOrderField);
    }
}

filter! {
    /// Which memberships to list.
    ClusterMembershipFilter of directory::ClusterMembership {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By cluster.
        cluster_id: Choice<GlobalId<directory::Cluster>>,
        /// By organization.
        organization_id: Choice<GlobalId<directory::Organization>>,
        /// By what the organization was when it was invited.
        organization_kind: Choice<Coded<Kind>>,
        /// By part of the cluster.
        component in terms: Choice<Coded<Component>>,
        /// By region of the cluster: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By the last day on which the invitation can be accepted.
        respond_by: Range<Date>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime<Utc>>,
    }
}

order! {
    ClusterMembershipOrderField of directory::ClusterMembership {
        /// By invitation.
        CreatedAt = created_at in head,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    ClusterMembershipFacetField of directory::ClusterMembership {
        /// By where they stand.
        Status = status,
        /// By part of the cluster.
        Component = component in terms,
        /// By what the organization was when it was invited.
        OrganizationKind = organization_kind,
        /// By region of the cluster.
        RegionCode = region,
    }
}

/// кластерге қатысу / участие в кластере: an organization takes part in a cluster.
#[Object]
impl ClusterMembership {
    #[graphql(flatten)]
    fn common(&self) -> Common<'_, directory::ClusterMembership> {
        Common(&self.0)
    }

    #[graphql(flatten)]
    fn lifecycle(&self) -> Lifecycle<'_, directory::ClusterMembership> {
        Lifecycle(&self.0)
    }

    /// The cluster; `null` for whoever is invited before everyone sees the cluster.
    async fn cluster(&self, ctx: &Context<'_>) -> Option<Result<Cluster>> {
        ctx.load(self.0.cluster_id).await
    }

    /// Who takes part.
    async fn organization(&self, ctx: &Context<'_>) -> Option<Result<Organization>> {
        ctx.load(self.0.organization_id).await
    }

    /// What the organization was when it was invited.
    fn organization_kind(&self) -> Coded<Kind> {
        self.0.organization_kind.into()
    }

    /// бастамашы / инициатор: who has raised the idea of the cluster.
    async fn initiator(&self, ctx: &Context<'_>) -> Option<Result<Organization>> {
        ctx.load(self.0.initiator_id).await
    }

    /// рөлдер / роли: what it is in the cluster.
    fn roles(&self) -> Vec<Coded<MemberRole>> {
        self.0.terms.roles.iter().copied().map(Coded).collect()
    }

    /// Which part of the cluster it belongs to.
    fn component(&self) -> Coded<Component> {
        self.0.terms.component.into()
    }

    /// міндеттемелер / обязательства: what it takes on.
    fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.terms.obligations.as_ref()?, locale))
    }

    /// The obligations in all languages; empty if there is none.
    fn obligations_translations(&self) -> Vec<Translation> {
        self.0.terms.obligations.as_ref().map(translations).unwrap_or_default()
    }

    /// Last day on which the invitation can be accepted.
    fn respond_by(&self) -> Date {
        Date(self.0.respond_by)
    }

    /// Since when it takes part.
    fn joined_on(&self) -> Option<Date> {
        self.0.joined_on.map(Date)
    }

    /// When it left.
    fn left_on(&self) -> Option<Date> {
        self.0.left_on.map(Date)
    }
}

input! {
    /// What an organization is in a cluster, and what it takes on.
    ClusterMembershipTermsInput for Terms {
        /// What it is in the cluster; at least one role.
        roles: Vec<Coded<MemberRole>>,
        /// Which part of the cluster it belongs to.
        component: Coded<Component>,
        /// What it takes on.
        obligations: Option<LocalizedTextInput>,
    }
}

mutations! {
    ClusterMembershipMutations on ClusterMembership {
        /// Asks an organization to join a cluster. By the initiator, the akimat of the region, the
        /// coordinator or the secretary of the council.
        cluster_membership_invite(ClusterMembershipInviteInput) creates InviteMember [
            CLUSTER_IS_OPEN, ORGANIZATION_IS_ACTIVE,
        ] {
            /// The cluster.
            cluster_id: GlobalId<directory::Cluster>,
            /// Who is asked.
            organization_id: GlobalId<directory::Organization>,
            /// As what.
            terms: ClusterMembershipTermsInput,
            /// Last day on which the invitation can be accepted.
            respond_by: Date,
        }
        /// Changes roles and obligations. By whoever invites, once it is accepted by the
        /// coordinator or the secretary of the council.
        cluster_membership_edit(ClusterMembershipEditInput) does Edit {
            /// All of them: what is left out is emptied.
            terms: ClusterMembershipTermsInput,
        }
        /// Agrees to take part. By the administrator of the organization.
        cluster_membership_accept(ClusterMembershipAcceptInput) does Accept [
            CLUSTER_IS_OPEN, ORGANIZATION_IS_ACTIVE,
        ] {}
        /// Turns the invitation down. By the administrator of the organization.
        cluster_membership_decline(ClusterMembershipDeclineInput) does Decline {
            /// Why.
            comment: Option<String>,
        }
        /// Takes part from now on; the cluster must have its status. By the coordinator or the
        /// secretary of the council.
        cluster_membership_activate(ClusterMembershipActivateInput) does Activate [
            CLUSTER_IS_OPEN, CLUSTER_HAS_STATUS, ORGANIZATION_IS_ACTIVE,
        ] {}
        /// Bars the organization from taking part. By the coordinator or the secretary of the
        /// council.
        cluster_membership_suspend(ClusterMembershipSuspendInput) does Suspend {
            /// Why.
            comment: String,
        }
        /// Lets it take part again. By the coordinator or the secretary of the council.
        cluster_membership_resume(ClusterMembershipResumeInput) does Resume [
            CLUSTER_IS_OPEN, CLUSTER_HAS_STATUS, ORGANIZATION_IS_ACTIVE,
        ] {}
        /// Leaves the cluster. By the administrator of the organization.
        cluster_membership_withdraw(ClusterMembershipWithdrawInput) does Withdraw {
            /// Why.
            comment: Option<String>,
        }
        /// Has the organization leave the cluster. By the secretary of the council.
        cluster_membership_exclude(ClusterMembershipExcludeInput) does Exclude {
            /// Why.
            comment: String,
        }
    }
}
