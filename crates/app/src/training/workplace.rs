use domain::{
    Code, Id, Workflow,
    directory::Organization,
    training::{
        Workplace,
        workplace::{Action, Command, Terms},
    },
};

use crate::{Aggregate, Result, Tx, UseCase, directory::active, register::number};

impl Aggregate for Workplace {}

/// An enterprise describes a workplace.
#[derive(Clone, Debug)]
pub struct CreateWorkplace {
    pub id: Id<Workplace>,
    pub enterprise_id: Id<Organization>,
    pub terms: Terms,
}

/// An enterprise changes what it says of a workplace.
#[derive(Clone, Debug)]
pub struct EditWorkplace {
    pub id: Id<Workplace>,
    pub expected_version: Option<u32>,
    pub terms: Terms,
}

impl UseCase for CreateWorkplace {
    type Record = Workplace;

    fn id(&self) -> Id<Workplace> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<Workplace> {
        active(tx, self.enterprise_id, "enterprise_id").await?;
        let terms = tx.reference().locate_workplace(self.terms.clone(), None)?;
        let (facts, region) = (tx.facts(), terms.region);
        let draft =
            |number| Workplace::draft(self.id, number, self.enterprise_id, terms.clone(), &facts);
        // Refused before the number is taken: numbers have no gaps that nobody can explain.
        draft(String::new()).begin(tx.viewer(), &facts)?;
        tx.create(draft(number(tx, 'W', region).await?)).await
    }
}

impl UseCase for EditWorkplace {
    type Record = Workplace;

    fn id(&self) -> Id<Workplace> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Edit.code()
    }

    async fn run(&self, tx: &Tx) -> Result<Workplace> {
        let workplace = tx.get_at(self.id, self.expected_version).await?;
        let before = Some(&workplace.terms);
        let terms = tx.reference().locate_workplace(self.terms.clone(), before)?;
        tx.act(workplace, Command::Edit { terms }).await
    }
}
