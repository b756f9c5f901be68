// What entries in Swift start is taken back when they are ended, and when they go down.

import Bulkhead

Console.print("\(calls.load(ordering: .relaxed) > 3 ? "called" : "not called")")
System.shutDown()
