import FoundationEssentials

/// What the operator set for `http_request`, in the section `jobyard.http_request` of the configuration.
package struct Settings: Sendable, Hashable {
    /// `allow_private_addresses` and `allowed_networks`.
    package var addresses = AddressRule()
    /// `max_response_bytes`: the largest body of a response, and what a payload may ask for at most.
    package var maximumResponseBytes = 256 * 1024

    /// A setting that is none, and what it must be.
    package struct Invalid: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    package init() {}

    /// - Parameter read: answers with a setting's text, `nil` where it is not set; lists are JSON text.
    package init(_ read: (_ key: String) -> String?) throws(Invalid) {
        switch read("allow_private_addresses") {
        case nil, "false": break
        case "true": addresses.allowsPrivateAddresses = true
        default: throw Invalid(description: "allow_private_addresses must be true or false")
        }
        if let text = read("allowed_networks") { addresses.allowedNetworks = try Self.networks(text) }
        if let text = read("max_response_bytes") {
            guard let bytes = Int(text), ResponseLimits.bodyBytes.contains(bytes) else {
                let (least, most) = (ResponseLimits.bodyBytes.lowerBound, ResponseLimits.bodyBytes.upperBound)
                throw Invalid(description: "max_response_bytes must be an integer from \(least) to \(most)")
            }
            maximumResponseBytes = bytes
        }
    }

    private static func networks(_ text: String) throws(Invalid) -> [IPNetwork] {
        guard let entries = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
            throw Invalid(description: #"allowed_networks must be a list of networks, such as ["10.1.0.0/16"]"#)
        }
        var networks: [IPNetwork] = []
        for entry in entries {
            guard let network = IPNetwork(entry) else {
                throw Invalid(
                    description:
                        "allowed_networks: \(entry.debugDescription) is no network such as 10.1.0.0/16 or fd00::/8"
                )
            }
            networks.append(network)
        }
        return networks
    }
}
