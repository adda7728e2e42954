//! Colleges, employers and whoever else takes part (M02; S1.1-1, S2.3, S4-2).

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::NaiveDate;
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

pub use self::rules::*;
use super::Bin;
use crate::{Broken, Facts, Head, Id, Locale, LocalizedText, RegionCode};

/// ұйым / организация.
#[derive(Clone, Debug)]
pub struct Organization {
    pub head: Head<Self>,
    /// Business identification number; foreign partners have none.
    pub bin: Option<String>,
    /// Where it is, by the first two digits of the KATO code; foreign partners have none.
    pub region: Option<RegionCode>,
    pub profile: Profile,
    pub status: Status,
    /// The organization it has become part of.
    pub merged_into_id: Option<Id<Organization>>,
    pub liquidated_on: Option<NaiveDate>,
    /// Why it was suspended.
    pub comment: Option<String>,
}

/// What an organization says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub kind: Kind,
    pub ownership: Ownership,
    pub name: LocalizedText,
    pub short_name: Option<LocalizedText>,
    /// Where its seat is: a KATO code of nine digits; foreign partners have none.
    pub kato_code: Option<String>,
    /// Where its seat is, of a foreign partner: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Number in the register of its country, of a foreign partner.
    pub foreign_registration: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// Main economic activity.
    pub oked_code: Option<String>,
    pub size_class: Option<SizeClass>,
    pub is_high_tech: bool,
    pub is_startup: bool,
    pub website: Option<String>,
    /// The organization it is a part of.
    pub parent_id: Option<Id<Organization>>,
}

/// What an organization is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// мектеп / школа.
    School,
    /// колледж / колледж.
    College,
    /// жоғары колледж / высший колледж.
    HigherCollege,
    /// жоғары оқу орны / высшее учебное заведение.
    University,
    /// ғылыми-зерттеу институты / научно-исследовательский институт.
    ResearchInstitute,
    /// зертхана / лаборатория.
    Laboratory,
    /// инновациялық орталық / инновационный центр.
    InnovationCenter,
    /// инжиниринг орталығы / инжиниринговый центр.
    EngineeringCenter,
    /// кәсіпорын / предприятие.
    Enterprise,
    /// стартап / стартап.
    Startup,
    /// салалық қауымдастық / отраслевая ассоциация.
    IndustryAssociation,
    /// өңірлік кәсіпкерлер палатасы / региональная палата предпринимателей.
    ChamberOfEntrepreneurs,
    /// кәсіподақ / профсоюз.
    TradeUnion,
    /// үкіметтік емес ұйым / неправительственная организация.
    Ngo,
    /// жергілікті атқарушы орган, әкімдік / местный исполнительный орган, акимат.
    LocalExecutiveBody,
    /// мемлекеттік орган / государственный орган.
    StateBody,
    /// мансап орталығы / карьерный центр.
    CareerCenter,
    /// жұмыспен қамту орталығы / центр занятости.
    EmploymentCenter,
    /// оқыту орталығы / учебный центр.
    TrainingCenter,
    /// халықаралық серіктес / международный партнёр.
    InternationalPartner,
}

/// Whose an organization is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Ownership {
    /// мемлекеттік / государственная.
    State,
    /// жеке / частная.
    Private,
    /// квазимемлекеттік / квазигосударственная.
    QuasiState,
    /// шетелдік / иностранная.
    Foreign,
}

/// How large an enterprise is, by the Entrepreneurial Code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SizeClass {
    /// микро / микро.
    Micro,
    /// шағын / малое.
    Small,
    /// орта / среднее.
    Medium,
    /// ірі / крупное.
    Large,
}

/// Where an organization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Entered, and nobody has checked it yet.
    Unverified,
    /// Checked by the akimat, the chamber or the ministry.
    Verified,
    /// Barred from acting until it is looked into.
    Suspended,
    /// No longer exists.
    Liquidated,
    /// Has become part of another organization.
    Merged,
}

/// What can happen to an organization.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to an organization."
)]
pub enum Command {
    /// Changes what it says of itself.
    Edit { profile: Profile },
    /// Confirms that it exists and is what it says.
    Verify {},
    /// What was confirmed is no longer so, because it has changed it by itself.
    Unverify {},
    /// Bars it from acting.
    Suspend { comment: String },
    /// Lifts the suspension.
    Restore {},
    /// Notes that it no longer exists.
    Liquidate { on: NaiveDate },
    /// Makes it part of another organization.
    Merge { into_id: Id<Organization> },
}

impl Kind {
    /// Whether it trains people in technical and vocational programmes.
    pub fn is_college(self) -> bool {
        matches!(self, Self::College | Self::HigherCollege)
    }
}

impl Organization {
    /// Reads a BIN as people and spreadsheets write it; of a wrong one it says which digit rule is
    /// broken.
    pub fn read_bin(raw: &str) -> Result<Bin, Broken> {
        let hint = |text: LocalizedText| {
            [Locale::Kk, Locale::Ru, Locale::En].map(|l| text.best(l).1.to_owned())
        };
        Bin::parse(raw)
            .map_err(|flaw| BIN_IS_VALID.broken_at(Some("bin")).hinting(hint(flaw.text())))
    }

    pub fn draft(id: Id<Self>, bin: Option<String>, profile: Profile, facts: &Facts<'_>) -> Self {
        let region = profile.region();
        Self {
            head: Head::new(id, facts.now.0),
            bin,
            region,
            profile,
            status: Status::Unverified,
            merged_into_id: None,
            liquidated_on: None,
            comment: None,
        }
    }

    pub fn is_verified(&self) -> bool {
        self.status == Status::Verified
    }

    /// Whether it may join, respond and ask.
    pub fn is_active(&self) -> bool {
        matches!(self.status, Status::Unverified | Status::Verified)
    }
}

impl Profile {
    /// Whether somebody who has confirmed the one would have to look at the other once more: what it
    /// is, whose, its name or the region of its seat.
    pub fn differs(&self, other: &Self) -> bool {
        (self.kind, self.ownership, self.region()) != (other.kind, other.ownership, other.region())
            || self.name != other.name
    }

    /// The region of the seat.
    pub fn region(&self) -> Option<RegionCode> {
        self.kato_code.as_deref().and_then(|code| RegionCode::parse(code.get(..2)?))
    }
}
