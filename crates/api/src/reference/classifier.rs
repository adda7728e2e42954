use domain::reference::{self, Level, ReferenceStatus};

use crate::graphql::prelude::*;

named! {
    Level = SpecialtyLevel: "The two tables of specialties, with a numbering each.";
}

/// Which specialty.
#[derive(OneofObject)]
pub(crate) enum SpecialtyBy {
    /// By its id.
    Id(GlobalId<reference::Specialty>),
    /// By its level and its code: 101 codes are in both tables.
    LevelAndCode(LevelAndCode),
}

/// The key of a specialty.
#[derive(async_graphql::InputObject)]
pub(crate) struct LevelAndCode {
    /// The table.
    level: Coded<Level>,
    /// Eight digits, such as `07130700`.
    code: String,
}

impl Lookup<Specialty> for SpecialtyBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<Specialty>> {
        let classifier = &ctx.session().reference().classifier;
        match self {
            Self::Id(id) => classifier.specialty_by_id(id.0),
            Self::LevelAndCode(LevelAndCode { level, code }) => {
                classifier.specialty(level.0, &code)
            }
        }
        .cloned()
        .map(|specialty| Ok(Specialty(specialty)))
    }
}

/// Which qualification.
#[derive(OneofObject)]
pub(crate) enum QualificationBy {
    /// By its id.
    Id(GlobalId<reference::Qualification>),
    /// By its code, such as `4S07130704`; `resolveCode` mends what is often wrong with one.
    Code(String),
}

impl Lookup<Qualification> for QualificationBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<Qualification>> {
        match self {
            Self::Id(id) => id.find(ctx).await,
            Self::Code(code) => qualification(ctx, &code).map(Ok),
        }
    }
}

queries! {
    Specialties of Specialty {
        /// мамандық / специальность: one specialty.
        specialty(#[graphql(desc = "By one of its keys.")] by: SpecialtyBy);
        /// Specialties of technical, vocational and post-secondary education.
        specialties(SpecialtyFilter, SpecialtyOrderField);
    }
}

queries! {
    Qualifications of Qualification {
        /// біліктілік / квалификация: one qualification.
        qualification(#[graphql(desc = "By one of its keys.")] by: QualificationBy);
        /// Qualifications of technical, vocational and post-secondary education.
        qualifications(QualificationFilter, QualificationOrderField);
    }
}

filter! {
    /// Which specialties to list.
    SpecialtyFilter of reference::Specialty {
        /// By level.
        level: Choice<Coded<Level>>,
        /// By code; `startsWith` with four digits is a detailed field of ISCED-F.
        code: CodeFilter,
        /// By field of education: four digits of ISCED-F 2013, `startsWith` for broader ones.
        isced_field: CodeFilter,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    SpecialtyOrderField of reference::Specialty {
        /// By code.
        Code = code,
        /// By level.
        Level = level,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    SpecialtyFacetField of reference::Specialty {
        /// By level.
        Level = level,
        /// By detailed field of ISCED-F.
        IscedField = isced_field,
    }
}

filter! {
    /// Which qualifications to list.
    QualificationFilter of reference::Qualification {
        /// By code; `startsWith` with `3W`, `4S` or `5AB` is a level.
        code: CodeFilter,
        /// By specialty.
        specialty_id: Choice<GlobalId<reference::Specialty>>,
        /// By level of the national qualifications framework, 3 to 5.
        nqf_level: Range<i32>,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
    relations {
        /// By their specialty.
        specialty: SpecialtyFilter as reference::Specialty where id = specialty_id,
    }
}

order! {
    QualificationOrderField of reference::Qualification {
        /// By code.
        Code = code,
        /// By level of the national qualifications framework.
        NqfLevel = nqf_level,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    QualificationFacetField of reference::Qualification {
        /// By level of the national qualifications framework.
        NqfLevel = nqf_level,
    }
}

node! {
    /// мамандық / специальность: of the classifier of technical, vocational and post-secondary
    /// education (order No. 500 of 27 September 2018).
    Specialty of reference::Specialty, counted by SpecialtyFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// The table it is in: a code names a specialty only together with its level.
        level: Coded<Level> = |it| it.level.into();
        /// Eight digits that end with `00`.
        code: &str = |it| &it.code;
        /// Detailed field of education of ISCED-F 2013, four digits.
        isced_field: &str = |it| &it.isced_field;
        /// The English name is ours, not official.
        own_translation: bool = |it| it.own_translation;
        /// The first day on which it holds; `null`: not known.
        valid_from: Option<Date> = |it| it.valid_from.map(Date);
        /// The last day; `null`: in force.
        valid_to: Option<Date> = |it| it.valid_to.map(Date);
        /// What was repaired or inferred in this row.
        note: Option<&str> = |it| it.note.as_deref();
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
    }
    objects {
        /// Codes of the classifier before 2018 that it follows, as far as they are known.
        legacy_codes [id]: Vec<String> = |it, ctx| {
            let legacy = ctx.session().reference().classifier.legacy_of(it.head.id);
            legacy.into_iter().map(|legacy| legacy.legacy_code.clone()).collect()
        };
        /// Its qualifications, by code.
        qualifications [id]: Vec<Qualification> = |it, ctx| {
            let classifier = &ctx.session().reference().classifier;
            classifier.qualifications_of(it.head.id).cloned().map(Qualification).collect()
        };
    }
}

node! {
    /// біліктілік / квалификация: of the classifier of technical, vocational and post-secondary
    /// education.
    Qualification of reference::Qualification, counted by QualificationFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// `3W`, `4S` or `5AB` and eight digits.
        code: &str = |it| &it.code;
        /// Level of the national qualifications framework, 3 to 5.
        nqf_level: u32 = |it| it.nqf_level;
        /// The professional standard it follows, where known.
        professional_standard_ref: Option<&str> = |it| it.professional_standard_ref.as_deref();
        /// The first day on which it holds; `null`: not known.
        valid_from: Option<Date> = |it| it.valid_from.map(Date);
        /// The last day; `null`: in force.
        valid_to: Option<Date> = |it| it.valid_to.map(Date);
        /// What was repaired or inferred in this row.
        note: Option<&str> = |it| it.note.as_deref();
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
    }
    objects {
        /// The specialty it belongs to.
        specialty [specialty_id]: Option<Specialty> = |it, ctx| {
            let classifier = &ctx.session().reference().classifier;
            classifier.specialty_by_id(it.specialty_id).cloned().map(Specialty)
        };
    }
}

/// From memory.
pub(crate) fn qualification(ctx: &Context<'_>, code: &str) -> Option<Qualification> {
    ctx.session().reference().classifier.qualification(code).cloned().map(Qualification)
}

/// The specialty of a qualification, from memory.
pub(crate) fn specialty_of(ctx: &Context<'_>, qualification_code: &str) -> Option<Specialty> {
    let classifier = &ctx.session().reference().classifier;
    let qualification = classifier.qualification(qualification_code)?;
    classifier.specialty_by_id(qualification.specialty_id).cloned().map(Specialty)
}
