// A timer on a stack could outlive its memory, so it does not start.

import Bulkhead

func begin() {
  let local = Timer()
  local.start(after: .milliseconds(5))
}

begin()
