public import CStoaABI

/// A module as the kernel sees it: built once from its list, at the same address for as long as the process lives.
///
///     private let module = ModuleEntry(Suppliers.self)
///
///     @c(stoa_module_entry)
///     public func moduleEntry(_ hostABI: UInt32) -> UnsafePointer<stoa_module>? {
///         module.pointer(forHost: hostABI)
///     }
///
/// Invariant: what it points to is not changed after it was made.
public struct ModuleEntry: @unchecked Sendable {
    /// What is wrong with the module's list; a module with problems answers `create` with an error.
    ///
    /// Every module has a test that this is empty.
    public let problems: [String]
    private let module: UnsafePointer<stoa_module>

    /// Builds the module.
    ///
    /// Keep the result in a global: what is built here is never freed, because the contract says that it is valid for
    /// as long as the library, which is never unloaded.
    public init<M: Module>(_ type: M.Type) {
        let list = DeclarationList(of: M.declarations)
        problems = list.problems
        // A module with problems says who it is, offers nothing and does not start.
        let offered = list.problems.isEmpty ? list : DeclarationList()
        module = Immortal.pointer(
            stoa_module(
                size: UInt32(MemoryLayout<stoa_module>.size), abi: STOA_ABI, id: Immortal.text(M.id),
                version: Immortal.text(M.version), decl: Immortal.pointer(offered.cDeclarations),
                data: Immortal.pointer(ModuleImage(list)), create: EntryPoints.create,
                activate: EntryPoints.activate, destroy: EntryPoints.destroy))
    }

    /// The module, or nil if the host speaks another major version of the contract.
    public func pointer(forHost abi: UInt32) -> UnsafePointer<stoa_module>? {
        abi >> 16 == STOA_ABI_MAJOR ? module : nil
    }
}

/// Memory that is never given back; see ``ModuleEntry``.
enum Immortal {
    static func pointer<Value>(_ value: Value) -> UnsafePointer<Value> {
        let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        pointer.initialize(to: value)
        return UnsafePointer(pointer)
    }

    static func array<Value>(_ values: [Value]) -> (items: UnsafePointer<Value>?, count: UInt32, stride: UInt32) {
        let stride = UInt32(MemoryLayout<Value>.stride)
        guard !values.isEmpty else { return (nil, 0, stride) }
        let pointer = UnsafeMutablePointer<Value>.allocate(capacity: values.count)
        pointer.initialize(from: values, count: values.count)
        return (UnsafePointer(pointer), UInt32(values.count), stride)
    }

    static func text(_ text: String) -> stoa_str {
        let bytes = array(text.utf8.map { CChar(bitPattern: $0) })
        return stoa_str(p: bytes.items, n: Int(bytes.count))
    }
}
