// What tests require. A requirement that is not met ends the test, in whichever thread or handler
// it is found, and the report says the place and, of numbers and durations, the values.

import Bulkhead
import CBulkhead

/// Fails the test if the condition does not hold.
///
/// Thread, or an interrupt handler, which goes on to its end.
public func require(
  _ holds: Bool, _ otherwise: StaticString = "a requirement is not met",
  file: StaticString = #filePath, line: UInt = #line
) {
  if !holds { fail(otherwise, file: file, line: line) }
}

/// Fails the test.
///
/// Thread, or an interrupt handler, which goes on to its end.
public func fail(
  _ reason: StaticString, file: StaticString = #filePath, line: UInt = #line
) {
  unsafe bulkhead_fail_test(reason.cString, file.cString, Int32(truncatingIfNeeded: line))
}

/// Fails the test if the number is another.
public func require<Number: FixedWidthInteger>(
  _ number: Number, equals expected: Number, file: StaticString = #filePath, line: UInt = #line
) {
  if number != expected { failComparison(number, expected...expected, file, line) }
}

/// Fails the test if there is no number, or another.
public func require<Number: FixedWidthInteger>(
  _ number: Number?, equals expected: Number, file: StaticString = #filePath, line: UInt = #line
) {
  guard let number else { return fail("there is no value", file: file, line: line) }
  require(number, equals: expected, file: file, line: line)
}

/// Fails the test if the number is outside.
public func require<Number: FixedWidthInteger>(
  _ number: Number, in range: ClosedRange<Number>,
  file: StaticString = #filePath, line: UInt = #line
) {
  if !range.contains(number) { failComparison(number, range, file, line) }
}

/// Fails the test if the duration is outside.
public func require(
  _ duration: Duration, in range: ClosedRange<Duration>,
  file: StaticString = #filePath, line: UInt = #line
) {
  if range.contains(duration) { return }
  let numbers = range.lowerBound.nanoseconds...range.upperBound.nanoseconds
  failComparison(duration.nanoseconds, numbers, file, line, unit: " ns")
}

/// Fails the test if the values differ.
public func require<Value: Equatable>(
  _ value: Value, equals expected: Value, file: StaticString = #filePath, line: UInt = #line
) {
  require(value == expected, "the values differ", file: file, line: line)
}

/// Fails the test if `body` does not throw, or throws something else.
///
/// The compiler wants to be told the type: `{ () throws(WaitError) in try … }`.
public func require<Result, Failure: Error & Equatable>(
  throws expected: Failure, file: StaticString = #filePath, line: UInt = #line,
  _ body: () throws(Failure) -> Result
) {
  do throws(Failure) {
    _ = try body()
    fail("nothing is thrown", file: file, line: line)
  } catch {
    require(error == expected, "something else is thrown", file: file, line: line)
  }
}

private func failComparison<Number: FixedWidthInteger>(
  _ number: Number, _ range: ClosedRange<Number>, _ file: StaticString, _ line: UInt,
  unit: StaticString = ""
) {
  unsafe bulkhead_fail_comparison(
    bulkhead_comparison(
      value: UInt64(truncatingIfNeeded: number),
      lowest: UInt64(truncatingIfNeeded: range.lowerBound),
      highest: UInt64(truncatingIfNeeded: range.upperBound), is_signed: Number.isSigned,
      unit: unit.cString),
    file.cString, Int32(truncatingIfNeeded: line))
}
