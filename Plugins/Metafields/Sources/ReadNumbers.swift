import StoaKit

/// The largest whole number that every client holds exactly (2^53 - 1), and the smallest.
let integerMax: Int64 = 9_007_199_254_740_991
/// Digits of a decimal before and behind the point.
let decimalDigitsMax = (whole: 13, fraction: 9)

@Sendable func readInteger(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    guard let number = Int64(try text(json)), (-integerMax...integerMax).contains(number) else {
        throw ValueProblem("must be a whole number from -\(integerMax) to \(integerMax)")
    }
    return Reading(JSON(String(number)), text: String(number))
}

@Sendable func readDecimal(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let text = try text(json)
    return Reading(.string(text), text: try decimal(text).text)
}

@Sendable func readBoolean(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    guard let bool = Bool(try text(json)) else { throw ValueProblem("must be true or false") }
    return Reading(JSON(String(bool)), text: String(bool))
}

@Sendable func readDate(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let text = try text(json)
    guard text.utf8.count == 10, Timestamp(text: text + "T00:00:00Z") != nil else {
        throw ValueProblem("must be a date, such as 2024-01-31")
    }
    return Reading(.string(text), text: text)
}

/// A time without a zone is one of UTC.
@Sendable func readDateTime(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let text = try text(json)
    guard let time = Timestamp(text: text) ?? Timestamp(text: text + "Z") else {
        throw ValueProblem("must be an ISO 8601 time, such as 2024-01-31T12:30:00Z")
    }
    return Reading(.string(time.text), text: time.text)
}

func decimal(_ text: String) throws(ValueProblem) -> Decimal {
    guard let number = Decimal(text), number.wholeDigits <= decimalDigitsMax.whole,
        number.fractionDigits <= decimalDigitsMax.fraction
    else {
        throw ValueProblem(
            "must be a number with at most \(decimalDigitsMax.whole) digits before and \(decimalDigitsMax.fraction) after the point"
        )
    }
    return number
}
