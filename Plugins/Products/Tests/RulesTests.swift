import Products
import StoaKit
import Testing

@Suite struct PublishingTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)
    private static let earlier = Timestamp(microseconds: 1)

    struct Case: Sendable {
        var published: Bool?
        var status = Product.Status.active
        var stored: Timestamp?
        var isNew = true
        var sent: Set<String> = []
        var result: Timestamp?
    }

    @Test(arguments: [
        Case(result: now),
        Case(published: true, result: now),
        Case(published: false, result: nil),
        Case(status: .draft, result: nil),
        Case(status: .archived, result: now),
        Case(published: true, status: .draft, result: now),
        Case(stored: earlier, sent: ["published_at"], result: earlier),
        Case(sent: ["published_at"], result: nil),
        Case(isNew: false, result: nil),
        Case(published: true, isNew: false, result: now),
        Case(published: true, stored: earlier, isNew: false, result: earlier),
        Case(published: false, stored: earlier, isNew: false, result: nil),
        Case(status: .draft, stored: earlier, isNew: false, result: earlier),
    ])
    func `a product is published when it is made, unless it says otherwise`(example: Case) throws {
        var product = Product()
        product.published = example.published
        product.status = example.status
        product.publishedAt = example.stored
        publish(
            &product,
            Change(before: example.isNew ? nil : Product(), now: Self.now, sent: example.sent))
        #expect(product.publishedAt == example.result)
    }
}

@Suite struct OptionTests {
    @Test func `a product without variants gets a default one`() throws {
        let product = try prepared(Product())
        #expect(product.variants.map(\.title) == ["Default Title"])
        #expect(product.variants[0].optionValues == ["Default Title", nil, nil])
        #expect(product.options.map(\.name) == ["Title"])
        #expect(product.options[0].values == ["Default Title"])
    }

    @Test func `the default variant takes the first values of given options`() throws {
        let product = try prepared(make(options: [option("Size", ["S", "M"]), option("Color")]))
        #expect(product.variants.map(\.title) == ["S / Default Title"])
        #expect(product.options.map(\.values) == [["S"], ["Default Title"]])
    }

    @Test func `option values make titles and lists of values`() throws {
        let product = try prepared(
            make(
                options: [option("Size", ["M", "XL", "S"]), option("Color")],
                variants: [variant("S", "Red"), variant("M", "Red"), variant("S", "Blue")]))
        #expect(product.variants.map(\.title) == ["S / Red", "M / Red", "S / Blue"])
        #expect(product.options.map(\.values) == [["M", "S"], ["Red", "Blue"]])
    }

    @Test func `texts that Unicode spells in two ways are one value, as it is listed`() throws {
        let product = try prepared(make(variants: [variant("\u{E9}", "S"), variant("e\u{301}", "M")]))
        let spellings = (product.variants.map { $0.optionValues[0] ?? "" } + product.options[0].values)
        #expect(spellings.map { Array($0.utf8) } == Array(repeating: Array("\u{E9}".utf8), count: 3))
        #expect(product.variants.map { Array($0.title.utf8) } == ["\u{E9} / S", "\u{E9} / M"].map { Array($0.utf8) })
    }

    @Test(arguments: [
        ([variant("Red")], ["Title"]),
        ([variant("Red", "S")], ["Title", "Option 2"]),
        ([variant("Red"), variant("Blue", nil, "Wool")], ["Title", "Option 2", "Option 3"]),
        ([variant("", "  ")], ["Title"]),
    ])
    func `axes that nobody named are named after their place`(variants: [Variant], names: [String]) throws {
        #expect(try prepared(make(variants: variants)).options.map(\.name) == names)
    }

    @Test func `missing values are the default`() throws {
        let product = try prepared(make(variants: [variant("Red", "S"), variant("Blue")]))
        #expect(product.variants.map(\.title) == ["Red / S", "Blue / Default Title"])
    }

