// jobyard-plugin-host describe FILE | run FILE
CrashSignals.leaveToTheWorker()
let arguments = CommandLine.arguments
switch (arguments.count, arguments.dropFirst().first) {
case (3, "describe"):
    DescribeMode.run(file: arguments[2])
case (3, "run"):
    RunMode.run(file: arguments[2])
default:
    ProcessEnd.refuse("usage: jobyard-plugin-host describe FILE | run FILE")
}
