/// A field whose value is the id of a record of another resource.
package struct Link: Sendable, Equatable {
    /// The resource that has the field.
    package let resource: Int
    /// The index of the field in it.
    package let field: Int
    /// The resource whose records it names.
    package let target: Int
    /// For attachments: the field that says what the link names, and the word that it has for the target.
    package var kind: Kind?

    package struct Kind: Sendable, Equatable {
        package let field: Int
        package let word: String
    }
}

/// What lets records of a resource belong to records of any attachable one.
package struct Attachment: Sendable {
    /// The index of the link and of the field that says of which resource.
    package let field: Int
    package let kind: Int
    /// Attachable resources by the words that the kind field has for them.
    package fileprivate(set) var targets: [String: Int] = [:]
    /// One link for each of them.
    package fileprivate(set) var links: [Link] = []
}

/// A parameter of a resource's lists that another resource declares: it selects what records of that one link to.
package struct ThroughFilter: Sendable, Equatable {
    /// Index of the other resource.
    package let via: Int
    /// The parameter, and the field of the other resource that it is compared with.
    package let filter: Filter
    /// The other resource's name and what it links with.
    package let resource: String
    package let link: Field
    package let field: Field
    /// A second field, which has to be what stands before the parameter's rest, with that rest.
    package var key: (field: Field, prefix: String)?
    /// The links are unique within the fields, so that one index serves both in the sequence of the ids.
    package let isOrdered: Bool

    package static func == (left: ThroughFilter, right: ThroughFilter) -> Bool {
        left.filter == right.filter && left.resource == right.resource && left.key?.prefix == right.key?.prefix
    }

    /// The rest of a parameter's name that this filter takes, empty without a key; nil if it takes another one.
    package func rest(of parameter: String) -> String? {
        guard key != nil else { return parameter == filter.parameter ? "" : nil }
        guard parameter.hasPrefix(filter.parameter), parameter.utf8.count > filter.parameter.utf8.count else {
            return nil
        }
        return String(parameter.dropFirst(filter.parameter.count))
    }
}

/// What names the records of a resource in paths, in place of their ids.
package struct RecordKey: Sendable, Equatable {
    /// The resource that keeps the keys: the same, or one that links to it.
    package let resource: Int
    /// The field that is the key.
    package let field: Int
    /// The field that links to the record; nil if the key is its own.
    package let link: Int?
    /// What paths call it.
    package let name: String
}

/// How one resource refers to others, and they to it.
package struct Relations: Sendable {
    /// Its own fields that name records of others, attachments aside.
    package var links: [Link] = []
    /// Its links, with one for each resource that its attachments may belong to.
    package var allLinks: [Link] { links + (attachment?.links ?? []) }
    /// What its records are attached with, if they are attachments.
    package var attachment: Attachment?
    /// Fields of others that name its records.
    package var referrers: [Link] = []
    /// What its paths name its records by; nil means their ids.
    package var key: RecordKey?
    /// Parameters that its lists take from others.
    package var through: [ThroughFilter] = []
}

/// Resolves what resources have to do with each other.
struct RelationLinker {
    typealias Entry = (module: String, declaration: ResourceDeclaration)

    private let declared: [Entry]
    private let names: [String: Int]
    /// Attachable resources by what attachments call them.
    private let attachable: [(index: Int, name: String)]
    private(set) var relations: [Relations]

    init(_ declared: [Entry], _ names: [String: Int]) throws(RegistryError) {
        self.declared = declared
        self.names = names
        attachable = declared.enumerated().compactMap { index, entry in
            entry.declaration.attachedAs.map { (index, $0.name) }
        }
        relations = declared.map { _ in Relations() }
        for index in declared.indices {
            for place in declared[index].declaration.fields.indices {
                try link(place, of: index)
                try name(by: place, of: index)
            }
            for filter in declared[index].declaration.filters where filter.kind.leadsElsewhere {
                try lead(filter, of: index)
            }
        }
        for index in declared.indices { try checkPlace(of: index) }
    }

    /// What is served below a record is found by the record's id.
    private func checkPlace(of index: Int) throws(RegistryError) {
        let declaration = declared[index].declaration
        guard !declaration.nestedVerbs.isEmpty else { return }
        let links = relations[index].allLinks.filter { declaration.fields[$0.field].flags.contains(.below) }
        for holder in links.map(\.target) + [names[declaration.parent]].compactMap(\.self)
        where relations[holder].key != nil {
            throw failure(
                index, "is served below \"\(declared[holder].declaration.name)\", whose paths name it by a key")
        }
    }