    @Test(arguments: [
        ([variant("Red"), variant("Red")], "Red"),
        ([variant("Red", "S"), variant("red", "s")], "red / s"),
        ([Variant(), Variant()], "Default Title"),
        ([variant("Red"), variant("Red"), variant("Red")], "Red"),
    ])
    func `two variants with the same values are refused`(variants: [Variant], title: String) {
        let message = "The variant '\(title)' already exists. Please change at least one option value."
        #expect(throws: Failures.invalid("", message)) { try prepared(make(variants: variants)) }
    }

    @Test func `more than three options are refused`() {
        let four = ["A", "B", "C", "D"].map { option($0) }
        #expect(throws: Failures.invalid("options", "can't be more than 3")) { try prepared(make(options: four)) }
    }

    @Test func `two options of one name are refused`() {
        #expect(throws: Failures.invalid("options[1].name", "has already been taken")) {
            try prepared(make(options: [option("Size"), option("size")]))
        }
    }

    @Test(arguments: [(2048, true), (2049, false)])
    func `a product has at most 2,048 variants`(count: Int, isLegal: Bool) {
        let product = make(variants: (0..<count).map { variant("\($0)") })
        let failures = refusal(of: product)
        #expect(failures == (isLegal ? nil : .invalid("variants", "can't be more than 2048")))
    }

    @Test func `the last variant stays`() {
        #expect(throws: Failures.invalid("", "The last variant of a product can't be deleted.")) {
            try prepared(make(), over: make(options: [option("Title")], variants: [variant("Red", id: 7)]))
        }
    }

    @Test(arguments: [
        (["Color", "Size"], ["Red / S", "Blue / S"]),
        (["Size", "Color"], ["S / Red", "S / Blue"]),
        (["Size", "Hue"], ["S / Red", "S / Blue"]),
        (["Size", "Color", "Fit"], ["S / Red / Default Title", "S / Blue / Default Title"]),
        (["Color"], ["Red", "Blue"]),
        ([], ["S / Red", "S / Blue"]),
    ])
    func `untouched variants follow their options`(names: [String], titles: [String]) throws {
        let before = make(
            options: [option("Size", id: 1), option("Color", id: 2)],
            variants: [variant("S", "Red", id: 3), variant("S", "Blue", id: 4)])
        let after = make(options: names.map { option($0) }, variants: before.variants)
        #expect(try prepared(after, over: before).variants.map(\.title) == titles)
    }

    @Test func `variants with new values keep them when an option is renamed`() throws {
        let before = make(options: [option("Title", id: 1)], variants: [variant("Default Title", id: 3)])
        let after = make(options: [option("Size")], variants: [variant("L", id: 3), variant("XL")])
        let product = try prepared(after, over: before)
        #expect(product.variants.map(\.title) == ["L", "XL"])
        #expect(product.options.map(\.values) == [["L", "XL"]])
    }

    @Test func `an option with its id may move and be renamed at once`() throws {
        let before = make(
            options: [option("A", id: 1), option("B", id: 2)], variants: [variant("a", "b", id: 3)])
        let after = make(options: [option("C", id: 2), option("B", id: 1)], variants: before.variants)
        #expect(try prepared(after, over: before).variants.map(\.title) == ["b / a"])
    }

    @Test func `preparing twice changes nothing`() throws {
        let once = try prepared(
            make(options: [option("Size")], variants: [variant("S", id: 1), variant("M", "x", id: 2)]))
        #expect(try prepared(once, over: once) == once)
    }
}

@Suite struct VariantTests {
    struct Weight: Sendable, Equatable {
        var weight = 0.0
        var unit = WeightUnit.kilogram
        var grams = 0

        init(_ weight: Double = 0, _ unit: WeightUnit = .kilogram, _ grams: Int = 0) {
            (self.weight, self.unit, self.grams) = (weight, unit, grams)
        }

        init(_ variant: Variant) {
            self.init(variant.weight, variant.weightUnit, variant.grams)
        }

