import Glibc

/// What a receiver with TLS shows: it is its own authority, for "receiver.example" and 127.0.0.1, for a hundred years.
enum Certificate {
    static let chain = """
        -----BEGIN CERTIFICATE-----
        MIIBsTCCAVagAwIBAgIUQYukVN/aF5jlcSAJxJhOGdiAc8MwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQcmVjZWl2ZXIuZXhhbXBsZTAgFw0yNjExMjIwMDM1NDFaGA8y
        MTI2MTAyOTAwMzU0MVowGzEZMBcGA1UEAwwQcmVjZWl2ZXIuZXhhbXBsZTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABKjAf6IAm2FuUxYSu5xnCMadT16RDg4ctJq3
        /LhKoMQ7ARa2kgVeTH1X9+QKrdfoWBoonH9GLh01FUBdba4pw1CjdjB0MB0GA1Ud
        DgQWBBSmibibk0u6GIxGwJPCTnNZrGPRfDAfBgNVHSMEGDAWgBSmibibk0u6GIxG
        wJPCTnNZrGPRfDAPBgNVHRMBAf8EBTADAQH/MCEGA1UdEQQaMBiCEHJlY2VpdmVy
        LmV4YW1wbGWHBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIhAL6Oylj3vkLivROYO/6q
        59GNFHn+DlO8BPbz8AKGiwCsAiEAj8ZgsDYqI49SjZdgtFYFSBLDY4iYWrf7MY81
        3y8xzyg=
        -----END CERTIFICATE-----
        """

    /// A key of tests, which protects nothing.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpza7ccrXl0Wmgztv
        IR1ZEDRA1/XRNpIzRd8rmIWV9gmhRANCAASowH+iAJthblMWErucZwjGnU9ekQ4O
        HLSat/y4SqDEOwEWtpIFXkx9V/fkCq3X6FgaKJx/Ri4dNRVAXW2uKcNQ
        -----END PRIVATE KEY-----
        """

    /// The chain as a file, to be trusted; made once for all tests.
    static let path: String = {
        let path = "/tmp/stoa-egress-tests-\(getpid()).pem"
        guard let file = fopen(path, "w") else { preconditionFailure("cannot write \(path)") }
        fputs(chain, file)
        fclose(file)
        atexit { unlink("/tmp/stoa-egress-tests-\(getpid()).pem") }
        return path
    }()
}
