internal import CStoaABI
internal import Glibc
package import StoaRecords

/// What was loaded, what was refused and why.
package struct LoadReport: Sendable {
    package let registry: Registry
    package internal(set) var loaded: [LoadedModule]
    package internal(set) var refused: [Refusal]
}

/// A module that is served.
package struct LoadedModule: Sendable {
    package let id: String
    package let version: String
    package let title: String
    package let directory: String
    package let isEssential: Bool
}

/// Finds modules, loads them in dependency order and links their declarations.
///
/// A module that cannot be served is left out and reported; if it is essential, the start fails with its reason. Called
/// on one thread, before anything is served.
package enum ModuleLoader {
    /// What modules may ask the host for, whichever they are; before `load`.
    ///
    /// Their keys are derived from `secret`; `isDevelopment` is their setting "development".
    package static func setEnvironment(secret: [UInt8], isDevelopment: Bool) {
        HostEnvironment.shared.update {
            $0.secret = secret
            $0.common["development"] = isDevelopment ? "true" : "false"
        }
    }

    /// Loads every module below `directories` that `isWanted` says yes to.
    ///
    /// `kernel` is what the kernel declares itself; a module that contradicts it is left out.
    package static func load(
        directories: [String], log: KernelLog, configuration: [String: [String: String]] = [:],
        kernel: [ModuleDeclaration] = [], isWanted: (String) -> Bool = { _ in true }
    ) throws(Refusal) -> LoadReport {
        HostEnvironment.shared.update {
            $0.log = log
            $0.configuration = configuration
        }
        var assembly = Assembly(kernel: kernel)
        for path in directories {
            for directory in try moduleDirectories(below: path) {
                try assembly.consider(directory, isWanted: isWanted)
            }
        }
        try assembly.dropUnmetDependencies()
        try assembly.loadLibraries()
        return try assembly.start()
    }

    /// Folders with a manifest, in the order of their names, so that every start is alike.
    private static func moduleDirectories(below path: String) throws(Refusal) -> [String] {
        guard let folder = opendir(path) else {
            throw Refusal(
                "-",
                "the modules folder \(path) cannot be read: \(String(cString: strerror(errno))): set [modules] folders in the configuration"
            )
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix("."), access("\(path)/\(name)/manifest.json", R_OK) == 0 { names.append(name) }
        }
        return names.sorted().map { "\(path)/\($0)" }
    }
}

/// Checks one module by itself, as `stoa module verify` does.
package enum ModuleVerifier {
    /// Reads the manifest, loads the library and compares the two.
    package static func verify(_ directory: String) throws(Refusal) -> LoadedModule {
        var candidate = try ModuleCandidate(directory: directory)
        try candidate.load()
        return LoadedModule(candidate)
    }
}
