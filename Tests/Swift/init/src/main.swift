// InitEntry, and the report of what the boot came to.

import Bulkhead
import BulkheadTesting

func report(of name: StaticString) -> InitReport? {
  for entry in InitReport.entries where entry.name == name { return entry }
  return nil
}

test("what is named in after comes up first, whatever the priorities") {
  require(started.gauge, equals: 1)
  require(started.needle, equals: 2)
}

test("an entry behind one that failed is skipped, and the report says for which") {
  require(started.dial, equals: 0)
  require(report(of: "broken")?.state == .failed)
  require(report(of: "broken")?.result == -5)
  require(report(of: "dial")?.state == .skipped)
  guard let cause = report(of: "dial")?.cause else { return require(false) }
  require(cause == "broken")
  require(!(cause == "broke"))
  require(!(cause == "broken2"))
}

test("what is up has no cause, and its result is 0") {
  require(report(of: "needle")?.state == .up)
  require(report(of: "needle")?.result == 0)
  require(report(of: "needle")?.cause == nil)
  require(report(of: "nobody") == nil)
}

test("the report goes through all entries in the order of the boot") {
  var order = (gauge: -1, needle: -1, count: 0)
  for entry in InitReport.entries {
    if entry.name == "gauge" { order.gauge = order.count }
    if entry.name == "needle" { order.needle = order.count }
    order.count += 1
  }
  require(order.gauge >= 0)
  require(order.gauge < order.needle)
  require(order.needle < order.count)
}
