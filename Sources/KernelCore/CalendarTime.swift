/// A date and a time of day in the Gregorian calendar, and its place among the seconds since 1970;
/// without leap seconds and time zones.
public struct CalendarTime: Equatable, Sendable {
  public var year: Int32
  /// From 1.
  public var month: Int32
  /// From 1.
  public var day: Int32
  public var hour: Int32
  public var minute: Int32
  public var second: Int32

  public init(
    year: Int32 = 1970, month: Int32 = 1, day: Int32 = 1, hour: Int32 = 0, minute: Int32 = 0,
    second: Int32 = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// The time so many seconds after 1970 began; not before that.
  public init(secondsSince1970 seconds: Int64) {
    let ofDay = Int32(truncatingIfNeeded: seconds % 86_400)
    var days = Int32(truncatingIfNeeded: seconds / 86_400)
    self.init(hour: ofDay / 3600, minute: ofDay / 60 % 60, second: ofDay % 60)
    // A year too few at most: 365 days are never more than a year.
    year = 1970 &+ days / 366
    while days >= Self.daysBefore(year &+ 1) { year &+= 1 }
    days &-= Self.daysBefore(year)
    while days >= Self.days(inMonth: month, of: year) {
      days &-= Self.days(inMonth: month, of: year)
      month &+= 1
    }
    day = days &+ 1
  }

  /// Nil for a date or a time that there is not, and for one before 1970.
  public var secondsSince1970: Int64? {
    guard year >= 1970, 1...12 ~= month, 1...Self.days(inMonth: month, of: year) ~= day,
      0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second
    else { return nil }
    return Int64(Self.daysBefore(year) &+ dayOfYear) &* 86_400
      &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
  }

  /// Days since the year began; from 0.
  public var dayOfYear: Int32 {
    var days = day &- 1
    for earlier in 1..<max(month, 1) { days &+= Self.days(inMonth: earlier, of: year) }
    return days
  }

  /// From 0, Sunday; the first of January 1970 was a Thursday.
  public var weekday: Int32 { (Self.daysBefore(year) &+ dayOfYear &+ 4) % 7 }

  public static func isLeap(_ year: Int32) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  public static func days(inMonth month: Int32, of year: Int32) -> Int32 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970 to the beginning of a year.
  private static func daysBefore(_ year: Int32) -> Int32 {
    func leapDays(before year: Int32) -> Int32 {
      let last = year &- 1
      return last / 4 &- last / 100 &+ last / 400
    }
    return (year &- 1970) &* 365 &+ leapDays(before: year) &- leapDays(before: 1970)
  }
}

extension CalendarTime {
  /// The first second after a given one in which the fields of a mask are those of this time; bits
  /// 0 to 5 of the mask are second, minute, hour, day, month and year.
  ///
  /// Nil if there is none within eight years, the longest wait for a 29th of February. Cost: a few
  /// hundred steps at most.
  public func next(after seconds: Int64, fields: UInt16) -> Int64? {
    if !canBe(fields) { return nil }
    let lastYear = max(CalendarTime(secondsSince1970: seconds).year &+ 8, year)
    var candidate = seconds &+ 1
    while true {
      let time = CalendarTime(secondsSince1970: candidate)
      if time.year > lastYear { return nil }
      if fields & 32 != 0, time.year != year {
        if time.year > year { return nil }
        candidate = CalendarTime(year: year).secondsSince1970 ?? .max
      } else if fields & 16 != 0, time.month != month {
        candidate = time.startOfNextMonth
      } else if fields & 8 != 0, time.day != day {
        candidate = (candidate / 86_400 &+ 1) &* 86_400
      } else if fields & 4 != 0, time.hour != hour {
        candidate = (candidate / 3600 &+ 1) &* 3600
      } else if fields & 2 != 0, time.minute != minute {
        candidate = (candidate / 60 &+ 1) &* 60
      } else if fields & 1 != 0, time.second != second {
        candidate &+= 1
      } else {
        return candidate
      }
    }
  }

  /// Whether each of the fields has a value that it can have in some time.
  private func canBe(_ fields: UInt16) -> Bool {
    func isIn(_ range: ClosedRange<Int32>, _ value: Int32, _ bit: UInt16) -> Bool {
      fields & bit == 0 || range ~= value
    }
    return isIn(0...59, second, 1) && isIn(0...59, minute, 2) && isIn(0...23, hour, 4)
      && isIn(1...31, day, 8) && isIn(1...12, month, 16) && isIn(1970...9999, year, 32)
  }

  private var startOfNextMonth: Int64 {
    let next =
      month == 12
      ? CalendarTime(year: year &+ 1) : CalendarTime(year: year, month: month &+ 1)
    return next.secondsSince1970 ?? .max
  }
}
