// Entries in Swift and in C in one order, with relations between them, and the way back.

import Bulkhead

/// What the board has besides is not told here.
let names: InlineArray<7, StaticString> = [
  "bus", "sensors", "stuck", "start_radio", "filter", "link", "first",
]

for entry in InitReport.entries {
  for index in names.indices where entry.name == names[index] {
    if let cause = entry.cause {
      Console.print("\(entry.name) is skipped for \(cause)")
    } else {
      Console.print("\(entry.name): state \(entry.state.rawValue), result \(entry.result)")
    }
    if entry.state == .overran {
      Console.print("\(entry.name) took \(entry.duration.milliseconds) ms")
    }
  }
}
System.shutsDownAfterMain()
Console.print("main returns")
