/// What records keep of pictures, which nobody fetches.
public enum Picture {
    /// A width or height in pixels, as a client sent it; null for what is no whole number above zero.
    public static func pixels(_ json: JSON?) -> JSON {
        json?.integer.flatMap { $0 > 0 ? .number($0) : nil } ?? .null
    }

    /// An address that holds the picture itself, `data:image/png;base64,…`, of the type that its first bytes tell.
    public static func address(holding base64: String) -> String {
        let signatures = [("iVBORw0KGgo", "png"), ("R0lGOD", "gif"), ("/9j/", "jpeg"), ("UklGR", "webp")]
        let type = signatures.first { base64.hasPrefix($0.0) }?.1 ?? "x-unknown"
        return "data:image/\(type);base64,\(base64)"
    }
}
