import Bulkhead

@used let gauge = InitEntry(startGauge, level: .application)
@used let needle = InitEntry(startNeedle, level: .application, priority: 0, after: startGauge)
@used let broken = InitEntry(fail, level: .application)
@used let dial = InitEntry(startDial, level: .application, after: startNeedle, fail)

@safe nonisolated(unsafe) var started = (gauge: 0, needle: 0, dial: 0)

private func startGauge() -> Int32 {
  started.gauge = 1
  return 0
}

private func startNeedle() -> Int32 {
  started.needle = started.gauge + 1
  return 0
}

private func fail() -> Int32 { -5 }

private func startDial() -> Int32 {
  started.dial = 1
  return 0
}
