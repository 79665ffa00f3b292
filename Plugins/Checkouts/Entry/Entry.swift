public import CStoaABI
import Checkouts
import StoaKit

private let module = ModuleEntry(Checkouts.self)

/// The library's one exported symbol; the contract is in `stoa/module.h`.
@c(stoa_module_entry)
public func moduleEntry(_ hostABI: UInt32) -> UnsafePointer<stoa_module>? {
    module.pointer(forHost: hostABI)
}
