import HTTPRequestPolicy
import Testing

@Suite struct AddressRuleTests {
    @Test(
        arguments: [
            ("10.1.0.0/16", "10.1.255.255", true), ("10.1.0.0/16", "10.2.0.0", false), ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
            ("127.0.0.2/31", "127.0.0.3", true), ("127.0.0.2/31", "127.0.0.4", false),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false), ("::1/128", "::1", true),
            ("::/0", "127.0.0.1", false),
        ] as [(String, String, Bool)])
    func networks(_ network: String, _ address: String, _ isInside: Bool) throws {
        #expect(try #require(IPNetwork(network)).contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.1.2.3/8", "10/8",
        "::/129",
        "fd00::1/8", "localhost", "10.0.0.0/ 8", "10.0.0.0/99999999999999999999",
    ])
    func otherTextsAreNoNetworks(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test func globalAddressesAloneUnlessTheOperatorAdds() throws {
        let networks = try ["10.1.0.0/16", "fd00::/8"].map { try #require(IPNetwork($0)) }
        let strict = AddressRule()
        let listed = AddressRule(allowedNetworks: networks)
        let open = AddressRule(allowsPrivateAddresses: true)
        for (text, passes) in [
            ("8.8.8.8", [true, true, true]), ("10.1.2.3", [false, true, true]), ("10.2.0.1", [false, false, true]),
            ("fd12::1", [false, true, true]), ("::ffff:10.1.2.3", [false, true, true]), ("::1", [false, false, true]),
            ("64:ff9b::a01:203", [false, false, true]), ("2002:a01:203::1", [false, false, true]),
        ] {
            let address = try #require(IPAddress(text))
            #expect([strict, listed, open].map { $0.refusal(of: address) == nil } == passes, "\(text)")
        }
        #expect(strict.refusal(of: nil) != nil)
        #expect(strict.refusal(of: IPAddress("127.0.0.1")) == "127.0.0.1, a loopback address")
        #expect(strict.refusal(of: IPAddress("0.0.0.0")) == "0.0.0.0, an unspecified address")
    }

    /// RFC 5952, sections 4 and 5.
    @Test(arguments: [
        ("2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("0:0:0:0:0:0:0:1", "::1"), ("::", "::"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::FFFF:7F00:1", "::ffff:127.0.0.1"),
        ("10.0.0.1", "10.0.0.1"),
    ])
    func addressesAreWrittenInTheirShortForm(_ text: String, _ short: String) throws {
        #expect(try #require(IPAddress(text)).description == short)
    }
}
