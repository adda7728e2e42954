use app::platform::{RemoveKey, RequestClient};
use domain::{
    Scope, directory,
    platform::{
        self, Personal,
        api_client::{
            Action, ActsFor, Authentication, CREDENTIAL_IS_THERE, Kind, Profile, SANDBOXES_ARE_FEW,
            Status, Terms,
        },
    },
};

use super::{
    affiliation::{Affiliation, AffiliationFilter, AffiliationOrderField},
    client_key::JsonWebKey,
    usage::USAGE,
};
use crate::{
    directory::organization::Organization,
    graphql::{
        node::{CommonFields, LifecycleFields},
        personal,
        prelude::*,
    },
};

named! {
    Kind = ApiClientKind: "What a client is for.";
    ActsFor = ApiClientActsFor: "For whom a client may call beside itself.";
    Authentication = ApiClientAuthentication: "How a client proves who it is.";
    Status = ApiClientStatus: "Where a client stands.";
    Action = ApiClientAction: "What can happen to a client.";
}

queries! {
    ApiClients of ApiClient {
        /// API клиенті / клиент API: one client.
        api_client;
        /// Clients: an organization's own, all for the ministry's editors and for auditors.
        api_clients(ApiClientFilter, ApiClientOrderField);
    }
}

filter! {
    /// Which clients to list.
    ApiClientFilter of platform::ApiClient {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By owner.
        organization_id: Choice<GlobalId<directory::Organization>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    ApiClientOrderField of platform::ApiClient {
        /// By when they were asked for.
        CreatedAt = created_at in head,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    ApiClientFacetField of platform::ApiClient {
        /// By where they stand.
        Status = status,
        /// By what they are for.
        Kind = kind,
    }
}

/// A public key by which a client proves who it is.
#[derive(async_graphql::SimpleObject)]
pub(crate) struct ApiClientKey {
    /// The `kid` of what it signs.
    id: String,
    /// The only algorithm it is used with.
    algorithm: String,
    /// When it was added.
    added_at: DateTime,
}

/// A secret by which a client proves who it is. The secret itself is shown once, when it is made.
#[derive(async_graphql::SimpleObject)]
pub(crate) struct ApiClientSecret {
    /// By which it is taken away.
    id: uuid::Uuid,
    /// When it was made.
    added_at: DateTime,
}

async fn show(
    ctx: &Context<'_>,
    it: &platform::ApiClient,
    field: &'static str,
    value: Option<&Personal>,
) -> Option<Result<String>> {
    personal::show(ctx, it, it.organization_id, field, value).await
}

node! {
    /// API клиенті / клиент API: a program that calls in its own name or for people.
    ApiClient of platform::ApiClient, counted by ApiClientFacetField, tables [
        CommonFields::COMMON, CommonFields::HISTORY, LifecycleFields::LIFECYCLE, USAGE,
    ]
    leaves {
        /// What it is for.
        kind: Coded<Kind> = |it| it.kind.into();
        /// What it is called.
        name: String = |it| it.profile.name.clone();
        /// What it does.
        purpose: Option<String> = |it| it.profile.purpose.clone();
        /// Origins whose pages may ask (RFC 6454).
        origins: Vec<String> = |it| it.profile.origins.clone();
        /// The only documents that are run for it, by the SHA-256 of their text; empty: any.
        documents: Vec<String> = |it| it.profile.documents.clone();
        /// құқық аялары / области доступа: what it may reach.
        scopes: Vec<String> =
            |it| it.terms.scopes.iter().map(|scope| scope.code().to_owned()).collect();
        /// For whom it may call beside itself.
        acts_for: Coded<ActsFor> = |it| it.terms.acts_for.into();
        /// How it proves who it is.
        authentication: Coded<Authentication> = |it| it.terms.authentication.into();
        /// Points that it may spend a minute; `null`: as many as others.
        points_per_minute: Option<u32> = |it| it.terms.points_per_minute;
        /// Access tokens of an older version (`ver`) are no longer accepted.
        security_version: u32 = |it| it.security_version;
    }
    objects {
        /// Who answers for it. Personal.
        contact_name [contact_name, organization_id]: Option<Result<String>> =
            |it, ctx| show(ctx, it, "contactName", it.profile.contact_name.as_ref()).await;
        /// How to write to them. Personal.
        contact_email [contact_email, organization_id]: Option<Result<String>> =
            |it, ctx| show(ctx, it, "contactEmail", it.profile.contact_email.as_ref()).await;
        /// Whose it is; `null`: of whoever runs the service.
        organization [organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.organization_id?).await;
        /// Keys by which it proves who it is, five at most.
        keys [keys]: Vec<ApiClientKey> = |it, _ctx| keys(it);
        /// Secrets by which it proves who it is, two at most.
        secrets [secrets]: Vec<ApiClientSecret> = |it, _ctx| secrets(it);
    }
    lists {
        /// өкілеттіктер / полномочия: roles that it holds in its own name.
        affiliations: Affiliation by client_id (AffiliationFilter, AffiliationOrderField);
    }
}

fn keys(client: &platform::ApiClient) -> Vec<ApiClientKey> {
    let shown = client.keys.iter().map(|key| ApiClientKey {
        id: key.id.clone(),
        algorithm: key.algorithm.clone(),
        added_at: DateTime(key.added_at),
    });
    shown.collect()
}

fn secrets(client: &platform::ApiClient) -> Vec<ApiClientSecret> {
    let shown = client
        .secrets
        .iter()
        .map(|secret| ApiClientSecret { id: secret.id, added_at: DateTime(secret.added_at) });
    shown.collect()
}

input! {
    /// What is said of a client.
    ApiClientProfileInput for Profile {
        /// What it is called, in 1 to 200 characters.
        name: String,
        /// What it does, for whoever approves it.
        purpose: Option<String>,
        /// Who answers for it.
        contact_name: Option<String>,
        /// How to write to them.
        contact_email: Option<String>,
        /// Origins whose pages may ask, such as `https://portal.kz`; 20 at most.
        origins: Option<Vec<String>>,
        /// The only documents that are run for it, by the SHA-256 of their text in small hexadecimal
        /// letters; left out: any.
        documents: Option<Vec<String>>,
    }
}

input! {
    /// What a client may do.
    ApiClientTermsInput for Terms {
        /// What it may reach, such as `requests:read`; `scopes_supported` of
        /// `/.well-known/oauth-authorization-server` lists all.
        scopes: Vec<String>,
        /// For whom it may call beside itself.
        acts_for: Coded<ActsFor>,
        /// How it proves who it is. With a secret it only reads what is public.
        authentication: Coded<Authentication>,
        /// Points that it may spend a minute, if it is not what others may.
        points_per_minute: Option<u32>,
    }
}

impl crate::graphql::input::IntoDomain<Scope> for String {
    fn into_domain(self) -> Result<Scope> {
        Scope::parse(&self).ok_or_else(|| {
            let all: Vec<_> = Scope::ALL.iter().map(|(word, _)| *word).collect();
            let all = all.join(", ");
            crate::graphql::error::Error::invalid(domain::LocalizedText::trilingual([
                format!("Мұндай құқық аясы жоқ. Барлары: {all}."),
                format!("Такой области доступа нет. Есть: {all}."),
                format!("There is no such scope. There are: {all}."),
            ]))
        })
    }
}

mutations! {
    ApiClientMutations on ApiClient {
        /// Asks for access for a program. By the administrator of the organization. A `SANDBOX` client
        /// is approved at once, a `PRODUCTION` client by the ministry.
        api_client_request(ApiClientRequestInput) creates RequestClient [SANDBOXES_ARE_FEW] {
            /// Whose it is.
            organization_id: GlobalId<directory::Organization>,
            /// What it is for.
            kind: Coded<Kind>,
            /// What is said of it.
            profile: ApiClientProfileInput,
            /// What it may do.
            terms: ApiClientTermsInput,
        }
        /// Changes what is said of it. By the administrator of its organization.
        api_client_edit(ApiClientEditInput) does Edit {
            /// All of it: what is left out is emptied.
            profile: ApiClientProfileInput,
        }
        /// Changes what it may do. By the ministry's editor; until it is approved, also by the
        /// administrator of its organization.
        api_client_authorize(ApiClientAuthorizeInput) does Authorize {
            /// All of it.
            terms: ApiClientTermsInput,
        }
        /// Approves it: it is let in as soon as it has a key or a secret. By the ministry's editor.
        api_client_approve(ApiClientApproveInput) does Approve {}
        /// Adds a public key. By the administrator of its organization.
        api_client_add_key(ApiClientAddKeyInput) does AddKey {
            /// The key.
            key: JsonWebKey,
        }
        /// Takes a public key away; tokens that were issued before are no longer accepted. By the
        /// administrator of its organization.
        api_client_remove_key(ApiClientRemoveKeyInput) runs RemoveKey as RemoveKey [
            CREDENTIAL_IS_THERE,
        ] {
            /// Which one: the `id` in `keys`.
            key_id: String,
        }
        /// Bars it for the time being; its tokens are no longer accepted. By the ministry's editor or
        /// the administrator of its organization.
        api_client_suspend(ApiClientSuspendInput) does Suspend {
            /// Why.
            comment: String,
        }
        /// Lets it in again. By the ministry's editor.
        api_client_resume(ApiClientResumeInput) does Resume {}
        /// Bars it for good; its tokens are no longer accepted. By the ministry's editor or the
        /// administrator of its organization.
        api_client_revoke(ApiClientRevokeInput) does Revoke {
            /// Why.
            comment: Option<String>,
        }
    }
}
