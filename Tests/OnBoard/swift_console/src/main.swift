// What text and logs look like.

import Bulkhead

let motor = Log("motor", level: .debug)
let quiet = Log("quiet", level: .warning)
let least = Int64.min

/// Unknown to the compiler.
@inline(never)
func unknown<Number: FixedWidthInteger>(_ number: Number) -> Number { number }

Console.print("plain")
Console.write("without its end, ")
Console.print("and on")
Console.print("\(unknown(0)) \(unknown(-42)) \(unknown(Int32.min)) \(unknown(UInt8.max))")
Console.print("\(unknown(least)) \(unknown(UInt64.max))")
Console.print("\(unknown(48_879), radix: .hexadecimal) \(unknown(5), radix: .binary)")
Console.print("\(unknown(UInt64(0xfeed_f00d_0000_0001)), radix: .hexadecimal)")
Console.print("\(unknown(7), width: 3) \(unknown(1_234), width: 2) \(unknown(-7), width: 2)")
Console.print("\(unknown(10), radix: .hexadecimal, width: 8)")
Console.print("\(true) \(false) \("static" as StaticString)")
Console.print("\(Duration.milliseconds(1_500)) \(Duration.microseconds(-1)) \(Duration.zero)")
Console.print("a line of more than sixty-four bytes goes out in pieces, but whole: \(unknown(64))")
sleep(until: .boot + .milliseconds(250))
motor.error("error \(unknown(1))")
motor.debug("debug")
quiet.warning("warning")
quiet.info("not there")
