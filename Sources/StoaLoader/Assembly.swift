internal import CStoaABI
internal import StoaRecords

/// The set of modules being put together; every step may leave some out.
struct Assembly {
    /// What the kernel declares beside the modules.
    private let kernel: [ModuleDeclaration]
    private var candidates: [ModuleCandidate] = []
    private var refused: [Refusal] = []

    init(kernel: [ModuleDeclaration]) {
        self.kernel = kernel
    }

    /// Reads a module's manifest and takes it in, unless it cannot be served or is not wanted.
    mutating func consider(_ directory: String, isWanted: (String) -> Bool) throws(Refusal) {
        let candidate: ModuleCandidate
        do {
            candidate = try ModuleCandidate(directory: directory)
        } catch {
            // Whether it is essential is not known of a manifest that cannot be read, so the start goes on.
            return refused.append(error)
        }
        guard isWanted(candidate.manifest.id) else { return }
        if let other = candidates.first(where: { $0.manifest.id == candidate.manifest.id }) {
            let refusal = Refusal(
                candidate.manifest.id, "is in \(candidate.directory) and in \(other.directory): remove one of them")
            return try refuse(candidate, refusal)
        }
        candidates.append(candidate)
    }

    /// Leaves out modules whose dependencies are missing or of the wrong version, or go round in a circle, and sorts the
    /// rest so that what is needed comes first, and what is optional too where it is there.
    mutating func dropUnmetDependencies() throws(Refusal) {
        while let (index, refusal) = firstUnmetDependency() { try refuse(at: index, refusal) }
        var sorted: [ModuleCandidate] = []
        while !candidates.isEmpty {
            let waiting = Set(candidates.map(\.manifest.id))
            let ready = candidates.firstIndex { candidate in
                waiting.isDisjoint(with: candidate.manifest.depends.keys)
                    && waiting.isDisjoint(with: candidate.manifest.optional.keys)
            }
            if let ready {
                sorted.append(candidates.remove(at: ready))
            } else {
                let circle = candidates.map(\.manifest.id).joined(separator: ", ")
                for candidate in candidates {
                    try refuse(
                        candidate,
                        Refusal(
                            candidate.manifest.id,
                            "depends on itself through \(circle): remove one of these dependencies"))
                }
                candidates = []
            }
        }
        candidates = sorted
    }

    private func firstUnmetDependency() -> (Int, Refusal)? {
        for (index, candidate) in candidates.enumerated() {
            let id = candidate.manifest.id
            let optional = candidate.manifest.optional.mapValues(\.version)
            let conditions = candidate.manifest.depends.sorted { $0.key < $1.key } + optional.sorted { $0.key < $1.key }
            for (needed, condition) in conditions {
                guard let found = candidates.first(where: { $0.manifest.id == needed }) else {
                    if candidate.manifest.depends[needed] == nil { continue }
                    return (
                        index, Refusal(id, "needs the module \(needed) \(condition), which is not loaded: install it")
                    )
                }
                guard let meets = Version(found.manifest.version)?.meets(condition) else {
                    return (
                        index,
                        Refusal(
                            id,
                            "states the dependency \(needed) as \"\(condition)\", which cannot be read: write \">=1.0\""
                        )
                    )
                }
                guard meets else {
                    return (
                        index,
                        Refusal(
                            id,
                            "needs the module \(needed) \(condition), \(found.manifest.version) is there: update one of them"
                        )
                    )
                }
            }
        }
        return nil
    }

    /// Loads libraries in order; one that fails takes those that depend on it along.
    mutating func loadLibraries() throws(Refusal) {
        var index = 0
        while index < candidates.count {
            do {
                try candidates[index].load()
                index += 1
            } catch {
                try refuse(at: index, error)
                try dropUnmetDependencies()
                // Those that were loaded already stay so; loading starts over only for the ones that were not.
                index = candidates.prefix { $0.instance != nil }.count
            }
        }
        try dropUnmetNeeds()
    }

    /// Leaves out what needs a module, resource or service that is not there, or not any more.
    private mutating func dropUnmetNeeds() throws(Refusal) {
        while let (index, refusal) = firstUnmetDependency() ?? firstMissingName() { try refuse(at: index, refusal) }
    }

    /// Resources and services of others that a manifest names.
    private func firstMissingName() -> (Int, Refusal)? {
        let resources = Set(candidates.flatMap(\.declaration.resources).map(\.name))
        let services = Set(candidates.flatMap(\.declaration.services).map(\.name))
        for (index, candidate) in candidates.enumerated() {
            if let missing = candidate.manifest.resources.first(where: { !resources.contains($0) }) {
                return (
                    index,
                    Refusal(
                        candidate.manifest.id,
                        "needs the resource \"\(missing)\", which no loaded module declares: install the module that does"
                    )
                )
            }
            if let missing = candidate.manifest.services.first(where: { !services.contains($0) }) {
                return (
                    index,
                    Refusal(
                        candidate.manifest.id,
                        "needs the service \"\(missing)\", which no loaded module offers: install the module that does")
                )
            }
        }
        return nil
    }

    /// Creates and activates every module, leaving out those that fail and those that need them.
    mutating func start() throws(Refusal) -> LoadReport {
        let host = HostTables.host.pointer
        while let index = candidates.firstIndex(where: { $0.instance?.isCreated == false }) {
            guard let code = candidates[index].instance?.create(host), code < 0 else { continue }
            try refuseToStart(at: index, "create", code)
        }
        var registry = try link()
        while let index = candidates.firstIndex(where: { $0.instance?.isActive == false }) {
            HostEnvironment.shared.update { $0.registry = registry }
            guard let code = candidates[index].instance?.activate(host), code < 0 else { continue }
            try refuseToStart(at: index, "activate", code)
            registry = try link()
        }
        HostEnvironment.shared.update { $0.registry = registry }
        return LoadReport(registry: registry, loaded: candidates.map(LoadedModule.init), refused: refused)
    }

    private mutating func refuseToStart(at index: Int, _ function: String, _ code: Int32) throws(Refusal) {
        let id = candidates[index].manifest.id
        try refuse(at: index, Refusal(id, "failed to start: \(function)() returned \(code); see its log lines"))
        try dropUnmetNeeds()
    }

    /// Links the declarations, leaving out modules that contradict others.
    private mutating func link() throws(Refusal) -> Registry {
        while true {
            do {
                let loaded = Set(candidates.map(\.manifest.id))
                let modules = candidates.map { $0.declaration(among: loaded) }
                // Of two that say the same the second is refused; but readers look for the modules first.
                if !kernel.isEmpty { _ = try Registry(modules: kernel + modules) }
                return try Registry(modules: modules + kernel)
            } catch {
                let refusal = Refusal(error.module, error.message)
                guard let index = candidates.lastIndex(where: { $0.manifest.id == error.module }) else { throw refusal }
                try refuse(at: index, refusal)
                try dropUnmetNeeds()
            }
        }
    }

    private mutating func refuse(at index: Int, _ refusal: Refusal) throws(Refusal) {
        let candidate = candidates.remove(at: index)
        candidate.instance?.destroy()
        try refuse(candidate, refusal)
    }

    private mutating func refuse(_ candidate: ModuleCandidate, _ refusal: Refusal) throws(Refusal) {
        if candidate.manifest.isEssential { throw refusal }
        refused.append(refusal)
    }
}

extension LoadedModule {
    init(_ candidate: ModuleCandidate) {
        self.init(
            id: candidate.manifest.id, version: candidate.manifest.version, title: candidate.manifest.title,
            directory: candidate.directory, isEssential: candidate.manifest.isEssential)
    }
}
