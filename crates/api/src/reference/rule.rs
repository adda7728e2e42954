use domain::{
    Code,
    reference::{self, ReferenceStatus, RuleKey, Severity, Unit},
};

use super::calendar::{LegalAct, legal_act};
use crate::graphql::prelude::*;

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

node! {
    /// ереже мәні / значение правила: one value of a rule for one time.
    Rule of reference::RuleRow, counted by RuleFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// What an error names as its `rule`.
        key: &str = |it| &it.key;
        /// The value, in the unit.
        value: i64 = |it| it.value;
        /// What the value counts.
        unit: Coded<Unit> = |it| it.unit.into();
        /// What a share is a share of.
        base: Option<&str> = |it| it.base.as_deref();
        /// The first day on which it holds; `null`: not known, it holds as long as anyone asks.
        valid_from: Option<Date> = |it| it.valid_from.map(Date);
        /// The last day; `null`: until something else is decided.
        valid_to: Option<Date> = |it| it.valid_to.map(Date);
        /// What happens to who breaks it.
        severity: Coded<Severity> = |it| it.severity.into();
        /// A person has to compare it with the text of the law before anyone relies on it.
        awaits_verification: bool = |it| it.awaits_verification;
        /// Where in the act, and what a reader has to know.
        note: Option<&str> = |it| it.note.as_deref();
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
    }
    objects {
        /// The act that sets it; `null`: a rule of ours.
        legal_act: Option<LegalAct> = |it, ctx| legal_act(ctx, it.legal_act.as_deref()?);
    }
}
