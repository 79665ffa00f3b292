package import StoaCore
internal import StoaJSON

/// Writes a failure in a dialect's error shape.
extension Dialect {
    package func errorBody(_ failure: Failure, requestID: String) -> [UInt8] {
        switch envelope {
        case .named: Self.shopifyBody(failure, requestID: requestID)
        case .data: Self.storeicuBody(failure, requestID: requestID)
        }
    }

    /// `{"errors": "text"}`, or `{"errors": {field: [texts]}}` where there are issues: clients iterate the lists.
    private static func shopifyBody(_ failure: Failure, requestID: String) -> [UInt8] {
        var body: [UInt8] = []
        body.appendASCII("{\"errors\":")
        if failure.issues.isEmpty || failure.status >= 500 {
            body.appendJSONString(shopifyText(failure, requestID: requestID))
        } else {
            appendFields(failure, asText: failure.code == .badRequest, to: &body)
        }
        body.append(UInt8(ascii: "}"))
        return body
    }

    /// `{"error": {code, message, details, request_id}}`.
    private static func storeicuBody(_ failure: Failure, requestID: String) -> [UInt8] {
        var body: [UInt8] = []
        body.appendASCII("{\"error\":{\"code\":")
        body.appendJSONString(failure.code.name)
        body.appendASCII(",\"message\":")
        // What an internal failure says is for the log.
        body.appendJSONString(failure.code == .internal ? failure.code.entry.meaning : failure.message)
        body.appendASCII(",\"details\":{")
        if let subject = failure.subject {
            body.appendASCII("\"resource\":")
            body.appendJSONString(subject.resource)
            body.appendASCII(",\"id\":")
            body.appendJSONString(subject.id)
        } else if !failure.issues.isEmpty, failure.status < 500 {
            body.appendASCII("\"fields\":")
            appendFields(failure, asText: false, to: &body)
        } else if case .forbidden(let scope) = failure.code, !scope.isEmpty {
            body.appendASCII("\"scope\":")
            body.appendJSONString(scope)
        }
        body.appendASCII("},\"request_id\":")
        body.appendJSONString(requestID)
        body.appendASCII("}}")
        return body
    }

    /// The texts that Shopify's clients look for; where there is none, the failure's own sentence.
    private static func shopifyText(_ failure: Failure, requestID: String) -> String {
        switch failure.code {
        case .unauthenticated: "[API] Invalid API key or access token (unrecognized login or wrong password)"
        // Apps search for "merchant approval for (\w+) scope".
        case .forbidden(let scope) where !scope.isEmpty:
            "[API] This action requires merchant approval for \(scope) scope."
        case .notFound: "Not found"
        case .tooManyRequests:
            "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service."
        case .internal: "Internal Server Error (request id \(requestID))"
        default: failure.message
        }
    }

    /// Issues grouped by field, in the sequence in which they were found.
    ///
    /// 400 texts stand alone, 422 texts in lists.
    private static func appendFields(_ failure: Failure, asText: Bool, to body: inout [UInt8]) {
        var fields: [String] = []
        for issue in failure.issues where !fields.contains(issue.field) { fields.append(issue.field) }
        body.append(UInt8(ascii: "{"))
        for (index, field) in fields.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.appendJSONString(field.isEmpty ? "base" : field)
            body.append(UInt8(ascii: ":"))
            let messages = failure.issues.filter { $0.field == field }.map(\.message)
            if asText, messages.count == 1 {
                body.appendJSONString(messages[0])
                continue
            }
            body.append(UInt8(ascii: "["))
            for (position, message) in messages.enumerated() {
                if position > 0 { body.append(UInt8(ascii: ",")) }
                body.appendJSONString(message)
            }
            body.append(UInt8(ascii: "]"))
        }
        body.append(UInt8(ascii: "}"))
    }
}
