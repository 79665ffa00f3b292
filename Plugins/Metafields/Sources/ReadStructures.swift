import StoaKit

/// What a client means by JSON: a string that holds it, or an object or array itself.
func structure(_ json: JSON) throws(ValueProblem) -> JSON {
    guard json.text.utf8.count <= jsonBytesMax else {
        throw ValueProblem("is too long (maximum is \(jsonBytesMax >> 10) KiB)")
    }
    guard let text = json.string else { return json }
    guard JSONGrammar.admits(text) else { throw ValueProblem("must be valid JSON") }
    return JSON(text)
}

@Sendable func readJSON(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let json = try structure(json)
    return Reading(json, text: json.text)
}

@Sendable func readList(of type: ValueType, _ json: JSON, _ currency: Currency) throws(ValueProblem) -> Reading {
    guard let elements = try structure(json).elements else { throw ValueProblem("must be a JSON array") }
    guard elements.count <= listElementsMax else {
        throw ValueProblem("has too many elements (maximum is \(listElementsMax))")
    }
    var readings: [Reading] = []
    for (place, element) in elements.enumerated() {
        do throws(ValueProblem) {
            guard element.string?.isEmpty != true else { throw ValueProblem("can't be blank") }
            readings.append(try type.read(element, currency))
        } catch {
            throw ValueProblem("is a list whose element \(place + 1) \(error.message)")
        }
    }
    return Reading(.array(readings.map(\.json)), texts: readings.flatMap(\.texts))
}

/// An amount and its unit: `{"value":1.5,"unit":"kg"}`.
func readMeasure(in units: [String]) -> @Sendable (JSON, Currency) throws(ValueProblem) -> Reading {
    { (json, _) throws(ValueProblem) in
        let object = try structure(json)
        guard let value = object["value"].flatMap({ Decimal($0.string ?? $0.text) }),
            let unit = object["unit"]?.string, units.contains(unit)
        else {
            throw ValueProblem(
                "must be JSON such as {\"value\":1.5,\"unit\":\"\(units[0])\"}, with one of the units \(units.joined(separator: ", "))"
            )
        }
        return Reading(
            .object([("value", JSON(value.text)), ("unit", .string(unit))]), text: "\(value.text) \(unit)")
    }
}

/// A number on a scale: `{"value":"3.5","scale_min":"1.0","scale_max":"5.0"}`.
@Sendable func readRating(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let object = try structure(json)
    let names = ["value", "scale_min", "scale_max"]
    let texts = names.compactMap { name in object[name].map { $0.string ?? $0.text } }
    let numbers = texts.compactMap { Decimal($0) }
    guard numbers.count == 3, numbers[1] <= numbers[0], numbers[0] <= numbers[2] else {
        throw ValueProblem(
            "must be JSON such as {\"value\":\"3.5\",\"scale_min\":\"1.0\",\"scale_max\":\"5.0\"}, with a value on the scale"
        )
    }
    return Reading(.object(Array(zip(names, texts.map(JSON.string)))), text: numbers[0].text)
}

/// An amount in the store's currency: `{"amount":"5.99","currency_code":"USD"}`.
@Sendable func readMoney(_ json: JSON, _ currency: Currency) throws(ValueProblem) -> Reading {
    let object = try structure(json)
    guard let amount = object["amount"].flatMap({ Decimal($0.string ?? $0.text) }),
        amount.fractionDigits <= currency.exponent, amount.wholeDigits <= decimalDigitsMax.whole,
        object["currency_code"]?.string == currency.code
    else {
        throw ValueProblem(
            "must be JSON such as {\"amount\":\"\(Decimal("5")?.text(fractionDigitsMin: currency.exponent) ?? "")\",\"currency_code\":\"\(currency.code)\"}, in the currency of the store"
        )
    }
    let text = amount.text(fractionDigitsMin: currency.exponent)
    return Reading(
        .object([("amount", .string(text)), ("currency_code", .string(currency.code))]),
        text: "\(text) \(currency.code)")
}

/// Nodes of a rich text within each other.
private let richTextDepthMax = 16

@Sendable func readRichText(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let json = try structure(json)
    guard json["type"]?.string == "root", isNode(json, depth: 0) else {
        throw ValueProblem(
            "must be JSON of a root with children: paragraph, heading, list, list-item, link and text nodes")
    }
    return Reading(json, text: json.text)
}

private func isNode(_ json: JSON, depth: Int) -> Bool {
    guard depth < richTextDepthMax, let members = json.members else { return false }
    let node = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    switch node["type"]?.string {
    case "text": return node["value"]?.string != nil
    case "root", "paragraph", "heading", "list", "list-item", "link":
        return node["children"]?.elements?.allSatisfy { isNode($0, depth: depth + 1) } ?? false
    default: return false
    }
}
