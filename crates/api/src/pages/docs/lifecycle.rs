//! The tables of the lifecycles, as the domain has them.

use domain::{Code, Grant, Role, Rule};

use crate::{
    directory::{
        cluster::Cluster, cluster_membership::ClusterMembership, contact_person::ContactPerson,
        organization::Organization,
    },
    graphql::{
        code::Named,
        node::{Alive, Node},
    },
    market::{
        college_offer::CollegeOffer, employer_request::EmployerRequest,
        request_response::RequestResponse,
    },
    platform::{affiliation::Affiliation, api_client::ApiClient, person::Person},
    training::workplace::Workplace,
};

/// The lifecycle of one type, in the words of the schema.
pub(super) struct Lifecycle {
    /// The type, and the enums of its states and its actions.
    pub(super) name: String,
    pub(super) states_name: &'static str,
    pub(super) actions_name: &'static str,
    pub(super) states: Vec<String>,
    /// Where a new object stands, and who may make one.
    pub(super) begins: String,
    pub(super) begun_by: Actors,
    pub(super) steps: Vec<Step>,
}

/// One row of the table.
pub(super) struct Step {
    pub(super) action: String,
    pub(super) from: Vec<String>,
    /// `None`: the object stays where it is.
    pub(super) to: Option<String>,
    pub(super) by: Actors,
    pub(super) rules: Vec<&'static Rule>,
}

/// Who may do something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Actors {
    pub(super) roles: Vec<Role>,
    /// The server itself, by a rule or when a day has come.
    pub(super) system: bool,
}

/// All of them.
pub(super) fn all() -> Vec<Lifecycle> {
    vec![
        of::<EmployerRequest>(),
        of::<RequestResponse>(),
        of::<CollegeOffer>(),
        of::<Workplace>(),
        of::<ContactPerson>(),
        of::<Cluster>(),
        of::<ClusterMembership>(),
        of::<Organization>(),
        of::<ApiClient>(),
        of::<Person>(),
        of::<Affiliation>(),
    ]
}

fn of<N: Node<Record: Alive>>() -> Lifecycle {
    use domain::Workflow;

    type Begins<N> = domain::Beginning<<N as Node>::Record>;
    let begins: Begins<N> = N::Record::BEGINS;
    let rows = N::Record::TRANSITIONS.iter();
    let steps = rows.map(|row| Step {
        action: word(row.action),
        from: row.from.iter().copied().map(word).collect(),
        to: row.to.map(word),
        by: actors(row.by),
        rules: {
            let guards = row.needs.iter().chain(row.ensures).map(|guard| guard.rule);
            guards.chain(row.unless.iter().map(|bar| bar.rule)).collect()
        },
    });
    Lifecycle {
        name: N::type_name().into_owned(),
        states_name: <<N::Record as domain::Record>::Status as Named>::NAME,
        actions_name: <<N::Record as Workflow>::Action as Named>::NAME,
        states: <N::Record as domain::Record>::Status::all().iter().copied().map(word).collect(),
        begins: word(begins.at),
        begun_by: actors(begins.by),
        steps: steps.collect(),
    }
}

fn actors<R>(grants: &[Grant<R>]) -> Actors {
    let mut actors = Actors::default();
    for grant in grants {
        match grant {
            Grant::System => actors.system = true,
            Grant::Roles(roles, _) => {
                let new = roles.iter().filter(|role| !actors.roles.contains(role));
                actors.roles.extend(new.copied().collect::<Vec<_>>());
            }
        }
    }
    actors
}

/// As the schema writes it.
fn word(code: impl Code) -> String {
    code.code().to_ascii_uppercase()
}

