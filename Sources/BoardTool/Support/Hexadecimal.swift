/// A number as C and the devicetree write it, `0x1f`.
func hex(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
