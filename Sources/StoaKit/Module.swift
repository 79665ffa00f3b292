/// A module: who it is, and what it offers as a list.
///
///     package enum Suppliers: Module {
///         package static let id = "suppliers"
///         package static let version = "1.0.0"
///         package static var declarations: [any Declaration] {
///             Scope("read_suppliers", "Reads suppliers.")
///             Scope("write_suppliers", "Creates and changes suppliers.")
///             Resource("supplier", plural: "suppliers", "Who a store buys from.", of: Supplier.self,
///                      scopes: .readWrite("suppliers")) {
///                 Field("name", "The trading name.", \.name, .text(1...80), .required, .unique)
///             }
///             Validate(on: .update, archivedIsFinal)
///         }
///     }
public protocol Module {
    /// The id of the module; equal to the manifest's.
    static var id: String { get }
    /// The version of the module (semantic versioning); equal to the manifest's.
    static var version: String { get }
    /// What the module offers. Read once, when the library is loaded.
    @DeclarationBuilder static var declarations: [any Declaration] { get }
}

/// A record as rules see it: a struct of stored properties, each with the value of a field that was not sent.
///
/// A property without `?` is never null: where the host holds a null, it reads as its first value and that value is
/// stored. Records of a module are plain values; nothing of the host hangs on them.
public protocol Record: Sendable {
    /// A record with the first value of every property.
    init()
    /// The record's id; zero for one that the running rule has just made.
    var id: Int64 { get set }
}

/// One entry of a module's list.
public protocol Declaration {
    /// Adds the entry to what the library offers.
    func add(to list: inout DeclarationList)
}

/// Joins the entries of a module's list.
@resultBuilder
public enum DeclarationBuilder {
    /// One entry.
    public static func buildExpression(_ declaration: any Declaration) -> [any Declaration] { [declaration] }
    /// Entries that several declarations share.
    public static func buildExpression(_ declarations: [any Declaration]) -> [any Declaration] { declarations }
    /// All entries.
    public static func buildBlock(_ parts: [any Declaration]...) -> [any Declaration] { parts.flatMap { $0 } }
}
