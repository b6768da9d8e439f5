import HTTPRequestPolicy
import Testing

@Suite struct AddressClassTests {
    @Test(
        arguments: [
            ("8.8.8.8", .global), ("1.1.1.1", .global), ("172.15.255.255", .global), ("172.32.0.0", .global),
            ("100.63.255.255", .global), ("100.128.0.0", .global), ("169.253.255.255", .global),
            ("223.255.255.255", .global),
            ("0.0.0.0", .unspecified), ("0.1.2.3", .unspecified),
            ("127.0.0.1", .loopback), ("127.255.255.254", .loopback),
            ("169.254.169.254", .linkLocal),
            ("10.0.0.1", .privateUse), ("172.16.0.1", .privateUse), ("172.31.255.255", .privateUse),
            ("192.168.1.1", .privateUse),
            ("100.64.0.1", .shared), ("100.127.255.255", .shared),
            ("224.0.0.1", .multicast), ("239.255.255.255", .multicast),
            ("240.0.0.1", .reserved), ("255.255.255.255", .reserved), ("192.0.0.8", .reserved),
            ("192.88.99.1", .reserved), ("192.88.98.255", .global), ("192.88.100.0", .global),
            ("192.0.2.1", .documentation), ("198.51.100.255", .documentation), ("203.0.113.0", .documentation),
            ("192.0.3.0", .global), ("198.51.101.0", .global), ("203.0.112.255", .global),
            ("198.18.0.0", .benchmarking), ("198.19.255.255", .benchmarking), ("198.20.0.0", .global),
            ("198.17.255.255", .global),
            ("2606:4700::1111", .global), ("2001:4860:4860::8888", .global),
            ("::", .unspecified), ("::1", .loopback),
            ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
            ("fc00::1", .privateUse), ("fdff::1", .privateUse), ("fec0::1", .privateUse),
            ("ff02::1", .multicast),
            ("100::1", .reserved), ("100:0:0:1::1", .reserved), ("64:ff9b:1::1", .reserved),
            ("64:ff9b::1:0:1", .reserved),
            ("5f00::1", .reserved), ("4000::", .reserved), ("1fff::1", .reserved), ("fe00::1", .reserved),
            ("2000::1", .global), ("3ffe::1", .global), ("2001:200::1", .global),
            ("2001:db8::1", .documentation), ("2001:db8:ffff::1", .documentation), ("2001:db9::1", .global),
            ("3fff::1", .documentation), ("3fff:fff::1", .documentation), ("3fff:1000::1", .global),
            ("2001:2::1", .benchmarking), ("2001:2:1::1", .reserved), ("2001:20::1", .reserved),
            // Teredo carries addresses of version 4 as well, here 8.8.8.8 and, inverted, 127.0.0.1.
            ("2001::1", .reserved), ("2001:0:808:808:0:0:80ff:fffe", .reserved),
            // Addresses of version 4 in the clothes of version 6.
            ("::ffff:127.0.0.1", .loopback), ("::ffff:10.1.2.3", .privateUse), ("::ffff:8.8.8.8", .global),
            ("::ffff:0.0.0.0", .unspecified), ("::127.0.0.1", .loopback), ("::ffff:0:169.254.1.1", .linkLocal),
            ("64:ff9b::127.0.0.1", .loopback), ("64:ff9b::192.168.0.1", .privateUse), ("64:ff9b::8.8.8.8", .global),
            ("::ffff:192.0.2.1", .documentation), ("64:ff9b::c612:1", .benchmarking),
            ("2002:7f00:1::", .loopback), ("2002:a9fe:a9fe::1", .linkLocal), ("2002:808:808::1", .global),
        ] as [(String, AddressClass)])
    func table(_ text: String, _ expected: AddressClass) throws {
        #expect(AddressClass(try #require(IPAddress(text))) == expected)
    }

    @Test func onlyFourOrSixteenBytesAreAnAddress() {
        #expect(IPAddress(bytes: []) == nil)
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
        #expect(IPAddress(bytes: [127, 0, 0, 1])?.description == "127.0.0.1")
        #expect(IPAddress("2001:db8::1")?.description == "2001:db8::1")
    }

    @Test(arguments: [
        "", "localhost", "127.1", "0x7f000001", "2130706433", "1.2.3.4.5", "127.0.0.1\0", "::g", "[::1]", "fe80::1%lo",
    ])
    func otherTextsAreNone(_ text: String) {
        #expect(IPAddress(text) == nil)
    }
}