        var variant: Variant {
            var variant = Variant()
            (variant.weight, variant.weightUnit, variant.grams) = (weight, unit, grams)
            return variant
        }
    }

    @Test(arguments: [
        (nil, Weight(1.5), Weight(1.5, .kilogram, 1500)),
        (nil, Weight(0, .kilogram, 250), Weight(0.25, .kilogram, 250)),
        (nil, Weight(0, .gram, 250), Weight(250, .gram, 250)),
        (nil, Weight(1, .pound), Weight(1, .pound, 454)),
        (nil, Weight(1, .ounce), Weight(1, .ounce, 28)),
        (nil, Weight(0.0005), Weight(0.0005, .kilogram, 1)),
        (Weight(1, .kilogram, 1000), Weight(2, .kilogram, 1000), Weight(2, .kilogram, 2000)),
        (Weight(1, .kilogram, 1000), Weight(1, .kilogram, 3000), Weight(3, .kilogram, 3000)),
        (Weight(1, .kilogram, 1000), Weight(2, .kilogram, 5000), Weight(2, .kilogram, 2000)),
        (Weight(1, .kilogram, 1000), Weight(1, .pound, 1000), Weight(1, .pound, 454)),
        (Weight(1, .kilogram, 1000), Weight(1, .pound, 500), Weight(1.1023, .pound, 500)),
        (nil, Weight(1e300), Weight(1e300)),
        (nil, Weight(-1), Weight(-1)),
    ])
    func `weight and grams are kept in step by the one that changed`(
        before: Weight?, sent: Weight, result: Weight
    ) {
        var variant = sent.variant
        weigh(&variant, before?.variant)
        #expect(Weight(variant) == result)
    }

    @Test func `a client gives the starting stock`() throws {
        var mug = variant("Mug")
        mug.inventoryQuantity = 200
        let product = try prepared(make(variants: [mug]))
        #expect(product.variants[0].inventoryQuantity == 200)
        #expect(product.variants[0].oldInventoryQuantity == 200)
    }

    static let quantities: [([String], Int)] = [
        (["inventory_quantity"], 9), ([], 9), (["inventory_quantity", "old_inventory_quantity"], 6),
        (["old_inventory_quantity"], 9),
    ]

    @Test(arguments: [(Int.max, -1), (Int.min, 1), (0, Int.min), (1, Int.max)])
    func `quantities that no sum can hold are left for their bounds to refuse`(new: Int, old: Int) throws {
        var stored = variant("Mug", id: 7)
        stored.inventoryQuantity = 5
        var changed = stored
        (changed.inventoryQuantity, changed.oldInventoryQuantity) = (new, old)
        let sent: Set = ["inventory_quantity", "old_inventory_quantity"]
        let product = try prepared(make(variants: [changed]), over: make(variants: [stored]), sent: sent)
        #expect(product.variants[0].inventoryQuantity == new && product.variants[0].oldInventoryQuantity == old)
    }

    @Test(arguments: quantities)
    func `a quantity with the old one beside it is a difference`(sent: [String], quantity: Int) throws {
        var stored = variant("Mug", id: 7)
        stored.inventoryQuantity = 5
        var changed = stored
        changed.inventoryQuantity = 9
        // What the client saw, before three were sold.
        changed.oldInventoryQuantity = 8
        let product = try prepared(make(variants: [changed]), over: make(variants: [stored]), sent: Set(sent))
        #expect(product.variants[0].inventoryQuantity == quantity)
        #expect(product.variants[0].oldInventoryQuantity == quantity)
    }
}

@Suite struct ImageTests {
    @Test(arguments: [
        ("https://cdn.example.com/mug.jpg", true), ("HTTP://cdn.example.com/mug.jpg?v=1", true),
        ("data:image/png;base64,iVBOR", true), ("https://", false), ("https:///mug.jpg", false), ("mug.jpg", false),
        ("javascript:alert(1)", false), ("data:text/html,<b>", false), ("https://a b", false), ("http://a\n", false),
        ("file:///etc/passwd", false), ("https://example.com\\@evil.example/mug.jpg", false), ("", false),
    ])
    func `a source is a web address or a picture`(src: String, isLegal: Bool) {
        #expect(WebAddress.isImage(src) == isLegal)
    }

