/// Which addresses may be connected to: global ones, and what the operator adds.
package struct AddressRule: Sendable, Hashable {
    /// Every address, of whatever class.
    package var allowsPrivateAddresses: Bool
    /// Addresses that need not be global.
    package var allowedNetworks: [IPNetwork]

    package init(allowsPrivateAddresses: Bool = false, allowedNetworks: [IPNetwork] = []) {
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.allowedNetworks = allowedNetworks
    }

    /// Why an address must not be connected to, in words; `nil` if it may.
    ///
    /// - Parameter address: `nil` stands for what is no IP address at all.
    package func refusal(of address: IPAddress?) -> String? {
        if allowsPrivateAddresses { return nil }
        guard let address else { return "an address that is no IP address" }
        let kind = AddressClass(address)
        if kind == .global || allowedNetworks.contains(where: { $0.contains(address.unmapped) }) { return nil }
        return "\(address), \(kind == .unspecified ? "an" : "a") \(kind.rawValue) address"
    }
}
