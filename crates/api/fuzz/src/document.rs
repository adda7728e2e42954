//! Documents by chance, through everything that stands before the execution of one.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;

#[path = "../../../../tests/it/documents.rs"]
mod documents;

/// Where the fuzzer keeps what has led it somewhere new.
const CORPUS: &str = "corpus";

/// Begins with the documents of the tests.
fn sow() {
    fs::create_dir_all(CORPUS).expect("a folder can be made here");
    for (number, document) in documents::all().iter().enumerate() {
        fs::write(format!("{CORPUS}/{number}.graphql"), document).expect("a file can be written");
    }
}

fuzz_target!(init: sow(), |document: &str| {
    api::http::look_through(document);
});
