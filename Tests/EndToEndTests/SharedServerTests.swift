import Testing

/// The tests that share one `jobyard up` and run at once: none of them may disturb it, or count on being alone.
@Suite(
    .jobyard(configurationFile: "plugins: {jobyard.http_request: {config: {allow_private_addresses: true}}}"),
    .timeLimit(.minutes(2)))
enum SharedServerTests {}
