// Literals as C takes them.

extension StaticString {
  /// Safety: a literal that is not a single character is a pointer to bytes that end with a zero.
  @unsafe
  var cString: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