    private mutating func link(_ place: Int, of index: Int) throws(RegistryError) {
        let field = declared[index].declaration.fields[place]
        guard field.flags.contains(.linked) else { return }
        guard !field.flags.contains(.attached) else { return try attach(place, of: index) }
        guard let target = names[field.target] else {
            throw failure(
                index,
                "links \"\(field.name)\" to the resource \"\(field.target)\", which no loaded module declares: install the module that does"
            )
        }
        let link = Link(resource: index, field: place, target: target)
        relations[index].links.append(link)
        relations[target].referrers.append(link)
    }

    private mutating func name(by place: Int, of index: Int) throws(RegistryError) {
        let fields = declared[index].declaration.fields
        let field = fields[place]
        guard field.flags.contains(.key) else { return }
        let link = field.target.isEmpty ? nil : fields.firstIndex { $0.name == field.target }
        let target = link.map { names[fields[$0].target] } ?? index
        guard let target, link.map({ fields[$0].flags.contains(.linked) && fields[$0].isStored }) ?? true,
            field.target.isEmpty == (link == nil)
        else {
            throw failure(index, "has the key \"\(field.name)\" of \"\(field.target)\", which is no stored link")
        }
        guard relations[target].key == nil else {
            throw failure(index, "has the key \"\(field.name)\" for records that have another one already")
        }
        relations[target].key = RecordKey(resource: index, field: place, link: link, name: field.name)
    }

    private mutating func attach(_ place: Int, of index: Int) throws(RegistryError) {
        let fields = declared[index].declaration.fields
        guard
            let kind = fields.firstIndex(where: { $0.name == fields[place].target && $0.type == .text && $0.isStored }),
            declared[index].declaration.parent.isEmpty, relations[index].attachment == nil
        else {
            throw failure(
                index,
                "attaches by \"\(fields[place].name)\" and \"\(fields[place].target)\": that takes a root, one such link, and a text field that says of which resource"
            )
        }
        var attachment = Attachment(field: place, kind: kind)
        for (target, word) in attachable {
            guard attachment.targets.updateValue(target, forKey: word) == nil else {
                throw failure(target, "is attached as \"\(word)\", as another resource is: rename one of them")
            }
            let link = Link(
                resource: index, field: place, target: target, kind: Link.Kind(field: kind, word: word))
            attachment.links.append(link)
            // What a view shows is not kept for the record, so it does not go with it.
            if declared[index].declaration.view == nil { relations[target].referrers.append(link) }
        }
        relations[index].attachment = attachment
    }

    private mutating func lead(_ filter: Filter, of index: Int) throws(RegistryError) {
        let fields = declared[index].declaration.fields
        let isKeyed = filter.kind == .throughKey
        let link = fields.first { $0.name == filter.words.first && $0.flags.contains(.linked) && $0.isStored }
        let key = isKeyed ? fields.first { $0.name == filter.words.last && $0.type == .text } : nil
        let within = (key.map { [$0.name] } ?? []) + [filter.field]
        guard let link, let field = fields.first(where: { $0.name == filter.field && $0.isStored }),
            link.flags.contains(.attached) == isKeyed, (key != nil) == isKeyed,
            link.within == within || (!isKeyed && field.within == [link.name])
        else {
            throw failure(
                index,
                "offers the filter \"\(filter.parameter)\" through \"\(filter.words.joined(separator: ", "))\": that takes a linked field and a stored one, of which one is unique within the other"
            )
        }
        var through = ThroughFilter(
            via: index, filter: filter, resource: declared[index].declaration.name, link: link, field: field,
            isOrdered: link.within == within)
        guard let key else {
            if let target = names[link.target] { relations[target].through.append(through) }
            return
        }
        for (target, word) in attachable {
            through.key = (key, word + ".")
            relations[target].through.append(through)
        }
    }

    private func failure(_ index: Int, _ message: String) -> RegistryError {
        RegistryError(
            module: declared[index].module, "resource \"\(declared[index].declaration.name)\" \(message)")
    }
}
