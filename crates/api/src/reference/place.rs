use domain::{
    RegionCode,
    reference::{self, ReferenceStatus, RegionKind, SettlementKind},
};

use crate::graphql::prelude::*;

named! {
    ReferenceStatus = ReferenceStatus: "Whether a row of a reference book is in force.";
    RegionKind = RegionKind: "What a region is.";
    SettlementKind = SettlementKind: "What a place of KATO is; read from its name.";
}

/// Which region.
#[derive(OneofObject)]
pub(crate) enum RegionBy {
    /// By its id.
    Id(GlobalId<reference::Region>),
    /// By the first two digits of its KATO code, such as `75`.
    Code(String),
    /// By ISO 3166-2, such as `KZ-75`.
    IsoCode(String),
}

impl Lookup<Region> for RegionBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<Region>> {
        match self {
            Self::Id(id) => id.find(ctx).await,
            Self::Code(code) => region(ctx, RegionCode::parse(&code)?).map(Ok),
            Self::IsoCode(code) => {
                let mut regions = ctx.session().reference().regions();
                regions.find(|region| region.iso_code == code).cloned().map(|r| Ok(r.into()))
            }
        }
    }
}

/// Which place.
#[derive(OneofObject)]
pub(crate) enum SettlementBy {
    /// By its id.
    Id(GlobalId<reference::Settlement>),
    /// By its KATO code of nine digits.
    KatoCode(String),
}

impl Lookup<Settlement> for SettlementBy {
    async fn find(self, ctx: &Context<'_>) -> Option<Result<Settlement>> {
        match self {
            Self::Id(id) => id.find(ctx).await,
            Self::KatoCode(code) => settlement(ctx, &code).map(Ok),
        }
    }
}

queries! {
    Regions of Region {
        /// өңір / регион: one region.
        region(#[graphql(desc = "By one of its keys.")] by: RegionBy);
        /// Oblasts and cities of republican significance.
        regions(RegionFilter, RegionOrderField);
    }
}

queries! {
    Settlements of Settlement {
        /// елді мекен / населённый пункт: one place.
        settlement(#[graphql(desc = "By one of its keys.")] by: SettlementBy);
        /// All places of KATO, from oblasts down to villages.
        settlements(SettlementFilter, SettlementOrderField);
    }
}

filter! {
    /// Which regions to list.
    RegionFilter of reference::Region {
        /// By the first two digits of the KATO code.
        code: CodeFilter,
        /// By ISO 3166-2.
        iso_code: CodeFilter,
        /// By kind.
        kind: Choice<Coded<RegionKind>>,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    RegionOrderField of reference::Region {
        /// By code.
        Code = code,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    RegionFacetField of reference::Region {
        /// By kind.
        Kind = kind,
    }
}

filter! {
    /// Which places to list.
    SettlementFilter of reference::Settlement {
        /// By KATO code; `startsWith` takes in all that lies in a region or district.
        kato_code: CodeFilter,
        /// By region: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By the place they are a part of.
        parent_id: Choice<GlobalId<reference::Settlement>>,
        /// By depth: 1 region, 2 district, 3 rural district or city, 4 village.
        level: Range<i32>,
        /// By kind.
        kind: Choice<Coded<SettlementKind>>,
        /// By whether they are in force.
        status: Choice<Coded<ReferenceStatus>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    SettlementOrderField of reference::Settlement {
        /// By KATO code: each place comes after the one it is a part of.
        KatoCode = kato_code,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    SettlementFacetField of reference::Settlement {
        /// By kind.
        Kind = kind,
        /// By region.
        RegionCode = region,
    }
}

node! {
    /// өңір / регион: an oblast or a city of republican significance.
    Region of reference::Region, counted by RegionFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// The first two digits of its KATO code.
        code: String = |it| it.code.to_string();
        /// Its KATO code of nine digits.
        kato_code: &str = |it| &it.kato_code;
        /// Its code in ISO 3166-2, such as `KZ-75`.
        iso_code: &str = |it| &it.iso_code;
        /// The letters of ISO 3166-2 before its change, such as `KZ-ALM`.
        former_iso_code: Option<&str> = |it| it.former_iso_code.as_deref();
        /// What it is.
        kind: Coded<RegionKind> = |it| it.kind.into();
        /// Since when there has been this region; `null`: not known.
        valid_from: Option<Date> = |it| it.valid_from.map(Date);
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
        /// әкімшілік орталығы / административный центр; a city has none.
        centre = |it| it.centre.as_ref();
    }
    objects {
        /// The region that it was a part of until the reform of 2022.
        predecessor [predecessor_id]: Option<Result<Region>> =
            |it, ctx| ctx.load(it.predecessor_id?).await;
    }
}

node! {
    /// елді мекен немесе әкімшілік бірлік / населённый пункт или административная единица: a row of
    /// the classifier of administrative and territorial objects (KATO).
    Settlement of reference::Settlement, counted by SettlementFacetField;
    leaves {
        /// Whether it may still be chosen.
        status: Coded<ReferenceStatus> = |it| it.status.into();
        /// Its KATO code of nine digits.
        kato_code: &str = |it| &it.kato_code;
        /// The first two digits of its KATO code.
        region_code [region]: String = |it| it.region.to_string();
        /// 1 region, 2 district, 3 rural district or city, 4 village.
        level: u32 = |it| it.level;
        /// What it is.
        kind: Coded<SettlementKind> = |it| it.kind.into();
        /// The sign of locality that the classifier publishes: 0 republic or oblast, 1 urban, 2 rural,
        /// 3 city administration with rural places, 4 district with urban places.
        locality_sign: u32 = |it| it.locality_sign;
    }
    texts {
        /// атауы / название: its name.
        name = |it| &it.name;
    }
    objects {
        /// The region it lies in.
        region: Option<Region> = |it, ctx| region(ctx, it.region);
        /// The place it is a part of; a region has none.
        parent [parent_id]: Option<Result<Settlement>> = |it, ctx| ctx.load(it.parent_id?).await;
    }
}

/// From memory.
pub(crate) fn region(ctx: &Context<'_>, code: RegionCode) -> Option<Region> {
    ctx.session().reference().region(code).cloned().map(Region)
}

/// From memory, by nine digits.
pub(crate) fn settlement(ctx: &Context<'_>, kato_code: &str) -> Option<Settlement> {
    ctx.session().reference().settlement(kato_code).cloned().map(Settlement)
}
