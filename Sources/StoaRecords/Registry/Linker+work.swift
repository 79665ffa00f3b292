internal import StoaCore

/// Topics, jobs and listeners: what follows a write.
extension Linker {
    static func topics(
        of modules: [ModuleDeclaration], scopes: Set<String>
    ) throws(RegistryError) -> (all: [Topic], byName: [String: Topic]) {
        var all: [Topic] = []
        var byName: [String: Topic] = [:]
        for module in modules {
            for var topic in module.resources.flatMap(Topic.derived) + module.topics {
                topic.module = module.id
                guard scopes.contains(topic.scope) else {
                    throw RegistryError(
                        module: module.id,
                        "declares the topic \"\(topic.name)\" under the scope \"\(topic.scope)\", which nobody declares: every topic needs a declared scope"
                    )
                }
                for name in Set([topic.name] + topic.aliases) {
                    if let other = byName[name] {
                        throw RegistryError(
                            module: module.id,
                            "calls a topic \"\(name)\", as \"\(other.name)\" of module \"\(other.module)\" is called: rename one of them"
                        )
                    }
                    byName[name] = topic
                }
                all.append(topic)
            }
        }
        return (all, byName)
    }

    static func jobs(of modules: [ModuleDeclaration]) throws(RegistryError) -> [String: JobDeclaration] {
        var jobs: [String: JobDeclaration] = [:]
        for job in modules.flatMap(\.jobs) {
            try checkName(job.name, of: "job", job.module)
            try refuse(jobs[job.name] != nil, job.module, "declares the job \"\(job.name)\" twice")
            try refuse(
                !(1...256).contains(job.width), job.module,
                "lets \(job.width) jobs \"\(job.name)\" run at once: 1 to 256 are possible")
            try refuse(
                job.delays.count > 100, job.module, "tries the job \"\(job.name)\" more than 100 times again")
            jobs[job.name] = job
        }
        return jobs
    }

    static func checkListeners(of modules: [ModuleDeclaration]) throws(RegistryError) {
        var names = Set(modules.flatMap(\.jobs).map(\.name))
        for listener in modules.flatMap(\.listeners) {
            try checkName(listener.name, of: "listener", listener.module)
            try refuse(
                !names.insert(listener.name).inserted, listener.module,
                "declares \"\(listener.name)\" twice, as a listener and as something else, or as two listeners")
            try refuse(
                !(1...250).contains(listener.batch), listener.module,
                "tells the listener \"\(listener.name)\" of \(listener.batch) events at a time: 1 to 250 are possible")
        }
    }

    /// A job's name is the beginning of its lanes, up to a slash, and is written in commands.
    private static func checkName(_ name: String, of kind: String, _ module: String) throws(RegistryError) {
        let own = String(name.dropFirst(module.count + 1))
        try refuse(
            !Names.isIdentifier(own), module,
            "declares the \(kind) \"\(own)\", whose name is not of the form a-z, 0-9 and _")
    }

    private static func refuse(_ isWrong: Bool, _ module: String, _ reason: String) throws(RegistryError) {
        guard isWrong else { return }
        throw RegistryError(module: module, reason)
    }

    /// As for routes: none is open to everybody.
    static func checkRootFields(of modules: [ModuleDeclaration], scopes: Set<String>) throws(RegistryError) {
        for field in modules.flatMap(\.rootFields) {
            guard field.name.hasPrefix("Query.") || field.writes else {
                throw RegistryError(
                    module: field.module,
                    "answers the field \"\(field.name)\": root fields are named \"Query.\" or \"Mutation.\" and what they are"
                )
            }
            guard scopes.contains(field.scope) || (field.scope == Scopes.any && !field.writes) else {
                throw RegistryError(
                    module: field.module,
                    "answers \(field.name) under the scope \"\(field.scope)\", which nobody declares: every root field needs a declared scope, or \"any\" if it writes nothing and every key may read it"
                )
            }
        }
    }
}
