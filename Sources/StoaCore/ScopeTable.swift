/// The scopes that a server knows, numbered, so that the check per request is one bit test.
///
/// Built once from the declarations of a generation of modules and never changed.
public struct ScopeTable: Sendable {
    /// More scopes than this don't fit a mask.
    public static let countMax = ScopeMask.bitCount

    /// Every known name, sorted; a name's place is its index.
    public let names: [String]
    private let indices: [String: Int]

    /// Numbers `names`, dropping repeats.
    ///
    /// Nil if more than `countMax` remain.
    public init?(names: [String]) {
        let sorted = Set(names).sorted()
        guard sorted.count <= Self.countMax else { return nil }
        self.names = sorted
        indices = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
    }

    /// The index of a scope, or nil if it is not known here.
    public func index(of name: String) -> Int? {
        indices[name]
    }

    /// What `scopes` allows.
    ///
    /// Names that are not known here allow nothing.
    public func mask(of scopes: Scopes) -> ScopeMask {
        guard !scopes.isAdmin else { return .all }
        var mask = ScopeMask()
        for name in scopes.passingNames {
            guard let index = indices[name] else { continue }
            mask.insert(index)
        }
        return mask
    }
}

/// A set of scopes by their index in one `ScopeTable`.
public struct ScopeMask: Sendable, Equatable {
    /// Indices are 0..<bitCount.
    public static let bitCount = 256
    /// Passes every check.
    public static let all = ScopeMask(words: SIMD4(repeating: .max))

    @usableFromInline var words: SIMD4<UInt64>

    /// Passes no check.
    public init() {
        words = SIMD4(repeating: 0)
    }

    private init(words: SIMD4<UInt64>) {
        self.words = words
    }

    /// Adds one scope.
    ///
    /// The index must come from the table.
    public mutating func insert(_ index: Int) {
        precondition(index >= 0 && index < Self.bitCount, "scope index outside the mask")
        words[index >> 6] |= 1 << UInt64(index & 63)
    }

    /// Whether a check for the scope with this index passes; false outside 0..<bitCount.
    @inlinable
    public func contains(_ index: Int) -> Bool {
        guard index >= 0, index < Self.bitCount else { return false }
        return words[index >> 6] & (1 << UInt64(index & 63)) != 0
    }
}
