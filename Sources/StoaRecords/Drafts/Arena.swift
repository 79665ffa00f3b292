/// Bump memory for one unit of work: drafts, decoded text and what modules allocate live and die together.
///
/// Not thread-safe; a writer owns one and resets it between requests. Memory handed out is zeroed and stays where it is
/// until `reset()`.
package final class Arena {
    private struct Block {
        let memory: UnsafeMutableRawPointer
        let size: Int
    }

    /// What one unit of work may take before `allocate` gives up: the quota that stoa.core/1 states.
    package static let quotaBytes = 16 << 20
    private static let blockBytes = 64 << 10

    private var blocks: [Block] = []
    private var current = 0
    private var offset = 0
    private var used = 0
    /// What was handed out since the last `reset`.
    var usedBytes: Int { used }
    private var kept: [Draft] = []

    package init() {
        blocks = [Arena.makeBlock(Arena.blockBytes)]
    }

    deinit {
        for block in blocks { block.memory.deallocate() }
    }

    private static func makeBlock(_ size: Int) -> Block {
        Block(memory: .allocate(byteCount: size, alignment: 16), size: size)
    }

    /// Who can stop here and go on in another unit of work, should.
    var isHalfSpent: Bool { used > Arena.quotaBytes / 2 }

    /// Zeroed memory aligned to 16 bytes, or nil when the quota is spent.
    package func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
        guard count >= 0, count <= Arena.quotaBytes - used else { return nil }
        let size = (count + 15) & ~15
        if offset + size > blocks[current].size { advance(to: size) }
        let pointer = blocks[current].memory + offset
        offset += size
        used += size
        pointer.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return pointer
    }

    /// The arena's own copy of `bytes`, or nil when the quota is spent.
    package func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let source = bytes.baseAddress, !bytes.isEmpty else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        guard let target = allocate(bytes.count) else { return nil }
        target.copyMemory(from: source, byteCount: bytes.count)
        return UnsafeRawBufferPointer(start: target, count: bytes.count)
    }

    /// The arena's own copy of a string's UTF-8, or nil when the quota is spent.
    func copy(text: String) -> UnsafeRawBufferPointer? {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    /// Lets a draft live as long as the memory that it points into, whoever else refers to it.
    func keep(_ draft: Draft) { kept.append(draft) }

    /// Forgets everything handed out.
    ///
    /// Keeps one block, so that steady work allocates nothing.
    package func reset() {
        kept.removeAll(keepingCapacity: true)
        for block in blocks.dropFirst() { block.memory.deallocate() }
        blocks.removeLast(blocks.count - 1)
        current = 0
        offset = 0
        used = 0
    }

    private func advance(to size: Int) {
        blocks.append(Arena.makeBlock(max(size, Arena.blockBytes)))
        current = blocks.count - 1
        offset = 0
    }
}
