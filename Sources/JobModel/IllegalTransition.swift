package struct IllegalTransition: Error, Sendable, Hashable, CustomStringConvertible {
    package let state: JobState
    package let event: JobEvent

    package init(state: JobState, event: JobEvent) {
        self.state = state
        self.event = event
    }

    package var description: String { "a job that is \(state.rawValue) cannot take the event \(event)" }
}
