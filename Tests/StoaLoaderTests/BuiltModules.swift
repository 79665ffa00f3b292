import Foundation
import StoaLoader
import StoaRecords
import Testing

/// The repository, as the compiler saw it.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    /// Where `swift build` puts its products.
    static let products = root + "/.build/release"
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
}

/// Runs a command of the shell; its output, or a failure with all that it said.
@discardableResult
func shell(_ command: String) throws -> String {
    // Not Foundation's Process: waiting for one needs a run loop, which a test's thread shares with others.
    guard let pipe = popen("(\(command)) 2>&1", "r") else { throw TestFailure(description: "\(command): no process") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&buffer, 1, buffer.count, pipe)
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard pclose(pipe) == 0 else { throw TestFailure(description: "\(command): \(text)") }
    return text
}

/// The modules of Tests/ABI/modules, as `make -C Tests/ABI modules` builds them.
enum BuiltModules {
    /// The folder that STOA_ABI_MODULES names; without it they are built where `make abi-tests` builds them, once.
    static func folder() throws -> String { try built.get() }

    private static let built = Result<String, any Error> {
        if let given = ProcessInfo.processInfo.environment["STOA_ABI_MODULES"] {
            guard FileManager.default.fileExists(atPath: given + "/good_minimal/module.so") else {
                throw TestFailure(
                    description: "STOA_ABI_MODULES is \(given), which has no good_minimal/module.so: "
                        + "run make -C Tests/ABI modules OUT=\(given)")
            }
            return given
        }
        let folder = Repository.root + "/.build/abi"
        try shell("make -s -C '\(Repository.root)/Tests/ABI' modules OUT='\(folder)'")
        return folder
    }
}

/// A folder of modules for one test; it goes when the test ends.
final class ModuleFolder {
    let path: String

    /// Copies of the named modules.
    init(_ names: String...) throws {
        path = NSTemporaryDirectory() + "stoa-modules-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in names { try add(name) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Copies one more, under another folder name if one is given.
    func add(_ name: String, as copy: String? = nil) throws {
        let target = "\(path)/\(copy ?? name)"
        try FileManager.default.copyItem(atPath: "\(try BuiltModules.folder())/\(name)", toPath: target)
    }

    /// Replaces text in a module's manifest; `old` must be there.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let file = "\(path)/\(name)/manifest.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacingOccurrences(of: old, with: new).write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Puts bytes in place of a module's manifest or library.
    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    /// Packs a module in place, so that its manifest says what its library declares.
    func pack(_ name: String, library: String = "module.so") throws {
        let module = "\(path)/\(name)"
        try ModulePacker.pack(manifest: "\(module)/manifest.json", library: "\(module)/\(library)", into: module)
    }

    func load(isWanted: (String) -> Bool = { _ in true }) throws -> LoadReport {
        try ModuleLoader.load(directories: [path], log: .none, isWanted: isWanted)
    }

    /// Why a module is refused, or nil if it is served.
    func refusal(of module: String) throws -> String? {
        try load().refused.first { $0.module == module }?.message
    }
}
