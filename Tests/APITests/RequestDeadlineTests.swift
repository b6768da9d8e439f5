import Testing

@testable import API

/// How long a client may take for its part.
@Suite struct RequestDeadlineTests {
    @Test(arguments: [
        ([RequestDeadline.Event.connected], RequestDeadline.Action.start(RequestDeadline.idle)),
        ([.connected, .requestBegan], .start(RequestDeadline.request)),
        ([.connected, .requestBegan, .requestEnded], .stop),
        ([.connected, .requestBegan, .requestEnded, .responseEnded], .start(RequestDeadline.idle)),
        // Answered before it was there whole: what follows must still come.
        ([.connected, .requestBegan, .responseEnded], .start(RequestDeadline.request)),
        ([.connected, .requestBegan, .responseEnded, .requestEnded], .start(RequestDeadline.idle)),
        // The next one may wait while we owe an answer.
        ([.connected, .requestBegan, .requestEnded, .requestBegan], .stop),
        ([.connected, .requestBegan, .requestEnded, .requestBegan, .responseEnded], .start(RequestDeadline.request)),
        ([.connected, .requestBegan, .requestEnded, .requestBegan, .requestEnded, .responseEnded], .stop),
    ])
    func whatRunsAfter(events: [RequestDeadline.Event], action: RequestDeadline.Action) {
        var deadline = RequestDeadline()
        #expect(events.map { deadline.handle($0) }.last == action)
    }
}
