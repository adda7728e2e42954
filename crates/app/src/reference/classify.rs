//! Codes that a caller names, looked up in the reference books.

use std::sync::Arc;

use domain::{
    Broken, Reason, RegionCode,
    directory::{cluster, organization},
    market::{college_offer, employer_request},
    reference::{
        ACADEMIC_YEAR_IS_KNOWN, CodeKind, ECONOMIC_ACTIVITY_IS_KNOWN, PLACE_IS_KNOWN,
        QUALIFICATION_IS_IN_FORCE, QUALIFICATION_IS_KNOWN, ReferenceStatus, Specialty,
        resolve_code,
    },
    training::workplace::{self, QUALIFICATIONS_ARE_NAMED, QUALIFICATIONS_AT_MOST},
};

use super::Reference;
use crate::Result;

impl Reference {
    /// Terms with what follows from their codes; all codes that are unknown or retired are told at
    /// once. A code that stood there `before` may stay, even if it has been retired since.
    pub fn classify_request(
        &self,
        terms: employer_request::Terms,
        before: Option<&employer_request::Terms>,
    ) -> Result<employer_request::Classified> {
        let mut check = Check { reference: self, broken: Vec::new() };
        let specialty = check.qualification(
            "terms.qualification_code",
            &terms.qualification_code,
            before.map(|before| before.qualification_code.as_str()),
        );
        let before_kato = before.map(|before| before.kato_code.as_str());
        let region = check.place("terms.kato_code", &terms.kato_code, before_kato);
        if let Some(year) = &terms.academic_year {
            let before = before.and_then(|before| before.academic_year.as_deref());
            check.academic_year("terms.academic_year", year, before);
        }
        let (specialty, region) = check.done(specialty.zip(region))?;
        let specialty_code = specialty.code.clone();
        Ok(employer_request::Classified { terms, region, specialty_code })
    }

    /// Terms with what follows from their codes, as for a request.
    pub fn classify_offer(
        &self,
        terms: college_offer::Terms,
        before: Option<&college_offer::Terms>,
    ) -> Result<college_offer::Classified> {
        let mut check = Check { reference: self, broken: Vec::new() };
        let specialty = check.qualification(
            "terms.qualification_code",
            &terms.qualification_code,
            before.map(|before| before.qualification_code.as_str()),
        );
        let before = before.map(|before| before.academic_year.as_str());
        check.academic_year("terms.academic_year", &terms.academic_year, before);
        let specialty_code = check.done(specialty)?.code.clone();
        Ok(college_offer::Classified { terms, specialty_code })
    }

    /// Terms with what follows from their codes, as for a request.
    pub fn locate_workplace(
        &self,
        terms: workplace::Terms,
        before: Option<&workplace::Terms>,
    ) -> Result<workplace::Located> {
        const CODES: &str = "terms.qualification_codes";
        let mut check = Check { reference: self, broken: Vec::new() };
        let stood = before.map_or(&[][..], |before| &before.qualification_codes);
        if terms.qualification_codes.len() > QUALIFICATIONS_AT_MOST {
            check.broken.push(QUALIFICATIONS_ARE_NAMED.broken_at(Some(CODES)));
        } else {
            check.qualifications(CODES, &terms.qualification_codes, stood);
        }
        let before = before.map(|before| before.kato_code.as_str());
        let region = check.place("terms.kato_code", &terms.kato_code, before);
        let region = check.done(region)?;
        Ok(workplace::Located { terms, region })
    }

    /// Whether the place and the economic activity of an organization are known.
    pub fn check_profile(
        &self,
        profile: &organization::Profile,
        before: Option<&organization::Profile>,
    ) -> Result<()> {
        let mut check = Check { reference: self, broken: Vec::new() };
        if let Some(kato_code) = &profile.kato_code {
            let before = before.and_then(|before| before.kato_code.as_deref());
            check.place("profile.kato_code", kato_code, before);
        }
        if let Some(oked_code) = &profile.oked_code {
            let before = before.and_then(|before| before.oked_code.as_deref());
            check.economic_activity("profile.oked_code", oked_code, before);
        }
        check.done(Some(()))
    }
}

