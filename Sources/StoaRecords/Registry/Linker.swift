internal import StoaCore

/// Why a set of modules cannot be served together.
///
/// The text names both sides and the remedy.
package struct RegistryError: Error, Sendable, Equatable {
    package let module: String
    package let message: String

    package init(module: String, _ message: String) {
        self.module = module
        self.message = message
    }
}

/// Checks declarations against each other and resolves names to indexes.
struct Linker {
    struct Linked {
        var resources: [Resource] = []
        var zoneField: (resource: Int, field: Int)?
        var scopes: [ScopeDeclaration] = []
        var services: [String: Service] = [:]
        var topics: [Topic] = []
        var topicsByName: [String: Topic] = [:]
        var jobs: [String: JobDeclaration] = [:]
    }

    private let modules: [ModuleDeclaration]
    private var declared: [(module: String, declaration: ResourceDeclaration)] = []
    private var indexes: [String: Int] = [:]

    init(modules: [ModuleDeclaration]) throws(RegistryError) {
        self.modules = modules
        var plurals: [String: String] = [:]
        for module in modules {
            for resource in module.resources {
                if let other = indexes[resource.name] {
                    throw RegistryError(
                        module: module.id,
                        "declares resource \"\(resource.name)\", which module \"\(declared[other].module)\" declares too: disable one of them or rename the resource"
                    )
                }
                if let other = plurals[resource.plural] {
                    throw RegistryError(
                        module: module.id,
                        "declares the path \"\(resource.plural)\", which resource \"\(other)\" has too: rename one of them"
                    )
                }
                plurals[resource.plural] = resource.name
                indexes[resource.name] = declared.count
                declared.append((module.id, resource))
            }
        }
    }

    func link() throws(RegistryError) -> Linked {
        var linked = Linked()
        linked.scopes = try linkScopes()
        let relations = try RelationLinker(declared, indexes).relations
        try checkFacets()
        let scopeNames = Set(linked.scopes.map(\.name))
        for (index, entry) in declared.enumerated() {
            try ResourceCheck(module: entry.module, resource: entry.declaration, scopes: scopeNames).run()
            try checkIsHeld(entry)
            linked.resources.append(
                Resource(
                    index: index, module: entry.module, declaration: entry.declaration,
                    parent: try parent(of: entry), root: try root(of: index), children: try children(of: entry),
                    relations: relations[index]))
        }
        linked.zoneField = try linkZoneField(linked.resources)
        linked.services = try linkServices()
        (linked.topics, linked.topicsByName) = try Linker.topics(of: modules, scopes: scopeNames)
        linked.jobs = try Linker.jobs(of: modules)
        try Linker.checkListeners(of: modules)
        try checkInputs(linked.resources)
        try checkHooks()
        try checkRoutes(scopes: scopeNames)
        try Linker.checkRootFields(of: modules, scopes: scopeNames)
        return linked
    }

    private func linkZoneField(_ resources: [Resource]) throws(RegistryError) -> (resource: Int, field: Int)? {
        var found: (resource: Int, field: Int)?
        for resource in resources {
            for (field, declaration) in resource.fields.enumerated() where declaration.flags.contains(.timeZone) {
                if let found {
                    throw RegistryError(
                        module: resource.module,
                        "says the store's time zone in \"\(resource.name).\(declaration.name)\", which module \"\(resources[found.resource].module)\" says in \"\(resources[found.resource].name)\" too: disable one of them"
                    )
                }
                found = (resource.index, field)
            }
        }
        return found
    }

    private func parent(of entry: (module: String, declaration: ResourceDeclaration)) throws(RegistryError) -> Int? {
        guard !entry.declaration.parent.isEmpty else { return nil }
        guard let parent = indexes[entry.declaration.parent], declared[parent].module == entry.module else {
            throw RegistryError(
                module: entry.module,
                "resource \"\(entry.declaration.name)\" has the parent \"\(entry.declaration.parent)\", which this module does not declare"
            )
        }
        return parent
    }

    /// The top of the tree; a cycle of parents is refused.
    private func root(of index: Int) throws(RegistryError) -> Int {
        var current = index
        for _ in 0...declared.count {
            guard let parent = try parent(of: declared[current]) else { return current }
            current = parent
        }
        throw RegistryError(
            module: declared[index].module, "resource \"\(declared[index].declaration.name)\" is its own ancestor")
    }

    private func children(
        of entry: (module: String, declaration: ResourceDeclaration)
    ) throws(RegistryError) -> [ChildLink] {
        var links: [ChildLink] = []
        for (field, declaration) in entry.declaration.fields.enumerated() where declaration.type == .children {
            guard let child = indexes[declaration.target], declared[child].declaration.parent == entry.declaration.name
            else {
                throw RegistryError(
                    module: entry.module,
                    "field \"\(entry.declaration.name).\(declaration.name)\" holds \"\(declaration.target)\", which is no resource with the parent \"\(entry.declaration.name)\""
                )
            }
            guard !links.contains(where: { $0.resource == child }) else {
                throw RegistryError(
                    module: entry.module,
                    "resource \"\(entry.declaration.name)\" holds \"\(declaration.target)\" in two fields: nobody could say in which one a record is"
                )
            }
            links.append(ChildLink(field: field, resource: child))
        }
        return links
    }

