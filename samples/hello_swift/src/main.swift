// The smallest application in Swift: one line from the main thread, which is this file from top
// to bottom.

import Bulkhead

Console.print("Hello from Swift, \(Clock.now.sinceBoot) after the boot")
