use domain::{
    Code,
    reference::{self, RuleKey, Severity, Unit},
};

use super::{
    calendar::{LegalAct, legal_act},
    entry::Entry,
};
use crate::graphql::prelude::*;

node!(Rule of reference::RuleRow, counted by RuleFacetField);

named! {
    Unit = RuleUnit: "What the value of a rule counts.";
    Severity = RuleSeverity: "What happens to who breaks a rule.";
}

facets! {
    RuleFacetField of reference::RuleRow {
        /// By what happens to who breaks them.
        Severity = severity,
    }
}

#[derive(Default)]
pub(crate) struct Rules;

#[Object]
impl Rules {
    /// ережелер / правила: the values of law and of the programme that hold on a day, by which
    /// changes are decided.
    async fn rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today in Kazakhstan if it is left out.")] at: Option<Date>,
    ) -> Vec<Rule> {
        let facts = ctx.session().facts();
        let day = at.map_or(facts.today(), |Date(day)| day);
        facts.rules.at(day).cloned().map(Rule).collect()
    }

    /// ереже / правило: the value that holds on a day; `null` if there is no such rule or no value
    /// is known for that day.
    async fn rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its key, as `rule` of an error has it, such as `MINIMUM_WAGE`.")]
        key: String,
        #[graphql(desc = "The day; today in Kazakhstan if it is left out.")] at: Option<Date>,
    ) -> Option<Rule> {
        let facts = ctx.session().facts();
        let day = at.map_or(facts.today(), |Date(day)| day);
        facts.rules.value(RuleKey::parse(&key)?, day).cloned().map(Rule)
    }
}

/// ереже мәні / значение правила: one value of a rule for one time.
#[Object]
impl Rule {
    #[graphql(flatten)]
    fn common(&self) -> Common<'_, reference::RuleRow> {
        Common(&self.0)
    }

    #[graphql(flatten)]
    fn entry(&self) -> Entry<'_> {
        Entry { name: &self.0.name, status: self.0.status }
    }

    /// What an error names as its `rule`.
    fn key(&self) -> &str {
        &self.0.key
    }

    /// The value, in the unit.
    fn value(&self) -> i64 {
        self.0.value
    }

    /// What the value counts.
    fn unit(&self) -> Coded<Unit> {
        self.0.unit.into()
    }

    /// What a share is a share of.
    fn base(&self) -> Option<&str> {
        self.0.base.as_deref()
    }

    /// The first day on which it holds; `null`: not known, it holds as long as anyone asks.
    fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// The last day; `null`: until something else is decided.
    fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// What happens to who breaks it.
    fn severity(&self) -> Coded<Severity> {
        self.0.severity.into()
    }

    /// The act that sets it; `null`: a rule of ours.
    fn legal_act(&self, ctx: &Context<'_>) -> Option<LegalAct> {
        legal_act(ctx, self.0.legal_act.as_deref()?)
    }

    /// A person has to compare it with the text of the law before anyone relies on it.
    fn awaits_verification(&self) -> bool {
        self.0.awaits_verification
    }

    /// Where in the act, and what a reader has to know.
    fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
