use app::directory::InviteMember;
use domain::directory::{
    self,
    cluster::{CLUSTER_HAS_STATUS, CLUSTER_IS_OPEN},
    cluster_membership::{Action, Component, MemberRole, Status, Terms},
    organization::{Kind, ORGANIZATION_IS_ACTIVE},
};

use super::{cluster::Cluster, organization::Organization};
use crate::graphql::prelude::*;

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
        updated_at in head: Range<DateTime>,
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

node! {
    /// кластерге қатысу / участие в кластере: an organization takes part in a cluster.
    ClusterMembership of directory::ClusterMembership, counted by ClusterMembershipFacetField,
        with LIFECYCLE;
    leaves {
        /// What the organization was when it was invited.
        organization_kind: Coded<Kind> = |it| it.organization_kind.into();
        /// рөлдер / роли: what it is in the cluster.
        roles: Vec<Coded<MemberRole>> = |it| it.terms.roles.iter().copied().map(Coded).collect();
        /// Which part of the cluster it belongs to.
        component: Coded<Component> = |it| it.terms.component.into();
        /// Last day on which the invitation can be accepted.
        respond_by: Date = |it| Date(it.respond_by);
        /// Since when it takes part.
        joined_on: Option<Date> = |it| it.joined_on.map(Date);
        /// When it left.
        left_on: Option<Date> = |it| it.left_on.map(Date);
    }
    texts {
        /// міндеттемелер / обязательства: what it takes on.
        obligations = |it| it.terms.obligations.as_ref();
    }
    objects {
        /// The cluster; `null` for whoever is invited before everyone sees the cluster.
        cluster [cluster_id]: Option<Result<Cluster>> = |it, ctx| ctx.load(it.cluster_id).await;
        /// Who takes part.
        organization [organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.organization_id).await;
        /// бастамашы / инициатор: who has raised the idea of the cluster.
        initiator [initiator_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.initiator_id).await;
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
