// A run's status as its surroundings can take it.

/// The status in one byte, which is all that a process can pass on: what does not fit is 255, so
/// that a failure stays one.
func exitStatus(_ status: Int32) -> Int32 { status & 0xff == status ? status : 255 }
