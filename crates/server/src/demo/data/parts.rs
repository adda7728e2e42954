//! The parts a cluster of the demo is made of.

use domain::directory::{cluster, organization::SizeClass};

/// A text in Kazakh, Russian and English.
pub(in crate::demo) type Words = [&'static str; 3];

/// A cluster with everybody who takes part.
#[derive(Debug)]
pub(in crate::demo) struct Setting {
    /// By which the documentation of the demo calls it.
    pub(in crate::demo) code: &'static str,
    /// First two digits of the KATO code.
    pub(in crate::demo) region: &'static str,
    /// Where the cluster stands when the demo begins.
    pub(in crate::demo) status: cluster::Status,
    pub(in crate::demo) name: Words,
    /// The proper name that the institutions of the region share.
    pub(in crate::demo) brand: Words,
    pub(in crate::demo) mission: Words,
    pub(in crate::demo) goal: Words,
    /// Sections of OKED.
    pub(in crate::demo) industries: &'static [&'static str],
    /// Fields of ISCED-F.
    pub(in crate::demo) fields: &'static [&'static str],
    /// The first one is the seat.
    pub(in crate::demo) towns: &'static [Town],
    pub(in crate::demo) crafts: &'static [Craft],
    /// What people must be able to do, in the employers' words.
    pub(in crate::demo) skills: &'static [&'static str],
    /// The first one is the higher college.
    pub(in crate::demo) colleges: &'static [Words],
    pub(in crate::demo) institute: Words,
    pub(in crate::demo) association: Words,
    pub(in crate::demo) partner: (Words, &'static str),
    pub(in crate::demo) firms: &'static [Firm; 11],
}

#[derive(Debug)]
pub(in crate::demo) struct Town {
    pub(in crate::demo) kato: &'static str,
    pub(in crate::demo) latitude: f64,
    pub(in crate::demo) longitude: f64,
}

/// A qualification that the employers of a cluster ask for.
#[derive(Debug)]
pub(in crate::demo) struct Craft {
    pub(in crate::demo) code: &'static str,
    pub(in crate::demo) title: Words,
    /// Lower bound of the salary in thousands of tenge a month.
    pub(in crate::demo) salary: i64,
    /// Work in harmful conditions, which is closed to minors.
    pub(in crate::demo) harmful: bool,
}

#[derive(Debug)]
pub(in crate::demo) struct Firm {
    pub(in crate::demo) name: Words,
    pub(in crate::demo) form: Form,
    pub(in crate::demo) size: SizeClass,
    pub(in crate::demo) oked: &'static str,
}

/// Legal form of an enterprise.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) enum Form {
    /// ЖШС / ТОО.
    Llp,
    /// АҚ / АО.
    Jsc,
}

pub(super) const fn town(kato: &'static str, latitude: f64, longitude: f64) -> Town {
    Town { kato, latitude, longitude }
}

pub(super) const fn craft(code: &'static str, salary: i64, title: Words) -> Craft {
    Craft { code, title, salary, harmful: false }
}

pub(super) const fn hard(code: &'static str, salary: i64, title: Words) -> Craft {
    Craft { code, title, salary, harmful: true }
}

pub(super) const fn llp(size: SizeClass, oked: &'static str, name: Words) -> Firm {
    Firm { name, form: Form::Llp, size, oked }
}

pub(super) const fn jsc(oked: &'static str, name: Words) -> Firm {
    Firm { name, form: Form::Jsc, size: SizeClass::Large, oked }
}
