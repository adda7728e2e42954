//! Reference books that decisions and lists need all the time.

use std::{collections::HashMap, fmt, sync::Arc};

use domain::{
    Filter, Id, Record, RegionCode, Viewer,
    reference::{
        AcademicYear, Classifier, EconomicActivity, LegacySpecialty, LegalAct, Qualification,
        ReferenceEntry, ReferenceStatus, Region, RuleBook, RuleBookFlaw, RuleRow, Settlement,
        Specialty,
    },
};
use persistence::{Store, Stored};

use crate::{Error, Result};

/// What was in the database at one moment: some 20 000 rows, ten megabytes.
#[derive(Debug)]
pub struct Reference {
    pub rules: RuleBook,
    pub classifier: Classifier,
    regions: HashMap<RegionCode, Arc<Region>>,
    settlements: HashMap<String, Arc<Settlement>>,
    /// In the order of time.
    academic_years: Vec<Arc<AcademicYear>>,
    legal_acts: HashMap<String, Arc<LegalAct>>,
    /// The other fields are read where they are asked for.
    activities: HashMap<String, (Id<EconomicActivity>, ReferenceStatus)>,
}

/// The rules in the database cannot be decided by.
#[derive(Debug)]
struct NoRuleBook(Vec<RuleBookFlaw>);

/// Far more than any book has.
const ALL_ROWS: u64 = 1_000_000;

impl Reference {
    /// On a database whose reference data is loaded.
    pub async fn read(store: &Store) -> Result<Self> {
        let rules = RuleBook::new(all::<RuleRow>(store).await?);
        let rules = rules.map_err(|flaws| Error::Internal(Arc::new(NoRuleBook(flaws))))?;
        let mut academic_years = shared::<AcademicYear>(store).await?;
        academic_years.sort_by_key(|year| year.starts_on);
        Ok(Self {
            rules,
            classifier: Classifier::new(
                all::<Specialty>(store).await?,
                all::<Qualification>(store).await?,
                all::<LegacySpecialty>(store).await?,
            ),
            regions: by(shared(store).await?, |region: &Region| region.code),
            settlements: by(shared(store).await?, |place: &Settlement| place.kato_code.clone()),
            academic_years,
            legal_acts: by(shared(store).await?, |act: &LegalAct| act.code.clone()),
            activities: all::<EconomicActivity>(store)
                .await?
                .into_iter()
                .map(|activity| (activity.oked_code, (activity.head.id, activity.status)))
                .collect(),
        })
    }

    /// Whether what is kept here changes with records of this name.
    pub(crate) fn holds(record: &str) -> bool {
        [
            RuleRow::NAME,
            Specialty::NAME,
            Qualification::NAME,
            LegacySpecialty::NAME,
            Region::NAME,
            Settlement::NAME,
            AcademicYear::NAME,
            LegalAct::NAME,
            EconomicActivity::NAME,
        ]
        .contains(&record)
    }

    /// All regions, in no order.
    pub fn regions(&self) -> impl Iterator<Item = &Arc<Region>> {
        self.regions.values()
    }

    pub fn region(&self, code: RegionCode) -> Option<&Arc<Region>> {
        self.regions.get(&code)
    }

    /// By nine digits.
    pub fn settlement(&self, kato_code: &str) -> Option<&Arc<Settlement>> {
        self.settlements.get(kato_code)
    }

    /// In the order of time.
    pub fn academic_years(&self) -> &[Arc<AcademicYear>] {
        &self.academic_years
    }

    /// Such as `2026-2027`.
    pub fn academic_year(&self, code: &str) -> Option<&Arc<AcademicYear>> {
        self.academic_years.iter().find(|year| year.code == code)
    }

    pub fn legal_act(&self, code: &str) -> Option<&Arc<LegalAct>> {
        self.legal_acts.get(code)
    }

    pub fn economic_activity(
        &self,
        oked_code: &str,
    ) -> Option<(Id<EconomicActivity>, ReferenceStatus)> {
        self.activities.get(oked_code).copied()
    }
}

async fn all<R: Stored + ReferenceEntry>(store: &Store) -> Result<Vec<R>> {
    let job = Viewer::system("reference");
    Ok(store.repository(&job).all(&Filter::default(), ALL_ROWS).await?)
}

async fn shared<R: Stored + ReferenceEntry>(store: &Store) -> Result<Vec<Arc<R>>> {
    Ok(all(store).await?.into_iter().map(Arc::new).collect())
}

fn by<K: Eq + std::hash::Hash, R>(rows: Vec<Arc<R>>, key: fn(&R) -> K) -> HashMap<K, Arc<R>> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

impl fmt::Display for NoRuleBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(flaws) = self;
        write!(
            f,
            "the rules in the database cannot be decided by; is reference data loaded? {flaws:?}"
        )
    }
}

impl std::error::Error for NoRuleBook {}
