use app::directory::NameContactPerson;
use domain::{
    directory::{
        self,
        contact_person::{Action, Details, Status},
        organization::ORGANIZATION_IS_ACTIVE,
    },
    platform::Personal,
};

use super::organization::Organization;
use crate::graphql::{personal, prelude::*};

named! {
    Status = ContactPersonStatus: "Where a contact person stands.";
    Action = ContactPersonAction: "What can happen to a contact person.";
}

queries! {
    ContactPersons of ContactPerson {
        /// байланыс тұлғасы / контактное лицо: one contact person.
        contact_person;
        /// Whom to turn to at organizations: for those who act for the organization, for the akimat
        /// and the chamber of its region.
        contact_persons(ContactPersonFilter, ContactPersonOrderField);
    }
}

filter! {
    /// Which contact persons to list. There is no way to look for a name.
    ContactPersonFilter of directory::ContactPerson {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By organization.
        organization_id: Choice<GlobalId<directory::Organization>>,
        /// By region of the organization: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
}

order! {
    ContactPersonOrderField of directory::ContactPerson {
        /// By when they were named.
        CreatedAt = created_at in head,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    ContactPersonFacetField of directory::ContactPerson {
        /// By where they stand.
        Status = status,
        /// By region of the organization.
        RegionCode = region,
    }
}

async fn show(
    ctx: &Context<'_>,
    it: &directory::ContactPerson,
    field: &'static str,
    value: Option<&Personal>,
) -> Option<Result<String>> {
    personal::show(ctx, it, Some(it.organization_id), field, value).await
}

node! {
    /// байланыс тұлғасы / контактное лицо: whom partners turn to at an organization. Name, phone and
    /// e-mail are personal: reading them takes the scope `personal:read` and a purpose in the header
    /// `X-Purpose` (`CONTACT`, `CONTRACT`, `SUPERVISION`, `AUDIT`), and is written down. Without these they
    /// are `null`, with an error that says what is missing.
    ContactPerson of directory::ContactPerson, counted by ContactPersonFacetField, with LIFECYCLE;
    texts {
        /// лауазымы / должность: what the person is there.
        post = |it| it.details.post.as_ref();
    }
    objects {
        /// аты-жөні / имя: what the person is called. Personal.
        name [name, organization_id]: Option<Result<String>> =
            |it, ctx| show(ctx, it, "name", Some(&it.details.name)).await;
        /// Telephone. Personal.
        phone [phone, organization_id]: Option<Result<String>> =
            |it, ctx| show(ctx, it, "phone", it.details.phone.as_ref()).await;
        /// E-mail. Personal.
        email [email, organization_id]: Option<Result<String>> =
            |it, ctx| show(ctx, it, "email", it.details.email.as_ref()).await;
        /// Where the person works.
        organization [organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.organization_id).await;
    }
}

input! {
    /// Who it is, and how to reach them.
    ContactPersonDetailsInput for Details {
        /// What the person is called.
        name: String,
        /// What the person is at the organization.
        post: Option<LocalizedTextInput>,
        /// Telephone.
        phone: Option<String>,
        /// E-mail.
        email: Option<String>,
    }
}

mutations! {
    ContactPersonMutations on ContactPerson {
        /// Names somebody to turn to. By the administrator of the organization.
        contact_person_create(ContactPersonCreateInput) creates NameContactPerson [
            ORGANIZATION_IS_ACTIVE,
        ] {
            /// The organization.
            organization_id: GlobalId<directory::Organization>,
            /// Who it is.
            details: ContactPersonDetailsInput,
        }
        /// Changes who it is and how to reach them. By the administrator of the organization.
        contact_person_edit(ContactPersonEditInput) does Edit {
            /// All of it: what is left out is emptied.
            details: ContactPersonDetailsInput,
        }
        /// Is no contact person any more. By the administrator of the organization.
        contact_person_end(ContactPersonEndInput) does End {}
    }
}
