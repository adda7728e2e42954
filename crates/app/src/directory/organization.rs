use std::sync::Arc;

use domain::{
    Code, Datum, Id, RegionCode,
    directory::{
        ContactPerson, Organization,
        organization::{Action, Command, ORGANIZATION_IS_ACTIVE, Profile},
    },
    market::CollegeOffer,
};

use super::cluster_membership::dissolve;
use crate::{Aggregate, Change, Error, Result, Tx, UseCase};

/// Somebody enters an organization into the register.
#[derive(Clone, Debug)]
pub struct CreateOrganization {
    pub id: Id<Organization>,
    /// As it was written, not yet checked.
    pub bin: Option<String>,
    pub profile: Profile,
}

/// An organization changes what it says of itself.
#[derive(Clone, Debug)]
pub struct EditOrganization {
    pub id: Id<Organization>,
    pub expected_version: Option<u32>,
    pub profile: Profile,
}

impl Aggregate for Organization {
    /// An organization that no longer exists is nowhere a member; offers are where their college is.
    async fn follow(tx: &Tx, Change { before, after }: Change<'_, Self>) -> Result<()> {
        let liquidated = after.liquidated_on.is_some();
        if liquidated && before.is_some_and(|before| before.liquidated_on.is_none()) {
            dissolve(tx, "organization_id", after.head.id.uuid()).await?;
        }
        if before.is_some_and(|before| before.region != after.region) {
            carry_region(tx, after.head.id, after.region).await?;
        }
        Ok(())
    }
}

/// What is where its organization is goes along; and its bodies no longer see the contact persons of
/// an organization that is in no region. An offer is made in some region: it stays in that one.
pub(super) async fn carry_region(
    tx: &Tx,
    id: Id<Organization>,
    region: Option<RegionCode>,
) -> Result<()> {
    let is_somewhere = region.is_some();
    let region = region.map_or(Datum::Null, |region| Datum::Text(region.to_string()));
    if is_somewhere {
        tx.carry::<CollegeOffer, _>(("college_id", id), "region", &region).await?;
    }
    tx.carry::<ContactPerson, _>(("organization_id", id), "region", &region).await
}

impl UseCase for CreateOrganization {
    type Record = Organization;

    fn id(&self) -> Id<Organization> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<Organization> {
        let bin = self.bin.as_deref().map(Organization::read_bin).transpose()?;
        let bin = bin.map(|bin| bin.to_string());
        let profile = self.profile.clone();
        tx.reference().check_profile(&profile, None)?;
        // Its own id breaks a rule, which tells more.
        let itself = Some(self.id);
        named_anew(tx, profile.parent_id, itself, "profile.parent_id").await?;
        tx.create(Organization::draft(self.id, bin, profile, &tx.facts())).await
    }
}

impl UseCase for EditOrganization {
    type Record = Organization;

    fn id(&self) -> Id<Organization> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Edit.code()
    }

    async fn run(&self, tx: &Tx) -> Result<Organization> {
        let before = tx.get_at(self.id, self.expected_version).await?;
        let profile = self.profile.clone();
        tx.reference().check_profile(&profile, Some(&before.profile))?;
        let parent = before.profile.parent_id;
        named_anew(tx, profile.parent_id, parent, "profile.parent_id").await?;
        tx.act(before, Command::Edit { profile }).await
    }
}

/// An organization that may act.
pub(crate) async fn active(
    tx: &Tx,
    id: Id<Organization>,
    field: &'static str,
) -> Result<Arc<Organization>> {
    let organization = organization(tx, id, field).await?;
    let broken = || ORGANIZATION_IS_ACTIVE.broken_at(Some(field));
    if organization.is_active() { Ok(organization) } else { Err(broken().into()) }
}

/// An organization that a caller has named in this field.
pub(crate) async fn organization(
    tx: &Tx,
    id: Id<Organization>,
    field: &'static str,
) -> Result<Arc<Organization>> {
    tx.known(&[id]).await?.remove(&id).ok_or(Error::Absent(field))
}

/// Whether an organization that a caller has named in this field is there, if it is another one than
/// `before`.
pub(crate) async fn named_anew(
    tx: &Tx,
    id: Option<Id<Organization>>,
    before: Option<Id<Organization>>,
    field: &'static str,
) -> Result<()> {
    if let Some(id) = id.filter(|_| id != before) {
        organization(tx, id, field).await?;
    }
    Ok(())
}
