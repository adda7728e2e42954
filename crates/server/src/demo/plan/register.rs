//! Organizations are entered into the register and verified.

use app::{
    Act,
    directory::{CreateOrganization, MergeOrganizations},
};
use domain::{
    Id, LocalizedText, RegionCode, Role,
    directory::{
        Bin, Organization,
        organization::{Command, Kind, Ownership, Profile, SizeClass},
    },
};

use super::{
    draft::{Draft, text},
    people,
};
use crate::demo::{
    calendar::{date, moment},
    data::{Firm, Form, ORGANIZATION_SUSPENDED, Setting, Town, Words},
};

/// An organization of the demo, as the rest of the plan needs to know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party {
    pub(super) id: Id<Organization>,
    pub(super) kind: Kind,
    pub(super) verified: bool,
    pub(super) kato: &'static str,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

/// Everybody of one cluster.
#[derive(Debug)]
pub(super) struct Parties {
    pub(super) setting: &'static Setting,
    pub(super) region: RegionCode,
    pub(super) firms: Vec<Party>,
    pub(super) colleges: Vec<Party>,
    pub(super) schools: Vec<Party>,
    /// University, institute, association, chamber, education department, career centre.
    pub(super) institutions: Vec<Party>,
    pub(super) partner: Party,
}

/// Firms from here on are not verified.
pub(super) const UNVERIFIED: usize = 8;
/// A firm without requests, to which something happens.
const LAST_FIRM: usize = 10;

/// Enters the organizations of all clusters, one cluster a day.
pub(super) fn register(draft: &mut Draft, settings: &[&'static Setting]) -> Vec<Parties> {
    let mut registrar = Registrar { draft, day: 0, entered: 0, bins: Box::new(bins()) };
    let all: Vec<_> = settings.iter().map(|setting| registrar.parties(setting)).collect();
    all.iter().zip(0..).for_each(|(parties, index)| retire(draft, parties, index));
    all
}

struct Registrar<'d> {
    draft: &'d mut Draft,
    day: u32,
    /// Organizations of that day.
    entered: u32,
    bins: Box<dyn Iterator<Item = String> + Send>,
}

impl Registrar<'_> {
    fn parties(&mut self, setting: &'static Setting) -> Parties {
        self.entered = 0;
        let region = RegionCode::parse(setting.region).expect("settings name regions");
        let firms = (0..).zip(setting.firms).map(|(n, it)| self.firm(setting, n, it)).collect();
        let colleges = (0..).zip(setting.colleges);
        let colleges = colleges.map(|(n, name)| {
            let kind = if n == 0 { Kind::HigherCollege } else { Kind::College };
            self.enter(setting, kind, Ownership::State, text(*name), n)
        });
        let colleges = colleges.collect();
        let schools = (0..3).map(|n| {
            self.enter(
                setting,
                Kind::School,
                Ownership::State,
                school(self.day * 3 + n, n),
                n as usize,
            )
        });
        let schools = schools.collect();
        let institutions = institutions(setting)
            .into_iter()
            .map(|(kind, ownership, name)| self.enter(setting, kind, ownership, name, 0));
        let institutions = institutions.collect();
        let partner = self.partner(setting);
        self.day += 1;
        Parties { setting, region, firms, colleges, schools, institutions, partner }
    }

    fn firm(&mut self, setting: &'static Setting, index: usize, firm: &Firm) -> Party {
        let mut profile = profile(Kind::Enterprise, Ownership::Private, firm_name(firm));
        profile.short_name = Some(text(firm.name));
        profile.oked_code = Some(firm.oked.to_owned());
        profile.size_class = Some(firm.size);
        if firm.size == SizeClass::Micro {
            profile.kind = Kind::Startup;
            profile.is_startup = true;
            profile.is_high_tech = true;
        }
        self.domestic(setting, profile, index, index < UNVERIFIED || index == LAST_FIRM)
    }

    fn enter(
        &mut self,
        setting: &'static Setting,
        kind: Kind,
        ownership: Ownership,
        name: LocalizedText,
        index: usize,
    ) -> Party {
        self.domestic(setting, profile(kind, ownership, name), index, true)
    }

    fn domestic(
        &mut self,
        setting: &'static Setting,
        mut profile: Profile,
        index: usize,
        verified: bool,
    ) -> Party {
        let towns = setting.towns;
        // Every other one is in the seat of the region.
        let town = if index.is_multiple_of(2) { &towns[0] } else { &towns[index % towns.len()] };
        let (latitude, longitude) = self.spot(town);
        profile.kato_code = Some(town.kato.to_owned());
        (profile.latitude, profile.longitude) = (Some(latitude), Some(longitude));
        let role = match profile.kind {
            Kind::Enterprise | Kind::Startup | Kind::IndustryAssociation => Role::RegionalChamber,
            _ => Role::LocalExecutive,
        };
        let region = RegionCode::parse(setting.region).expect("settings name regions");
        let (kind, minute) = (profile.kind, self.minute());
        let at = moment(self.day, minute);
        let id = self.draft.id(at);
        let bin = self.bins.next();
        let registrar = || people::of_region(region, role);
        self.draft.add(at, registrar(), CreateOrganization { id, bin, profile });
        if verified {
            let act = Act { id, expected_version: None, command: Command::Verify {} };
            self.draft.add(moment(self.day + 3, minute), registrar(), act);
        }
        Party { id, kind, verified, kato: town.kato, latitude, longitude }
    }

    fn partner(&mut self, setting: &'static Setting) -> Party {
        let (name, country) = setting.partner;
        let kind = Kind::InternationalPartner;
        let mut profile = profile(kind, Ownership::Foreign, text(name));
        profile.country = Some(country.to_owned());
        profile.foreign_registration = Some(format!("{country}-DEMO-{:03}", self.day + 1));
        let minute = self.minute();
        let at = moment(self.day, minute);
        let id = self.draft.id(at);
        self.draft.add(at, people::editor(), CreateOrganization { id, bin: None, profile });
        let act = Act { id, expected_version: None, command: Command::Verify {} };
        self.draft.add(moment(self.day + 3, minute), people::editor(), act);
        Party { id, kind, verified: true, kato: "", latitude: 0.0, longitude: 0.0 }
    }

    fn minute(&mut self) -> u32 {
        self.entered += 1;
        self.entered * 14
    }

    /// Somewhere in town, within three kilometres, to four decimals.
    fn spot(&self, town: &Town) -> (f64, f64) {
        let step = || (f64::from(self.draft.roll(401)) - 200.0) / 10_000.0;
        let rounded = |degrees: f64| (degrees * 10_000.0).round() / 10_000.0;
        (rounded(town.latitude + step()), rounded(town.longitude + step()))
    }
}

