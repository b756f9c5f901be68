import Bulkhead

@used let motor = InitEntry(startMotor, shutdown: stopMotor, level: .application)

private func startMotor() -> Int32 { 0 }

private func stopMotor() -> Int32 {
  Console.print("motor goes down")
  return 0
}
