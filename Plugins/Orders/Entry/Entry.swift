public import CStoaABI
import Orders
import StoaKit

private let module = ModuleEntry(Orders.self)

/// The library's one exported symbol; the contract is in `stoa/module.h`.
@c(stoa_module_entry)
public func moduleEntry(_ hostABI: UInt32) -> UnsafePointer<stoa_module>? {
    module.pointer(forHost: hostABI)
}