    /// A child that no field of its parent holds could be neither read nor written.
    private func checkIsHeld(_ entry: (module: String, declaration: ResourceDeclaration)) throws(RegistryError) {
        guard let parent = try parent(of: entry) else { return }
        let isHeld = declared[parent].declaration.fields.contains {
            $0.type == .children && $0.target == entry.declaration.name
        }
        guard !isHeld else { return }
        throw RegistryError(
            module: entry.module,
            "resource \"\(entry.declaration.name)\" has the parent \"\(entry.declaration.parent)\", which has no field that holds it"
        )
    }

    /// A facet's names are as good as a resource's: no two things are called the same.
    private func checkFacets() throws(RegistryError) {
        var names = Set(declared.flatMap { [$0.declaration.name, $0.declaration.plural] })
        for (module, declaration) in declared {
            for facet in declaration.facets {
                guard names.insert(facet.name).inserted, names.insert(facet.plural).inserted else {
                    throw RegistryError(
                        module: module,
                        "declares the facet \"\(facet.name)\" (\(facet.plural)), whose names are another's too: rename it"
                    )
                }
            }
        }
    }

    /// An input is a member of its own: no field of the resource has its name, and nobody else reads it.
    private func checkInputs(_ resources: [Resource]) throws(RegistryError) {
        for module in modules {
            for input in module.inputs {
                let whose = resources.filter(input.isRead)
                guard Names.isIdentifier(input.name), !whose.isEmpty || input.resource.isEmpty else {
                    throw RegistryError(
                        module: module.id,
                        "reads \"\(input.name)\" in bodies of \"\(input.resource)\", which no loaded module declares: install the module that does"
                    )
                }
                for resource in whose where resource.field(named: input.name) != nil {
                    throw RegistryError(
                        module: module.id,
                        "reads \"\(input.name)\" in bodies of \"\(resource.name)\", which has a field of that name: rename the input"
                    )
                }
            }
        }
    }

    private func linkScopes() throws(RegistryError) -> [ScopeDeclaration] {
        var scopes: [ScopeDeclaration] = []
        for module in modules {
            for scope in module.scopes where !scopes.contains(where: { $0.name == scope.name }) {
                guard Names.isIdentifier(scope.name), !["admin", "all", Scopes.any].contains(scope.name) else {
                    throw RegistryError(
                        module: module.id, "declares the scope \"\(scope.name)\", which is not a valid name")
                }
                scopes.append(scope)
            }
        }
        return scopes
    }

    private func linkServices() throws(RegistryError) -> [String: Service] {
        var services: [String: Service] = [:]
        for service in modules.flatMap(\.services) {
            if let other = services[service.name] {
                throw RegistryError(
                    module: service.module,
                    "offers the service \"\(service.name)\", which module \"\(other.module)\" offers too")
            }
            services[service.name] = service
        }
        return services
    }

    private func checkHooks() throws(RegistryError) {
        for hook in modules.flatMap(\.hooks) {
            guard let index = indexes[hook.resource] else {
                throw RegistryError(
                    module: hook.module,
                    "hooks into resource \"\(hook.resource)\", which no loaded module declares: install the module that does"
                )
            }
            guard declared[index].declaration.parent.isEmpty else {
                throw RegistryError(
                    module: hook.module,
                    "hooks into \"\(hook.resource)\", which is part of \"\(declared[index].declaration.parent)\": hook into that"
                )
            }
            guard hook.kind != .prepare || declared[index].module == hook.module else {
                throw RegistryError(
                    module: hook.module,
                    "has a PREPARE hook on \"\(hook.resource)\" of module \"\(declared[index].module)\": only VALIDATE and FOLLOW may hook into other modules' resources"
                )
            }
        }
    }

    private func checkRoutes(scopes: Set<String>) throws(RegistryError) {
        var seen: [String: String] = [:]
        for route in modules.flatMap(\.routes) {
            guard scopes.contains(route.scope) || (route.scope == Scopes.any && !route.writes) else {
                throw RegistryError(
                    module: route.module,
                    "serves \(route.method) \(route.path) under the scope \"\(route.scope)\", which nobody declares: every route needs a declared scope, or \"any\" if it writes nothing and every key may read it"
                )
            }
            let key = "\(route.method) \(route.path)"
            if let other = seen[key] {
                throw RegistryError(module: route.module, "serves \(key), which module \"\(other)\" serves too")
            }
            seen[key] = route.module
        }
    }
}
