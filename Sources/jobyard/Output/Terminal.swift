import Glibc

enum Terminal {
    /// How many columns the terminal at this descriptor has; nil: it is no terminal.
    static func columns(at descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return usualColumns }
        return Int(size.ws_col)
    }

    private static let usualColumns = 80
}
