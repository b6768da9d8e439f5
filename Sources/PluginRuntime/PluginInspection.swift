import JobModel

/// What came of doing with one plugin file everything that a worker does when it loads it.
package struct PluginInspection: Sendable {
    /// Serving, or refused with the reason.
    package var report: PluginReport
    /// What the plugin says of itself, its numbers as declared; nil where it could not be asked.
    package var description: PluginDescription?
    /// The job types as a worker would offer them, with the defaults filled in; none where it is refused.
    package var types: [JobType]
}
