import Testing

/// The tests that start Jobyard for themselves, and mostly kill it: one after the other.
@Suite(.serialized, .timeLimit(.minutes(4)))
enum OwnServerTests {}
