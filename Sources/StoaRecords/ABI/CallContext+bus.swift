internal import CStoaABI
internal import StoaCore

/// What "stoa.bus/1" means, without its C spelling.
extension CallContext {
    /// Services may call services; deeper than this is a loop.
    private static let serviceDepthMax = 8

    /// Calls another module's service in the same transaction.
    ///
    /// The output lives in the arena.
    package func callService(_ name: String, _ input: UnsafeRawBufferPointer) -> (Int32, UnsafeRawBufferPointer) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        guard let service = registry.services[name], !store.disabledModules.contains(service.module) else {
            return (Int32(STOA_E_UNSUPPORTED), nothing)
        }
        guard service.scope.isEmpty || actor.scopes.allows(service.scope) else {
            return (Int32(STOA_E_FORBIDDEN), nothing)
        }
        guard serviceDepth < Self.serviceDepthMax else { return (Int32(STOA_E_CONFLICT), nothing) }
        guard (try? JSONDocumentCheck.parse(input)) != nil else { return (Int32(STOA_E_BAD), nothing) }
        let outer = module
        module = service.module
        serviceDepth += 1
        defer {
            module = outer
            serviceDepth -= 1
        }
        return service.run(self, input)
    }

    /// Leaves an event of one of the module's declared topics in the transaction.
    package func emit(topic: String, key: Int64, payload: [UInt8]) -> Int32 {
        guard phase == .writing || phase == .preparing, let transaction else { return Int32(STOA_E_FORBIDDEN) }
        guard registry.topic(named: topic)?.module == module else {
            return Int32(STOA_E_NOT_FOUND)
        }
        do {
            try transaction.isolate()
            try transaction.recordEvent(topic: topic, record: key, payload: payload)
            return 0
        } catch {
            return transaction.code(of: .storage(error))
        }
    }

    /// The arena's copy of a string, or nil when the quota is spent.
    package func copy(_ text: String) -> UnsafeRawBufferPointer? {
        arena.copy(text: text)
    }
}
