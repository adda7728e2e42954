//! Finding what a code means.

use std::sync::Arc;

use super::{
    super::{Level, Specialty},
    Candidate, Classifier,
    outcome::{CodeKind, Obstacle, Repair, Resolution},
    reading::{Beginning, DIGITS, Prefix, Reading, read},
};
use crate::Code;

/// Says what a code means, repairing what is often wrong with it.
///
/// `expected` is the kind of the column that the code comes from, if that is known. A code is
/// repaired only where one reading remains; where several do, they are candidates.
pub fn resolve_code<'c>(
    raw: &str,
    expected: Option<CodeKind>,
    classifier: &'c Classifier,
) -> Resolution<'c> {
    let mut repairs = Vec::new();
    let outcome = read(raw, &mut repairs).and_then(|reading| {
        let rest = reading.rest.clone();
        let found =
            Lookup { classifier, repairs: &mut repairs }.look_up(reading).and_then(active)?;
        alone(found, &rest, classifier, &mut repairs)
    });
    let outcome = match expected {
        Some(kind) => outcome.and_then(|found| as_kind(kind, found, classifier, &mut repairs)),
        None => outcome,
    };
    Resolution { repairs, outcome }
}

/// Whether what was found is the only code in the text; `rest` is what follows it there. The same code
/// may be there once more.
fn alone<'c>(
    mut found: Vec<Candidate<'c>>,
    rest: &str,
    classifier: &'c Classifier,
    repairs: &mut Vec<Repair>,
) -> Found<'c> {
    let words = rest.split(|letter: char| !letter.is_alphanumeric());
    let others = words.filter_map(|word| resolve_code(word, None, classifier).outcome.ok());
    let codes: Vec<_> = found.iter().map(|first| first.code()).collect();
    let others = others.flatten().filter(|other| !codes.contains(&other.code()));
    let others: Vec<_> = others.collect();
    if others.is_empty() {
        return Ok(found);
    }
    repairs.retain(|repair| !matches!(repair, Repair::TextRemoved { .. }));
    found.extend(others);
    Err(Obstacle::SeveralCodes { candidates: found })
}

type Found<'c> = Result<Vec<Candidate<'c>>, Obstacle<'c>>;

/// Digits of a code of the classifier before 2018.
const LEGACY_DIGITS: usize = 7;

struct Lookup<'c, 'r> {
    classifier: &'c Classifier,
    repairs: &'r mut Vec<Repair>,
}