    @Test func `each bad source is told with its place`() {
        #expect(throws: Failures.invalid("images[1].src", "is not a valid URL")) {
            try prepared(make(images: [image("https://a/b.png"), image("ftp://a/b.png")]))
        }
    }

    @Test func `an attachment becomes the source`() throws {
        var picture = Image()
        picture.attachment = "R0lGODlhAQABAAAAACw="
        #expect(try prepared(make(images: [picture])).images[0].src == "data:image/gif;base64,R0lGODlhAQABAAAAACw=")
    }

    @Test func `an image's list of variants sets their image`() throws {
        let before = make(
            variants: [variant("S", id: 1, image: 8), variant("M", id: 2)],
            images: [image("https://a/1", id: 8, variants: [1]), image("https://a/2", id: 9)])
        var after = before
        after.images[1].variantIDs = [2, 1, 77]
        let product = try prepared(after, over: before)
        #expect(product.variants.map(\.imageID) == [9, 9])
        #expect(product.images.map(\.variantIDs) == [[], [1, 2]])
    }

    @Test func `a variant's image sets the image's list`() throws {
        let before = make(
            variants: [variant("S", id: 1, image: 8)],
            images: [image("https://a/1", id: 8, variants: [1]), image("https://a/2", id: 9)])
        var after = before
        after.variants[0].imageID = 9
        #expect(try prepared(after, over: before).images.map(\.variantIDs) == [[], [1]])
    }

    @Test func `a deleted image leaves its variants`() throws {
        let before = make(
            variants: [variant("S", id: 1, image: 8)], images: [image("https://a/1", id: 8, variants: [1])])
        let after = make(variants: before.variants)
        #expect(try prepared(after, over: before).variants[0].imageID == nil)
    }

    @Test func `an image of another product is refused`() {
        #expect(throws: Failures.invalid("variants[0].image_id", "is not an image of this product")) {
            try prepared(make(variants: [variant("S", image: 8)]))
        }
    }
}

@Test func `all issues are told at once`() {
    let product = make(
        variants: [variant("S"), variant("S", image: 3)], images: [image("nowhere")])
    #expect(refusal(of: product)?.issues.map(\.field) == ["", "images[0].src", "variants[1].image_id"])
}

@Test func `the module's list has no mistakes`() {
    #expect(ModuleEntry(Products.self).problems == [])
}

// MARK: Fixtures

private func make(
    options: [Option] = [], variants: [Variant] = [], images: [Image] = []
) -> Product {
    var product = Product()
    (product.options, product.variants, product.images) = (options, variants, images)
    return product
}

private func option(_ name: String, _ values: [String] = [], id: Int64 = 0) -> Option {
    var option = Option()
    (option.id, option.name, option.values) = (id, name, values)
    return option
}

private func variant(
    _ option1: String?, _ option2: String? = nil, _ option3: String? = nil, id: Int64 = 0, image: Int64? = nil
) -> Variant {
    var variant = Variant()
    variant.optionValues = [option1, option2, option3]
    (variant.id, variant.imageID) = (id, image)
    return variant
}

private func image(_ src: String, id: Int64 = 0, variants: [Int64] = []) -> Image {
    var image = Image()
    (image.id, image.src, image.variantIDs) = (id, src, variants)
    return image
}

@discardableResult
private func prepared(
    _ draft: Product, over before: Product? = nil, sent: Set<String> = []
) throws(Failures) -> Product {
    var product = draft
    try prepare(&product, Change(before: before, sent: sent))
    return product
}

private func refusal(of draft: Product) -> Failures? {
    do throws(Failures) {
        try prepared(draft)
        return nil
    } catch {
        return error
    }
}
