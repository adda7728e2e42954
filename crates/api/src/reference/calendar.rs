use domain::reference::{self, ActKind, ReferenceStatus};

use crate::graphql::prelude::*;

node!(AcademicYear of reference::AcademicYear, counted by AcademicYearFacetField);
node!(LegalAct of reference::LegalAct, counted by LegalActFacetField);

named! {
    ActKind = LegalActKind: "What an act is.";
}

/// Which legal act.
#[derive(OneofObject)]
pub(crate) enum LegalActBy {
    /// By its id.
    Id(GlobalId<reference::LegalAct>),
    /// By its code, such as `LABOUR_CODE`.
    Code(String),
}

impl Lookup<LegalAct> for LegalActBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<LegalAct>> {
        match self {
            Self::Id(id) => id.find(ctx).await,
            Self::Code(code) => legal_act(ctx, &code).map(Ok),
        }
    }
}

queries! {
    LegalActs of LegalAct {
        /// нормативтік құқықтық акт / нормативный правовой акт: one legal act.
        legal_act(#[graphql(desc = "By one of its keys.")] by: LegalActBy);
        /// Legal acts that rules and texts refer to.
        legal_acts(LegalActFilter, LegalActOrderField);
    }
}

#[derive(Default)]
pub(crate) struct AcademicYears;

#[Object]
impl AcademicYears {
    /// оқу жылдары / учебные годы: all that are known, the earliest first.
    async fn academic_years(&self, ctx: &Context<'_>) -> Vec<AcademicYear> {
        ctx.session().reference().academic_years().iter().cloned().map(AcademicYear).collect()
    }
}

facets! {
    AcademicYearFacetField of reference::AcademicYear {
        /// By whether they are in force.
        Status = status,
    }
}

filter! {
    /// Which legal acts to list.
    LegalActFilter of reference::LegalAct {
        /// By code.
        code: CodeFilter,
        /// By kind.
        kind: Choice<Coded<ActKind>>,
        /// By the day they were signed.
        date: Range<Date>,
        /// By whether they are still to be compared with the published text.
        awaits_verification: Choice<bool>,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime<Utc>>,
    }
}

order! {
    LegalActOrderField of reference::LegalAct {
        /// By code.
        Code = code,
        /// By the day they were signed.
        Date = date,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    LegalActFacetField of reference::LegalAct {
        /// By kind.
        Kind = kind,
    }
}

/// оқу жылы / учебный год.
#[Object]
impl AcademicYear {
    #[graphql(flatten)]
    fn common(&self) -> Common<'_, reference::AcademicYear> {
        Common(&self.0)
    }

    /// Such as `2026-2027`.
    fn code(&self) -> &str {
        &self.0.code
    }

    /// The first day.
    fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// The last day.
    fn ends_on(&self) -> Date {
        Date(self.0.ends_on)
    }

    /// Whether it may still be chosen.
    fn status(&self) -> Coded<ReferenceStatus> {
        self.0.status.into()
    }
}

/// нормативтік құқықтық акт / нормативный правовой акт: what a rule rests on.
#[Object]
impl LegalAct {
    #[graphql(flatten)]
    fn common(&self) -> Common<'_, reference::LegalAct> {
        Common(&self.0)
    }

    /// Ours, such as `LABOUR_CODE`.
    fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is.
    fn kind(&self) -> Coded<ActKind> {
        self.0.kind.into()
    }

    /// Its number.
    fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// The day it was signed.
    fn date(&self) -> Option<Date> {
        self.0.date.map(Date)
    }

    /// Its number in the register of normative legal acts.
    fn registration_number(&self) -> Option<&str> {
        self.0.registration_number.as_deref()
    }

    /// Who issued it.
    fn issuer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> &str {
        ctx.text(&self.0.issuer, locale)
    }

    /// Who issued it, in all languages.
    fn issuer_translations(&self) -> Vec<Translation> {
        translations(&self.0.issuer)
    }

    /// Its title; shortened ones say so in the note.
    fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> &str {
        ctx.text(&self.0.title, locale)
    }

    /// Its title in all languages.
    fn title_translations(&self) -> Vec<Translation> {
        translations(&self.0.title)
    }

    /// Where its text is published.
    fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// Number, date or title are still to be compared with the published text.
    fn awaits_verification(&self) -> bool {
        self.0.awaits_verification
    }

    /// What a reader has to know of this row.
    fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Whether it is in force.
    fn status(&self) -> Coded<ReferenceStatus> {
        self.0.status.into()
    }
}

/// From memory.
pub(crate) fn legal_act(ctx: &Context<'_>, code: &str) -> Option<LegalAct> {
    ctx.session().reference().legal_act(code).cloned().map(LegalAct)
}
