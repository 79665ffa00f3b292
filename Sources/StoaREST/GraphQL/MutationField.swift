internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords

/// One field of a mutation, ready for its turn among the store's writes.
protocol MutationField: Sendable {
    /// What has to be hashed before its turn.
    var passwords: [[UInt8]] { get }

    /// Makes the change; returns what the field's value is made from, and the record that it was about, for the audit trail.
    func perform(_ transaction: Transaction, _ source: RecordSource) throws -> (value: Value, target: String)
}

/// A change that a module makes.
struct ModuleChange: MutationField {
    let root: RootField
    let arguments: [UInt8]
    let passwords: [[UInt8]] = []

    func perform(_: Transaction, _ source: RecordSource) throws -> (value: Value, target: String) {
        (try source.value(of: root, arguments), "")
    }
}

/// A field of a mutation while it is executed and answered.
struct MutationFieldRun: Sendable {
    let key: String
    let field: FieldDefinition
    let prepared: PreparedOperation
    let derived: DerivedSchema
    let access: RecordAccess
    let cursors: CursorCodec
    let requestID: String

    /// What the field does; throws a failure, or an error of the field.
    func change() throws -> any MutationField {
        guard case .custom(let number) = field.source else { throw Failure(.internal) }
        let arguments = try Executor(prepared, source: NoData()).arguments(ofRoot: key)
        switch derived.fields[number] {
        case .change(let change): return try RecordChange(change, arguments, access, derived.inputs)
        case .set(let change): return try AttachmentsChange(change, arguments, access, derived.inputs)
        case .module(let root):
            guard access.session.actor.scopes.allows(root.scope) else { throw Failure.forbidden(scope: root.scope) }
            return ModuleChange(
                root: root, arguments: ArgumentWriter.json(arguments, of: field, access.registry, derived.schema))
        default: throw Failure(.internal)
        }
    }

    /// Makes the change, and looks up what the client wants to know of it before anything else changes.
    ///
    /// The answer's body is the field's value, then, if there are any, a zero and its errors.
    func perform(_ change: any MutationField, _ transaction: Transaction) throws(Failure) -> WriteReply {
        let source = RecordSource(derived, transaction, access: access, cursors: cursors, requestID: requestID)
        let made: (value: Value, target: String)
        do {
            made = try change.perform(transaction, source)
        } catch {
            throw error as? Failure ?? Failure(.internal, "\(error)")
        }
        let shown = Executor(prepared, source: source).run(only: key, value: made.value)
        if let cause = source.storageFailure {
            transaction.storageFailure = cause
            throw Failure(cause)
        }
        var bytes = shown.data
        if !shown.errors.isEmpty { bytes += [0] + shown.errors.list }
        return WriteReply(response: HTTPResponse(status: 200, body: bytes), target: made.target)
    }

    /// What the field shows if it was not executed: user errors where its type has them, else an error of the field.
    func refused(_ error: any Error) -> ExecutionResult {
        let executor = Executor(prepared, source: PayloadSource(derived))
        if let failure = error as? Failure, failure.isUserError, let type = derived.schema.type(field.type.name),
            type.field(SchemaBuilder.errorsField) != nil,
            let errors = try? KeptDocument(failure.userErrors(notFound: "id"))
        {
            let result = ChangeResult()
            result.errors = errors
            return executor.run(only: key, value: .node(Node(type, .object(result))))
        }
        let shown: GraphQLError =
            switch error {
            case let error as GraphQLError: error
            case let failure as Failure: GraphQLError(failure, requestID: requestID)
            default: GraphQLError(Failure(.internal), requestID: requestID)
            }
        return executor.run(only: key, value: .failure(shown))
    }
}

/// Knows the parts of what a change answers with, and no records.
private final class PayloadSource: DataSource {
    private let derived: DerivedSchema

    init(_ derived: DerivedSchema) { self.derived = derived }

    func values(of _: FieldDefinition, _ number: Int, _: Arguments, in parents: [Node]) -> [Value] {
        parents.map { $0.changePart(derived.fields[number]) }
    }

    func nodes(of type: NamedType, for values: [JSONValue]) -> [Value] {
        values.map { .node(Node(type, .json($0))) }
    }
}

/// Answers nothing: for what is executed without records.
final class NoData: DataSource {
    func values(of _: FieldDefinition, _: Int, _: Arguments, in parents: [Node]) -> [Value] {
        parents.map { _ in .null }
    }

    func nodes(of _: NamedType, for values: [JSONValue]) -> [Value] { values.map { _ in .null } }
}

extension Node {
    /// A part of what a change answers with.
    func changePart(_ field: DerivedField) -> Value {
        if case .moduleErrors = field, let errors = json?.member("userErrors") { return .json(errors) }
        guard case .object(let object) = content, let result = object as? ChangeResult else {
            if case .moduleErrors = field { return .list([]) }
            return .null
        }
        switch field {
        case .payloadRecord: return result.record.map(Value.node) ?? .null
        case .payloadRecords: return result.records.map { .list($0.map(Value.node)) } ?? .null
        case .payloadDeletedID: return result.deletedID.map(Value.text) ?? .null
        case .payloadErrors, .moduleErrors: return result.errors.map { .json($0.root) } ?? .list([])
        default: return .null
        }
    }
}
