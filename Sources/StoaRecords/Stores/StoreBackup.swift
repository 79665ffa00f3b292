package import StoaStorage

/// Copies a store's database file while other processes use it.
package enum StoreBackup {
    /// `progress` gets pages done and pages in all, and stops by false.
    package static func run(from source: String, to target: String, progress: (Int, Int) -> Bool) throws(StorageError) {
        try Database(path: source, access: .readOnly, cacheKiB: 512).backup(to: target, progress: progress)
    }
}
