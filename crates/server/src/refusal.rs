//! Why a change was not made, in sentences: what the rules say, and what to do.

use app::Error;
use domain::{
    Reason, Refusal, Unique,
    platform::{Affiliation, Person},
};

/// What whoever has asked for the change can read.
pub(crate) fn sentences(error: &Error) -> String {
    match error {
        Error::NotFound => "what was named is not there. Correct the id.".to_owned(),
        Error::Absent(field) => {
            let what = field.strip_suffix("_id").filter(|it| !it.is_empty()).unwrap_or("record");
            let what = what.replace('_', " ");
            format!("there is no such {what}. Correct its id.")
        }
        Error::Refused(refusal) => refused(refusal),
        Error::Taken(constraint) => taken(constraint),
        Error::KeyReused => "its key has come with something else before.".to_owned(),
        Error::KeyInProgress => "it is being done already. Try again in a moment.".to_owned(),
        Error::BadCursor => "the cursor is none of this list.".to_owned(),
        Error::Unavailable(cause) | Error::Timeout(cause) => {
            format!("the database is not available ({cause}). Try again in a moment.")
        }
        Error::Internal(cause) => format!("{cause}."),
    }
}

fn refused(Refusal { reason, state, allowed }: &Refusal) -> String {
    match reason {
        Reason::Forbidden => "this is for others to do; use the API in their name.".to_owned(),
        Reason::VersionConflict { .. } => {
            "somebody else has changed it meanwhile. Try again.".to_owned()
        }
        Reason::WrongState => {
            let state = state.unwrap_or("in another state").replace('_', " ");
            let allowed = match allowed.as_slice() {
                [] => "Nothing can be done with it then.".to_owned(),
                allowed => format!("Possible then: {}.", allowed.join(", ")),
            };
            format!("it is {state}, and this cannot be done then. {allowed}")
        }
        Reason::Broken(broken) => {
            let rules = broken.iter().map(|it| {
                let hint = it.hint.as_ref().map(|hint| format!(" {}", hint[2]));
                let (says, remedy) = (it.rule.says[2], it.rule.remedy[2]);
                format!("{says} {remedy}{}", hint.unwrap_or_default())
            });
            rules.collect::<Vec<_>>().join("\n")
        }
    }
}

/// What must be unique and is not.
fn taken(constraint: &str) -> String {
    if let Some(Unique { rule: Some(rule), .. }) = app::taken::<Affiliation>(constraint) {
        return format!("{} {}", rule.says[2], rule.remedy[2]);
    }
    if app::taken::<Person>(constraint).is_some_and(|unique| unique.key != "id") {
        return "this person is entered already. Name another subject.".to_owned();
    }
    "there is one like this already. Use it, or give another value.".to_owned()
}

#[cfg(test)]
mod tests {
    use domain::platform::affiliation::HELD_ONCE;

    use super::*;

    #[test]
    fn nothing_of_rust_is_told() {
        let wrong_state = Refusal {
            reason: Reason::WrongState,
            state: Some("revoked"),
            allowed: vec!["add_key", "revoke"],
        };
        for (error, told) in [
            (Error::Absent("organization_id"), "there is no such organization. Correct its id."),
            (Error::Absent("id"), "there is no such record. Correct its id."),
            (
                Error::Taken("UNIQUE constraint failed: person.identity".to_owned()),
                "this person is entered already. Name another subject.",
            ),
            (
                Error::Taken("affiliation_held_once_by_person".to_owned()),
                "A role is held once at one place. Change the term of the role that is held.",
            ),
            (
                Error::Refused(wrong_state),
                "it is revoked, and this cannot be done then. Possible then: add_key, revoke.",
            ),
            (
                (&HELD_ONCE).into(),
                "A role is held once at one place. Change the term of the role that is held.",
            ),
        ] {
            assert_eq!(sentences(&error), told);
        }
    }
}
