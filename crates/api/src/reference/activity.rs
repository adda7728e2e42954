use domain::reference::{self, ReferenceStatus};

use crate::graphql::prelude::*;

/// Which economic activity.
#[derive(OneofObject)]
pub(crate) enum EconomicActivityBy {
    /// By its id.
    Id(GlobalId<reference::EconomicActivity>),
    /// By its code, such as `01.11`.
    OkedCode(String),
}

impl Lookup<EconomicActivity> for EconomicActivityBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<EconomicActivity>> {
        match self {
            Self::Id(id) => id.find(ctx).await,
            Self::OkedCode(code) => {
                let (id, _) = ctx.session().reference().economic_activity(&code)?;
                ctx.load(id).await
            }
        }
    }
}

/// Which occupation.
#[derive(OneofObject)]
pub(crate) enum OccupationBy {
    /// By its id.
    Id(GlobalId<reference::Occupation>),
    /// By its code, such as `7212-2` for a group or `7212-2-001` for an occupation.
    Code(String),
}

impl Lookup<Occupation> for OccupationBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<Occupation>> {
        match self {
            Self::Id(id) => id.find(ctx).await,
            Self::Code(code) => find_by_code(ctx, "code", code).await,
        }
    }
}

queries! {
    EconomicActivities of EconomicActivity {
        /// экономикалық қызмет түрі / вид экономической деятельности: one economic activity.
        economic_activity(#[graphql(desc = "By one of its keys.")] by: EconomicActivityBy);
        /// Economic activities, from sections down to subclasses.
        economic_activities(EconomicActivityFilter, EconomicActivityOrderField);
    }
}

queries! {
    Occupations of Occupation {
        /// кәсіп / занятие: one occupation or group of occupations.
        occupation(#[graphql(desc = "By one of its keys.")] by: OccupationBy);
        /// Occupations and their groups.
        occupations(OccupationFilter, OccupationOrderField);
    }
}

filter! {
    /// Which economic activities to list.
    EconomicActivityFilter of reference::EconomicActivity {
        /// By code; `startsWith` takes in all that a division or group is made of.
        oked_code: CodeFilter,
        /// By the letter of the section.
        section: CodeFilter,
        /// By what they are a part of.
        parent_id: Choice<GlobalId<reference::EconomicActivity>>,
        /// By depth: 1 section, 2 division, 3 group, 4 class, 5 subclass.
        level: Range<i32>,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    EconomicActivityOrderField of reference::EconomicActivity {
        /// By code.
        OkedCode = oked_code,
        /// By the letter of the section.
        Section = section,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    EconomicActivityFacetField of reference::EconomicActivity {
        /// By section.
        Section = section,
        /// By depth.
        Level = level,
    }
}

filter! {
    /// Which occupations to list.
    OccupationFilter of reference::Occupation {
        /// By code; `startsWith` takes in all that a group is made of.
        code: CodeFilter,
        /// By the group they are a part of.
        parent_id: Choice<GlobalId<reference::Occupation>>,
        /// By depth: 1 to 5 groups, 6 occupations.
        level: Range<i32>,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    OccupationOrderField of reference::Occupation {
        /// By code: each occupation comes after its groups.
        Code = code,
        /// By depth.
        Level = level,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    OccupationFacetField of reference::Occupation {
        /// By depth.
        Level = level,
    }
}

node! {
    /// экономикалық қызмет түрі / вид экономической деятельности: a row of the general classifier
    /// (ЭҚЖЖ / ОКЭД, NK RK 03-2019).
    EconomicActivity of reference::EconomicActivity, counted by EconomicActivityFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// A letter, or digits such as `01.11`.
        oked_code: &str = |it| &it.oked_code;
        /// The letter of its section.
        section: &str = |it| &it.section;
        /// 1 section, 2 division, 3 group, 4 class, 5 subclass.
        level: u32 = |it| it.level;
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
    }
    objects {
        /// What it is a part of; a section has none.
        parent [parent_id]: Option<Result<EconomicActivity>> =
            |it, ctx| ctx.load(it.parent_id?).await;
    }
}

node! {
    /// кәсіп / занятие: an occupation of the national classifier (ҰКЖ / НКЗ), or a group of them.
    Occupation of reference::Occupation, counted by OccupationFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// Up to five digits for groups, such as `7212-2`; `7212-2-001` for occupations. The first four
        /// digits are those of ISCO-08 as far as the national groups follow it.
        code: &str = |it| &it.code;
        /// 1 to 5 groups, 6 occupations.
        level: u32 = |it| it.level;
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
    }
    objects {
        /// The group it is a part of.
        parent [parent_id]: Option<Result<Occupation>> = |it, ctx| ctx.load(it.parent_id?).await;
    }
}
