import CJobyardPlugin
import Testing

@testable import JobyardPlugin

@Suite struct SizedStructTests {
    /// What an older or newer host may say of the length of its struct.
    @Test(arguments: [(104, true, true), (200, true, true), (96, true, false), (8, false, false), (0, false, false)])
    func fieldsBeyondTheHostsStructAreNotThere(_ size: UInt32, hasJob: Bool, hasRetries: Bool) {
        var run = jobyard_run()
        run.size = size
        run.job = 7
        run.retries_left = 3
        withUnsafePointer(to: run) {
            let run = SizedStruct($0)
            #expect(run.read(\.job) == (hasJob ? 7 : nil))
            #expect(run.read(\.retries_left) == (hasRetries ? 3 : nil))
            #expect(run.read(\.payload) == nil)
        }
    }
}
