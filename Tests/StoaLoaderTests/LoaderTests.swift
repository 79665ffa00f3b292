import Testing

/// All tests of the loader, one after the other: what host functions need without a context is the process's.
@Suite(.serialized) struct LoaderTests {}
