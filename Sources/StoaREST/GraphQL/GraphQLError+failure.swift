internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON

/// Failures of the kernel as GraphQL shows them.
extension GraphQLError {
    /// `requestID` is for those who ask about what only the log tells.
    init(_ failure: Failure, requestID: String) {
        switch failure.code {
        case .forbidden(let scope) where !scope.isEmpty:
            self.init("Access denied. Required access: `\(scope)` access scope.", code: "ACCESS_DENIED")
        case .forbidden: self.init(failure.message, code: "ACCESS_DENIED")
        case .unauthenticated: self.init(failure.message, code: "UNAUTHENTICATED")
        case .notFound: self.init(failure.message, code: "NOT_FOUND")
        case .tooManyRequests: self.init("Throttled", code: "THROTTLED")
        case .badRequest, .invalid: self.init(Self.text(failure), code: .input)
        case .internal:
            self.init("Internal error. Quote the request id \(requestID).", code: "INTERNAL_SERVER_ERROR")
        default: self.init(Self.text(failure), code: failure.code.name)
        }
    }

    private static func text(_ failure: Failure) -> String {
        guard let issue = failure.issues.first else { return failure.message }
        return issue.field.isEmpty
            ? issue.message : "\(GraphQLNames.path(issue.field).joined(separator: ".")) \(issue.message)"
    }
}

extension Failure {
    /// A request that was not executed at all.
    func graphQLBody(requestID: String) -> [UInt8] {
        var body: [UInt8] = []
        body.appendASCII("{\"errors\":")
        [GraphQLError(self, requestID: requestID)].append(to: &body)
        body.append(UInt8(ascii: "}"))
        return body
    }

    /// It is the input's fault, and a change's answer has a place for that.
    var isUserError: Bool {
        switch code {
        case .invalid, .conflict, .notFound, .stale, .locked, .badRequest, .gone: true
        default: false
        }
    }

    /// JSON array of what was wrong: `[{"field", "message", "code", "elementIndex"}]`.
    func userErrors(notFound: String) -> [UInt8] {
        var issues = issues
        if issues.isEmpty {
            let field = code == .notFound ? notFound : ""
            issues = [Issue(field: field, message: code == .notFound ? "does not exist" : message)]
        }
        var json = JSONBuilder()
        json.object { json in
            json.array("errors", issues) { json, issue in
                let path = GraphQLNames.path(issue.field)
                json.object { json in
                    if path.isEmpty { json.member("field", json: "null") } else { json.array("field", path) }
                    json.member("message", Self.sentence(path, issue.message))
                    json.member("code", Self.code(of: issue.message))
                    if let index = path.first(where: { $0.allSatisfy(\.isNumber) }) {
                        json.member("elementIndex", json: index)
                    } else {
                        json.member("elementIndex", json: "null")
                    }
                }
            }
        }
        return Array(json.bytes.dropFirst(#"{"errors":"#.utf8.count).dropLast())
    }

    /// REST clients put the field's name before the message; those of GraphQL show the message alone.
    private static func sentence(_ path: [String], _ message: String) -> String {
        guard let first = message.first, first.isLowercase, let name = path.last(where: { !$0.allSatisfy(\.isNumber) })
        else { return message }
        let words = name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : "\($1)" }
        return words.prefix(1).uppercased() + words.dropFirst() + " " + message
    }

    private static func code(of message: String) -> String {
        switch message {
        case "can't be blank": "BLANK"
        case "has already been taken": "TAKEN"
        case "does not exist", "must exist": "NOT_FOUND"
        default: "INVALID"
        }
    }
}
