//! Programs and people are let in, and get their roles.

use api::http::oauth::Jwk;
use app::{Act, Session};
use domain::platform::api_client::Command;

use super::{super::personas, Plan, deed::Deed, people::system};
use crate::demo::calendar::{LAST_DAY, moment};

/// On the last day, before anything else is done on it.
pub(super) fn let_in(plan: &Plan) -> Vec<Deed> {
    let at = moment(LAST_DAY, 0);
    let mut deeds = Vec::new();
    for program in personas::programs(plan.college) {
        let id = program.id;
        deeds.push(Deed::new(at, system(), program));
        let work = async move |session: Session| {
            let key = Jwk::read(&personas::some_key()).expect("a key that was just made");
            let command = Command::AddKey { key: key.into_key() };
            session.write(Act { id, expected_version: None, command }, None).await.map(drop)
        };
        deeds.push(Deed::of(at, system(), "add a key", work));
    }
    for persona in personas::personas(plan) {
        let person = personas::entered(&persona);
        deeds.extend(person.map(|person| Deed::new(at, system(), person)));
        let roles = personas::granted(&persona);
        deeds.extend(roles.into_iter().map(|role| Deed::new(at, system(), role)));
    }
    deeds
}
