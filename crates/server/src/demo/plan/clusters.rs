//! Clusters come about, and organizations join them.

use app::{
    Act, Session,
    directory::{CreateCluster, InviteMember},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    Datum, Filter, Id, Role, Test, Viewer,
    directory::{
        Cluster, ClusterMembership,
        cluster::{Command, Profile, Status, Task, TaskNote},
        cluster_membership::{self, MemberRole, Terms},
        organization::Kind,
    },
};

use super::{
    deed::Deed,
    draft::{Draft, text},
    people,
    register::{Parties, Party},
};
use crate::demo::{
    calendar::{date, moment},
    data::{
        CLUSTER_RETURNED, CLUSTER_SUSPENDED, MEMBERSHIP_DECLINED, MEMBERSHIP_ENDED,
        MEMBERSHIP_SUSPENDED, OBLIGATIONS,
    },
};

/// Firms that have joined; the others are asked or have only agreed.
pub(super) const JOINED_FIRMS: usize = 8;

/// How far an organization gets in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Founds,
    Takes,
    Suspended,
    Leaves,
    Agrees,
    Declines,
    Forgets,
    IsAsked,
}

/// The days on which it all happens.
#[derive(Clone, Copy, Debug)]
struct Steps {
    begun: u32,
    submitted: u32,
    granted: u32,
}

/// The cluster of one region; its id.
pub(super) fn found(draft: &mut Draft, parties: &Parties, index: u32) -> Id<Cluster> {
    let status = parties.setting.status;
    let steps = match status {
        Status::Initiative => Steps { begun: 184, submitted: 0, granted: 0 },
        Status::Submitted => Steps { begun: 90, submitted: 196, granted: 0 },
        Status::Revision => Steps { begun: 80, submitted: 150, granted: 0 },
        _ => Steps { begun: 12 + index, submitted: 30 + index, granted: 42 + index },
    };
    let founder = founder(parties, index);
    let at = moment(steps.begun, 10);
    let id = draft.id(at);
    let initiator = || {
        let role = if founder.kind.is_college() { Role::CollegeManager } else { Role::EmployerHr };
        people::at(founder.id, role)
    };
    let (initiator_id, region_code) = (founder.id, parties.region);
    let create = CreateCluster { id, initiator_id, region_code, profile: profile(parties) };
    draft.add(at, initiator(), create);
    advance(draft, parties, id, steps, initiator);
    for (member, way) in members(parties, &founder) {
        join(draft, parties, id, steps, (member, way), &initiator());
    }
    id
}

fn founder(parties: &Parties, index: u32) -> Party {
    if index.is_multiple_of(2) { parties.firms[0] } else { parties.colleges[0] }
}

fn profile(parties: &Parties) -> Profile {
    let setting = parties.setting;
    let tasks = [
        Task::RegionalTrainingSystem,
        Task::DualAndTargetedTraining,
        Task::EmploymentAndAdaptation,
    ];
    let owned = |list: &[&str]| list.iter().map(|&it| it.to_owned()).collect();
    Profile {
        name: text(setting.name),
        short_name: Some(text([setting.code; 3])),
        industries: owned(setting.industries),
        specialty_fields: owned(setting.fields),
        additional_territories: setting.towns[1..]
            .iter()
            .map(|town| town.kato.to_owned())
            .collect(),
        mission: Some(text(setting.mission)),
        goal: Some(text(setting.goal)),
        tasks: tasks.map(|task| TaskNote { task, text: None }).into(),
        legal_basis: None,
        coordinator_id: Some(parties.institutions[5].id),
        base_organization_id: Some(parties.colleges[0].id),
    }
}

/// From the concept to where the cluster stands today.
fn advance(
    draft: &mut Draft,
    parties: &Parties,
    id: Id<Cluster>,
    steps: Steps,
    initiator: impl Fn() -> Viewer,
) {
    let council = || people::of_region(parties.region, Role::RegionalCouncilSecretary);
    let mut act = |day, by: Viewer, command| {
        draft.add(moment(day, 300), by, Act { id, expected_version: None, command });
    };
    let status = parties.setting.status;
    if status == Status::Initiative {
        return;
    }
    act(steps.begun + 10, initiator(), Command::StartConcept {});
    act(steps.submitted, initiator(), Command::Submit {});
    match status {
        Status::Submitted => {}
        Status::Revision => {
            let comment = CLUSTER_RETURNED.to_owned();
            act(steps.submitted + 15, council(), Command::ReturnForRevision { comment });
        }
        _ => {
            let decision = format!("№ 2, {}", date(steps.granted).format("%d.%m.%Y"));
            act(steps.granted, council(), Command::GrantStatus { decision });
            let coordinator = people::of_cluster(id, Role::ClusterCoordinator);
            act(steps.granted + 4, coordinator, Command::Launch {});
        }
    }
    if status == Status::Suspended {
        let comment = CLUSTER_SUSPENDED.to_owned();
        act(186, council(), Command::Suspend { comment });
    }
    if steps.granted > 0 {
        let coordinator = people::of_cluster(id, Role::ClusterCoordinator);
        draft.deeds.push(activate_founder(id, moment(steps.granted + 6, 20), coordinator));
    }
}

