//! Use cases of training at enterprises that are more than one command.

mod workplace;

pub use self::workplace::{CreateWorkplace, EditWorkplace};
