package import StoaKit

/// What a metafield's value may be: a name, and a pure function that reads what a client sent.
package struct ValueType: Sendable {
    /// What `min` and `max` of a definition bound.
    package enum Bounds: Sendable {
        /// The number itself.
        case number
        /// How many characters a text has.
        case length
        /// A day or a moment.
        case time
    }

    /// As clients write it.
    package let name: String
    /// Nil if nothing of it can be bounded.
    let bounds: Bounds?
    /// There is a `list.` of it.
    let isListable: Bool
    /// Records can be found by it, and told apart: it is short, and equal values have one text.
    let isIndexable: Bool
    /// No two metafields of one definition's place have the same.
    let isUnique: Bool
    /// Clients see it as a string that holds JSON.
    let isJSON: Bool
    /// Reads a value.
    let read: @Sendable (JSON, Currency) throws(ValueProblem) -> Reading

    init(
        _ name: String, bounds: Bounds? = nil, isListable: Bool = true, isIndexable: Bool = false,
        isUnique: Bool = false, isJSON: Bool = false,
        _ read: @escaping @Sendable (JSON, Currency) throws(ValueProblem) -> Reading
    ) {
        self.name = name
        self.bounds = bounds
        self.isListable = isListable
        self.isIndexable = isIndexable
        self.isUnique = isUnique
        self.isJSON = isJSON
        self.read = read
    }

    /// Every type that is not a list; the last three are old names that clients still send.
    static let simple: [ValueType] = [
        ValueType("single_line_text_field", bounds: .length, isIndexable: true, readLine),
        ValueType("multi_line_text_field", bounds: .length, isListable: false, readText),
        ValueType("number_integer", bounds: .number, isIndexable: true, readInteger),
        ValueType("number_decimal", bounds: .number, isIndexable: true, readDecimal),
        ValueType("boolean", isListable: false, isIndexable: true, readBoolean),
        ValueType("date", bounds: .time, isIndexable: true, readDate),
        ValueType("date_time", bounds: .time, isIndexable: true, readDateTime),
        ValueType("url", isIndexable: true, readURL),
        ValueType("color", isIndexable: true, readColor),
        ValueType("json", isListable: false, isJSON: true, readJSON),
        ValueType("rich_text_field", isListable: false, isJSON: true, readRichText),
        ValueType("weight", isJSON: true, readMeasure(in: ["kg", "g", "lb", "oz"])),
        ValueType("dimension", isJSON: true, readMeasure(in: ["mm", "cm", "m", "in", "ft", "yd"])),
        ValueType(
            "volume", isJSON: true,
            readMeasure(in: [
                "ml", "cl", "l", "m3", "us_fl_oz", "us_pt", "us_qt", "us_gal", "imp_fl_oz", "imp_pt", "imp_qt",
                "imp_gal",
            ])),
        ValueType("rating", bounds: .number, isJSON: true, readRating),
        ValueType("money", isListable: false, isJSON: true, readMoney),
        ValueType("id", bounds: .length, isListable: false, isIndexable: true, isUnique: true, readLine),
        ValueType("product_reference", isIndexable: true, readReference(to: ["Product"])),
        ValueType("variant_reference", isIndexable: true, readReference(to: ["ProductVariant"])),
        ValueType("collection_reference", isIndexable: true, readReference(to: ["Collection"])),
        ValueType("customer_reference", isIndexable: true, readReference(to: ["Customer"])),
        ValueType("page_reference", isIndexable: true, readReference(to: ["OnlineStorePage", "Page"])),
        ValueType(
            "file_reference", isIndexable: true,
            readReference(to: ["MediaImage", "GenericFile", "Video", "Model3d", "MediaFile"])),
        ValueType("mixed_reference", isIndexable: true, readReference(to: [])),
        ValueType("string", bounds: .length, isListable: false, isIndexable: true, readText),
        ValueType("integer", bounds: .number, isListable: false, isIndexable: true, readInteger),
        ValueType("json_string", isListable: false, isJSON: true, readJSON),
    ]

    /// A list of a type: what bounds an element bounds each of them.
    private init(listOf element: ValueType) {
        self.init("list." + element.name, bounds: element.bounds, isListable: false, isJSON: true) {
            (json, currency) throws(ValueProblem) in
            try readList(of: element, json, currency)
        }
    }

    /// Every type, lists included.
    package static let all = simple + simple.filter(\.isListable).map(ValueType.init(listOf:))

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The type that clients call so, or nil.
    package static func named(_ name: String) -> ValueType? { byName[name] }

    /// What an element of a list must be; of anything else, the type itself.
    var element: ValueType {
        name.hasPrefix("list.") ? Self.named(String(name.dropFirst(5))) ?? self : self
    }

    /// Reads a value that a client sent, or that is stored; throws what it must be instead.
    package func value(_ json: JSON, _ currency: Currency) throws(ValueProblem) -> Value {
        guard json.string?.isEmpty != true else { throw ValueProblem("can't be blank") }
        let reading = try read(json, currency)
        return Value(shown: isJSON ? .string(reading.json.text) : reading.json, texts: reading.texts)
    }
}

/// What a type makes of a value.
struct Reading {
    /// The value, as an element of a list has it.
    let json: JSON
    /// The canonical text of it, or of each of its elements.
    let texts: [String]

    init(_ json: JSON, text: String) {
        self.init(json, texts: [text])
    }

    init(_ json: JSON, texts: [String]) {
        self.json = json
        self.texts = texts
    }
}

/// A value that its type admits.
package struct Value: Equatable {
    /// What is stored and what clients see: a number, true or false, or a string.
    package let shown: JSON
    /// The canonical text, which equal values share; of a list, those of its elements.
    package let texts: [String]
}

/// What a value must be, as a sentence that continues "value".
package struct ValueProblem: Error, Equatable {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}
