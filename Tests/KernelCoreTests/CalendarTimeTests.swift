import Foundation
import TestSupport
import Testing

@testable import KernelCore

struct CalendarTimeTests {
  @Test func it_agrees_with_foundation_s_calendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var dice = Dice(seed: 31)
    for _ in 0..<2000 {
      let seconds = Int64.random(in: 0..<4_200_000_000, using: &dice)
      let time = CalendarTime(secondsSince1970: seconds)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second, .weekday],
        from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(
        [time.year, time.month, time.day, time.hour, time.minute, time.second].map(Int.init) == [
          parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second,
        ])
      #expect(Int(time.weekday) + 1 == parts.weekday)
      #expect(time.secondsSince1970 == seconds)
    }
  }

  @Test func days_of_a_year_count_from_0() {
    #expect(CalendarTime(year: 2024, month: 12, day: 31).dayOfYear == 365)
    #expect(CalendarTime(year: 2023, month: 3, day: 1).dayOfYear == 59)
    #expect(CalendarTime(year: 2100, month: 3, day: 1).dayOfYear == 59)
  }

  @Test(arguments: [
    CalendarTime(year: 1969, month: 12, day: 31), CalendarTime(year: 2023, month: 2, day: 29),
    CalendarTime(month: 0), CalendarTime(month: 13), CalendarTime(day: 0), CalendarTime(hour: 24),
    CalendarTime(minute: 60), CalendarTime(second: -1),
  ])
  func a_time_that_there_is_not_has_no_seconds(_ time: CalendarTime) {
    #expect(time.secondsSince1970 == nil)
  }

  private func next(_ wanted: CalendarTime, fields: UInt16, after: CalendarTime) -> CalendarTime? {
    after.secondsSince1970.flatMap { wanted.next(after: $0, fields: fields) }
      .map(CalendarTime.init(secondsSince1970:))
  }

  @Test func an_alarm_goes_off_when_its_fields_agree() {
    let noon = CalendarTime(year: 2023, month: 12, day: 31, hour: 12)
    func after(_ wanted: CalendarTime, _ fields: UInt16) -> CalendarTime? {
      next(wanted, fields: fields, after: noon)
    }
    #expect(
      after(CalendarTime(second: 5), 1)
        == CalendarTime(
          year: 2023, month: 12, day: 31, hour: 12, second: 5))
    // The present second is past.
    #expect(
      after(CalendarTime(second: 0), 1)
        == CalendarTime(
          year: 2023, month: 12, day: 31, hour: 12, minute: 1))
    #expect(after(CalendarTime(hour: 6), 7) == CalendarTime(year: 2024, month: 1, day: 1, hour: 6))
    #expect(
      after(CalendarTime(month: 2, day: 29), 31)
        == CalendarTime(
          year: 2024, month: 2, day: 29))
    #expect(after(CalendarTime(year: 2040, month: 7), 63) == CalendarTime(year: 2040, month: 7))
  }

  @Test func an_alarm_that_can_never_go_off_has_no_next_time() {
    let start = CalendarTime(year: 2024)
    #expect(next(CalendarTime(year: 2023), fields: 32, after: start) == nil)
    #expect(next(CalendarTime(month: 2, day: 30), fields: 24, after: start) == nil)
    #expect(next(CalendarTime(second: 60), fields: 1, after: start) == nil)
  }
}
