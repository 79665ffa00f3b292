internal import CStoaABI

/// Reads the ABI's arrays and growing structs: bytes that the writer did not know of read as zero.
enum CArray {
    /// More elements than any sensible declaration has; what is above is garbage.
    static let countMax: UInt32 = 4_096

    /// The elements of an array whose struct may be smaller or larger than ours.
    ///
    /// Nil if the array cannot be right.
    static func read<T: BitwiseCopyable>(_ items: UnsafePointer<T>?, count: UInt32, stride: UInt32, zero: T) -> [T]? {
        guard count > 0 else { return [] }
        guard let items, count <= countMax, stride >= 4, stride <= 4_096 else { return nil }
        let base = UnsafeRawPointer(items)
        return (0..<Int(count)).map { copy(from: base + $0 * Int(stride), size: Int(stride), zero: zero) }
    }

    /// A struct of `size` bytes as the one that we know.
    static func copy<T: BitwiseCopyable>(from source: UnsafeRawPointer, size: Int, zero: T) -> T {
        var result = zero
        withUnsafeMutableBytes(of: &result) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: source, count: min(size, MemoryLayout<T>.size)))
        }
        return result
    }

    /// Fills a struct of `size` bytes that the other side made with what fits of ours.
    static func write<T: BitwiseCopyable>(_ value: T, to target: UnsafeMutablePointer<T>, size: UInt32) {
        withUnsafeBytes(of: value) { source in
            UnsafeMutableRawBufferPointer(start: target, count: min(Int(size), MemoryLayout<T>.size))
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source.prefix(Int(size))))
        }
    }
}

extension stoa_str {
    /// The text, or nil if it is no UTF-8 or longer than any declaration's text.
    var text: String? {
        guard n > 0 else { return "" }
        guard let p, n <= 1 << 16 else { return nil }
        return String(validating: UnsafeRawBufferPointer(start: p, count: n), as: UTF8.self)
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: p, count: n) }

    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(p: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), n: bytes.count)
    }
}
