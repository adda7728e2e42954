//! Organizations of one region that train people together (M03; S1.1-4, S2).

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::{Area, Head, Record, Sight, record::head_and_status};

/// өңірлік білім беру-өндірістік кластер / региональный образовательно-производственный кластер.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub head: Head<Self>,
    pub status: Status,
}

/// Where a cluster stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// бастама / инициатива.
    Initiative,
}

impl Record for Cluster {
    const NAME: &'static str = "cluster";
    const AREA: Area = Area::Directory;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] = &[Sight::everyone()];

    head_and_status!();
}