/// What a role is called in Kazakh, Russian and English.
#[rustfmt::skip]
pub(super) fn role_name(role: Role) -> [&'static str; 3] {
    match role {
        Role::MinistryAnalyst => ["министрлік талдаушысы", "аналитик министерства", "analyst of the ministry"],
        Role::MinistryEditor => ["министрлік редакторы", "редактор министерства", "editor of the ministry"],
        Role::LocalExecutive => ["әкімдік", "акимат", "akimat"],
        Role::RegionalCouncilSecretary => ["өңірлік үйлестіру кеңесінің хатшысы", "секретарь регионального координационного совета", "secretary of the regional coordination council"],
        Role::RegionalChamber => ["өңірлік кәсіпкерлер палатасы", "региональная палата предпринимателей", "regional chamber of entrepreneurs"],
        Role::CareerCenter => ["мансап орталығы", "карьерный центр", "career centre"],
        Role::ClusterCoordinator => ["кластер үйлестірушісі", "координатор кластера", "coordinator of the cluster"],
        Role::CouncilChair => ["кластердің үйлестіру кеңесінің төрағасы", "председатель координационного совета кластера", "chair of the cluster's council"],
        Role::CouncilMember => ["кластердің үйлестіру кеңесінің мүшесі", "член координационного совета кластера", "member of the cluster's council"],
        Role::CouncilSecretary => ["кластердің үйлестіру кеңесінің хатшысы", "секретарь координационного совета кластера", "secretary of the cluster's council"],
        Role::ClusterMember => ["кластер қатысушысы", "участник кластера", "member of the cluster"],
        Role::OrgAdmin => ["ұйым әкімшісі", "администратор организации", "administrator of the organization"],
        Role::EmployerHr => ["жұмыс берушінің кадр қызметі", "кадровая служба работодателя", "personnel department of the employer"],
        Role::CollegeManager => ["колледж басшысының орынбасары", "заместитель директора колледжа", "deputy head of the college"],
        Role::Mentor => ["тәлімгер", "наставник", "mentor"],
        Role::Teacher => ["педагог", "педагог", "teacher"],
        Role::SchoolCounselor => ["педагог-кәсіби бағдар беруші", "педагог-профориентатор", "career counsellor of the school"],
        Role::HeiManager => ["жоғары оқу орнының жауапты қызметкері", "ответственный сотрудник вуза", "manager of the university"],
        Role::Researcher => ["зерттеуші", "исследователь", "researcher"],
        Role::Learner => ["білім алушы", "обучающийся", "learner"],
        Role::LegalRepresentative => ["заңды өкіл", "законный представитель", "legal representative"],
        Role::Auditor => ["аудитор", "аудитор", "auditor"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_speak_the_words_of_the_schema() {
        let reference = super::super::reference::Reference::read(&crate::sdl());
        let words = |name: &str| -> Vec<_> {
            reference.types[name].fields.iter().map(|value| value.name.clone()).collect()
        };
        let lifecycles = all();
        assert_eq!(lifecycles.len(), 11);
        for of in lifecycles {
            let (states, actions) = (words(of.states_name), words(of.actions_name));
            assert!(reference.types.contains_key(&of.name), "{}", of.name);
            assert!(of.states.iter().all(|state| states.contains(state)), "{}", of.name);
            assert_eq!(of.states.len(), states.len(), "{}", of.name);
            for action in &actions {
                assert!(of.steps.iter().any(|step| step.action == *action), "{action}");
            }
            assert!(of.steps.iter().all(|step| actions.contains(&step.action)), "{}", of.name);
        }
    }

    #[test]
    fn a_row_says_who_may_take_it_and_what_must_hold() {
        let request = all().remove(0);
        let publish = request.steps.iter().find(|step| step.action == "PUBLISH").unwrap();
        assert_eq!(
            (&*publish.from, publish.to.as_deref()),
            (&["SUBMITTED".to_owned()][..], Some("PUBLISHED"))
        );
        assert_eq!(publish.by.roles, [Role::RegionalChamber, Role::ClusterCoordinator]);
        assert!(publish.by.system && !publish.rules.is_empty());
        assert_eq!(request.begins, "DRAFT");
    }
}
