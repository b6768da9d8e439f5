/// A struct of the host's, read only as far as its own size says that it reaches, and never copied whole: the host may
/// have been built against another minor version of the header.
struct SizedStruct<Layout> {
    private let base: UnsafeRawPointer
    private let size: Int

    init(_ pointer: UnsafePointer<Layout>) {
        base = UnsafeRawPointer(pointer)
        size = Int(base.load(as: UInt32.self))
    }

    /// `nil` where the host's struct ends before the field.
    func read<Value>(_ field: KeyPath<Layout, Value>) -> Value? {
        guard let offset = MemoryLayout<Layout>.offset(of: field), offset + MemoryLayout<Value>.size <= size else {
            return nil
        }
        return base.load(fromByteOffset: offset, as: Value.self)
    }

    /// The same for a field which may be null, as functions may.
    func read<Value>(_ field: KeyPath<Layout, Value?>) -> Value? {
        guard let offset = MemoryLayout<Layout>.offset(of: field), offset + MemoryLayout<Value?>.size <= size else {
            return nil
        }
        return base.load(fromByteOffset: offset, as: Value?.self)
    }
}
