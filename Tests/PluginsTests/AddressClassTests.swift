import Glibc
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
            ("198.19.0.1", .reserved),
            ("2606:4700::1111", .global), ("2001:4860:4860::8888", .global),
            ("::", .unspecified), ("::1", .loopback),
            ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
            ("fc00::1", .privateUse), ("fdff::1", .privateUse), ("fec0::1", .privateUse),
            ("ff02::1", .multicast),
            ("100::1", .reserved), ("2001::1", .reserved), ("64:ff9b:1::1", .reserved),
            // Addresses of version 4 in the clothes of version 6.
            ("::ffff:127.0.0.1", .loopback), ("::ffff:10.1.2.3", .privateUse), ("::ffff:8.8.8.8", .global),
            ("::ffff:0.0.0.0", .unspecified), ("::127.0.0.1", .loopback), ("::ffff:0:169.254.1.1", .linkLocal),
            ("64:ff9b::127.0.0.1", .loopback), ("64:ff9b::192.168.0.1", .privateUse), ("64:ff9b::8.8.8.8", .global),
            ("2002:7f00:1::", .loopback), ("2002:a9fe:a9fe::1", .linkLocal), ("2002:808:808::1", .global),
        ] as [(String, AddressClass)])
    func table(_ text: String, _ expected: AddressClass) throws {
        #expect(AddressClass(try #require(parse(text))) == expected)
    }

    @Test func onlyFourOrSixteenBytesAreAnAddress() {
        #expect(IPAddress(bytes: []) == nil)
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
        #expect(IPAddress(bytes: [127, 0, 0, 1])?.description == "127.0.0.1")
        #expect(parse("2001:db8::1")?.description == "2001:db8:0:0:0:0:0:1")
    }

    private func parse(_ text: String) -> IPAddress? {
        var bytes = [UInt8](repeating: 0, count: text.contains(":") ? 16 : 4)
        guard inet_pton(bytes.count == 16 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
        return IPAddress(bytes: bytes)
    }
}
