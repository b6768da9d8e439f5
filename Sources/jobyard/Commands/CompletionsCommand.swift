import ArgumentParser

struct CompletionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a script with which a shell completes jobyard's commands.",
        discussion: """
            bash: source <(jobyard completions bash)
            zsh:  jobyard completions zsh > a folder of $fpath, as _jobyard
            fish: jobyard completions fish > ~/.config/fish/completions/jobyard.fish
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() async throws {
        let shell: CompletionShell =
            switch self.shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try await ExitStatus.reporting { try StandardOutput().write(line: Jobyard.completionScript(for: shell)) }
    }
}
