use app::directory::{CreateCluster, EditCluster, MergeClusters};
use domain::{
    directory::{
        self,
        cluster::{Action, CLUSTER_MERGES_INTO_ANOTHER, Profile, Status, Task, TaskNote},
        cluster_membership::Component,
        organization::ORGANIZATION_IS_ACTIVE,
    },
    reference::{ECONOMIC_ACTIVITY_IS_KNOWN, PLACE_IS_KNOWN},
};

use super::{
    cluster_membership::{ClusterMembership, ClusterMembershipFilter, ClusterMembershipOrderField},
    organization::Organization,
};
use crate::{
    graphql::{
        prelude::*,
        text::{Locale, Translation, translations},
    },
    market::{
        college_offer::{CollegeOffer, CollegeOfferFilter, CollegeOfferOrderField},
        employer_request::{EmployerRequest, EmployerRequestFilter, EmployerRequestOrderField},
    },
};

named! {
    Status = ClusterStatus: "Where a cluster stands.";
    Action = ClusterAction: "What can happen to a cluster.";
    Task = ClusterTask: "Tasks of a cluster by the founding document.";
}

queries! {
    Clusters of Cluster {
        /// кластер / кластер: one cluster.
        cluster;
        /// Clusters: for everyone once they have their status, before that for those who found and
        /// review them.
        clusters(ClusterFilter, ClusterOrderField);
    }
}

filter! {
    /// Which clusters to list.
    ClusterFilter of directory::Cluster {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By region: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By industry: `has` the letter of a section of OKED.
        industries in profile: CodesFilter,
        /// By field of specialties: `has` a code of ISCED-F.
        specialty_fields in profile: CodesFilter,
        /// By the organization that has raised the idea.
        initiator_id: Choice<GlobalId<directory::Organization>>,
        /// By the organization whose people coordinate.
        coordinator_id in profile: Choice<GlobalId<directory::Organization>>,
        /// By when the status was granted.
        status_granted_at: Range<DateTime>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
    relations {
        /// By members, as far as the caller sees them.
        members: ClusterMembershipFilter as directory::ClusterMembership where cluster_id = id,
    }
}

order! {
    ClusterOrderField of directory::Cluster {
        /// By when they were begun.
        CreatedAt = created_at in head,
        /// By when the status was granted.
        StatusGrantedAt = status_granted_at,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    ClusterFacetField of directory::Cluster {
        /// By where they stand.
        Status = status,
        /// By region.
        RegionCode = region,
    }
}

node! {
    /// өңірлік білім беру-өндірістік кластер / региональный образовательно-производственный кластер:
    /// organizations of one region that train people together. It is not a legal entity: it has no BIN
    /// and is never a party, a signer or an owner.
    Cluster of directory::Cluster, counted by ClusterFacetField, with LIFECYCLE;
    leaves {
        /// The one region it works in: the first two digits of the KATO code.
        region_code [region]: String = |it| it.region.to_string();
        /// Where it works beyond the seat of its region: KATO codes.
        additional_territories: &[String] = |it| &it.profile.additional_territories;
        /// салалар / отрасли: letters of sections of OKED.
        industries: &[String] = |it| &it.profile.industries;
        /// мамандық салалары / направления специальностей: codes of ISCED-F.
        specialty_fields: &[String] = |it| &it.profile.specialty_fields;
        /// The orders and agreements it rests on.
        legal_basis: Option<&str> = |it| it.profile.legal_basis.as_deref();
        /// Enterprises that take part.
        enterprise_count [enterprises]: u32 = |it| it.tally.enterprises;
        /// Colleges that take part.
        college_count [colleges]: u32 = |it| it.tally.colleges;
        /// Local executive and other state bodies that take part.
        government_count [government]: u32 = |it| it.tally.government;
        /// Which of education, industry and government is missing among the members: a cluster needs
        /// all three. A warning, which bars nothing.
        missing_components [enterprises, colleges, government]: Vec<Coded<Component>> =
            |it| it.missing_components().into_iter().map(Coded).collect();
        /// When the regional council has granted the status.
        status_granted_at: Option<DateTime> = |it| it.status_granted_at.map(DateTime);
        /// Number and date of the decision of the regional council.
        status_decision: Option<&str> = |it| it.status_decision.as_deref();
        /// When it began to work.
        started_at: Option<DateTime> = |it| it.started_at.map(DateTime);
        /// When it was rejected, closed or merged.
        ended_at: Option<DateTime> = |it| it.ended_at.map(DateTime);
    }
    texts {
        /// Its name; unique in its region and industries.
        name = |it| &it.profile.name;
        /// What it is called in short.
        short_name = |it| it.profile.short_name.as_ref();
        /// миссия / миссия.
        mission = |it| it.profile.mission.as_ref();
        /// мақсат / цель: what it wants to reach.
        goal = |it| it.profile.goal.as_ref();
    }
    objects {
        /// міндеттер / задачи: tasks of the founding document that it has taken on.
        tasks: Vec<ClusterTaskNote<'_>> =
            |it, _ctx| it.profile.tasks.iter().map(ClusterTaskNote).collect();
        /// бастамашы / инициатор: the organization that has raised the idea.
        initiator [initiator_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.initiator_id).await;
        /// үйлестіруші / координатор: the organization whose people coordinate it.
        coordinator [coordinator_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.profile.coordinator_id?).await;
        /// базалық ұйым / базовая организация: the organization around which it has formed.
        base_organization [base_organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.profile.base_organization_id?).await;
        /// The cluster it has become part of.
        merged_into [merged_into_id]: Option<Result<Cluster>> =
            |it, ctx| ctx.load(it.merged_into_id?).await;
    }
    lists {
        /// қатысушылар / участники: who takes part, as far as the caller sees that.
        members: ClusterMembership by cluster_id
            (ClusterMembershipFilter, ClusterMembershipOrderField);
        /// жұмыс берушілердің сұраныстары / заявки работодателей: what is asked for in the cluster.
        employer_requests: EmployerRequest by cluster_id
            (EmployerRequestFilter, EmployerRequestOrderField);
        /// колледждердің ұсыныстары / предложения колледжей: what is offered in the cluster.
        college_offers: CollegeOffer by cluster_id (CollegeOfferFilter, CollegeOfferOrderField);
    }
}

/// A task that a cluster has taken on.
pub(crate) struct ClusterTaskNote<'c>(&'c TaskNote);

/// міндет / задача: a task of the founding document that a cluster has taken on.
#[Object]
impl ClusterTaskNote<'_> {
    /// The task.
    fn task(&self) -> Coded<Task> {
        self.0.task.into()
    }

    /// How the cluster puts it.
    fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.text.as_ref()?, locale))
    }

    /// The text in all languages; empty if there is none.
    fn text_translations(&self) -> Vec<Translation> {
        self.0.text.as_ref().map(translations).unwrap_or_default()
    }
}

