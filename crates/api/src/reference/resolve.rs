use async_graphql::Union;
use domain::{
    LocalizedText,
    reference::{
        Candidate, CodeKind, Obstacle, ObstacleKind, Repair, RepairKind, Resolution, resolve_code,
    },
};

use super::classifier::{Qualification, Specialty};
use crate::graphql::{error::Error, prelude::*};

named! {
    CodeKind = ClassifierCodeKind: "Which column of a file a code stands in.";
    RepairKind = CodeRepairKind: "A change that was made to a code to understand it.";
    ObstacleKind = CodeObstacleKind: "Why it cannot be said what a code means.";
}

/// Characters of a code with what may stand around it.
const RAW_LIMIT: usize = 200;

#[derive(Default)]
pub(crate) struct CodeResolutions;

#[Object]
impl CodeResolutions {
    /// Says what a code from a file, a form or an old system means, repairing what is often wrong
    /// with it: lost zeros, stray signs, Cyrillic letters, codes before 2018. Mutations take none
    /// of these: they want the code itself.
    #[expect(clippy::unused_self, clippy::needless_pass_by_value, reason = "a resolver has them")]
    fn resolve_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code as it was found, at most 200 characters.")] raw: String,
        #[graphql(desc = "Of what the code is, if that is known.")] kind: Option<Coded<CodeKind>>,
    ) -> Result<CodeResolution> {
        if raw.chars().count() > RAW_LIMIT {
            let message = format!("`raw`: at most {RAW_LIMIT} characters");
            return Err(Error::bad_input(message));
        }
        let classifier = &ctx.session().reference().classifier;
        Ok(resolve_code(&raw, kind.map(|Coded(kind)| kind), classifier).into())
    }
}

/// What a code means, or why that cannot be said.
pub(crate) struct CodeResolution {
    code: Option<String>,
    found: Vec<ClassifierRow>,
    repairs: Vec<CodeRepair>,
    obstacle: Option<CodeObstacle>,
    candidates: Vec<ClassifierRow>,
}

/// мамандық немесе біліктілік / специальность или квалификация: a row of the classifier.
#[derive(Clone, Union)]
pub(crate) enum ClassifierRow {
    Specialty(Specialty),
    Qualification(Qualification),
}

pub(crate) struct CodeRepair(Repair);

pub(crate) struct CodeObstacle {
    kind: ObstacleKind,
    text: LocalizedText,
}

/// What a code means, or why that cannot be said.
#[Object]
impl CodeResolution {
    /// The code as the classifier writes it; `null` if it cannot be said what is meant.
    async fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Specialties in force with this code: two where both levels have one.
    async fn specialties(&self) -> Vec<Specialty> {
        let specialty = |row: &ClassifierRow| match row {
            ClassifierRow::Specialty(specialty) => Some(specialty.clone()),
            ClassifierRow::Qualification(_) => None,
        };
        self.found.iter().filter_map(specialty).collect()
    }

    /// Qualifications in force with this code, at most one.
    async fn qualifications(&self) -> Vec<Qualification> {
        let qualification = |row: &ClassifierRow| match row {
            ClassifierRow::Qualification(qualification) => Some(qualification.clone()),
            ClassifierRow::Specialty(_) => None,
        };
        self.found.iter().filter_map(qualification).collect()
    }

    /// What was changed to understand it, in the order in which it was done.
    async fn repairs(&self) -> &[CodeRepair] {
        &self.repairs
    }

    /// Why it cannot be said what is meant.
    async fn obstacle(&self) -> Option<&CodeObstacle> {
        self.obstacle.as_ref()
    }

    /// What may be meant, the most likely first; empty if the code was understood.
    async fn candidates(&self) -> &[ClassifierRow] {
        &self.candidates
    }
}

/// A change that was made to a code.
#[Object]
impl CodeRepair {
    /// What programs decide by.
    async fn kind(&self) -> Coded<RepairKind> {
        RepairKind::from(&self.0).into()
    }

    /// What was done, in the language of the caller.
    async fn text(&self, ctx: &Context<'_>) -> String {
        ctx.text(&self.0.text(), None).to_owned()
    }
}

/// Why it cannot be said what a code means.
#[Object]
impl CodeObstacle {
    /// What programs decide by.
    async fn kind(&self) -> Coded<ObstacleKind> {
        self.kind.into()
    }

    /// What is in the way and what to do, in the language of the caller.
    async fn text(&self, ctx: &Context<'_>) -> &str {
        ctx.text(&self.text, None)
    }
}

impl From<Resolution<'_>> for CodeResolution {
    fn from(resolution: Resolution<'_>) -> Self {
        let code = resolution.code().map(str::to_owned);
        let repairs = resolution.repairs.into_iter().map(CodeRepair).collect();
        let rows = |found: &[Candidate<'_>]| found.iter().copied().map(Into::into).collect();
        let (found, obstacle, candidates) = match &resolution.outcome {
            Ok(found) => (rows(found), None, Vec::new()),
            Err(obstacle) => (Vec::new(), Some(obstacle.into()), rows(obstacle.candidates())),
        };
        Self { code, found, repairs, obstacle, candidates }
    }
}

impl From<&Obstacle<'_>> for CodeObstacle {
    fn from(obstacle: &Obstacle<'_>) -> Self {
        Self { kind: obstacle.into(), text: obstacle.text() }
    }
}

impl From<Candidate<'_>> for ClassifierRow {
    fn from(candidate: Candidate<'_>) -> Self {
        match candidate {
            Candidate::Specialty(row) => Self::Specialty(Specialty(row.clone())),
            Candidate::Qualification(row) => Self::Qualification(Qualification(row.clone())),
        }
    }
}
