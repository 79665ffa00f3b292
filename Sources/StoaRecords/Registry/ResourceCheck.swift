internal import StoaCore

/// The rules that one resource's declaration must keep by itself.
struct ResourceCheck {
    let module: String
    let resource: ResourceDeclaration
    let scopes: Set<String>

    /// Marks of a draft's fields and sets of fields are sized for this many.
    static let maximumFields = 128

    func run() throws(RegistryError) {
        try require(Names.isIdentifier(resource.name), "has a name that is not of the form a-z, 0-9 and _")
        try require(Names.isIdentifier(resource.plural), "has a plural that is not of the form a-z, 0-9 and _")
        try require(!resource.typeName.isEmpty, "has no type name")
        try require(!resource.fields.isEmpty, "has no fields")
        try require(resource.fields.count <= Self.maximumFields, "has more than \(Self.maximumFields) fields")
        for scope in [resource.readScope, resource.writeScope] {
            // Every key may read what it has made itself.
            let isOwn =
                scope == Scopes.any && resource.view != nil && resource.fields.contains { $0.flags.contains(.owner) }
            try require(
                scopes.contains(scope) || isOwn,
                scope.isEmpty
                    ? "has no scope: every route needs one"
                    : "uses the scope \"\(scope)\", which nobody declares")
        }
        try require(
            resource.nestedVerbs.isEmpty || !resource.parent.isEmpty
                || resource.fields.contains { $0.flags.contains(.below) },
            "has nested verbs but neither a parent nor a field below whose target they could be served")
        try require(
            resource.parent.isEmpty || !resource.verbs.contains(.create),
            "is a child and cannot be created at the top level: its parent's id would be missing")
        for name in resource.inputNames {
            try require(
                Names.isIdentifier(name), "takes bodies named \"\(name)\", which is not of the form a-z, 0-9 and _")
        }
        if let name = resource.attachedAs {
            try require(
                Names.isIdentifier(name.name) && Names.isIdentifier(name.plural),
                "is attached as \"\(name.name)\" (\(name.plural)), which is not of the form a-z, 0-9 and _")
        }
        try require(
            resource.seed.isEmpty || (resource.parent.isEmpty && resource.seed.hasPrefix("[")),
            "has a seed that is no array of records, or is part of another one")
        try checkFields()
        try checkFilters()
        try checkFacets()
    }

    private func checkFacets() throws(RegistryError) {
        for facet in resource.facets {
            try require(
                Names.isIdentifier(facet.name) && Names.isIdentifier(facet.plural),
                "has a facet \"\(facet.name)\" (\(facet.plural)), whose names are not of the form a-z, 0-9 and _")
            let field = resource.fields.first { $0.name == facet.field }
            try require(
                field?.type == .text && field?.isStored == true
                    && (field?.choices.isEmpty == true || field?.choices.contains(facet.value) == true),
                "has the facet \"\(facet.name)\" where \"\(facet.field)\" is \"\(facet.value)\", which it never is")
            try require(resource.parent.isEmpty, "has the facet \"\(facet.name)\", which only roots can have")
            for name in facet.without {
                try require(
                    resource.fields.contains { $0.name == name && $0.isRendered },
                    "has the facet \"\(facet.name)\" without \"\(name)\", which its answers would not have")
            }
        }
    }

    private func checkFields() throws(RegistryError) {
        var names: Set<String> = ["id"]
        for field in resource.fields {
            try require(
                Names.isIdentifier(field.name),
                "has a field \"\(field.name)\" whose name is not of the form a-z, 0-9 and _")
            try require(
                names.insert(field.name).inserted, "declares the field \"\(field.name)\" twice (\"id\" is always there)"
            )
            try require(
                FieldFlags.known.isSuperset(of: field.flags),
                "has unknown flags on \"\(field.name)\": it was built for a newer kernel")
            try require(
                field.initial.isEmpty || InitialValue(field) != nil,
                "gives \"\(field.name)\" the initial value \(field.initial), which is no JSON of its type")
            try checkFlags(of: field)
            switch field.type {
            case .firstChild:
                try require(
                    resource.fields.contains { $0.name == field.target && $0.type == .children },
                    "takes \"\(field.name)\" from \"\(field.target)\", which is no field with children")
            case .handle where !field.target.isEmpty:
                try require(
                    resource.fields.contains { $0.name == field.target && $0.type == .text },
                    "makes the handle \"\(field.name)\" from \"\(field.target)\", which is no text field")
            default:
                break
            }
        }
    }

