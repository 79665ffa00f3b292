internal import StoaCore
internal import StoaRecords

/// Everything that the template shows, as text.
///
/// The template reads properties by their names, and looks for a name in the views around one that lacks it; so no
/// property is optional, and lists and flags stand for what may be missing.
struct HomeView {
    struct Module {
        let id: String
        let version: String
        let caption: String
        let isEssential: Bool
    }

    struct Refused {
        let id: String
        let reason: String
    }

    struct API {
        let name: String
        let id: String
        let base: String
        let record: String
        let list: String
        let failure: String
        let cursor: String
    }

    struct Scope {
        let name: String
        let caption: String
        let opens: [Opened]
    }

    struct Opened {
        let method: String
        let path: String
    }

    struct ErrorCode {
        let status: String
        let name: String
        let meaning: String
    }

    let style = StyleSheet.text
    let version: String
    let abi: String
    let isDevelopment: Bool
    let modules: [Module]
    let refused: [Refused]
    let isComplete: Bool
    let apis: [API]
    let limit: String
    let limitMax: String
    let groups: [GroupView]
    let operationCount: String
    let scopes: [Scope]
    let errors: [ErrorCode]

    init(_ content: PageContent) {
        version = content.serverVersion
        abi = content.abi
        isDevelopment = content.isDevelopment
        modules = content.modules.map {
            Module(id: $0.id, version: $0.version, caption: $0.title, isEssential: $0.isEssential)
        }
        refused = content.refusals.map { Refused(id: $0.id, reason: $0.reason) }
        isComplete = content.refusals.isEmpty
        apis = Dialect.all.map(API.init)
        limit = String(ListParameters.defaultLimit)
        limitMax = String(ListParameters.limits.upperBound)
        groups = OperationGroup.all(content.registry, content.operations).map { GroupView($0, content) }
        operationCount = String(content.operations.count)
        let anyone = ScopeDeclaration(Scopes.any, title: "What every key may read; it is not asked for.")
        scopes = ([anyone] + content.registry.scopes).map { Scope($0, content.operations) }.filter {
            $0.name != Scopes.any || !$0.opens.isEmpty
        }
        errors = Failure.Code.all.map { ErrorCode(status: String($0.status), name: $0.name, meaning: $0.meaning) }
    }
}

extension HomeView.API {
    init(_ dialect: Dialect) {
        name = dialect.title
        id = dialect.name.rawValue
        base = dialect.basePath
        cursor = dialect.cursorParameter
        switch dialect.envelope {
        case .named:
            record = #"{"supplier": {…}}"#
            list = #"{"suppliers": […]}, pages in the header Link"#
            failure = #"{"errors": {"title": ["can't be blank"]}}"#
        case .data:
            record = #"{"data": {…}, "meta": {}}"#
            list = #"{"data": […], "meta": {"next_cursor": …}}"#
            failure = #"{"error": {"code": …, "message": …, "details": {…}}}"#
        }
    }
}

extension HomeView.Scope {
    /// A scope opens what asks for it; that `write_x` includes `read_x` is said above the table.
    init(_ scope: ScopeDeclaration, _ operations: [Operation]) {
        name = scope.name
        caption = scope.title
        opens = operations.filter { $0.scope == scope.name }.map {
            HomeView.Opened(method: $0.methodName, path: $0.pattern)
        }
    }
}