impl<'c> Lookup<'c, '_> {
    fn look_up(mut self, Reading { beginning, digits, .. }: Reading) -> Found<'c> {
        match beginning {
            Beginning::Prefix(prefix) => self.prefixed(prefix, &digits),
            Beginning::Contradiction(prefix) => {
                let candidates = self.with_any_prefix(&digits).map(|(_, found)| found).collect();
                Err(Obstacle::PrefixContradicts { prefix, candidates })
            }
            Beginning::Nothing => match digits.len() {
                DIGITS => self.bare(&digits),
                LEGACY_DIGITS => self.seven(&digits),
                // A spreadsheet took an old code for a number.
                6 if self.classifier.legacy(&format!("0{digits}")).is_some() => {
                    self.repairs.push(Repair::LeadingZeroAdded);
                    self.legacy(&format!("0{digits}"))
                }
                0..LEGACY_DIGITS => Err(Obstacle::TooShort { digits: digits.len() }),
                _ => self.too_long(&digits),
            },
        }
    }

    fn prefixed(&mut self, prefix: Prefix, digits: &str) -> Found<'c> {
        match digits.len() {
            DIGITS => {}
            7 => {
                let padded = format!("0{digits}");
                if self.qualification(prefix, &padded).is_some() {
                    self.repairs.push(Repair::LeadingZeroAdded);
                    return self.prefixed(prefix, &padded);
                }
                return Err(Obstacle::TooShort { digits: 7 });
            }
            fewer @ 0..DIGITS => return Err(Obstacle::TooShort { digits: fewer }),
            more => {
                let candidates = one_digit_less(digits)
                    .filter_map(|digits| self.qualification(prefix, &digits))
                    .collect();
                return Err(Obstacle::TooLong { digits: more, candidates });
            }
        }
        if let Some(found) = self.qualification(prefix, digits) {
            return Ok(vec![found]);
        }
        if let Some(specialty) = self.classifier.specialty(prefix.level(), digits) {
            self.repairs.push(Repair::PrefixDropped { from: prefix.code() });
            return Ok(vec![Candidate::Specialty(specialty)]);
        }
        let code = format!("{}{digits}", prefix.code());
        let others = self.with_any_prefix(digits).map(|(_, found)| found);
        let siblings = self
            .specialty_of(prefix.level(), digits)
            .into_iter()
            .flat_map(|specialty| self.classifier.qualifications_of(specialty.head.id))
            .filter(|sibling| !sibling.code.ends_with(digits))
            .map(Candidate::Qualification);
        Err(Obstacle::UnknownQualification { code, candidates: others.chain(siblings).collect() })
    }

    /// Eight digits: a specialty, or a qualification without its prefix.
    fn bare(&mut self, digits: &str) -> Found<'c> {
        let specialties = self.specialties(digits);
        if !specialties.is_empty() {
            return Ok(specialties);
        }
        let qualifications: Vec<_> = self.with_any_prefix(digits).collect();
        match *qualifications {
            [] => Err(Obstacle::UnknownSpecialty { code: digits.to_owned() }),
            [(prefix, found)] => {
                self.repairs.push(Repair::PrefixAdded { to: prefix.code() });
                Ok(vec![found])
            }
            _ => {
                let candidates = qualifications.into_iter().map(|(_, found)| found).collect();
                Err(Obstacle::Ambiguous { candidates })
            }
        }
    }

    /// Seven digits: an old code, or a new one without the zero it began with.
    fn seven(&mut self, digits: &str) -> Found<'c> {
        let padded = format!("0{digits}");
        let is_new =
            !self.specialties(&padded).is_empty() || self.with_any_prefix(&padded).next().is_some();
        match (self.classifier.legacy(digits), is_new) {
            (Some(legacy), true) => {
                let old = legacy.specialty_id.and_then(|id| self.classifier.specialty_by_id(id));
                let mut candidates: Vec<_> = old.map(Candidate::Specialty).into_iter().collect();
                candidates.extend(self.specialties(&padded));
                Err(Obstacle::Ambiguous { candidates })
            }
            (None, true) => {
                self.repairs.push(Repair::LeadingZeroAdded);
                self.bare(&padded)
            }
            (_, false) => self.legacy(digits),
        }
    }

    fn legacy(&mut self, code: &str) -> Found<'c> {
        let code = code.to_owned();
        let Some(legacy) = self.classifier.legacy(&code) else {
            // A qualification of that time has the digits of its specialty.
            let specialty = self.classifier.legacy(&format!("{}000", &code[..4]));
            let successor = specialty.and_then(|legacy| legacy.specialty_id);
            let candidates = successor.and_then(|id| self.classifier.specialty_by_id(id));
            let candidates = candidates.map(Candidate::Specialty).into_iter().collect();
            return Err(Obstacle::UnknownLegacy { code, candidates });
        };
        let successor = legacy.specialty_id.and_then(|id| self.classifier.specialty_by_id(id));
        let Some(successor) = successor else { return Err(Obstacle::NoSuccessor { code }) };
        self.repairs.push(Repair::LegacyMapped { from: code, certain: legacy.basis.is_certain() });
        Ok(vec![Candidate::Specialty(successor)])
    }

    /// More than eight digits: one of them may stand for the level or for a prefix.
    fn too_long(&mut self, digits: &str) -> Found<'c> {
        let (first, rest) = digits.split_at(1);
        let level = match first {
            "1" => Some(Level::Tvet),
            "2" => Some(Level::PostSecondary),
            _ => None,
        };
        if let Some(specialty) = level.and_then(|level| self.classifier.specialty(level, rest)) {
            let digit = if level == Some(Level::Tvet) { '1' } else { '2' };
            self.repairs.push(Repair::LevelDigitDropped { digit });
            return Ok(vec![Candidate::Specialty(specialty)]);
        }
        let prefix = Prefix::ALL.into_iter().find(|prefix| prefix.digit() == first);
        let qualification =
            prefix.and_then(|prefix| Some((prefix, self.qualification(prefix, rest)?)));
        if let Some((prefix, found)) = qualification {
            self.repairs.push(Repair::PrefixCompleted { to: prefix.code() });
            return Ok(vec![found]);
        }
        let candidates = one_digit_less(digits).flat_map(|digits| self.specialties(&digits));
        Err(Obstacle::TooLong { digits: digits.len(), candidates: candidates.collect() })
    }

    fn qualification(&self, prefix: Prefix, digits: &str) -> Option<Candidate<'c>> {
        let code = format!("{}{digits}", prefix.code());
        self.classifier.qualification(&code).map(Candidate::Qualification)
    }

    fn with_any_prefix(&self, digits: &str) -> impl Iterator<Item = (Prefix, Candidate<'c>)> {
        Prefix::ALL
            .into_iter()
            .filter_map(|prefix| Some((prefix, self.qualification(prefix, digits)?)))
    }

    fn specialties(&self, code: &str) -> Vec<Candidate<'c>> {
        let found = Level::all().iter().filter_map(|&level| self.classifier.specialty(level, code));
        found.map(Candidate::Specialty).collect()
    }

    /// The specialty that a qualification with these digits belongs to.
    fn specialty_of(&self, level: Level, digits: &str) -> Option<&'c Arc<Specialty>> {
        self.classifier.specialty(level, &format!("{}00", &digits[..DIGITS - 2]))
    }
}

