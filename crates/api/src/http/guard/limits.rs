/// How large an operation may be. Beyond one of these a request is refused before it is looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a document.
    pub document_bytes: usize,
    /// Names, numbers, texts and signs in a document.
    pub tokens: usize,
    /// Brackets within brackets in a document.
    pub nesting: usize,
    /// Operations in a document, of which a request runs one.
    pub operations: usize,
    /// Named fragments in a document.
    pub fragments: usize,
    /// Selections within selections of an operation, fragments put in their places.
    pub depth: usize,
    /// The same where nothing but the schema is asked for: the queries of common tools are deep.
    pub introspection_depth: usize,
    /// Selections of an operation, those of a fragment as often as it is spread.
    pub selections: usize,
    /// Fields of an operation that have another name in the answer.
    pub aliases: usize,
    /// Directives of an operation.
    pub directives: usize,
    /// Fields of an operation that stand in no other.
    pub root_fields: usize,
    /// Points that an operation may cost, as `@cost` in the schema says.
    pub cost: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 16 * 1024,
            tokens: 2000,
            nesting: 24,
            operations: 10,
            fragments: 50,
            depth: 14,
            introspection_depth: 20,
            selections: 1500,
            aliases: 50,
            directives: 40,
            root_fields: 20,
            cost: 10_000,
        }
    }
}
