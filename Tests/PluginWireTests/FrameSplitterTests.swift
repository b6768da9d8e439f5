import Testing

@testable import PluginWire

@Suite struct FrameSplitterTests {
    @Test func framesComeOutWholeHoweverTheBytesArrive() throws {
        let stream = HostCommand.stop.encoded() + HostCommand.run(.sample).encoded() + HostCommand.cancel(3).encoded()
        for size in 1...stream.count {
            var splitter = FrameSplitter()
            var commands: [HostCommand] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                splitter.append(stream[start..<min(start + size, stream.count)])
                while let body = try splitter.next() { commands.append(try HostCommand(decoding: body)) }
            }
            #expect(commands == [.stop, .run(.sample), .cancel(3)])
            #expect(splitter.bufferedCount == 0)
        }
    }

    @Test func aLengthBeyondTheBoundIsRefusedBeforeItIsWaitedFor() {
        var splitter = FrameSplitter()
        splitter.append([0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: FrameError.tooLong(0xFFFF_FFFF)) { try splitter.next() }
    }

    @Test func theLongestFrameIsTakenAndAnEmptyOneIsNone() throws {
        var splitter = FrameSplitter()
        let length = UInt32(WireLimits.frame)
        splitter.append(withUnsafeBytes(of: length.littleEndian, Array.init))
        splitter.append([UInt8](repeating: 7, count: WireLimits.frame))
        #expect(try splitter.next()?.count == WireLimits.frame)
        splitter.append([0, 0, 0, 0])
        #expect(throws: FrameError.truncated) { try splitter.next() }
    }
}
