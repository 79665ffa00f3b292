internal import StoaRecords

/// What a field's flags and type mean for someone who reads or sends it.
extension Field {
    /// Answers show it.
    var isInAnswers: Bool { flags.isDisjoint(with: [.hidden, .transient]) && type != .password }

    /// Clients may send it and are told so.
    var isInRequests: Bool {
        guard flags.isDisjoint(with: [.hidden, .readOnly, .onCreate, .onUpdate]) else { return false }
        switch type {
        case .firstChild, .globalID, .parentID, .ownID: return false
        default: return true
        }
    }

    /// A create without it is refused.
    ///
    /// What has an initial value or is made from another field need not be sent.
    var isRequiredOnCreate: Bool {
        guard isInRequests, flags.contains(.required), initial.isEmpty else { return false }
        return type != .handle || target.isEmpty
    }

    /// An answer may show it as null.
    var isNullableInAnswers: Bool {
        guard flags.isDisjoint(with: [.required, .onCreate, .onUpdate, .position]) else { return false }
        switch type {
        case .labels, .children, .globalID, .parentID, .ownID: return false
        default: return true
        }
    }

    var hasBounds: Bool { min != 0 || max != 0 }

    /// Its type in words that need no context.
    var typeInWords: String {
        switch type {
        case .text: "text"
        case .bool: "true or false"
        case .integer: "whole number"
        case .float: "number"
        case .money: "money, as a decimal string"
        case .time: "time, ISO 8601"
        case .json: "any JSON value"
        case .labels: "labels, \u{201C}a, b\u{201D}"
        case .reference: "id of \(Words.article(target)) \(Words.plain(target))"
        case .children: "list, each one \(Words.article(target)) \(Words.plain(target))"
        case .firstChild: "first of \(Words.plain(target))"
        case .globalID: "global id"
        case .handle: "handle: letters, digits and hyphens"
        case .parentID: "id of the parent"
        case .ownID: "its own id"
        case .password: "password"
        }
    }

    /// Its limits as a phrase, or nil if it has none.
    var limitsInWords: String? {
        guard choices.isEmpty else { return "One of \(choices.joined(separator: ", "))" }
        guard hasBounds else { return nil }
        switch type {
        case .text, .handle, .password:
            if min <= 0 { return "Up to \(max) characters" }
            return max > 0 ? "From \(min) to \(max) characters" : "At least \(min) characters"
        case .money: return "From \(min) to \(max) minor units"
        case .integer, .float, .reference: return "From \(min) to \(max)"
        default: return nil
        }
    }
}

/// Turning declared names into prose.
enum Words {
    /// "lead_time" as people write it.
    static func plain(_ name: String) -> String {
        name.split(separator: "_").joined(separator: " ")
    }

    static func article(_ name: String) -> String {
        name.first.map { "aeiou".contains($0) } == true ? "an" : "a"
    }
}
