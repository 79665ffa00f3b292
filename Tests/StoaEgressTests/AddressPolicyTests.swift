import StoaEgress
import Testing

struct AddressPolicyTests {
    @Test(arguments: [
        // IPv4: the registry, first and last of each block.
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255",
        "192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.31.196.1", "192.52.193.1",
        "192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255", "192.175.48.1", "198.18.0.0",
        "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0",
        "239.255.255.255",
        "240.0.0.0", "255.255.255.254", "255.255.255.255",
        // IPv6, among it the forms that carry IPv4, private or public.
        "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::", "100::1", "2001::", "2001::1", "2001:1ff::1",
        "2001:db8::", "2001:db8:ffff::1", "2002::", "2002:7f00:1::", "2002:808:808::1", "2620:4f:8000::1", "3fff::1",
        "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "fc00::", "fd00::2", "fdff::1", "fe80::1", "febf::1", "fec0::1",
        "feff::1", "ff00::", "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ])
    func `no address of a special purpose is dialled`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(!AddressPolicy.global.allows(address))
    }

    @Test(arguments: [
        "1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
        "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "203.0.112.255", "203.0.114.0", "223.255.255.255",
        "2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700:4700::1111",
        "2a00:1450:4001:82a::200e", "3ffe::1", "3fff:1000::1",
    ])
    func `what lies beside the special blocks is public`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(AddressPolicy.global.allows(address))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.255.255", true), ("::1", true), ("8.8.8.8", true), ("0.0.0.0", false),
        ("::", false), ("10.0.0.1", false), ("192.168.1.1", false), ("169.254.169.254", false),
        ("::ffff:127.0.0.1", false), ("fd00::2", false), ("fe80::1", false),
    ])
    func `development adds the loopback and nothing else`(text: String, isAllowed: Bool) throws {
        let address = try #require(NetworkAddress(text))
        #expect(AddressPolicy.globalAndLoopback.allows(address) == isAllowed)
    }

    @Test func `an address is shown in its shortest form and has 4 or 16 bytes`() {
        #expect(NetworkAddress("0:0::0:1")?.description == "::1")
        #expect(NetworkAddress("127.0.0.1")?.description == "127.0.0.1")
        for text in ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "1.2.3.4.", "fe80::1%1", "", " ::1"] {
            #expect(NetworkAddress(text) == nil)
        }
        #expect(NetworkAddress(bytes: [1, 2, 3]) == nil)
    }
}
