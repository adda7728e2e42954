//! How much a client has used, for whoever answers for it.

use std::collections::HashMap;

use app::Session;
use async_graphql::{
    Context, Object, OutputType, ServerResult, SimpleObject, Value,
    registry::{MetaInputValue, Registry},
};
use domain::{
    Id, Record,
    platform::{ApiClient, DayOfUse, DeprecatedUse, Period},
};

use crate::graphql::{
    context::ContextExt,
    date::Date,
    error::{Error, Result},
    fields::{Answer, Field, argument, given, selected},
    loader::Question,
};

/// Elements of the schema that are told, at most.
const ELEMENTS: usize = 100;

/// The field of a client.
pub(crate) const USAGE: &[Field<ApiClient>] = &[Field {
    name: "usage",
    docs: &[
        "қолданыс / использование: how much it has used in a period of up to 92 days within the last 400.",
        "It is counted by day, in the time of Kazakhstan, and is up to date within a few seconds. `null`",
        "for a person whom it calls for and who does not see it otherwise.",
    ],
    reads: Some(&[]),
    of_type: <Option<Usage> as OutputType>::create_type_info,
    arguments: of_period,
    answer: Answer::Object(|it, ctx| Box::pin(of(ctx, it.id()))),
}];

fn of_period(registry: &mut Registry) -> Vec<MetaInputValue> {
    let from = "The first day; if it is left out, 30 days are shown.";
    vec![
        argument::<Option<Date>>(registry, "from", from),
        argument::<Option<Date>>(registry, "to", "The last day; today if it is left out."),
    ]
}

/// Answers the field in hand; one statement for all clients of a page.
async fn of(ctx: &Context<'_>, client: Id<ApiClient>) -> ServerResult<Value> {
    let (from, to): (Option<Date>, Option<Date>) = (given(ctx, "from")?, given(ctx, "to")?);
    let usage = async {
        let today = ctx.session().now().today();
        let period = Period::of(from.map(|day| day.0), to.map(|day| day.0), today);
        let period = period.ok_or_else(|| Error::bad_input(period_wanted()))?;
        if !is_shown(ctx.session(), client) {
            return Ok(None);
        }
        let asked = Asked { client, period };
        let days = ctx.loader().load(Days(asked)).await?.unwrap_or_default();
        Result::Ok(Some(Usage { asked, days }))
    };
    selected(ctx, usage.await).await
}

fn period_wanted() -> String {
    format!(
        "`from`, `to`: a period of 1 to {} days that begins within the last {}; `from` is not after `to`",
        Period::MOST,
        Period::KEPT
    )
}

/// Whoever has found a client sees it, but for people who meet the one that calls for them in `viewer`.
fn is_shown(session: &Session, client: Id<ApiClient>) -> bool {
    let own = session.admitted().filter(|admitted| admitted.client.id() == client);
    own.is_none_or(|own| own.person.is_none() || session.viewer().sees(&*own.client))
}

/// Which client, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Asked {
    client: Id<ApiClient>,
    period: Period,
}

/// Day by day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Days(Asked);

/// By deprecated elements.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Elements(Asked);

impl Question for Days {
    type Answer = Vec<DayOfUse>;

    async fn ask(
        session: Session,
        questions: Vec<Self>,
    ) -> app::Result<HashMap<Self, Self::Answer>> {
        let mut answers = HashMap::new();
        for (period, clients) in by_period(questions.into_iter().map(|Self(asked)| asked)) {
            let found = session.usage(&clients, period).await?.into_iter();
            answers.extend(found.map(|(client, days)| (Self(Asked { client, period }), days)));
        }
        Ok(answers)
    }
}

impl Question for Elements {
    type Answer = Vec<DeprecatedUse>;

    async fn ask(
        session: Session,
        questions: Vec<Self>,
    ) -> app::Result<HashMap<Self, Self::Answer>> {
        let mut answers = HashMap::new();
        for (period, clients) in by_period(questions.into_iter().map(|Self(asked)| asked)) {
            let found = session.deprecated_use(&clients, period).await?.into_iter();
            answers.extend(found.map(|(client, used)| (Self(Asked { client, period }), used)));
        }
        Ok(answers)
    }
}

/// The clients of each period that is asked for; in practice there is one.
fn by_period(asked: impl Iterator<Item = Asked>) -> HashMap<Period, Vec<Id<ApiClient>>> {
    let mut periods: HashMap<_, Vec<_>> = HashMap::new();
    for Asked { client, period } in asked {
        periods.entry(period).or_default().push(client);
    }
    periods
}

/// What a client has used in a period.
pub(crate) struct Usage {
    asked: Asked,
    days: Vec<DayOfUse>,
}

/// қолданыс / использование: how much a client has used in a period.
#[Object(name = "ApiClientUsage")]
impl Usage {
    /// Operations: queries and mutations over whatever transport, and subscriptions, once each.
    async fn requests(&self) -> u64 {
        self.days.iter().map(|day| day.requests).sum()
    }

    /// Points that were charged, those for events of subscriptions among them; a whole number.
    async fn points(&self) -> f64 {
        number(self.days.iter().map(|day| day.points).sum())
    }

    /// Those of the operations that were refused, also for a quota that was used up, or whose answer has
    /// `errors`. `userErrors` are none.
    async fn errors(&self) -> u64 {
        self.days.iter().map(|day| day.errors).sum()
    }

    /// The same day by day, the first day first. Days on which nothing was used are left out.
    async fn days(&self) -> Vec<UsageDay> {
        let day = |day: &DayOfUse| UsageDay {
            day: Date(day.day),
            requests: day.requests,
            points: number(day.points),
            errors: day.errors,
        };
        self.days.iter().map(day).collect()
    }

    /// ескірген / устаревшее: elements of the schema that are `@deprecated` and that the client has still
    /// used, those in most operations first; 100 at most.
    async fn deprecated(&self, ctx: &Context<'_>) -> Result<Vec<DeprecatedElement>> {
        let used = ctx.loader().load(Elements(self.asked)).await?.unwrap_or_default();
        let element = |used: DeprecatedUse| DeprecatedElement {
            element: used.element,
            operations: used.operations,
            last_used_on: Date(used.last_used_on),
        };
        Ok(used.into_iter().take(ELEMENTS).map(element).collect())
    }
}

/// In a type that holds more than 32 bits.
#[expect(clippy::cast_precision_loss, reason = "exact up to 9 quadrillion")]
fn number(count: u64) -> f64 {
    count as f64
}

/// күндік қолданыс / использование за день: how much a client has used on one day.
#[derive(SimpleObject)]
#[graphql(name = "ApiClientUsageDay")]
pub(crate) struct UsageDay {
    /// The day.
    day: Date,
    /// Operations.
    requests: u64,
    /// Points that were charged, a whole number.
    points: f64,
    /// Those of the operations that were refused or whose answer has `errors`.
    errors: u64,
}

/// An element of the schema that is `@deprecated`, as far as a client still uses it.
#[derive(SimpleObject)]
#[graphql(name = "ApiClientDeprecatedUse")]
pub(crate) struct DeprecatedElement {
    /// Which one: `Type.field`, `Type.field(argument:)`, `Enum.VALUE` or `Input.field`.
    element: String,
    /// In how many operations it stood.
    operations: u64,
    /// The last day of the period on which it was used.
    last_used_on: Date,
}
