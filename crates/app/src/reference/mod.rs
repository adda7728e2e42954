//! Classifiers and rules, in memory.

use domain::{
    market::{college_offer, employer_request},
    reference::RuleBook,
};
use persistence::Store;

use crate::Result;

#[derive(Debug)]
pub struct Reference {
    pub rules: RuleBook,
}

impl Reference {
    pub(crate) async fn read(store: &Store) -> Result<Self> {
        let job = domain::Viewer::system("reference");
        let rows = store.repository(&job).all(&domain::Filter::default(), 1000).await?;
        let rules = RuleBook::new(rows).expect("rules");
        Ok(Self { rules })
    }

    pub fn classify_request(
        &self,
        terms: employer_request::Terms,
    ) -> Result<employer_request::Classified> {
        let region = domain::RegionCode::parse(&terms.kato_code[..2]).expect("region");
        let specialty_code = terms.qualification_code.clone();
        Ok(employer_request::Classified { terms, region, specialty_code })
    }

    pub fn classify_offer(&self, terms: college_offer::Terms) -> Result<college_offer::Classified> {
        let specialty_code = terms.qualification_code.clone();
        Ok(college_offer::Classified { terms, specialty_code })
    }
}
