import PluginWire

enum Version { static let text = ProductVersion.text }
