import StoaKit

/// What this module looks at of the store's settings.
struct StoreSettings: Record, Equatable {
    var id: Int64 = 0
    var taxesIncluded = false
    var taxRounding = TaxRounding.perLine
}

extension Context {
    /// The store's settings, or the usual ones where no module keeps any.
    func storeSettings() throws(Failures) -> StoreSettings {
        do throws(Failures) {
            return try find(StoreSettings.self, limit: 1).first ?? StoreSettings()
        } catch {
            // Its module is not loaded.
            guard error.code == .notFound else { throw error }
            return StoreSettings()
        }
    }
}
