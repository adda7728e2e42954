//! Reads the schema once; what derives from it later finds it prepared.

fn main() {
    cynic_codegen::register_schema("klaster")
        .from_sdl_file("../../../schema.graphql")
        .expect("cynic reads schema.graphql")
        .as_default()
        .expect("the schema is registered");
}
