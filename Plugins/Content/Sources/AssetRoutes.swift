import StoaKit

/// A route: the files of a theme without what is in them, or with `asset[key]` one file with it.
@Sendable func assetsRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let themeID = try theme(of: request, context).id
    let query = request.parametersOfQuery
    if let key = query["asset[key]"] {
        guard let asset = try find(key, in: themeID, context),
            let body = try context.fetch(AssetBody.self, asset.id)
        else { throw .notFound("Not found") }
        return .json("asset", shown(asset, body, query.fields, context))
    }
    var list: [JSON] = []
    var last: Int64 = 0
    while list.count < Asset.countMax {
        let page = try context.find(Asset.self, where: .equal("theme_id", themeID), after: last)
        list += page.map { shown($0, nil, query.fields, context) }
        guard page.count == Context.pageMax, let end = page.last else { break }
        last = end.id
    }
    return .json("assets", .array(list))
}

/// A route: makes the file of this key, or puts something else into it.
@Sendable func putAssetRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let theme = try theme(of: request, context)
    let object = try request.object("asset")
    let key = object["key"]?.string ?? ""
    guard !key.isEmpty else { throw .invalid("key", "can't be blank") }
    guard AssetKey.isLegal(key) else { throw .invalid("key", "is not the path of a theme's file") }
    let (body, bytes) = try content(object, in: theme.id, context)
    guard bytes.count <= Asset.bytesMax else {
        throw .invalid("value", "is too large (maximum is \(Asset.bytesMax >> 10) KiB)")
    }
    let stored = try find(key, in: theme.id, context)
    var asset = stored ?? Asset()
    (asset.themeID, asset.key, asset.contentType) = (theme.id, key, AssetKey.contentType(of: key))
    (asset.size, asset.checksum) = (Int64(bytes.count), try context.sha256(bytes).hexadecimal)
    if let stored {
        try replace(stored.id, asset, body, context)
    } else {
        asset.id = try add(asset, body, to: theme, context)
    }
    let saved = try context.fetch(Asset.self, asset.id) ?? asset
    return .json("asset", shown(saved, nil, nil, context))
}

/// A route: deletes the file that `asset[key]` names.
@Sendable func deleteAssetRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let theme = try theme(of: request, context)
    guard let key = request.parametersOfQuery["asset[key]"] else {
        throw .malformed("asset[key]", "Required parameter missing or invalid")
    }
    guard let asset = try find(key, in: theme.id, context) else { throw .notFound("Not found") }
    try context.remove(Asset.self, asset.id)
    try count(theme, by: -1, context)
    return .empty()
}

private func theme(of request: Request, _ context: Context) throws(Failures) -> Theme {
    guard let theme = try context.fetch(Theme.self, try request.id("theme_id")) else { throw .notFound("Not found") }
    return theme
}

private func find(_ key: String, in themeID: Int64, _ context: Context) throws(Failures) -> Asset? {
    try context.find(Asset.self, where: .equal("key", key), .equal("theme_id", themeID), limit: 1).first
}

/// What was sent, as it is kept and as bytes: `value`, `attachment` in base64, or a copy of another file.
private func content(
    _ object: JSON, in themeID: Int64, _ context: Context
) throws(Failures) -> (body: AssetBody, bytes: [UInt8]) {
    if let value = object["value"]?.string { return (body(Array(value.utf8)), Array(value.utf8)) }
    if let attachment = object["attachment"]?.string {
        guard let bytes = [UInt8](base64: attachment) else { throw .invalid("attachment", "is not valid base64") }
        return (body(bytes), bytes)
    }
    if let source = object["source_key"]?.string {
        guard let asset = try find(source, in: themeID, context),
            let stored = try context.fetch(AssetBody.self, asset.id)
        else { throw .invalid("source_key", "must exist") }
        return (stored, stored.isBinary ? [UInt8](base64: stored.text) ?? [] : Array(stored.text.utf8))
    }
    throw object["src"]?.string == nil
        ? .invalid("value", "can't be blank") : .invalid("src", "can't be fetched: send value or attachment")
}

/// Text as it is, anything else in base64.
package func body(_ bytes: [UInt8]) -> AssetBody {
    var body = AssetBody()
    let text = bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    (body.text, body.isBinary) = (text ?? bytes.base64, text == nil)
    return body
}

private func add(
    _ asset: Asset, _ body: AssetBody, to theme: Theme, _ context: Context
) throws(Failures) -> Int64 {
    guard theme.assetCount < Asset.countMax else {
        throw .invalid("", "A theme can't have more than \(Asset.countMax) files.")
    }
    let id = try context.create(asset)
    var body = body
    body.assetID = id
    try context.create(body, companionOf: id)
    try count(theme, by: 1, context)
    return id
}

private func count(_ theme: Theme, by step: Int, _ context: Context) throws(Failures) {
    try context.update(Theme.self, theme.id) { (stored) throws(Failures) in stored.assetCount += step }
}

private func replace(_ id: Int64, _ asset: Asset, _ body: AssetBody, _ context: Context) throws(Failures) {
    try context.update(Asset.self, id) { (stored) throws(Failures) in
        (stored.size, stored.checksum) = (asset.size, asset.checksum)
    }
    try context.update(AssetBody.self, id) { (stored) throws(Failures) in
        (stored.text, stored.isBinary) = (body.text, body.isBinary)
    }
}

extension Asset {
    /// A file without what is in it, as clients see it.
    static let shape = Shape.object(
        .required("key", "Its path.", .text), .required("public_url", "Always null.", .text.orNull),
        .required("created_at", "When it was made.", .time.orNull),
        .required("updated_at", "When it was last changed.", .time.orNull),
        .required("content_type", "Its media type.", .text), .required("size", "How many bytes it has.", .int),
        .required("checksum", "Their SHA-256.", .text), .required("theme_id", "Its theme.", .int))
}

/// The file as clients see it, with what is in it if that is asked for.
private func shown(_ asset: Asset, _ body: AssetBody?, _ fields: Set<String>?, _ context: Context) -> JSON {
    var members: [(name: String, value: JSON)] = [
        ("key", .string(asset.key)), ("public_url", .null), ("created_at", time(asset.createdAt, context)),
        ("updated_at", time(asset.updatedAt, context)), ("content_type", .string(asset.contentType)),
        ("size", JSON(String(asset.size))), ("checksum", .string(asset.checksum)),
        ("theme_id", JSON(String(asset.themeID))),
    ]
    if let body { members.append((body.isBinary ? "attachment" : "value", .string(body.text))) }
    return .object(members.filter { fields?.contains($0.name) ?? true })
}

private func time(_ time: Timestamp?, _ context: Context) -> JSON {
    time.map { .string(context.text($0)) } ?? .null
}
