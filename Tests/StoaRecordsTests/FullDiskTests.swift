import Glibc
import StoaCore
import StoaRecords
import Testing

/// A small file system in memory, gone when it is no longer referred to.
private final class SmallDisk {
    let path: String

    init?(megabytes: Int) {
        guard let folder = try? TemporaryFolder() else { return nil }
        path = folder.path + "/disk"
        guard mkdir(path, 0o700) == 0 else { return nil }
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            rmdir(path)
            return nil
        }
    }

    deinit {
        umount2(path, 2)  // MNT_DETACH, which the importer spells differently from build to build
        rmdir(path)
    }

    /// Leaves no byte free; returns the file to be removed.
    func fill() -> String {
        let name = path + "/filler"
        let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        for size in [1 << 16, 512, 1] {
            let block = [UInt8](repeating: 0, count: size)
            while write(descriptor, block, size) > 0 {}
        }
        return name
    }

    static let isPossible = SmallDisk(megabytes: 1) != nil
}

struct FullDiskTests {
    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `On a full disk writes are refused, reads go on, and writes resume when there is room`() throws {
        let disk = try #require(SmallDisk(megabytes: 8))
        let store = try TestStore(sampleRegistry(), in: TemporaryFolder(at: disk.path))
        let before = try store.create("supplier", #"{"name":"before"}"#)
        let filler = disk.fill()
        let text = String(repeating: "x", count: 200_000)
        let answers = store.batch(
            (0..<5).map { (nil, store.creating("supplier", #"{"name":"n\#($0)","secret_note":"\#(text)"}"#)) })
        #expect(answers.map { $0.wait().status } == Array(repeating: 507, count: 5))
        #expect(try store.document("supplier", before.id) == before.document)
        unlink(filler)
        let after = try store.create("supplier", #"{"name":"after"}"#)
        #expect(after.id > before.id)
        #expect(try store.list("supplier").ids == [after.id, before.id])
        #expect(try store.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `What is too much for the room left is refused alone`() throws {
        let disk = try #require(SmallDisk(megabytes: 4))
        let store = try TestStore(sampleRegistry(), in: TemporaryFolder(at: disk.path))
        let text = String(repeating: "x", count: 7 << 20)
        let bodies = (0..<9).map {
            $0 == 4 ? #"{"name":"big","contract":"\#(text)"}"# : #"{"name":"n\#($0)"}"#
        }
        let answers = store.batch(bodies.map { (nil, store.creating("supplier", $0)) })
        #expect(answers.enumerated().allSatisfy { $1.wait().status == ($0 == 4 ? 507 : 200) })
        #expect(try store.count("supplier") == 8)
        #expect(throws: Never.self) { try store.create("supplier", #"{"name":"after"}"#) }
    }
}
