package import StoaCore

/// Finds the operation of a path: a trie over segments, literals before parameters, the same for every dialect.
package struct Router: Sendable {
    package struct Match {
        package let operation: Operation
        /// Values of the path's parameters, in their order.
        package let parameters: [Substring]
    }

    package enum Result {
        case found(Match)
        /// The path exists, with these other methods.
        case otherMethods([HTTPMethod])
        case none
    }

    private final class Node: Sendable {
        private let names: NameLookup
        private let literals: [Node]
        let parameter: Node?
        /// Indexes of operations by method.
        let operations: [HTTPMethod: Int]

        init(_ builder: Builder) {
            let sorted = builder.literals.sorted { $0.key < $1.key }
            names = NameLookup(sorted.map(\.key))
            literals = sorted.map { Node($0.value) }
            parameter = builder.parameter.map { Node($0) }
            operations = builder.operations
        }

        func literal(_ segment: Substring) -> Node? {
            var segment = segment
            return segment.withUTF8 { names.index(of: UnsafeRawBufferPointer($0)) }.map { literals[$0] }
        }
    }

    private final class Builder {
        var literals: [String: Builder] = [:]
        var parameter: Builder?
        var operations: [HTTPMethod: Int] = [:]
    }

    private let root: Node
    private let operations: [Operation]

    package init(_ operations: [Operation]) {
        let root = Builder()
        for operation in operations {
            var node = root
            for segment in operation.path {
                switch segment {
                case .literal(let text):
                    let next = node.literals[text] ?? Builder()
                    node.literals[text] = next
                    node = next
                case .parameter:
                    let next = node.parameter ?? Builder()
                    node.parameter = next
                    node = next
                }
            }
            node.operations[operation.method] = operation.index
        }
        self.root = Node(root)
        self.operations = operations
    }

    /// `segments` is the path behind the dialect's base; a `.json` at its end is dropped.
    package func match(_ method: HTTPMethod, _ segments: ArraySlice<Substring>) -> Result {
        guard let last = segments.last else { return .none }
        var parameters: [Substring] = []
        let bare = Self.withoutSuffix(last)
        guard let node = find(segments.dropLast(), bare, &parameters), !node.operations.isEmpty else { return .none }
        let wanted = method == .head ? .get : method
        guard let index = node.operations[wanted] else {
            return .otherMethods(node.operations.keys.sorted { $0.rawValue < $1.rawValue })
        }
        return .found(Match(operation: operations[index], parameters: parameters))
    }

    /// Byte-wise, since suffixes by characters cost ten times as much.
    private static func withoutSuffix(_ segment: Substring) -> Substring {
        let bytes = segment.utf8
        guard bytes.count > 5, bytes.suffix(5).elementsEqual(".json".utf8) else { return segment }
        return Substring(bytes.dropLast(5))
    }

    /// Without backtracking: a literal that matches wins, and no module can put a parameter beside a path of another
    /// resource that begins with the same segment in a way that both could match.
    private func find(_ segments: ArraySlice<Substring>, _ last: Substring, _ parameters: inout [Substring]) -> Node? {
        var node = root
        for segment in segments {
            guard let next = step(from: node, segment, &parameters) else { return nil }
            node = next
        }
        return step(from: node, last, &parameters)
    }

    private func step(from node: Node, _ segment: Substring, _ parameters: inout [Substring]) -> Node? {
        if let next = node.literal(segment) { return next }
        guard let next = node.parameter, !segment.isEmpty else { return nil }
        parameters.append(segment)
        return next
    }
}