/// The membership of the founder has come about together with the cluster, under an id of its own.
fn activate_founder(cluster: Id<Cluster>, at: DateTime<Utc>, coordinator: Viewer) -> Deed {
    let work = async move |session: Session| {
        let of_cluster = Filter::Field("cluster_id", Test::Eq(Datum::Uuid(cluster.uuid())));
        let members = session.app().store().repository(session.viewer());
        let members: Vec<ClusterMembership> = members.all(&of_cluster, 100).await?;
        let founders = members.iter().filter(|it| it.terms.roles.contains(&MemberRole::Founder));
        for ClusterMembership { head, .. } in founders {
            let command = cluster_membership::Command::Activate {};
            session.write(Act { id: head.id, expected_version: None, command }, None).await?;
        }
        Ok(())
    };
    Deed::of(at, coordinator, "activate_founder", work)
}

fn members<'p>(
    parties: &'p Parties,
    founder: &Party,
) -> impl Iterator<Item = (&'p Party, Way)> + use<'p> {
    let founder = founder.id;
    let firm = |index| match index {
        0..JOINED_FIRMS => Way::Takes,
        8 => Way::Agrees,
        9 => Way::IsAsked,
        _ => Way::Leaves,
    };
    let school = [Way::Takes, Way::Forgets, Way::Declines];
    let firms = parties.firms.iter().enumerate().map(move |(index, it)| (it, firm(index)));
    let schools = parties.schools.iter().zip(school);
    let others = parties.colleges.iter().chain(&parties.institutions).map(|it| (it, Way::Takes));
    let all = firms.chain(others).chain(schools).chain([(&parties.partner, Way::Suspended)]);
    all.map(move |(it, way)| if it.id == founder { (it, Way::Founds) } else { (it, way) })
}

/// An organization is asked, and answers or not.
fn join(
    draft: &mut Draft,
    parties: &Parties,
    cluster_id: Id<Cluster>,
    steps: Steps,
    (member, way): (&Party, Way),
    initiator: &Viewer,
) {
    let has_status = steps.granted > 0;
    if way == Way::Founds {
        return;
    }
    let day = match way {
        Way::IsAsked => 200,
        _ => steps.begun + 1 + draft.roll(3),
    };
    let at = moment(day, 30 + draft.roll(400));
    let id = draft.id(at);
    let terms = terms(draft, parties, member);
    // Who is asked last, and who is asked to join an idea, can still answer for a while.
    let open = way == Way::IsAsked || parties.setting.status == Status::Initiative;
    let respond_by = if open { DECEMBER } else { date(day) + Days::new(30) };
    let organization_id = member.id;
    let invite = InviteMember { id, cluster_id, organization_id, terms, respond_by };
    draft.add(at, initiator.clone(), invite);
    let mut journey = Journey { draft, id, member, cluster_id };
    journey.go(day, way, has_status.then_some(steps.granted + 6));
}

/// The last day to answer the invitations that are open when the demo begins.
const DECEMBER: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 20).unwrap();

struct Journey<'d> {
    draft: &'d mut Draft,
    id: Id<ClusterMembership>,
    member: &'d Party,
    cluster_id: Id<Cluster>,
}

impl Journey<'_> {
    /// From the invitation on. Nobody takes part before the cluster has its status.
    fn go(&mut self, asked: u32, way: Way, active: Option<u32>) {
        use cluster_membership::Command;
        let member = people::at(self.member.id, Role::OrgAdmin);
        let coordinator = people::of_cluster(self.cluster_id, Role::ClusterCoordinator);
        match way {
            // The sweep looks after invitations that nobody answers.
            Way::Founds | Way::IsAsked | Way::Forgets => return,
            Way::Declines => {
                let comment = Some(MEMBERSHIP_DECLINED.to_owned());
                return self.act(asked + 3, member, Command::Decline { comment });
            }
            _ => self.act(asked + 3, member.clone(), Command::Accept {}),
        }
        let Some(active) = active.filter(|_| way != Way::Agrees) else { return };
        self.act(active, coordinator.clone(), Command::Activate {});
        if way == Way::Suspended {
            let comment = MEMBERSHIP_SUSPENDED.to_owned();
            self.act(165, coordinator, Command::Suspend { comment });
        } else if way == Way::Leaves {
            let comment = Some(MEMBERSHIP_ENDED.to_owned());
            self.act(150, member, Command::Withdraw { comment });
        }
    }

    fn act(&mut self, day: u32, by: Viewer, command: cluster_membership::Command) {
        let at = moment(day, 30 + self.draft.roll(400));
        self.draft.add(at, by, Act { id: self.id, expected_version: None, command });
    }
}

fn terms(draft: &Draft, parties: &Parties, member: &Party) -> Terms {
    let mut roles = vec![MemberRole::Participant];
    if member.id == parties.colleges[0].id {
        roles.push(MemberRole::BaseOrganization);
    }
    match member.kind {
        Kind::CareerCenter => roles.push(MemberRole::Coordinator),
        Kind::InternationalPartner => roles = vec![MemberRole::Partner],
        Kind::School => roles = vec![MemberRole::Observer],
        _ => {}
    }
    let obligations = Some(text(*draft.pick(&OBLIGATIONS)));
    Terms { roles, component: member.kind.into(), obligations }
}
