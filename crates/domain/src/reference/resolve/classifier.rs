//! The classifier of specialties and qualifications, for looking codes up.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::super::{LegacySpecialty, Level, Qualification, ReferenceStatus, Specialty};
use crate::{Id, LocalizedText};

/// All specialties, qualifications and old codes, in memory.
#[derive(Clone, Debug, Default)]
pub struct Classifier {
    specialties: HashMap<(Level, String), Arc<Specialty>>,
    /// By code, so that those of one specialty stand together.
    qualifications: BTreeMap<String, Arc<Qualification>>,
    legacy: HashMap<String, LegacySpecialty>,
    keys: HashMap<Id<Specialty>, (Level, String)>,
}

/// A row of the classifier that a code means or may mean.
#[derive(Clone, Copy, Debug)]
pub enum Candidate<'c> {
    Specialty(&'c Arc<Specialty>),
    Qualification(&'c Arc<Qualification>),
}

impl Classifier {
    pub fn new(
        specialties: impl IntoIterator<Item = Specialty>,
        qualifications: impl IntoIterator<Item = Qualification>,
        legacy: impl IntoIterator<Item = LegacySpecialty>,
    ) -> Self {
        let specialties: HashMap<_, _> =
            specialties.into_iter().map(|s| ((s.level, s.code.clone()), Arc::new(s))).collect();
        Self {
            keys: specialties.iter().map(|(key, s)| (s.head.id, key.clone())).collect(),
            specialties,
            qualifications: qualifications
                .into_iter()
                .map(|q| (q.code.clone(), Arc::new(q)))
                .collect(),
            legacy: legacy.into_iter().map(|l| (l.legacy_code.clone(), l)).collect(),
        }
    }

    pub fn specialty(&self, level: Level, code: &str) -> Option<&Arc<Specialty>> {
        self.specialties.get(&(level, code.to_owned()))
    }

    pub fn specialty_by_id(&self, id: Id<Specialty>) -> Option<&Arc<Specialty>> {
        self.specialties.get(self.keys.get(&id)?)
    }

    pub fn qualification(&self, code: &str) -> Option<&Arc<Qualification>> {
        self.qualifications.get(code)
    }

    /// By seven digits.
    pub fn legacy(&self, code: &str) -> Option<&LegacySpecialty> {
        self.legacy.get(code)
    }

    /// Codes of the classifier before 2018 that this specialty follows, in their order.
    pub fn legacy_of(&self, specialty: Id<Specialty>) -> Vec<&LegacySpecialty> {
        let follows = |legacy: &&LegacySpecialty| legacy.specialty_id == Some(specialty);
        let mut legacy: Vec<_> = self.legacy.values().filter(follows).collect();
        legacy.sort_by(|one, other| one.legacy_code.cmp(&other.legacy_code));
        legacy
    }

    pub fn qualifications_of(
        &self,
        specialty: Id<Specialty>,
    ) -> impl Iterator<Item = &Arc<Qualification>> {
        self.qualifications.values().filter(move |q| q.specialty_id == specialty)
    }
}

impl<'c> Candidate<'c> {
    pub fn code(self) -> &'c str {
        match self {
            Self::Specialty(specialty) => &specialty.code,
            Self::Qualification(qualification) => &qualification.code,
        }
    }

    pub fn name(self) -> &'c LocalizedText {
        match self {
            Self::Specialty(specialty) => &specialty.name,
            Self::Qualification(qualification) => &qualification.name,
        }
    }

    /// May be chosen for something new.
    pub fn is_active(self) -> bool {
        let status = match self {
            Self::Specialty(specialty) => specialty.status,
            Self::Qualification(qualification) => qualification.status,
        };
        status == ReferenceStatus::Active
    }
}
