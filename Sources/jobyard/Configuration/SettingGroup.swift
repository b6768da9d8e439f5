/// The settings that stand together in the configuration file, under one name or at its top.
struct SettingGroup: Sendable {
    /// Empty: the top of the file.
    let name: String
    let settings: [Setting]

    static let root = SettingGroup(name: "", settings: Setting.all.filter { !$0.path.contains(".") })

    /// In the order of ``Setting/all``, without ``root``.
    static let all: [SettingGroup] = {
        let names = Setting.all.compactMap { setting in setting.path.firstIndex(of: ".").map { setting.path[..<$0] } }
        var seen: Set<Substring> = []
        return names.filter { seen.insert($0).inserted }.map { name in
            SettingGroup(name: String(name), settings: Setting.all.filter { $0.path.hasPrefix(name + ".") })
        }
    }()

    func path(of name: String) -> String { self.name.isEmpty ? name : "\(self.name).\(name)" }

    /// What to tell somebody who wrote a name that is not known in this group.
    func advice(unknown name: String) -> String {
        let path = path(of: name)
        let start = "\(path) is not known"
        if let setting = Setting.all.first(where: { $0.variable == name || $0.path == path }) {
            let parts = setting.path.split(separator: ".")
            let written = parts.count == 2 ? "\(parts[0]): {\(parts[1]): …}" : "\(setting.path): …"
            return "\(start) here: it is written \(written)"
        }
        let names = self.name.isEmpty ? Self.topNames : settings.map(\.path)
        if let nearest = NearestName.of(path, among: names) { return "\(start): did you mean \(nearest)?" }
        return "\(start); known here: \(names.joined(separator: ", "))"
    }

    private static let topNames = all.map(\.name) + root.settings.map(\.path) + ["plugins"]
}
