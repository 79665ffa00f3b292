internal import StoaRecords

/// What a field of the derived schema stands for, where that is more than a member of a record's JSON.
enum DerivedField: Sendable {
    // The record itself.
    case globalID(Resource)
    case plainID
    case labels(member: String)
    /// The global id of what a member's number names.
    case referenceID(member: String, Resource)
    case reference(member: String, Resource)
    /// What an attachment belongs to, and its global id.
    case owner(Resource), ownerID(Resource)
    /// What its rendering has of its children.
    case children(member: String, Resource)

    // Root fields, and lists below records.
    case one(Resource), oneByHandle(Resource, field: Int)
    case list(Resource, [FilterArgument])
    case count(Resource, [FilterArgument])
    /// Records that link to the parent; the second is the link.
    case below(Resource, Link, [FilterArgument])
    /// Records that others, which link to the parent, link to.
    case through(Resource, ThroughFilter, [FilterArgument])
    /// The one attachment that all arguments select.
    case attached(Resource, Link, [FilterArgument])
    case node, nodes

    // Parts of a page.
    case pageNodes, pageEdges, pageInfo
    case edgeNode, edgeCursor
    case hasNextPage, hasPreviousPage, startCursor, endCursor

    // Changes, and parts of what they answer with.
    case change(DerivedChange)
    case set(DerivedSet)
    case payloadRecord, payloadRecords, payloadDeletedID, payloadErrors

    /// A field of Query or Mutation that a module answers, and the errors in what it answers with.
    case module(RootField)
    case moduleErrors
    /// The id of what a module answers with; a number is the global id of the type.
    case moduleID(String)
}

/// An argument of a list that selects, and the parameter of the same meaning.
struct FilterArgument: Sendable {
    let name: String
    let parameter: String
    /// Of an id: what it names; nil for other values.
    var names: Resource?
    /// It is an id of something that nothing is known of.
    var isID = false
}

/// A derived mutation.
struct DerivedChange: Sendable {
    enum Kind: Sendable { case create, update, delete }

    let kind: Kind
    let resource: Resource
    let facet: Facet?
    /// What the record is called in arguments and answers.
    let name: String
    /// The name of its payload's type.
    let payload: String
}

/// A derived mutation that makes or changes attachments by their names.
struct DerivedSet: Sendable {
    let resource: Resource
    /// What they are called in arguments and answers.
    let name: String
    /// The name of its payload's type.
    let payload: String
}
