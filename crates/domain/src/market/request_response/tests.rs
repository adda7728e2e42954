//! The rules, in a form that can be read without reading code.

use super::*;
use crate::workflow::testing::is_sound;

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<RequestResponse>(&[
        Status::Contracted,
        Status::Declined,
        Status::Withdrawn,
        Status::Expired,
        Status::Cancelled,
    ]);
}
