use domain::directory::Organization;

use crate::Aggregate;

impl Aggregate for Organization {}
