internal import Glibc

/// A folder of modules and, hidden in it, the version of each that was there before.
///
/// Whole folders are renamed, so that a server that starts at any moment finds the old version or the new one.
package struct ModuleShelf {
    private let folder: String
    private var previous: String { folder + "/.previous" }

    package init(_ folder: String) {
        self.folder = folder
    }

    /// Verifies the module in `source`, copies it and makes the copy the one that is loaded.
    package func stage(_ source: String) throws(Refusal) -> LoadedModule {
        let module = try ModuleVerifier.verify(source)
        let incoming = "\(folder)/.incoming-\(module.id)"
        try removeFolder(incoming, module.id)
        try make(folder, module.id)
        try make(incoming, module.id)
        for name in try names(in: source, module.id) {
            let bytes = try Library.read("\(source)/\(name)", module: module.id)
            try ModulePacker.write(bytes, to: "\(incoming)/\(name)", module: module.id)
        }
        // The copy is what will be loaded, so the copy is what must be right.
        _ = try ModuleVerifier.verify(incoming)
        try make(previous, module.id)
        if exists("\(folder)/\(module.id)") {
            try removeFolder("\(previous)/\(module.id)", module.id)
            try move("\(folder)/\(module.id)", "\(previous)/\(module.id)", module.id)
        }
        try move(incoming, "\(folder)/\(module.id)", module.id)
        return try ModuleVerifier.verify("\(folder)/\(module.id)")
    }

    /// Exchanges the module's version with the one before; a second call undoes the first.
    package func rollback(_ id: String) throws(Refusal) -> LoadedModule {
        guard Manifest.isModuleID(id), exists("\(previous)/\(id)") else {
            throw Refusal(id, "has no earlier version in \(folder): stage one first")
        }
        _ = try ModuleVerifier.verify("\(previous)/\(id)")
        let aside = "\(folder)/.incoming-\(id)"
        try removeFolder(aside, id)
        if exists("\(folder)/\(id)") { try move("\(folder)/\(id)", aside, id) }
        try move("\(previous)/\(id)", "\(folder)/\(id)", id)
        if exists(aside) { try move(aside, "\(previous)/\(id)", id) }
        return try ModuleVerifier.verify("\(folder)/\(id)")
    }

    private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private func make(_ path: String, _ module: String) throws(Refusal) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path, "be made", module) }
    }

    private func move(_ source: String, _ target: String, _ module: String) throws(Refusal) {
        guard rename(source, target) == 0 else { throw failure(source, "be moved to \(target)", module) }
    }

    private func removeFolder(_ path: String, _ module: String) throws(Refusal) {
        guard exists(path) else { return }
        for name in try names(in: path, module) {
            guard unlink("\(path)/\(name)") == 0 else { throw failure("\(path)/\(name)", "be removed", module) }
        }
        guard rmdir(path) == 0 else { throw failure(path, "be removed", module) }
    }

    private func names(in path: String, _ module: String) throws(Refusal) -> [String] {
        guard let entries = opendir(path) else { throw failure(path, "be read", module) }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private func failure(_ path: String, _ what: String, _ module: String) -> Refusal {
        Refusal(module, "\(path) cannot \(what): \(String(cString: strerror(errno)))")
    }
}
