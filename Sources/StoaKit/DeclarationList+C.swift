import CStoaABI

extension DeclarationList {
    /// The list in the contract's form, in memory that is never freed.
    var cDeclarations: stoa_decl {
        let resources = Immortal.array(resources.map { $0.cResource(in: self) })
        let scopes = Immortal.array(
            scopes.map { stoa_scope(name: Immortal.text($0.name), title: Immortal.text($0.title)) })
        let hooks = Immortal.array(hooks.compactMap { $0.cHook(in: self) })
        let routes = Immortal.array(routes.map { $0.cRoute(in: self) })
        let services = Immortal.array(services.map(\.cService))
        let topics = Immortal.array(
            topics.map {
                stoa_topic(
                    name: Immortal.text($0.name), title: Immortal.text($0.title),
                    names: Immortal.text($0.names.joined(separator: "|")), scope: Immortal.text($0.scope))
            })
        let jobs = Immortal.array(jobs.map(\.cJob))
        let listeners = Immortal.array(listeners.map(\.cListener))
        let inputs = Immortal.array(
            inputs.map {
                stoa_input(
                    resource: Immortal.text($0.resource), name: Immortal.text($0.name), title: Immortal.text($0.title))
            })
        let rootFields = Immortal.array(rootFields.map(\.cRootField))
        return stoa_decl(
            size: UInt32(MemoryLayout<stoa_decl>.size), rsv: 0,
            resources: stoa_resources(items: resources.items, count: resources.count, stride: resources.stride),
            scopes: stoa_scopes(items: scopes.items, count: scopes.count, stride: scopes.stride),
            hooks: stoa_hooks(items: hooks.items, count: hooks.count, stride: hooks.stride),
            routes: stoa_routes(items: routes.items, count: routes.count, stride: routes.stride),
            services: stoa_services(items: services.items, count: services.count, stride: services.stride),
            topics: stoa_topics(items: topics.items, count: topics.count, stride: topics.stride),
            jobs: stoa_jobs(items: jobs.items, count: jobs.count, stride: jobs.stride),
            listeners: stoa_listeners(items: listeners.items, count: listeners.count, stride: listeners.stride),
            inputs: stoa_inputs(items: inputs.items, count: inputs.count, stride: inputs.stride),
            root_fields: stoa_root_fields(
                items: rootFields.items, count: rootFields.count, stride: rootFields.stride),
            graphql_types: Immortal.text(graphQLTypes.joined(separator: "\n")))
    }
}

extension ResourceFacts {
    fileprivate func cResource(in list: DeclarationList) -> stoa_resource {
        let parent = list.parent(of: record)
        let scopes = scopes(in: list)
        let fields = Immortal.array(
            zip(fields, childRecords).map { field, child in
                field.cField(target: list.resources.first { $0.record == child }?.name ?? field.target)
            })
        let filters = Immortal.array(filters.map(\.cFilter))
        let facets = Immortal.array(facets.map(\.cFacet))
        return stoa_resource(
            name: Immortal.text(name), plural: Immortal.text(plural), type_name: Immortal.text(typeName),
            title: Immortal.text(title), parent: Immortal.text(parent?.name ?? ""),
            flags: (parent == nil && hasEvents ? UInt32(STOA_EVENTS) : 0)
                | (attachedAs != nil ? UInt32(STOA_ATTACHABLE) : 0),
            verbs: (verbs ?? (parent == nil ? .all : [])).rawValue,
            nested_verbs: nested.rawValue, rsv: 0, read_scope: Immortal.text(scopes?.read ?? ""),
            write_scope: Immortal.text(scopes?.write ?? ""),
            fields: stoa_fields(items: fields.items, count: fields.count, stride: fields.stride),
            filters: stoa_filters(items: filters.items, count: filters.count, stride: filters.stride),
            input_names: Immortal.text(inputNames.joined(separator: "|")),
            facets: stoa_facets(items: facets.items, count: facets.count, stride: facets.stride),
            attached_as: Immortal.text(attachedAs.map { "\($0.name)|\($0.plural)" } ?? ""),
            seed: Immortal.text(seed.isEmpty ? "" : JSON.array(seed).text))
    }
}

extension FieldFacts {
    fileprivate func cField(target: String) -> stoa_field {
        stoa_field(
            name: Immortal.text(name), type: type.code, flags: flags, min: bounds.min, max: bounds.max,
            choices: Immortal.text(choices.joined(separator: "|")), initial: Immortal.text(initial),
            target: Immortal.text(target), title: Immortal.text(title),
            within: Immortal.text(within.joined(separator: "|")), example: Immortal.text(example))
    }
}

extension Filter {
    fileprivate var cFilter: stoa_filter {
        stoa_filter(
            parameter: Immortal.text(parameter), field: Immortal.text(field), kind: kind.code, rsv: 0,
            words: Immortal.text(kind.words), initial: Immortal.text(initial))
    }
}

extension Facet {
    fileprivate var cFacet: stoa_facet {
        stoa_facet(
            name: Immortal.text(name), plural: Immortal.text(plural), title: Immortal.text(title),
            field: Immortal.text(field), value: Immortal.text(value), verbs: verbs.rawValue, rsv: 0,
            without: Immortal.text(without.joined(separator: "|")))
    }
}

extension HookFacts {
    fileprivate func cHook(in list: DeclarationList) -> stoa_hook? {
        list.schemas[record].map {
            stoa_hook(
                resource: Immortal.text($0.resource), kind: kind, ops: operations.rawValue, priority: priority, rsv: 0,
                fn: EntryPoints.hook, data: Immortal.pointer(self))
        }
    }
}

extension Route {
    fileprivate func cRoute(in list: DeclarationList) -> stoa_route {
        var route = stoa_route()
        route.method = Immortal.text(method)
        route.path = Immortal.text(path)
        route.scope = Immortal.text(scope)
        route.title = Immortal.text(title)
        route.flags = writes ? UInt32(STOA_ROUTE_WRITES) : 0
        route.fn = EntryPoints.route
        route.data = UnsafeRawPointer(Immortal.pointer(self))
        if let body {
            route.body_name = Immortal.text(body.name)
            route.body = Immortal.text(JSON.object(body.shape.schema).text)
            route.body_example = Immortal.text(body.shape.sample.text)
        }
        switch answer {
        case .json(let name, let shape):
            route.answer_name = Immortal.text(name)
            route.answer = Immortal.text(JSON.object(shape.schema).text)
        case .record(let type): route.answer_resource = Immortal.text(list.schemas[type]?.resource ?? "")
        case .page(let type):
            route.answer_resource = Immortal.text(list.schemas[type]?.resource ?? "")
            route.flags |= UInt32(STOA_ROUTE_PAGE)
        case nil: break
        }
        return route
    }
}

extension RootField {
    fileprivate var cRootField: stoa_root_field {
        stoa_root_field(
            name: Immortal.text(name), scope: Immortal.text(scope), fn: EntryPoints.service,
            data: Immortal.pointer(service))
    }
}

extension Service {
    fileprivate var cService: stoa_service {
        stoa_service(
            name: Immortal.text(name), scope: Immortal.text(scope), fn: EntryPoints.service,
            data: Immortal.pointer(self))
    }
}
