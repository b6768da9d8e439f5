/// A `$ref` and what it leads to.
struct SchemaReference {
    let site: KeywordSite
    let target: SubschemaID
}
