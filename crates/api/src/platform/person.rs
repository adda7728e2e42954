use app::platform::EnterPerson;
use domain::{
    Record, directory,
    platform::{
        self,
        person::{Action, Status},
    },
};

use super::affiliation::{Affiliation, AffiliationFilter, AffiliationOrderField};
use crate::{
    directory::organization::Organization,
    graphql::{input::IntoDomain, personal, prelude::*},
};

named! {
    Status = PersonStatus: "Where a person stands.";
    Action = PersonAction: "What can happen to a person's access.";
}

queries! {
    People of Person {
        /// пайдаланушы / пользователь: one person.
        person;
        /// People whom an organization has entered, for its administrator.
        people(PersonFilter, PersonOrderField);
    }
}

filter! {
    /// Which people to list.
    PersonFilter of platform::Person {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By the organization that has entered them.
        organization_id: Choice<GlobalId<directory::Organization>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    PersonOrderField of platform::Person {
        /// By when they were entered.
        CreatedAt = created_at in head,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    PersonFacetField of platform::Person {
        /// By where they stand.
        Status = status,
    }
}

/// Nobody needs a purpose to read their own name.
async fn name(ctx: &Context<'_>, it: &platform::Person) -> Option<Result<String>> {
    if ctx.session().viewer().is_person(&it.id().to_string()) {
        return Some(Ok(it.name.0.clone()));
    }
    personal::show(ctx, it, it.organization_id, "name", Some(&it.name)).await
}

node! {
    /// пайдаланушы / пользователь: a person who signs in with an identity provider, as one organization
    /// has entered them. Others make entries of their own of the same person; with one token the person
    /// has the roles of all of them.
    Person of platform::Person, counted by PersonFacetField, with LIFECYCLE;
    leaves {
        /// The identity provider, as its tokens name it (`iss`).
        issuer: String = |it| it.issuer.clone();
        /// Tokens that were issued before are no longer accepted for this entry.
        tokens_since: DateTime = |it| DateTime(it.tokens_since);
    }
    objects {
        /// What the person is called. Personal, but for the person.
        name [name, organization_id]: Option<Result<String>> = |it, ctx| name(ctx, it).await;
        /// Whose administrator has entered the person; `null`: whoever runs the service.
        organization [organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.organization_id?).await;
    }
    lists {
        /// өкілеттіктер / полномочия: roles that the person holds, as far as the caller sees them.
        affiliations: Affiliation by person_id (AffiliationFilter, AffiliationOrderField);
    }
}

impl IntoDomain<platform::Personal> for String {
    fn into_domain(self) -> Result<platform::Personal> {
        Ok(platform::Personal(IntoDomain::<Self>::into_domain(self)?))
    }

    fn is_blank(&self) -> bool {
        self.trim().is_empty()
    }
}

mutations! {
    PersonMutations on Person {
        /// Enters somebody who signs in with an identity provider, to be given roles: once in an
        /// organization, whoever else has entered them. By the administrator of the organization.
        person_enter(PersonEnterInput) creates EnterPerson [] {
            /// The organization whose administrator looks after the entry.
            organization_id: GlobalId<directory::Organization>,
            /// What the person is called.
            name: String,
            /// The identity provider, as its tokens name it (`iss`).
            issuer: String,
            /// What it calls the person (`sub`). It is stored encrypted and not shown again.
            subject: String,
        }
        /// Corrects the name. By the administrator of the organization.
        person_rename(PersonRenameInput) does Rename {
            /// What the person is called.
            name: String,
        }
        /// Ends all sessions: tokens that were issued before are no longer accepted for this entry, and
        /// the roles given to it do not count with them. By the administrator of the organization.
        person_sign_out(PersonSignOutInput) does SignOut {}
        /// Takes access away for the time being: the roles given to this entry do not count. By the
        /// administrator of the organization.
        person_suspend(PersonSuspendInput) does Suspend {
            /// Why.
            comment: String,
        }
        /// Gives access back. By the administrator of the organization.
        person_resume(PersonResumeInput) does Resume {}
    }
}
