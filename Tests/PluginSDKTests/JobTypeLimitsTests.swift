import CJobyardPlugin
import Testing

@testable import JobyardPlugin

@Suite struct JobTypeLimitsTests {
    @Test(
        arguments: [
            (nil, 0), (0, JOBYARD_NONE), (-1, JOBYARD_NONE), (3, 3), (Int.max, JOBYARD_NONE - 1),
        ] as [(Int?, UInt32)])
    func numbers(_ wish: Int?, _ encoded: UInt32) {
        #expect(JobTypeLimits.encode(wish) == encoded)
    }

    @Test(
        arguments: [
            (nil, 0), (.zero, JOBYARD_NONE), (.seconds(2), 2000), (.microseconds(1), 1), (.microseconds(1500), 2),
            (.seconds(Int64.max), JOBYARD_NONE - 1), (.seconds(-1), JOBYARD_NONE),
        ] as [(Duration?, UInt32)])
    func durations(_ wish: Duration?, _ encoded: UInt32) {
        #expect(JobTypeLimits.encode(wish) == encoded)
    }

    @Test(
        arguments: [
            (nil, 0), (2, 2000), (1.5, 1500), (0, JOBYARD_NONE), (1e300, 4_000_000_000), (.infinity, 4_000_000_000),
            (.nan, JOBYARD_NONE),
        ] as [(Double?, UInt32)])
    func factors(_ wish: Double?, _ encoded: UInt32) {
        #expect(JobTypeLimits.encodeMilli(wish) == encoded)
    }
}