/// All that comes of leaving out one digit, if that makes a code, without repetitions.
fn one_digit_less(digits: &str) -> impl Iterator<Item = String> {
    let bytes = digits.as_bytes();
    let places = if digits.len() == DIGITS + 1 { 0..digits.len() } else { 0..0 };
    // Of equal digits side by side it does not matter which is left out.
    places.filter(|&at| at == 0 || bytes[at] != bytes[at - 1]).map(|at| {
        let mut shorter = digits.to_owned();
        shorter.remove(at);
        shorter
    })
}

fn active(found: Vec<Candidate<'_>>) -> Found<'_> {
    let (active, retired): (Vec<_>, Vec<_>) = found.into_iter().partition(|row| row.is_active());
    if active.is_empty() { Err(Obstacle::Retired { candidates: retired }) } else { Ok(active) }
}

/// Turns what was found into what the column holds.
fn as_kind<'c>(
    kind: CodeKind,
    found: Vec<Candidate<'c>>,
    classifier: &'c Classifier,
    repairs: &mut Vec<Repair>,
) -> Found<'c> {
    match (kind, &*found) {
        (CodeKind::Specialty, [Candidate::Qualification(qualification)]) => {
            let specialty = classifier.specialty_by_id(qualification.specialty_id);
            let from = qualification.code.clone();
            let Some(specialty) = specialty else {
                return Err(Obstacle::UnknownSpecialty { code: from });
            };
            repairs.push(Repair::SpecialtyOfQualification { from });
            active(vec![Candidate::Specialty(specialty)])
        }
        (CodeKind::Qualification, [Candidate::Specialty(specialty), ..]) => {
            let candidates = found.iter().flat_map(|row| match row {
                Candidate::Specialty(specialty) => {
                    classifier.qualifications_of(specialty.head.id).collect()
                }
                Candidate::Qualification(_) => Vec::new(),
            });
            let candidates = candidates.map(Candidate::Qualification).collect();
            Err(Obstacle::SpecialtyGiven { code: specialty.code.clone(), candidates })
        }
        _ => Ok(found),
    }
}
