internal import StoaCore
internal import StoaStorage

/// What modules miss while they are off.
extension Transaction {
    /// Leaves a job for each module that is off and would have followed this change; it runs once the module is on again.
    func leaveReturnJobs(_ resource: Resource, _ kind: ChangeKinds) throws(StorageError) {
        let disabled = context.store.disabledModules
        guard !disabled.isEmpty else { return }
        for hook in context.registry.hooks(of: resource, kind: .follow)
        where hook.changes.contains(kind) && disabled.contains(hook.module) {
            try connection.addReturnJobs(of: hook.module, newID: newID, now: context.now.microseconds)
        }
    }
}
