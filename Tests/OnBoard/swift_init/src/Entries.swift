import Bulkhead

// Above those that it comes after.
@used let filter = InitEntry(
  startFilter, shutdown: stopFilter, level: .application, after: startSensors, start_bus)

@used let sensors = InitEntry(
  startSensors, shutdown: stopSensors, level: .postKernel, priority: 0, after: start_bus)

@used let stuck = InitEntry(
  startStuck, level: .postKernel, priority: 1, deadline: .milliseconds(30))

private func startStuck() -> Int32 {
  sleep(for: .seconds(3600))
  return 0
}

enum Network {
  @used static let link = InitEntry(startLink, level: .application, after: start_radio)
  @used private static let first = InitEntry(
    {
      Console.print("first comes up")
      return 0
    }, level: .application, priority: 1, policy: .required)
}

private func startLink() -> Int32 {
  Console.print("not reached: the radio is not there")
  return 0
}

func startSensors() -> Int32 {
  Console.print("sensors come up")
  return 0
}

func stopSensors() -> Int32 {
  Console.print("sensors go down")
  return -5
}

private func startFilter() -> Int32 {
  Console.print("filter comes up")
  return 0
}

private func stopFilter() -> Int32 {
  Console.print("filter goes down")
  return 0
}
