internal import StoaJSON
internal import StoaRecords

/// Writes declarations in the canonical JSON that manifests carry: what was reviewed, compared byte by byte at load.
enum DeclarationWriter {
    static func json(_ module: ModuleDeclaration) -> [UInt8] {
        var out = JSONBuilder()
        out.object {
            $0.array("resources", module.resources) { $0.resource($1) }
            $0.array("scopes", module.scopes) { out, scope in
                out.object {
                    $0.member("name", scope.name)
                    $0.member("title", scope.title)
                }
            }
            $0.array("hooks", module.hooks) { out, hook in
                out.object {
                    $0.member("resource", hook.resource)
                    $0.member("kind", "\(hook.kind)")
                    $0.member("changes", Int64(hook.changes.rawValue))
                    $0.member("priority", Int64(hook.priority))
                }
            }
            $0.array("routes", module.routes) { out, route in
                out.object {
                    $0.member("method", "\(route.method)")
                    $0.member("path", route.path)
                    $0.member("scope", route.scope)
                    $0.member("title", route.title)
                    $0.member("writes", Int64(route.writes ? 1 : 0))
                    $0.later(route)
                }
            }
            $0.array("services", module.services) { out, service in
                out.object {
                    $0.member("name", service.name)
                    $0.member("scope", service.scope)
                }
            }
            $0.array("topics", module.topics) { out, topic in
                out.object {
                    $0.member("name", topic.name)
                    $0.member("title", topic.title)
                    $0.member("names", topic.aliases.joined(separator: "|"))
                    $0.member("scope", topic.scope)
                }
            }
            $0.array("jobs", module.jobs) { out, job in
                out.object {
                    $0.member("name", job.name)
                    $0.member("title", job.title)
                    $0.member("width", Int64(job.width))
                    $0.member("delays", job.delays.map(String.init).joined(separator: " "))
                    $0.later("on_return", job.runsOnReturn ? "1" : "")
                }
            }
            $0.array("listeners", module.listeners) { out, listener in
                out.object {
                    $0.member("name", listener.name)
                    $0.member("title", listener.title)
                    $0.member("topics", listener.topics.patterns.joined(separator: "|"))
                    $0.member("from_start", Int64(listener.startsAtFirstEvent ? 1 : 0))
                    $0.member("batch", Int64(listener.batch))
                }
            }
            $0.later(module)
        }
        return out.bytes
    }
}

extension JSONBuilder {
    /// What came with later minor versions.
    fileprivate mutating func later(_ module: ModuleDeclaration) {
        if !module.inputs.isEmpty {
            array("inputs", module.inputs) { out, input in
                out.object {
                    $0.member("resource", input.resource)
                    $0.member("name", input.name)
                    $0.member("title", input.title)
                }
            }
        }
        later("graphql_types", module.graphQLTypes)
        guard !module.rootFields.isEmpty else { return }
        array("root_fields", module.rootFields) { out, field in
            out.object {
                $0.member("name", field.name)
                $0.member("scope", field.scope)
            }
        }
    }

    fileprivate mutating func later(_ route: ModuleRoute) {
        if let body = route.body {
            later("body_name", body.name)
            later("body", body.schema)
            later("body_example", body.example)
        }
        switch route.answer {
        case .json(let name, let schema):
            later("answer_name", name)
            later("answer", schema)
        case .record(let resource): later("answer_record", resource)
        case .page(let resource): later("answer_page", resource)
        case nil: break
        }
    }

    fileprivate mutating func resource(_ resource: ResourceDeclaration) {
        object {
            $0.member("name", resource.name)
            $0.member("plural", resource.plural)
            $0.member("type", resource.typeName)
            $0.member("title", resource.title)
            $0.member("parent", resource.parent)
            $0.member("events", resource.hasEvents ? 1 : 0)
            $0.member("verbs", Int64(resource.verbs.rawValue))
            $0.member("nested_verbs", Int64(resource.nestedVerbs.rawValue))
            $0.member("read_scope", resource.readScope)
            $0.member("write_scope", resource.writeScope)
            $0.array("fields", resource.fields) { $0.field($1) }
            $0.array("filters", resource.filters) { out, filter in
                out.object {
                    $0.member("parameter", filter.parameter)
                    $0.member("field", filter.field)
                    $0.member("kind", "\(filter.kind)")
                    $0.member("words", filter.words.joined(separator: "|"))
                    $0.later("initial", filter.initial)
                }
            }
            $0.later("input_names", resource.inputNames.joined(separator: "|"))
            $0.later("attached_as", resource.attachedAs.map { "\($0.name)|\($0.plural)" } ?? "")
            $0.later("seed", resource.seed)
            guard !resource.facets.isEmpty else { return }
            $0.array("facets", resource.facets) { out, facet in
                out.object {
                    $0.member("name", facet.name)
                    $0.member("plural", facet.plural)
                    $0.member("title", facet.title)
                    $0.member("field", facet.field)
                    $0.member("value", facet.value)
                    $0.member("verbs", Int64(facet.verbs.rawValue))
                    $0.later("without", facet.without.joined(separator: "|"))
                }
            }
        }
    }

    private mutating func field(_ field: Field) {
        object {
            $0.member("name", field.name)
            $0.member("type", "\(field.type)")
            $0.member("flags", Int64(field.flags.rawValue))
            $0.member("min", field.min)
            $0.member("max", field.max)
            $0.member("choices", field.choices.joined(separator: "|"))
            $0.member("initial", field.initial)
            $0.member("target", field.target)
            $0.member("title", field.title)
            $0.later("within", field.within.joined(separator: "|"))
            $0.later("example", field.example)
        }
    }

    /// A member that came with a later minor version: where it says nothing it is left out, so that what was packed
    /// before is still equal.
    fileprivate mutating func later(_ name: String, _ value: String) {
        if !value.isEmpty { member(name, value) }
    }
}