/// The last firm of some clusters is suspended, liquidated, or merged into the first one.
fn retire(draft: &mut Draft, parties: &Parties, index: u32) {
    let id = parties.firms[LAST_FIRM].id;
    let command = match index % 4 {
        0 => Command::Suspend { comment: ORGANIZATION_SUSPENDED.to_owned() },
        1 => Command::Liquidate { on: date(170) },
        2 => {
            let into_id = parties.firms[0].id;
            let merge = MergeOrganizations { id, expected_version: None, into_id };
            draft.add(moment(175, 60 + index), people::editor(), merge);
            return;
        }
        _ => return,
    };
    let chamber = people::of_region(parties.region, Role::RegionalChamber);
    draft.add(moment(175, 60 + index), chamber, Act { id, expected_version: None, command });
}

fn profile(kind: Kind, ownership: Ownership, name: LocalizedText) -> Profile {
    Profile {
        kind,
        ownership,
        name,
        short_name: None,
        kato_code: None,
        country: None,
        foreign_registration: None,
        latitude: None,
        longitude: None,
        oked_code: None,
        size_class: None,
        is_high_tech: false,
        is_startup: false,
        website: None,
        parent_id: None,
    }
}

fn firm_name(firm: &Firm) -> LocalizedText {
    let [kk, ru, en] = firm.name;
    LocalizedText::trilingual(match firm.form {
        Form::Llp => [format!("«{kk}» ЖШС"), format!("ТОО «{ru}»"), format!("{en} LLP")],
        Form::Jsc => [format!("«{kk}» АҚ"), format!("АО «{ru}»"), format!("{en} JSC")],
    })
}

/// Schools have numbers from 900 on, which no region has come to.
fn school(number: u32, sort: u32) -> LocalizedText {
    let number = 900 + number;
    LocalizedText::trilingual(match sort {
        0 => [
            format!("№ {number} үлгі мектеп-лицейі"),
            format!("Образцовая школа-лицей № {number}"),
            format!("Model Lyceum School No. {number}"),
        ],
        1 => [
            format!("№ {number} үлгі мектеп-гимназиясы"),
            format!("Образцовая школа-гимназия № {number}"),
            format!("Model Gymnasium School No. {number}"),
        ],
        _ => [
            format!("№ {number} үлгі жалпы білім беретін мектебі"),
            format!("Образцовая общеобразовательная школа № {number}"),
            format!("Model Comprehensive School No. {number}"),
        ],
    })
}

fn institutions(setting: &Setting) -> [(Kind, Ownership, LocalizedText); 6] {
    let [kk, ru, en] = setting.brand;
    let named = |kk: String, ru: String, en: String| LocalizedText::trilingual([kk, ru, en]);
    let plain = |words: Words| text(words);
    [
        (
            Kind::University,
            Ownership::QuasiState,
            named(
                format!("«{kk}» қолданбалы ғылымдар университеті"),
                format!("Университет прикладных наук «{ru}»"),
                format!("{en} University of Applied Sciences"),
            ),
        ),
        (Kind::ResearchInstitute, Ownership::QuasiState, plain(setting.institute)),
        (Kind::IndustryAssociation, Ownership::Private, plain(setting.association)),
        (
            Kind::ChamberOfEntrepreneurs,
            Ownership::QuasiState,
            named(
                format!("«{kk}» өңірлік кәсіпкерлер палатасы (үлгі)"),
                format!("Региональная палата предпринимателей «{ru}» (образец)"),
                format!("{en} Regional Chamber of Entrepreneurs (sample)"),
            ),
        ),
        (
            Kind::LocalExecutiveBody,
            Ownership::State,
            named(
                format!("«{kk}» өңірлік білім басқармасы (үлгі)"),
                format!("Региональное управление образования «{ru}» (образец)"),
                format!("{en} Regional Education Department (sample)"),
            ),
        ),
        (
            Kind::CareerCenter,
            Ownership::State,
            named(
                format!("«{kk}» мансап орталығы (үлгі)"),
                format!("Карьерный центр «{ru}» (образец)"),
                format!("{en} Career Centre (sample)"),
            ),
        ),
    ]
}

/// Numbers that are valid and were never issued: nobody was registered in that year.
fn bins() -> impl Iterator<Item = String> {
    (1..).filter_map(|serial: u32| {
        let numbers = (0..10).map(|digit| format!("500140{serial:05}{digit}"));
        numbers.into_iter().find(|number| Bin::parse(number).is_ok())
    })
}
