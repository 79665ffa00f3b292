package import StoaKit

/// What a customer is told who is invited to open an account.
package struct Invite: Equatable {
    package var to: String
    package var from: String
    package var subject = "Customer account activation"
    package var customMessage = ""
    package var bcc: [String] = []

    package static let bccMax = 10

    /// Reads what a client wants otherwise than usual.
    package init(_ json: JSON, to: String, from: String) throws(Failures) {
        self.to = to
        self.from = from
        for (name, value) in json.members ?? [] where !value.isNull {
            switch name {
            case "to": self.to = try Self.email(value, name)
            case "from": self.from = try Self.email(value, name)
            case "subject": subject = try Self.text(value, name, most: 255)
            case "custom_message": customMessage = try Self.text(value, name, most: 5_000)
            case "bcc":
                guard let list = value.elements, list.count <= Self.bccMax else {
                    throw .invalid(name, "must be at most \(Self.bccMax) addresses")
                }
                bcc = []
                for one in list { bcc.append(try Self.email(one, name)) }
            default: break
            }
        }
    }

    private static func email(_ json: JSON, _ name: String) throws(Failures) -> String {
        guard let email = json.string.flatMap({ Email($0) }) else { throw .invalid(name, "is invalid") }
        return email.text
    }

    private static func text(_ json: JSON, _ name: String, most: Int) throws(Failures) -> String {
        guard let text = json.string, text.unicodeScalars.count <= most else {
            throw .invalid(name, "must be text of at most \(most) characters")
        }
        return text
    }

    /// What clients may send, and what they are answered.
    static func members(areRequired: Bool) -> [Member] {
        let members: [(name: String, title: String, shape: Shape)] = [
            ("to", "Who is invited.", .text), ("from", "Who invites.", .text),
            ("subject", "What it is about.", .text(...255)), ("custom_message", "What is said.", .text(...5_000)),
            ("bcc", "Who is told too.", .list(of: .text, upTo: bccMax)),
        ]
        return members.map {
            areRequired ? .required($0.name, $0.title, $0.shape) : .optional($0.name, $0.title, $0.shape)
        }
    }

    /// The invitation as clients see it.
    package var json: JSON {
        .object([
            ("to", .string(to)), ("from", .string(from)), ("subject", .string(subject)),
            ("custom_message", .string(customMessage)), ("bcc", .array(bcc.map(JSON.string))),
        ])
    }
}

/// A route: invites a customer to open an account.
///
/// The event is what an app that sends mail goes by; nothing here does.
@Sendable func inviteRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let id = try request.id()
    try context.update(Customer.self, id) { (customer) throws(Failures) in try customer.inviteOrThrow() }
    let invite = try Invite(
        request.object("customer_invite"), to: try storedCustomer(id, context).email ?? "",
        from: "no-reply@\(try shopDomain(context))")
    try context.emit(Customers.invited, about: id, .object([("id", JSON(String(id)))] + (invite.json.members ?? [])))
    return .json("customer_invite", invite.json, status: 201)
}
