// The flags of <zephyr/drivers/gpio.h>, as numbers of one type.

import CBulkhead

enum GPIOFlag {
  static var activeLow: UInt32 { UInt32(GPIO_ACTIVE_LOW) }
  static var singleEnded: UInt32 { UInt32(GPIO_SINGLE_ENDED) }
  static var openDrain: UInt32 { UInt32(GPIO_LINE_OPEN_DRAIN) }
  static var pullUp: UInt32 { UInt32(GPIO_PULL_UP) }
  static var pullDown: UInt32 { UInt32(GPIO_PULL_DOWN) }
  static var input: UInt32 { GPIO_INPUT }
  static var output: UInt32 { GPIO_OUTPUT }
  static var startsLow: UInt32 { GPIO_OUTPUT_INIT_LOW }
  static var startsHigh: UInt32 { GPIO_OUTPUT_INIT_HIGH }
}
