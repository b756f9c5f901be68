import Foundation

/// How much the tests on random cases do: a sample in every run, thousands in a soak.
///
/// A soak declares itself by its name: a suite whose name ends in `Soak`. `./bulkhead test --soak`
/// runs these suites once more with `BULKHEAD_SOAK=1` and gives each a line of its own.
public enum Soak {
  public static let isOn = ProcessInfo.processInfo.environment["BULKHEAD_SOAK"] == "1"

  /// Where random numbers begin: 1, or what `BULKHEAD_SEED` says.
  public static let seed: UInt64 = {
    guard let text = ProcessInfo.processInfo.environment["BULKHEAD_SEED"] else { return 1 }
    guard let seed = UInt64(text) else { fatalError("BULKHEAD_SEED is no number: \(text)") }
    return seed
  }()

  /// How many cases to do.
  public static func count(sample: Int, soak: Int) -> Int { isOn ? soak : sample }

  /// Says what the cases were; `./bulkhead test --soak` shows it above the suite's line.
  public static func say(_ text: String) {
    if isOn { print("soak: \(text)") }
  }

  /// The folder that keeps what a failure leaves for whoever looks into it.
  ///
  /// A soak in progress has a file `NAME.running` there that says which case it is at: after a crash,
  /// the one at fault.
  public static let leftovers = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".build-images/soak")
}