impl Reference {
    /// Whether the region, the territories and the industries of a cluster are known.
    pub fn check_cluster(
        &self,
        region: RegionCode,
        profile: &cluster::Profile,
        before: Option<&cluster::Profile>,
    ) -> Result<()> {
        fn stood(list: Option<&Vec<String>>, code: &String) -> bool {
            list.is_some_and(|list| list.contains(code))
        }
        let mut check = Check { reference: self, broken: Vec::new() };
        if self.region(region).is_none() {
            check.broken.push(PLACE_IS_KNOWN.broken_at(Some("region_code")));
        }
        let territories = before.map(|before| &before.additional_territories);
        for code in &profile.additional_territories {
            let before = stood(territories, code).then_some(code.as_str());
            check.place("profile.additional_territories", code, before);
        }
        let industries = before.map(|before| &before.industries);
        for code in &profile.industries {
            let before = stood(industries, code).then_some(code.as_str());
            check.economic_activity("profile.industries", code, before);
        }
        check.done(Some(()))
    }
}

/// Of a code that is wrong: more is no code.
const SHOWN: usize = 20;

/// Gathers what is broken.
struct Check<'r> {
    reference: &'r Reference,
    broken: Vec<Broken>,
}

impl<'r> Check<'r> {
    fn qualification(
        &mut self,
        field: &'static str,
        code: &str,
        before: Option<&str>,
    ) -> Option<&'r Arc<Specialty>> {
        let classifier = &self.reference.classifier;
        let Some(found) = classifier.qualification(code) else {
            let meant = resolve_code(code, Some(CodeKind::Qualification), classifier);
            self.broken.push(QUALIFICATION_IS_KNOWN.broken_at(Some(field)).hinting(meant.hint()));
            return None;
        };
        if !may_stand(found.status, code, before) {
            self.broken.push(QUALIFICATION_IS_IN_FORCE.broken_at(Some(field)));
        }
        classifier.specialty_by_id(found.specialty_id)
    }

    /// Each of a list, of which some `stood` there before; which one is wrong is told.
    fn qualifications(&mut self, field: &'static str, codes: &[String], stood: &[String]) {
        for code in codes {
            let known = self.broken.len();
            let before = stood.contains(code).then_some(code.as_str());
            self.qualification(field, code, before);
            let written: String = code.chars().take(SHOWN).collect();
            for broken in &mut self.broken[known..] {
                let hint = broken.hint.take().map_or_else(Default::default, |hint| *hint);
                let hint = hint.map(|hint| format!("`{written}`. {hint}").trim_end().to_owned());
                broken.hint = Some(Box::new(hint));
            }
        }
    }

    fn place(
        &mut self,
        field: &'static str,
        code: &str,
        before: Option<&str>,
    ) -> Option<RegionCode> {
        let found = self.reference.settlement(code);
        let found = found.filter(|place| may_stand(place.status, code, before));
        if found.is_none() {
            self.broken.push(PLACE_IS_KNOWN.broken_at(Some(field)));
        }
        found.map(|place| place.region)
    }

    fn academic_year(&mut self, field: &'static str, code: &str, before: Option<&str>) {
        let found = self.reference.academic_year(code);
        if !found.is_some_and(|year| may_stand(year.status, code, before)) {
            self.broken.push(ACADEMIC_YEAR_IS_KNOWN.broken_at(Some(field)));
        }
    }

    fn economic_activity(&mut self, field: &'static str, code: &str, before: Option<&str>) {
        let found = self.reference.economic_activity(code);
        if !found.is_some_and(|(_, status)| may_stand(status, code, before)) {
            self.broken.push(ECONOMIC_ACTIVITY_IS_KNOWN.broken_at(Some(field)));
        }
    }

    /// What was found is there if nothing is broken.
    fn done<T>(self, found: Option<T>) -> Result<T> {
        match found {
            Some(found) if self.broken.is_empty() => Ok(found),
            _ => Err(Reason::Broken(self.broken).into()),
        }
    }
}

/// Nothing retired is chosen anew; what has been chosen stays.
fn may_stand(status: ReferenceStatus, code: &str, before: Option<&str>) -> bool {
    status == ReferenceStatus::Active || before == Some(code)
}