    /// What a flag means is known only for some types.
    private func checkFlags(of field: Field) throws(RegistryError) {
        let uniqueTypes: [FieldType] = [.text, .handle, .integer, .reference, .money, .time]
        try require(
            !field.isUnique || (field.isStored && uniqueTypes.contains(field.type)),
            "makes \"\(field.name)\" unique, which a field of its type cannot be")
        try require(
            !field.flags.contains(.suffixed) || field.type == .handle,
            "gives suffixes to \"\(field.name)\", which is no handle")
        try require(
            field.flags.isDisjoint(with: [.onCreate, .onUpdate]) || field.type == .time,
            "stamps \"\(field.name)\", which is no time")
        // The passwords of a request are hashed before its turn, which children could bring any number of.
        try require(
            field.type != .password || resource.parent.isEmpty,
            "keeps the password \"\(field.name)\", which only roots can have")
        // Whatever else knows the value would have to keep it sealed too.
        let isReadElsewhere =
            resource.filters.contains { $0.fields.contains(field.name) }
            || resource.facets.contains { $0.field == field.name }
            || resource.fields.contains { other in
                other.within.contains(field.name)
                    || other.target == field.name && (other.type == .handle || other.flags.contains(.attached))
            }
        try require(
            !field.flags.contains(.sealed)
                || (field.type == .text && field.isStored && resource.parent.isEmpty && !isReadElsewhere
                    && field.flags.isDisjoint(with: [.unique, .owner])),
            "seals \"\(field.name)\": that takes a stored text of a root, not unique, that no filter, facet or other field is about"
        )
        try require(
            !field.flags.contains(.position) || (field.type == .integer && !resource.parent.isEmpty),
            "orders by \"\(field.name)\", which is no whole number of a child")
        try require(
            !field.flags.contains(.unfiltered) || !field.flags.isDisjoint(with: [.onCreate, .onUpdate]),
            "leaves \"\(field.name)\" unfiltered, which has no filters of its own")
        try require(
            !field.flags.contains(.timeZone)
                || (field.type == .text && field.isStored && !resource.seed.isEmpty
                    && resource.verbs.isDisjoint(with: [.create, .delete])),
            "says the store's time zone in \"\(field.name)\": that takes a text of the one record that is its seed")
        try require(
            field.within.isEmpty
                || !field.flags.isDisjoint(with: [.unique, .indexed])
                    && field.within.allSatisfy { name in
                        name != field.name && resource.fields.contains { $0.name == name && $0.isStored }
                    },
            "makes \"\(field.name)\" unique within \"\(field.within.joined(separator: ", "))\": that takes the flag for unique or for an index, and other stored fields"
        )
        try require(
            field.type == .text || field.min <= field.max || (field.type == .handle && field.max == 0),
            "bounds \"\(field.name)\" from \(field.min) to \(field.max), which nothing is")
        try checkReferences(of: field)
    }

    /// Whom a record belongs to, what it links to, and what paths call it.
    private func checkReferences(of field: Field) throws(RegistryError) {
        try require(
            !field.flags.contains(.owner)
                || (field.type == .text && resource.parent.isEmpty
                    && !resource.fields.contains { $0.type == .children }),
            "keeps its owner in \"\(field.name)\": that takes a text of a root without children")
        try require(
            !field.flags.contains(.linked) || (field.type == .reference && field.isStored)
                || (field.type == .ownID && resource.parent.isEmpty),
            "links \"\(field.name)\", which holds no id of another resource")
        try require(
            !field.flags.contains(.attached) || (field.flags.contains(.linked) && field.isStored),
            "attaches by \"\(field.name)\", which is no link")
        try require(
            !field.flags.contains(.below)
                || (field.flags.contains(.linked) && field.isStored && resource.parent.isEmpty),
            "is served below \"\(field.name)\": that takes a linked field of a root")
        try require(
            !field.flags.contains(.key)
                || (field.type == .text && field.flags.contains([.unique, .readOnly]) && field.isStored
                    && field.within.isEmpty && resource.parent.isEmpty),
            "has the key \"\(field.name)\": that takes a unique, read-only text of a root")
    }

    private func checkFilters() throws(RegistryError) {
        let reserved: Set<String> = ["ids", "since_id", "limit", "page", "page_info", "fields", "id"]
        for filter in resource.filters where !filter.kind.leadsElsewhere {
            try require(
                !reserved.contains(filter.parameter),
                "has a filter named \"\(filter.parameter)\", which every list has already")
            guard let field = resource.fields.first(where: { $0.name == filter.field }), field.isStored else {
                throw failure("filters by \"\(filter.field)\", which is no stored field")
            }
            try require(
                filter.kind != .contains || field.type.isText, "searches within \"\(filter.field)\", which is no text")
            try require(
                filter.kind != .presence || filter.words.count == 3,
                "has the filter \"\(filter.parameter)\" without its three words for set, unset and any")
            if filter.kind == .words { try check(wordsOf: filter) }
        }
    }

    private func check(wordsOf filter: Filter) throws(RegistryError) {
        let words = filter.meanings
        try require(
            !words.isEmpty && words.count == filter.words.count,
            "has the filter \"\(filter.parameter)\" with words that are not of the form word=field:value,value")
        for word in words where !word.field.isEmpty {
            let field = resource.fields.first { $0.name == word.field && $0.isStored && $0.type == .text }
            try require(
                field.map { $0.choices.isEmpty || Set(word.values).isSubset(of: $0.choices) } ?? false,
                "has the filter \"\(filter.parameter)\" whose word \"\(word.word)\" stands for values that no stored text field \"\(word.field)\" has"
            )
        }
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(RegistryError) {
        guard condition else { throw failure(message()) }
    }

    private func failure(_ message: String) -> RegistryError {
        RegistryError(module: module, "resource \"\(resource.name)\" \(message)")
    }
}

/// Spelling of names that become paths, columns and keys.
enum Names {
    /// a-z first, then a-z, 0-9 and "_"; at most 63 bytes.
    static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= first, name.utf8.count <= 63 else {
            return false
        }
        return name.utf8.allSatisfy {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                || $0 == UInt8(ascii: "_")
        }
    }
}
