//! The service itself.

pub(crate) mod api_info;
