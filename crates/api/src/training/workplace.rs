use app::training::{CreateWorkplace, EditWorkplace};
use domain::{
    Code, Datum, Filter, Test,
    directory::{self, organization::ORGANIZATION_IS_ACTIVE},
    reference::{PLACE_IS_KNOWN, QUALIFICATION_IS_IN_FORCE, QUALIFICATION_IS_KNOWN},
    training::{
        self,
        workplace::{Action, ShiftMode, Status, Terms},
    },
};

use crate::{
    directory::organization::Organization,
    graphql::prelude::*,
    reference::{
        classifier::{Qualification, qualification},
        place::{Region, region},
    },
};

named! {
    ShiftMode = WorkplaceShiftMode: "When it is worked at a workplace.";
    Status = WorkplaceStatus: "Where a workplace stands.";
    Action = WorkplaceAction: "What can happen to a workplace.";
}

queries! {
    Workplaces of Workplace {
        /// оқу жұмыс орны / учебное рабочее место: one workplace.
        workplace;
        /// Workplaces for training: drafts and withdrawn ones for their enterprise, all others for
        /// everyone.
        workplaces(WorkplaceFilter, WorkplaceOrderField);
    }
}

filter! {
    /// Which workplaces to list.
    WorkplaceFilter of training::Workplace {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By number in the register.
        number: CodeFilter,
        /// By enterprise.
        enterprise_id: Choice<GlobalId<directory::Organization>>,
        /// By the qualifications that can be trained there: `has` one code.
        qualification_codes in terms: CodesFilter,
        /// By region: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By place; `startsWith` takes in all that lies in a region or district.
        kato_code in terms: CodeFilter,
        /// By the number of learners at one time.
        capacity in terms: Range<i32>,
        /// By the first day on which it can be used.
        available_from in terms: Range<Date>,
        /// By the last day on which it can be used; `isNull` are those without one.
        available_to in terms: Range<Date>,
        /// By when it is worked there.
        shift_mode in terms: Choice<Coded<ShiftMode>>,
        /// By whether the work is heavy, harmful or dangerous.
        is_harmful in terms: Choice<bool>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
    special {
        /// By distance.
        near: NearFilter => NearFilter::into_part,
        /// Open ones that can be used on this day.
        available_on: Date => available_on,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "other values of the list can be refused")]
fn available_on(day: Date) -> Result<Filter> {
    let day = Datum::Date(day.0);
    let (open, last) = (Datum::Text(Status::Open.code().to_owned()), "available_to");
    Ok(Filter::All(vec![
        Filter::Field("status", Test::Eq(open)),
        Filter::Field("available_from", Test::Lte(day.clone())),
        Filter::Any(vec![
            Filter::Field(last, Test::IsNull(true)),
            Filter::Field(last, Test::Gte(day)),
        ]),
    ]))
}

order! {
    WorkplaceOrderField of training::Workplace {
        /// By when they were entered.
        CreatedAt = created_at in head,
        /// By the first day on which they can be used.
        AvailableFrom = available_from in terms,
        /// By the number of learners at one time.
        Capacity = capacity in terms,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    WorkplaceFacetField of training::Workplace {
        /// By where they stand.
        Status = status,
        /// By region.
        RegionCode = region,
        /// By when it is worked there.
        ShiftMode = shift_mode in terms,
    }
}

node! {
    /// оқу жұмыс орны / учебное рабочее место: where learners are trained at an enterprise (Law on
    /// Education, article 45-1).
    Workplace of training::Workplace, counted by WorkplaceFacetField, with LIFECYCLE;
    leaves {
        /// Number in the register: `W-<region>-<year>-<sequence>`.
        number: &str = |it| &it.number;
        /// Codes of the qualifications that can be trained there.
        qualification_codes: &[String] = |it| &it.terms.qualification_codes;
        /// Where it is: the first two digits of the KATO code.
        region_code [region]: String = |it| it.region.to_string();
        /// ӘАОЖ / КАТО: where it is.
        kato_code: &str = |it| &it.terms.kato_code;
        /// Degrees to the north, if the place on the map is known.
        latitude: Option<f64> = |it| it.terms.latitude;
        /// Degrees to the east, if the place on the map is known.
        longitude: Option<f64> = |it| it.terms.longitude;
        /// Learners it has room for at one time.
        capacity: u32 = |it| it.terms.capacity;
        /// The first day on which it can be used.
        available_from: Date = |it| Date(it.terms.available_from);
        /// The last day on which it can be used; none, until something else is said.
        available_to: Option<Date> = |it| it.terms.available_to.map(Date);
        /// When it is worked there.
        shift_mode: Coded<ShiftMode> = |it| it.terms.shift_mode.into();
        /// Whether the work is heavy, harmful or dangerous: closed to people below the age that the rule
        /// `HARMFUL_WORK_MIN_AGE` names (Labour Code).
        is_harmful: bool = |it| it.terms.is_harmful;
        /// When it was published for the first time.
        published_at: Option<DateTime> = |it| it.published_at.map(DateTime);
    }
    texts {
        /// What it is called.
        name = |it| &it.terms.name;
        /// мекенжай / адрес: street and building.
        address = |it| it.terms.address.as_ref();
        /// What the conditions of work are, and what protects from them.
        conditions = |it| it.terms.conditions.as_ref();
        /// жабдық / оборудование: what learners work on.
        equipment = |it| it.terms.equipment.as_ref();
    }
    objects {
        /// Whose it is.
        enterprise [enterprise_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.enterprise_id).await;
        /// өңір / регион: where it is.
        region: Option<Region> = |it, ctx| region(ctx, it.region);
        /// біліктіліктер / квалификации: what can be trained there, 20 at most.
        qualifications [qualification_codes]: Vec<Qualification> = |it, ctx| {
            let codes = it.terms.qualification_codes.iter();
            codes.filter_map(|code| qualification(ctx, code)).collect()
        };
    }
}

input! {
    /// What an enterprise says of a workplace.
    WorkplaceTermsInput for Terms {
        /// What it is called.
        name: LocalizedTextInput,
        /// Codes of the qualifications that can be trained there, 1 to 20, each once.
        qualification_codes: Vec<String>,
        /// Where it is: nine digits of KATO.
        kato_code: String,
        /// Street and building.
        address: Option<LocalizedTextInput>,
        /// Degrees to the north, with `longitude`; in Kazakhstan.
        latitude: Option<f64>,
        /// Degrees to the east, with `latitude`; in Kazakhstan.
        longitude: Option<f64>,
        /// Learners it has room for at one time, at least one.
        capacity: u32,
        /// The first day on which it can be used.
        available_from: Date,
        /// The last day on which it can be used; if it is left out, until something else is said.
        available_to: Option<Date>,
        /// When it is worked there.
        shift_mode: Coded<ShiftMode>,
        /// Whether the work is heavy, harmful or dangerous.
        is_harmful: bool,
        /// What the conditions of work are, and what protects from them.
        conditions: Option<LocalizedTextInput>,
        /// What learners work on.
        equipment: Option<LocalizedTextInput>,
    }
}

mutations! {
    WorkplaceMutations on Workplace {
        /// Describes a workplace. By the enterprise.
        workplace_create(WorkplaceCreateInput) creates CreateWorkplace [
            ORGANIZATION_IS_ACTIVE, QUALIFICATION_IS_KNOWN, QUALIFICATION_IS_IN_FORCE,
            PLACE_IS_KNOWN,
        ] {
            /// Whose it is.
            enterprise_id: GlobalId<directory::Organization>,
            /// What is said of it.
            terms: WorkplaceTermsInput,
        }
        /// Changes what is said of a workplace. By the enterprise.
        workplace_edit(WorkplaceEditInput) runs EditWorkplace as Edit [
            QUALIFICATION_IS_KNOWN, QUALIFICATION_IS_IN_FORCE, PLACE_IS_KNOWN,
        ] {
            /// All of it: what is left out is emptied.
            terms: WorkplaceTermsInput,
        }
        /// Shows a workplace to everyone: learners may be placed there. By the enterprise.
        workplace_publish(WorkplacePublishInput) does Publish {}
        /// Lets nobody new be placed there for the time being. By the enterprise.
        workplace_suspend(WorkplaceSuspendInput) does Suspend {
            /// Why.
            comment: String,
        }
        /// Gives up a workplace that was published. By the enterprise.
        workplace_close(WorkplaceCloseInput) does Close {
            /// Why.
            comment: Option<String>,
        }
        /// Gives up a workplace before it is published. By the enterprise.
        workplace_withdraw(WorkplaceWithdrawInput) does Withdraw {
            /// Why.
            comment: Option<String>,
        }
    }
}
