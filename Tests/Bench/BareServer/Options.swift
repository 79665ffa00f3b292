/// The command line of the yardstick.
struct Options {
    struct Unusable: Error {
        let argument: String
    }

    var port = 0
    var loops = 2
    /// Nil: messages are counted.
    var responsePath: String?
    var notModifiedPath: String?

    init(_ arguments: ArraySlice<String>) throws(Unusable) {
        var rest = arguments
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Unusable(argument: name) }
            switch name {
            case "--port": port = try Self.number(value)
            case "--loops": loops = try Self.number(value)
            case "--response": responsePath = value
            case "--not-modified": notModifiedPath = value
            default: throw Unusable(argument: name)
            }
        }
    }

    private static func number(_ text: String) throws(Unusable) -> Int {
        guard let number = Int(text) else { throw Unusable(argument: text) }
        return number
    }
}
