import CStoaABI
import Glibc
import StoaKit
import Synchronization

/// A host that keeps records in memory and answers through the tables of the contract, so that a module is called as
/// the kernel calls it.
///
/// Its functions carry no context: a `stoa_cx` is the number of a host. Invariant: each test has its own and is one
/// thread.
final class FakeHost: @unchecked Sendable {
    struct Row {
        let resource: String
        var id: Int64
        var values: [stoa_val]
        var children: [UInt32: [Int]] = [:]
        var sent: Set<UInt32> = []
        var isDropped = false
    }

    struct Issue: Equatable {
        var field: String
        var message: String
    }

    /// What the next calls of a table's function answer instead of working.
    var faults: [String: stoa_rc] = [:]
    var rows: [Row] = []
    var issues: [Issue] = []
    /// The names of the fields written, in order.
    var written: [String] = []
    /// The rows that were saved, in order.
    var saved: [Int] = []
    /// What routes answered and searches asked for.
    var replies: [String] = []
    let cx: stoa_cx
    let module: stoa_module
    private(set) var pointer: UnsafeMutableRawPointer?
    private var allocations: [UnsafeMutableRawPointer] = []
    private static let hosts = Mutex<[UInt64: FakeHost]>([:])
    private static let next = Atomic<UInt64>(1)

    init(_ entry: ModuleEntry) throws {
        guard let module = entry.pointer(forHost: STOA_ABI)?.pointee else { throw Refused(code: -1) }
        self.module = module
        cx = stoa_cx(v: Self.next.wrappingAdd(1, ordering: .relaxed).oldValue)
        Self.hosts.withLock { $0[cx.v] = self }
        var pointer: UnsafeMutableRawPointer?
        let code = module.create(&Tables.host, module.data, &pointer)
        guard code == 0 else { throw Refused(code: code) }
        self.pointer = pointer
        let activated = module.activate(pointer, &Tables.host)
        guard activated == 0 else { throw Refused(code: activated) }
    }

    struct Refused: Error, Equatable {
        let code: stoa_rc
    }

    func close() {
        module.destroy(pointer)
        freeCallMemory()
        for row in rows {
            row.values.forEach { free(UnsafeMutableRawPointer(mutating: $0.s.p)) }
        }
        Self.hosts.withLock { $0[cx.v] = nil }
    }

    func freeCallMemory() {
        allocations.forEach { free($0) }
        allocations.removeAll(keepingCapacity: true)
    }

    static func of(_ cx: stoa_cx) -> FakeHost? {
        hosts.withLock { $0[cx.v] }
    }

    func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
        guard faults["alloc"] == nil, let memory = calloc(1, count) else { return nil }
        allocations.append(memory)
        return memory
    }
}

// MARK: Declarations

extension FakeHost {
    var resources: [stoa_resource] {
        let list = module.decl.pointee.resources
        return Array(UnsafeBufferPointer(start: list.items, count: Int(list.count)))
    }

    func fields(of resource: String) -> [stoa_field] {
        guard let found = resources.first(where: { text($0.name) == resource }) else { return [] }
        return Array(UnsafeBufferPointer(start: found.fields.items, count: Int(found.fields.count)))
    }

    func index(_ resource: String, _ field: String) -> UInt32 {
        UInt32(fields(of: resource).firstIndex { text($0.name) == field } ?? -1)
    }

    var hooks: [stoa_hook] {
        let list = module.decl.pointee.hooks
        return Array(UnsafeBufferPointer(start: list.items, count: Int(list.count)))
    }
}

// MARK: Records

extension FakeHost {
    /// Makes a row from values by field name and children, rows made before, by field name.
    ///
    /// Without an id it gets one, as every record does.
    func add(
        _ resource: String, id: Int64 = 0, _ values: [String: stoa_val] = [:], children: [String: [Int]] = [:],
        sent: Set<String> = []
    ) -> Int {
        let id = id == 0 ? Int64(100 + rows.count) : id
        var row = Row(resource: resource, id: id, values: fields(of: resource).map { _ in stoa_val() })
        for (name, value) in values {
            row.values[Int(index(resource, name))] = Self.owned(value)
        }
        for (name, list) in children {
            row.children[index(resource, name)] = list
        }
        row.sent = Set(sent.map { index(resource, $0) })
        rows.append(row)
        return rows.count - 1
    }

    func handle(_ row: Int) -> stoa_rec {
        stoa_rec(v: cx.v << 32 | UInt64(row + 1))
    }

    func row(of handle: stoa_rec) -> Int? {
        let row = Int(handle.v & 0xFFFF_FFFF) - 1
        return handle.v >> 32 == cx.v && rows.indices.contains(row) ? row : nil
    }

    func value(_ row: Int, _ field: String) -> stoa_val {
        rows[row].values[Int(index(rows[row].resource, field))]
    }

    func children(_ row: Int, _ field: String) -> [Int] {
        rows[row].children[index(rows[row].resource, field)] ?? []
    }

    /// Runs one hook of the module for one record.
    func run(hook: Int = 0, _ op: Int, draft: Int, before: Int? = nil) -> stoa_rc {
        defer { freeCallMemory() }
        var change = stoa_change(
            size: UInt32(MemoryLayout<stoa_change>.size), op: UInt32(op), draft: handle(draft),
            before: before.map(handle) ?? stoa_rec())
        return withUnsafePointer(to: &change) { change in
            var changes = stoa_changes(items: change, count: 1, stride: UInt32(MemoryLayout<stoa_change>.stride))
            return hooks[hook].fn(pointer, hooks[hook].data, cx, &changes)
        }
    }

    static func owned(_ value: stoa_val) -> stoa_val {
        guard let source = value.s.p, let copy = malloc(value.s.n + 1) else { return value }
        copy.copyMemory(from: source, byteCount: value.s.n)
        var value = value
        value.s.p = UnsafePointer(copy.assumingMemoryBound(to: CChar.self))
        return value
    }
}

// MARK: Values

func text(_ text: stoa_str) -> String {
    String(decoding: UnsafeRawBufferPointer(start: text.p, count: text.n), as: UTF8.self)
}

private let decoded = text(_:)

extension stoa_val {
    private static func make(_ tag: Int, i: Int64 = 0, f: Double = 0, s: String? = nil) -> stoa_val {
        // Leaked: values of tests live as long as the test run.
        let copy = s.flatMap { strdup($0) }
        return stoa_val(tag: UInt32(tag), flags: 0, i: i, f: f, s: stoa_str(p: copy, n: s?.utf8.count ?? 0))
    }

    static func text(_ text: String) -> stoa_val { make(STOA_TEXT, s: text) }
    static func json(_ text: String) -> stoa_val { make(STOA_JSON, s: text) }
    static func bool(_ value: Bool) -> stoa_val { make(STOA_BOOL, i: value ? 1 : 0) }
    static func int(_ value: Int64) -> stoa_val { make(STOA_I64, i: value) }
    static func money(_ value: Int64) -> stoa_val { make(STOA_MONEY, i: value) }
    static func time(_ value: Int64) -> stoa_val { make(STOA_TIME, i: value) }
    static func float(_ value: Double) -> stoa_val { make(STOA_F64, f: value) }

    var string: String? { s.p == nil ? nil : decoded(s) }
    var isNull: Bool { tag == UInt32(STOA_NULL) }
}
