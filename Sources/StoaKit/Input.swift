import CStoaABI

/// A member of other modules' request bodies that this module reads in its rules.
///
///     Input("notes", "Notes to be made with the record.")
///     Follow<Supplier>(on: [.create]) { (supplier, change, context) in
///         for note in change.input("notes")?.elements ?? [] { … }
///     }
public struct Input: Declaration {
    let name: String
    let title: String
    let resource: String

    /// Declares the member `name` in bodies of `resource`, or of all attachable resources if that is nil.
    ///
    /// `title` is one sentence for the reference page.
    public init(_ name: String, _ title: String, of resource: String? = nil) {
        self.name = name
        self.title = title
        self.resource = resource ?? ""
    }

    /// Adds the input to what the library reads.
    public func add(to list: inout DeclarationList) {
        list.inputs.append(self)
    }
}
