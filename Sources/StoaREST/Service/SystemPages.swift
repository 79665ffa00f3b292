internal import StoaCore

/// What the server says about itself: pages made once, and checks and figures made when asked.
package struct SystemPages: Sendable {
    package struct Page: Sendable {
        let mediaType: String
        let body: [UInt8]
        let extraHeaders: String

        package init(mediaType: String, body: [UInt8], extraHeaders: String = "") {
            self.mediaType = mediaType
            self.body = body
            self.extraHeaders = extraHeaders
        }
    }

    /// Pages that do not change, by path.
    package var fixed: @Sendable (String) -> Page?
    /// Nil when ready, else the reason why not.
    package var readiness: @Sendable () -> String?
    /// Prometheus text.
    package var metrics: @Sendable () -> [UInt8]
    /// Facts that /readyz shows beside "ready".
    package var notes: [String]

    package init(
        fixed: @escaping @Sendable (String) -> Page?, notes: [String], readiness: @escaping @Sendable () -> String?,
        metrics: @escaping @Sendable () -> [UInt8]
    ) {
        self.fixed = fixed
        self.notes = notes
        self.readiness = readiness
        self.metrics = metrics
    }

    func response(to path: String, method: HTTPMethod, requestID: String) -> HTTPResponse {
        var head = ResponseHead(requestID: requestID)
        guard let (status, page) = page(at: path) else {
            head.addJSON()
            return HTTPResponse(status: 404, headerLines: head.lines, body: Array("{\"errors\":\"Not found\"}".utf8))
        }
        guard method == .get || method == .head else {
            head.addJSON()
            head.add("Allow: ", "GET, HEAD")
            return HTTPResponse(
                status: 405, headerLines: head.lines, body: Array("{\"errors\":\"Method Not Allowed\"}".utf8))
        }
        head.add("Content-Type: ", page.mediaType)
        head.append(Array(page.extraHeaders.utf8))
        return HTTPResponse(status: status, headerLines: head.lines, body: page.body)
    }

    private func page(at path: String) -> (UInt16, Page)? {
        switch path {
        case "/livez": return (200, Page(mediaType: "text/plain; charset=utf-8", body: Array("ok\n".utf8)))
        case "/readyz":
            if let reason = readiness() {
                return (503, Page(mediaType: "text/plain; charset=utf-8", body: Array("not ready: \(reason)\n".utf8)))
            }
            let text = (["ready"] + notes).joined(separator: "\n") + "\n"
            return (200, Page(mediaType: "text/plain; charset=utf-8", body: Array(text.utf8)))
        case "/metrics": return (200, Page(mediaType: "text/plain; version=0.0.4; charset=utf-8", body: metrics()))
        default: return fixed(path).map { (200, $0) }
        }
    }
}
