//! Fields of class PERSONAL: shown to whoever may read them and has said what for, after it has been
//! written down that they are shown.

use std::collections::{BTreeSet, HashMap};

use app::{Reading, Session};
use async_graphql::Context;
use domain::{
    Area, Code, Id, Record,
    directory::Organization,
    platform::{Personal, Purpose},
};
use uuid::Uuid;

use super::{
    context::ContextExt,
    error::{Error, Result},
    loader::Question,
};

/// One personal field of one record, about to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Shown {
    record: &'static str,
    id: Uuid,
    field: &'static str,
    /// Not shown without one.
    purpose: Option<Purpose>,
    organization_id: Option<Id<Organization>>,
}

/// Why a personal field is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// The client may not read what is personal.
    Scope,
    /// It has not said what for.
    Purpose,
    /// That it is shown cannot be written down now.
    Unrecorded,
}

/// The value of a personal field, once it may be shown. What is empty is recorded, too: that there is
/// nothing is also told.
pub(crate) async fn show<R: Record>(
    ctx: &Context<'_>,
    record: &R,
    organization_id: Option<Id<Organization>>,
    field: &'static str,
    value: Option<&Personal>,
) -> Option<Result<String>> {
    let session = ctx.session();
    let purpose = if session.viewer().reads(Area::Personal) {
        session.origin().purpose.ok_or(Withheld::Purpose)
    } else {
        Err(Withheld::Scope)
    };
    let id = record.id().uuid();
    let shown = Shown { record: R::NAME, id, field, purpose: purpose.ok(), organization_id };
    let is_written = matches!(ctx.loader().load(shown).await, Ok(Some(())));
    match purpose {
        Err(withheld) => Some(Err(Error::Withheld(withheld))),
        Ok(_) if !is_written => Some(Err(Error::Withheld(Withheld::Unrecorded))),
        Ok(_) => value.map(|value| Ok(value.0.clone())),
    }
}

/// All that an answer shows at once is written down at once, a line for each record.
impl Question for Shown {
    type Answer = ();

    async fn ask(session: Session, questions: Vec<Self>) -> app::Result<HashMap<Self, ()>> {
        let mut records = HashMap::<_, BTreeSet<_>>::new();
        for Self { record, id, field, purpose, organization_id } in &questions {
            let of = (*record, *id, *purpose, *organization_id);
            records.entry(of).or_default().insert(*field);
        }
        let reading = |((record, id, purpose, organization_id), fields): (
            (_, _, Option<Purpose>, _),
            BTreeSet<_>,
        )| {
            let fields = fields.into_iter().collect::<Vec<_>>().join(",");
            Reading { record, id, fields, purpose: purpose.map(Purpose::code), organization_id }
        };
        let readings: Vec<_> = records.into_iter().map(reading).collect();
        session.note_readings(&readings).await.inspect_err(|error| {
            tracing::error!(?error, "a reading of personal data could not be written down");
        })?;
        Ok(questions.into_iter().map(|question| (question, ())).collect())
    }
}

impl Withheld {
    /// In words for clients.
    pub(crate) fn message(self) -> String {
        match self {
            Self::Scope => {
                "Personal data take the scope `personal:read`, which the token does not \
                            have. Ask for it at /oauth/token if the client may have it."
                    .to_owned()
            }
            Self::Purpose => {
                let all: Vec<_> = Purpose::all().iter().map(|it| it.code()).collect();
                let all = all.join(", ").to_ascii_uppercase();
                format!("Say what personal data are read for: send the header `X-Purpose`, {all}.")
            }
            Self::Unrecorded => {
                "Personal data are shown only when that is written down, which cannot \
                                 be done now. Try again in a moment."
                    .to_owned()
            }
        }
    }
}
