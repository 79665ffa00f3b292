import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The yardstick of the benchmarks: what SwiftNIO alone costs when it gives the same bytes for every request.
///
///     bare-server --port 0 --loops 2 [--response FILE] [--not-modified FILE]
///
/// FILE holds a raw HTTP response, head and body, as captured from the server that is compared. A request with
/// If-None-Match gets the second file, if there is one. Without FILE it is a receiver of webhooks instead: it counts what
/// is posted, and answers a GET with how many there were and when the last one came. Prints "listening PORT". Written as NIO's own examples are,
/// without tricks in either direction.
let options = try Options(CommandLine.arguments.dropFirst())
let answer = try options.responsePath.map { try CannedResponse(contentsOf: $0) }
let notModified = try options.notModifiedPath.map { try CannedResponse(contentsOf: $0) }
let tally = Tally()
let group = MultiThreadedEventLoopGroup(numberOfThreads: options.loops)

let server = try await ServerBootstrap(group: group)
    .serverChannelOption(.backlog, value: 1024)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
            guard let answer else {
                return try channel.pipeline.syncOperations.addHandler(TallyHandler(tally: tally))
            }
            try channel.pipeline.syncOperations.addHandler(CannedHandler(answer: answer, notModified: notModified))
        }
    }
    .bind(host: "127.0.0.1", port: options.port)
    .get()

print("listening \(server.localAddress?.port ?? 0)")
// Whoever started us reads the port through a pipe, which print() does not flush.
fflush(nil)
try await server.closeFuture.get()
