internal import StoaJSON

extension DocumentWriter {
    /// Response headers; the raw value is the name on the wire.
    enum Header: String, CaseIterable {
        case requestID = "X-Request-Id"
        case callLimit = "X-Shopify-Shop-Api-Call-Limit"
        case rateLimit = "X-Rate-Limit-Limit"
        case rateRemaining = "X-Rate-Limit-Remaining"
        case rateReset = "X-Rate-Limit-Reset"
        case dailyRemaining = "X-Rate-Limit-Daily-Remaining"
        case etag = "ETag"
        case link = "Link"
        case retryAfter = "Retry-After"

        /// What every answer to a known client carries.
        fileprivate static let always: [Header] = [
            .requestID, .callLimit, .rateLimit, .rateRemaining, .rateReset, .dailyRemaining,
        ]

        fileprivate var meaning: String {
            switch self {
            case .requestID: "Names the request in logs and reports."
            case .callLimit: "Requests in the bucket and its size: 32/40."
            case .rateLimit: "Requests per minute."
            case .rateRemaining: "What is left of them."
            case .rateReset: "When all of them are back, in seconds since 1970."
            case .dailyRemaining: "What is left of the day's requests, where there is such a limit."
            case .etag: "Version of the answer, for If-Match and If-None-Match."
            case .link: "Addresses of the next and the previous page."
            case .retryAfter: "Seconds to wait."
            }
        }

        fileprivate var isNumber: Bool {
            switch self {
            case .rateLimit, .rateRemaining, .rateReset, .dailyRemaining, .retryAfter: true
            case .requestID, .callLimit, .etag, .link: false
            }
        }
    }

    func headers(_ json: inout JSONBuilder) {
        for header in Header.allCases {
            json.object(header.rawValue) { json in
                json.member("description", header.meaning)
                json.object("schema") { $0.member("type", header.isNumber ? "integer" : "string") }
            }
        }
    }

    /// Writes a response's headers: those of every answer, and `special` ones.
    func refer(headers special: [Header], to json: inout JSONBuilder) {
        json.object("headers") { json in
            for header in Header.always + special {
                json.object(header.rawValue) { $0.member("$ref", "#/components/headers/\(header.rawValue)") }
            }
        }
    }
}
