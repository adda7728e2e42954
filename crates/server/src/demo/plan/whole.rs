//! The whole plan.

use domain::{
    Id,
    directory::{Cluster, Organization, cluster::Status},
    market::EmployerRequest,
};

use super::{
    access, clusters,
    deed::Deed,
    draft::Draft,
    offers, register,
    requests::{Market, requests},
    workplaces::workplaces,
};
use crate::demo::{
    calendar::{LAST_DAY, moment},
    data::SETTINGS,
};

/// All that was done before the demo begins, in order, and where to enter.
#[derive(Debug)]
pub(in crate::demo) struct Plan {
    pub(in crate::demo) deeds: Vec<Deed>,
    /// A college of the first cluster.
    pub(in crate::demo) college: Id<Organization>,
    /// The employer whose requests stand in all states; the first thing that is made.
    pub(in crate::demo) employer: Id<Organization>,
    /// The cluster of both.
    pub(in crate::demo) cluster: Id<Cluster>,
    /// The last thing that is made.
    pub(in crate::demo) last: Id<EmployerRequest>,
}

/// Once a week, on Monday morning before anybody has come.
const SWEEPS: std::ops::RangeInclusive<u32> = 40..=LAST_DAY;

impl Plan {
    pub(in crate::demo) fn new() -> Self {
        let mut draft = Draft::new();
        let all = register::register(&mut draft, &SETTINGS);
        let clusters: Vec<_> =
            all.iter().zip(0..).map(|(it, n)| clusters::found(&mut draft, it, n)).collect();
        // Offers and requests belong to clusters that had their status then.
        let with_status: Vec<_> = all
            .iter()
            .zip(&clusters)
            .map(|(it, &id)| {
                matches!(it.setting.status, Status::Active | Status::Suspended).then_some(id)
            })
            .collect();
        let offers = offers::offers(&mut draft, &all, &with_status);
        let mut market =
            Market { draft: &mut draft, all: &all, clusters: with_status, offers, begun: 0 };
        let last = requests(&mut market);
        workplaces(&mut draft, &all);
        let mondays = SWEEPS.filter(|day| day.is_multiple_of(5));
        draft.deeds.extend(mondays.map(|day| Deed::sweep(moment(day, 0))));
        let first = &all[0];
        let (college, employer) = (first.colleges[0].id, first.firms[0].id);
        let mut plan = Self { deeds: Vec::new(), college, employer, cluster: clusters[0], last };
        plan.deeds = access::let_in(&plan);
        plan.deeds.extend(draft.deeds);
        plan.deeds.sort_by_key(|deed| deed.at);
        plan
    }
}
