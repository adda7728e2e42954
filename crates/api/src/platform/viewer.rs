use async_graphql::{Context, Object};
use domain::{Place, Role, Seat};

use super::{api_client::ApiClient, person::Person};
use crate::{
    directory::{cluster::Cluster, organization::Organization},
    graphql::prelude::*,
    http::Standing,
    schema::permitted,
};

#[derive(Default)]
pub(crate) struct Viewers;

#[Object]
impl Viewers {
    /// Who is asking, and what they may do. Without a token nobody in particular, who sees what is
    /// public.
    async fn viewer(&self) -> Viewer {
        Viewer
    }
}

/// көруші / запрашивающий: who is asking, and what they may do.
pub(crate) struct Viewer;

/// көруші / запрашивающий: who is asking, and what they may do, now.
#[Object]
impl Viewer {
    /// The program that asks; `null` without a token.
    async fn client(&self, ctx: &Context<'_>) -> Option<ApiClient> {
        ctx.session().admitted().map(|admitted| admitted.client.clone().into())
    }

    /// The person for whom it asks; `null` if it asks in its own name.
    async fn user(&self, ctx: &Context<'_>) -> Option<Person> {
        let person = ctx.session().admitted()?.person.clone()?;
        Some(person.into())
    }

    /// құқық аялары / области доступа: what both the token and the client may reach, such as
    /// `requests:write`.
    async fn scopes(&self, ctx: &Context<'_>) -> Vec<&'static str> {
        ctx.session().viewer().scopes.iter().map(|scope| scope.code()).collect()
    }

    /// Organizations that it acts for.
    async fn organizations(&self, ctx: &Context<'_>) -> Result<Vec<Organization>> {
        let ids: Vec<_> = ctx.session().viewer().organizations().collect();
        let mut organizations = Vec::new();
        for id in ids {
            organizations.extend(ctx.load(id).await.transpose()?);
        }
        Ok(organizations)
    }

    /// рөлдер / роли: by which it sees and may do what it does.
    async fn roles(&self, ctx: &Context<'_>) -> Vec<ViewerRole> {
        ctx.session().viewer().seats.iter().copied().map(ViewerRole).collect()
    }

    /// Mutations that it may do to some object. Whether to this one and now, `allowedActions` of the
    /// object says.
    async fn allowed_actions(&self, ctx: &Context<'_>) -> Vec<String> {
        permitted(ctx.session().viewer())
    }

    /// What is left of the points that its client, or its address, may spend in a minute; `null`: there is
    /// no limit.
    async fn quota(&self, ctx: &Context<'_>) -> Option<ViewerQuota> {
        ctx.data_unchecked::<Option<Standing>>().map(ViewerQuota)
    }
}

/// A role that somebody holds.
pub(crate) struct ViewerRole(Seat);

/// рөл / роль: a role that whoever asks holds now.
#[Object]
impl ViewerRole {
    /// Which role.
    async fn role(&self) -> Coded<Role> {
        self.0.role.into()
    }

    /// Where, if it is at an organization.
    async fn organization(&self, ctx: &Context<'_>) -> Option<Result<Organization>> {
        ctx.load(self.0.place.organization()?).await
    }

    /// Where, if it is in a cluster.
    async fn cluster(&self, ctx: &Context<'_>) -> Option<Result<Cluster>> {
        let Place::Cluster(id) = self.0.place else { return None };
        ctx.load(id).await
    }

    /// Where, if it is in a region: the first two digits of the KATO code.
    async fn region_code(&self) -> Option<String> {
        let Place::Region(code) = self.0.place else { return None };
        Some(code.to_string())
    }
}

/// What is left of a quota.
pub(crate) struct ViewerQuota(Standing);

/// квота / квота: points that may be spent in a minute.
#[Object]
impl ViewerQuota {
    /// Points a minute.
    async fn limit(&self) -> u64 {
        self.0.limit
    }

    /// What is left of them, this operation paid for.
    async fn remaining(&self) -> u64 {
        self.0.remaining
    }

    /// When all of them are there again.
    async fn resets_at(&self) -> Option<DateTime> {
        chrono::DateTime::from_timestamp(self.0.resets_at, 0).map(DateTime)
    }
}
