internal import StoaCore
internal import StoaRecords

extension Operation {
    /// The path in a dialect, with {names}: what documents and examples show.
    func path(in dialect: Dialect) -> String {
        "\(dialect.basePath)/\(pattern)\(dialect.suffix)"
    }

    /// The action's word in documents and tests.
    var actionName: String {
        switch action {
        case .list: "list"
        case .count: "count"
        case .get: "get"
        case .create: "create"
        case .update: "update"
        case .delete: "delete"
        case .route: "route"
        case .bulk(let bulk): bulk.rawValue
        }
    }

    /// "suppliers.list", "suppliers.parts.get", "POST.suppliers.{id}.archive".
    ///
    /// The same in every dialect, and unique: resources differ in their plurals, which hold neither points nor capitals,
    /// and routes in method or path.
    var identifier: String {
        guard resource != nil else {
            return ([methodName] + pattern.split(separator: "/").map(String.init)).joined(separator: ".")
        }
        var parts = path.compactMap { segment -> String? in
            guard case .literal(let text) = segment else { return nil }
            return text
        }
        if action == .count { parts.removeLast() }
        if case .bulk = action { return parts.joined(separator: ".") }
        return (parts + [actionName]).joined(separator: ".")
    }

    /// The method as it stands in a request line.
    var methodName: String { "\(method)".uppercased() }

    /// Names of the path's parameters in their sequence.
    var parameterNames: [String] {
        path.compactMap { segment in
            guard case .parameter(let name) = segment else { return nil }
            return name
        }
    }
}

extension Registry {
    /// The module's route behind an operation; nil if it is derived.
    func route(of operation: Operation) -> ModuleRoute? {
        guard case .route(let index) = operation.action else { return nil }
        return routes[index]
    }
}
