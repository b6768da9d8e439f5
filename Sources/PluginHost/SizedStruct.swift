/// A struct of the plugin's that starts with its own size: only fields within that size are looked at (`JOBYARD_HAS`),
/// and it is never copied as a whole.
struct SizedStruct<Layout> {
    private let base: UnsafeRawPointer
    private let size: Int

    /// - Throws: when the pointer is misaligned, or the size cannot be one.
    init(_ pointer: UnsafePointer<Layout>, named name: String) throws(PluginLoadError) {
        base = UnsafeRawPointer(pointer)
        guard UInt(bitPattern: base) % UInt(MemoryLayout<Layout>.alignment) == 0 else { throw .misaligned(name) }
        size = Int(base.load(as: UInt32.self))
        guard (8...65536).contains(size) else { throw .badSize(name, size) }
    }

    /// nil where the writer's struct ends before the field.
    subscript<Field>(_ field: KeyPath<Layout, Field>) -> Field? {
        guard let offset = MemoryLayout<Layout>.offset(of: field), offset + MemoryLayout<Field>.size <= size else {
            return nil
        }
        return base.load(fromByteOffset: offset, as: Field.self)
    }
}