input! {
    /// A task that a cluster takes on.
    ClusterTaskNoteInput for TaskNote {
        /// The task.
        task: Coded<Task>,
        /// How the cluster puts it.
        text: Option<LocalizedTextInput>,
    }
}

input! {
    /// What a cluster says of itself.
    ClusterProfileInput for Profile {
        /// Its name; unique in its region and industries.
        name: LocalizedTextInput,
        /// What it is called in short.
        short_name: Option<LocalizedTextInput>,
        /// Letters of sections of OKED, `A` to `U`; at least one.
        industries: Vec<String>,
        /// Fields of specialties: codes of ISCED-F, two to four digits.
        specialty_fields: Option<Vec<String>>,
        /// Where it works beyond the seat of its region: KATO codes of nine digits.
        additional_territories: Option<Vec<String>>,
        /// The mission.
        mission: Option<LocalizedTextInput>,
        /// What it wants to reach.
        goal: Option<LocalizedTextInput>,
        /// Tasks of the founding document that it takes on, each at most once.
        tasks: Option<Vec<ClusterTaskNoteInput>>,
        /// The orders and agreements it rests on.
        legal_basis: Option<String>,
        /// The organization whose people coordinate it.
        coordinator_id: Option<GlobalId<directory::Organization>>,
        /// The organization around which it has formed.
        base_organization_id: Option<GlobalId<directory::Organization>>,
    }
}

mutations! {
    ClusterMutations on Cluster {
        /// Raises the idea of a cluster; the initiator is its first member. By the initiator or the
        /// akimat of the region.
        cluster_create(ClusterCreateInput) creates CreateCluster [
            ORGANIZATION_IS_ACTIVE, PLACE_IS_KNOWN, ECONOMIC_ACTIVITY_IS_KNOWN,
        ] {
            /// The organization that raises the idea.
            initiator_id: GlobalId<directory::Organization>,
            /// The one region it works in: the first two digits of the KATO code.
            region_code: String,
            /// What it says of itself.
            profile: ClusterProfileInput,
        }
        /// Changes what it says of itself. By the initiator or the akimat, of a cluster with its
        /// status by the coordinator.
        cluster_edit(ClusterEditInput) runs EditCluster as Edit [
            PLACE_IS_KNOWN, ECONOMIC_ACTIVITY_IS_KNOWN,
        ] {
            /// All of it: what is left out is emptied.
            profile: ClusterProfileInput,
        }
        /// Begins to write concept and passport. By the initiator or the akimat.
        cluster_start_concept(ClusterStartConceptInput) does StartConcept {}
        /// Hands concept and passport to the regional council; an enterprise and a college must
        /// have joined. By the initiator or the akimat.
        cluster_submit(ClusterSubmitInput) does Submit {}
        /// Sends them back to the initiator. By the secretary of the regional council.
        cluster_return_for_revision(ClusterReturnForRevisionInput) does ReturnForRevision {
            /// What has to be changed.
            comment: String,
        }
        /// Hands them in again. By the initiator or the akimat.
        cluster_resubmit(ClusterResubmitInput) does Resubmit {}
        /// Refuses the status. By the secretary of the regional council.
        cluster_reject(ClusterRejectInput) does Reject {
            /// Why.
            comment: String,
        }
        /// Grants the status; from then on everyone sees the cluster. By the secretary of the
        /// regional council.
        cluster_grant_status(ClusterGrantStatusInput) does GrantStatus {
            /// Number and date of the decision of the council.
            decision: String,
        }
        /// Begins to work. By the coordinator.
        cluster_launch(ClusterLaunchInput) does Launch {}
        /// Bars it from working until it is looked into. By the secretary of the regional council.
        cluster_suspend(ClusterSuspendInput) does Suspend {
            /// Why.
            comment: String,
        }
        /// Lets it work again. By the secretary of the regional council.
        cluster_resume(ClusterResumeInput) does Resume {}
        /// Ends it, and all memberships with it. By the secretary of its council or of the regional
        /// council.
        cluster_close(ClusterCloseInput) does Close {
            /// Why.
            comment: String,
        }
        /// Makes it part of another cluster; its memberships end. By the secretary of the regional
        /// council.
        cluster_merge(ClusterMergeInput) runs MergeClusters as Merge [
            CLUSTER_MERGES_INTO_ANOTHER,
        ] {
            /// The cluster it becomes part of.
            into_id: GlobalId<directory::Cluster>,
        }
    }
}
