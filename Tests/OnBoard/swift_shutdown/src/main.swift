// A thread in Swift takes the system down while main sleeps.

import Bulkhead

let requester = Thread<1024>()
requester.start(priority: .preemptible(5)) {
  Console.print("request")
  System.shutDown()
}
sleep(for: .seconds(3600))
Console.print("not reached")
