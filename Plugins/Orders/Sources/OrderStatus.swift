package import StoaKit

extension Order {
    /// How far it has come.
    package enum Status: String, FieldValue, CaseIterable {
        case pending, confirmed, processing, shipped, delivered, completed, cancelled

        /// What it may become next: one step at a time, and no way back.
        ///
        /// Once it is shipped it cannot be cancelled: goods come back as a return.
        package var next: [Status] {
            switch self {
            case .pending: [.confirmed, .cancelled]
            case .confirmed: [.processing, .cancelled]
            case .processing: [.shipped, .cancelled]
            case .shipped: [.delivered]
            case .delivered: [.completed]
            case .completed, .cancelled: []
            }
        }

        /// With what an order may begin: nothing of it has left.
        package static let first: [Status] = [.pending, .confirmed, .processing]

        /// The goods have left.
        package var hasLeft: Bool { [.shipped, .delivered, .completed].contains(self) }
    }

    /// How far it is paid.
    package enum FinancialStatus: String, FieldValue, CaseIterable {
        case pending, authorized
        case partiallyPaid = "partially_paid"
        case paid
        case partiallyRefunded = "partially_refunded"
        case refunded, voided

        /// What it may become next.
        package var next: [FinancialStatus] {
            switch self {
            case .pending: [.authorized, .partiallyPaid, .paid, .voided]
            case .authorized: [.partiallyPaid, .paid, .voided]
            case .partiallyPaid: [.paid, .partiallyRefunded, .refunded]
            case .paid: [.partiallyRefunded, .refunded]
            // What was paid back may be paid once more.
            case .partiallyRefunded: [.paid, .refunded]
            case .refunded, .voided: []
            }
        }

        /// With what an order may begin: nothing was paid back yet.
        package static let first: [FinancialStatus] = [.pending, .authorized, .partiallyPaid, .paid]
    }

    /// How much of it has left; null is nothing.
    package enum FulfillmentStatus: String, FieldValue, CaseIterable { case partial, fulfilled }
}

/// Why a step is not possible, naming those that are; nil if it is.
private func refusal<State: RawRepresentable<String> & Equatable>(
    from before: State?, to now: State, first: [State], next: [State]
) -> String? {
    guard before != now else { return nil }
    let possible = before == nil ? first : next
    guard !possible.contains(now) else { return nil }
    let words = possible.map(\.rawValue).joined(separator: ", ")
    guard let before else { return "must be one of \(words) at first" }
    return possible.isEmpty
        ? "can't change any more: it is \(before.rawValue)"
        : "can't go from \(before.rawValue) to \(now.rawValue), only to \(words)"
}

extension Order {
    /// Takes the step that the draft asks for, with all that it means; what is not possible is refused.
    ///
    /// A state that stays as it was means nothing.
    package mutating func advance(from before: Order?, at now: Timestamp, _ failures: inout Failures) {
        if let refusal = refusal(
            from: before?.status, to: status, first: Status.first, next: before?.status.next ?? [])
        {
            failures.add("status", refusal)
        }
        if let refusal = refusal(
            from: before?.financialStatus, to: financialStatus, first: FinancialStatus.first,
            next: before?.financialStatus.next ?? [])
        {
            failures.add("financial_status", refusal)
        }
        if status == .cancelled {
            cancelledAt = cancelledAt ?? now
            cancelReason = cancelReason ?? .other
        }
        if financialStatus == .paid { paidAt = paidAt ?? now }
        if status == .cancelled || status.hasLeft { holdsStock = false }
        fulfillmentStatus = status.hasLeft ? .fulfilled : nil
        shipment = status.hasLeft ? .shipped : .unshipped
        listedAs = status == .cancelled ? .cancelled : closedAt == nil ? .open : .closed
    }
}
