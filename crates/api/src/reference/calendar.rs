use domain::reference::{self, ActKind, ReferenceStatus};

use crate::graphql::prelude::*;

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
        updated_at in head: Range<DateTime>,
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

node! {
    /// оқу жылы / учебный год.
    AcademicYear of reference::AcademicYear, counted by AcademicYearFacetField;
    leaves {
        /// Such as `2026-2027`.
        code: &str = |it| &it.code;
        /// The first day.
        starts_on: Date = |it| Date(it.starts_on);
        /// The last day.
        ends_on: Date = |it| Date(it.ends_on);
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
    }
}

node! {
    /// нормативтік құқықтық акт / нормативный правовой акт: what a rule rests on.
    LegalAct of reference::LegalAct, counted by LegalActFacetField;
    leaves {
        /// Ours, such as `LABOUR_CODE`.
        code: &str = |it| &it.code;
        /// What it is.
        kind: Coded<ActKind> = |it| it.kind.into();
        /// Its number.
        number: Option<&str> = |it| it.number.as_deref();
        /// The day it was signed.
        date: Option<Date> = |it| it.date.map(Date);
        /// Its number in the register of normative legal acts.
        registration_number: Option<&str> = |it| it.registration_number.as_deref();
        /// Where its text is published.
        url: Option<&str> = |it| it.url.as_deref();
        /// Number, date or title are still to be compared with the published text.
        awaits_verification: bool = |it| it.awaits_verification;
        /// What a reader has to know of this row.
        note: Option<&str> = |it| it.note.as_deref();
        /// Whether it is in force.
        status: Coded<ReferenceStatus> = |it| it.status.into();
    }
    texts {
        /// Who issued it.
        issuer = |it| &it.issuer;
        /// Its title; shortened ones say so in the note.
        title = |it| &it.title;
    }
}

/// From memory.
pub(crate) fn legal_act(ctx: &Context<'_>, code: &str) -> Option<LegalAct> {
    ctx.session().reference().legal_act(code).cloned().map(LegalAct)
}
