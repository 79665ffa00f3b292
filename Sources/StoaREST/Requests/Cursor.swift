internal import StoaAuth
package import StoaCore
package import StoaRecords

/// Where a list goes on: the id beside which the next page starts, the direction, and the filters that selected it.
package struct Cursor: Equatable {
    package var boundary: Int64
    /// Where the boundary stood, in lists by position.
    package var position: Int64
    package var direction: ListQuery.Direction
    package var filters: [FormPair]

    package init(boundary: Int64, position: Int64 = 0, direction: ListQuery.Direction, filters: [FormPair]) {
        self.boundary = boundary
        self.position = position
        self.direction = direction
        self.filters = filters
    }
}

/// Seals cursors, so that they can be neither forged nor used on another list or in another store.
///
/// A token is base64url of: format, direction, boundary and its position (8 bytes each), filters as names and values with
/// a zero behind each, and 16 bytes of HMAC-SHA-256 over these with the store and the resource.
package struct CursorCodec: Sendable {
    private static let format: UInt8 = 2
    private static let macBytes = 16
    private static let tokenBytesMax = 8_192
    /// Most bytes of filters: the token comes back in a target of at most 8,192 bytes, beside a path, a limit and fields.
    ///
    /// Room for 250 ids of 16 digits and the longest search.
    package static let filterBytesMax = 5_400
    private let secret: Secret<[UInt8]>

    package init(secret: Secret<[UInt8]>) {
        self.secret = secret
    }

    package func seal(_ cursor: Cursor, resource: String, store: Int64) -> String {
        var bytes: [UInt8] = [Self.format, cursor.direction == .forward ? 0 : 1]
        withUnsafeBytes(of: cursor.boundary.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: cursor.position.bigEndian) { bytes.append(contentsOf: $0) }
        // Neither holds a zero: what came as a parameter was checked for it.
        for text in cursor.filters.flatMap({ [$0.name, $0.value] }) {
            bytes += text.utf8
            bytes.append(0)
        }
        bytes += mac(bytes[...], resource: resource, store: store)
        return TextForm.base64URL(bytes)
    }

    /// The cursor, or nil if this server did not make the token for this list of this store.
    package func open(_ token: String, resource: String, store: Int64) -> Cursor? {
        guard token.utf8.count <= Self.tokenBytesMax, let bytes = TextForm.bytes(base64URL: token),
            bytes.count >= 18 + Self.macBytes, bytes[0] == Self.format
        else { return nil }
        let content = bytes.dropLast(Self.macBytes)
        guard
            Crypto.constantTimeEqual(Array(bytes.suffix(Self.macBytes)), mac(content, resource: resource, store: store))
        else { return nil }
        let boundary = content[2..<10].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let position = content[10..<18].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return Cursor(
            boundary: boundary, position: position, direction: bytes[1] == 0 ? .forward : .backward,
            filters: Self.filters(in: content[18...]))
    }

    private static func filters(in content: ArraySlice<UInt8>) -> [FormPair] {
        let texts = content.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
        return stride(from: 0, to: texts.count - 1, by: 2).map { FormPair(name: texts[$0], value: texts[$0 + 1]) }
    }

    private func mac(_ content: ArraySlice<UInt8>, resource: String, store: Int64) -> [UInt8] {
        let message = Array("cursor \(store) \(resource) ".utf8) + content
        return Array(secret.reveal { Crypto.hmacSHA256(key: $0, data: message) }.prefix(Self.macBytes))
    }
}
