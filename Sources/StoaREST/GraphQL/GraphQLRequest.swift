internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords

/// What a client asks of the GraphQL endpoint, by POST or GET (GraphQL over HTTP, draft of 2023, section 5).
struct GraphQLRequest {
    let query: String
    let operationName: String?
    /// Keeps the variables valid.
    private let body: KeptDocument?

    var variables: JSONValue? {
        guard let value = body?.root, value.kind == .object else { return nil }
        return isWhole ? value.member("variables").flatMap { $0.isNull ? nil : $0 } : value
    }

    /// The body is the request, not only its variables.
    private let isWhole: Bool

    init(_ exchange: Exchange) throws(Failure) {
        switch exchange.request.method {
        case .post: try self.init(body: exchange.request)
        case .get, .head: try self.init(parameters: exchange.target?.queryPairs() ?? [])
        default: throw Failure(.methodNotAllowed)
        }
    }

    private init(body request: HTTPRequest) throws(Failure) {
        try RequestBody.checkType(of: request)
        let body: KeptDocument
        do { body = try KeptDocument(request.body, limits: JSONLimits()) } catch { throw Failure(malformed: error) }
        guard body.root.kind == .object else {
            throw .badRequest("The body must be a JSON object with a query; batches are not taken.")
        }
        guard let query = body.root.member("query")?.text(), !query.isEmpty else {
            throw .badRequest("The body must have the document as text in \"query\".")
        }
        operationName = try Self.name(body.root.member("operationName"))
        if let variables = body.root.member("variables"), variables.kind != .object, !variables.isNull {
            throw .badRequest("\"variables\" must be an object.")
        }
        if let extensions = body.root.member("extensions"), extensions.kind != .object, !extensions.isNull {
            throw .badRequest("\"extensions\" must be an object.")
        }
        self.query = query
        self.body = body
        isWhole = true
    }

    private static func name(_ value: JSONValue?) throws(Failure) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let name = value.text() else { throw .badRequest("\"operationName\" must be text.") }
        return name.isEmpty ? nil : name
    }

    private init(parameters: [FormPair]) throws(Failure) {
        func parameter(_ name: String) -> String? {
            parameters.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
        }
        guard let query = parameter("query") else { throw .badRequest("The parameter \"query\" is missing.") }
        self.query = query
        operationName = parameter("operationName")
        isWhole = false
        guard let variables = parameter("variables") else {
            body = nil
            return
        }
        do { body = try KeptDocument(Array(variables.utf8), limits: JSONLimits()) } catch {
            throw .badRequest("\"variables\" is not JSON.")
        }
        guard body?.root.kind == .object else { throw .badRequest("\"variables\" must be an object.") }
    }
}

/// The media types of answers.
enum GraphQLMediaType: Sendable {
    /// Every answer of the endpoint is 200: what most clients expect.
    case json
    /// Requests that cannot be executed are 400.
    case graphQL

    var line: StaticString {
        switch self {
        case .json: "Content-Type: application/json; charset=utf-8\r\n"
        case .graphQL: "Content-Type: application/graphql-response+json; charset=utf-8\r\n"
        }
    }

    /// Throws 406 if the client takes neither.
    init(accept: String?) throws(Failure) {
        guard let accept, !accept.isEmpty else {
            self = .json
            return
        }
        for part in accept.lowercased().split(separator: ",") {
            switch part.prefix(while: { $0 != ";" }).filter({ $0 != " " && $0 != "\t" }) {
            case "application/graphql-response+json":
                self = .graphQL
                return
            case "application/json", "*/*", "application/*":
                self = .json
                return
            default: continue
            }
        }
        throw Failure(.notAcceptable, "Answers are application/json or application/graphql-response+json.")
    }
}
