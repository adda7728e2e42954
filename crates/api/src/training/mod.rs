pub(crate) mod workplace;
