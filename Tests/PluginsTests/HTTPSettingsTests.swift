import HTTPRequestPolicy
import Testing

/// The settings of `http_request`.
@Suite struct HTTPSettingsTests {
    @Test func whatIsNotSetIsStrict() throws {
        let settings = try Settings { _ in nil }
        #expect(settings == Settings())
        #expect(settings.addresses == AddressRule(allowsPrivateAddresses: false, allowedNetworks: []))
        #expect(settings.maximumResponseBytes == 262_144)
    }

    @Test func whatIsSetCounts() throws {
        let texts = [
            "allow_private_addresses": "true", "allowed_networks": #"["10.1.0.0/16", "::1"]"#,
            "max_response_bytes": "1000000",
        ]
        let settings = try Settings { texts[$0] }
        #expect(settings.addresses.allowsPrivateAddresses)
        #expect(settings.addresses.allowedNetworks == ["10.1.0.0/16", "::1"].compactMap { IPNetwork($0) })
        #expect(settings.maximumResponseBytes == 1_000_000)
    }

    @Test(
        arguments: [
            ("allow_private_addresses", "yes"), ("allow_private_addresses", ""), ("allowed_networks", "10.0.0.0/8"),
            ("allowed_networks", #"["10.0.0.1/8"]"#), ("allowed_networks", "[1]"), ("max_response_bytes", "0"),
            ("max_response_bytes", "16777217"), ("max_response_bytes", "1e6"), ("max_response_bytes", "true"),
        ] as [(String, String)])
    func whatIsNoneIsNamed(_ key: String, _ text: String) {
        #expect {
            try Settings { $0 == key ? text : nil }
        } throws: {
            ($0 as? Settings.Invalid)?.description.hasPrefix(key) == true
        }
    }
}
