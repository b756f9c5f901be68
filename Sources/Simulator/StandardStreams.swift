// The console of a machine on this process's standard streams.

import Glibc

extension Machine {
  /// Connects the UART with standard input and output.
  ///
  /// A byte of input is taken when the UART has room, at fixed numbers of cycles: with a file as input
  /// a run is repeatable.
  public func useStandardStreams() {
    output = { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        // Nobody reads any more: the run goes on without being seen.
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }
    var isOpen = true
    input = {
      guard isOpen else { return .never }
      var state = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&state, 1, 0) > 0 else { return .notYet }
      var byte: UInt8 = 0
      if read(STDIN_FILENO, &byte, 1) == 1 { return .byte(byte) }
      isOpen = false
      return .never
    }
    awaitInput = {
      var state = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      _ = poll(&state, 1, 100)
    }
  }
}
