import BoardTool

/// An application with as many compartments as one likes, in a chain: each has a little data, exports, and
/// imports from the next.
struct GrownApplication {
  var count: Int
  /// The last has so many, which are nothing but addresses.
  var devices = 0

  /// Writes it into a folder.
  func write(to folder: Path) throws {
    try (folder / "src").createDirectory()
    // Without protection the whole chain is on main's stack.
    try (folder / "prj.conf").write("CONFIG_USERSPACE=y\nCONFIG_MAIN_STACK_SIZE=3072\n")
    try (folder / "system.yml").write(system)
    if devices > 0 { try (folder / "app.overlay").write(overlay) }
    try (folder / "src/main.c").write(main)
    for number in 1...count { try (folder / "src/part\(number).c").write(part(number)) }
  }

  /// The operation that is counted, as `MarkedRun` has it.
  static let call: UInt32 = 1

  private var system: String {
    "compartments:\n"
      + (1...count).map { number in
        """
          - name: part\(number)
            sources: [src/part\(number).c]
            exports:
              - int part\(number)_nothing(int a)
              - int part\(number)_add(int a)
              - int part\(number)_measure(void)
        \(number < count ? "    imports: [part\(number + 1).part\(number + 1)_nothing, part\(number + 1).part\(number + 1)_add]\n" : "")
        """
      }.joined() + (devices > 0 ? "    devices: [\(labels.joined(separator: ", "))]\n" : "")
  }

  private var labels: [String] { (0..<devices).map { "unused\($0)" } }

  /// Of boards with QEMU's "virt" machine.
  private var overlay: String {
    let nodes = labels.enumerated().map { number, label in
      let address = "4000" + String(number, radix: 16) + "000"
      return "\(label): unused@\(address) { reg = <0x0 0x\(address) 0x0 0x1000>; };\n"
    }
    return "/ { soc {\n\(nodes.joined())}; };\n"
  }

  /// Calls down the chain, so that each has been in use.
  private var main: String {
    """
    #include <bulkhead/console.h>

    int part1_add(int a);
    int part1_measure(void);

    int main(void)
    {
    	bulkhead_exit(part1_add(0) == \(count) && part1_measure() == 16 ? 0 : 1);
    }

    """
  }

  private func part(_ number: Int) -> String {
    let next = number + 1
    let hasNext = number < count
    return """
      #include <bulkhead/mark.h>
      #include <string.h>

      \(hasNext ? "int part\(next)_nothing(int a);\nint part\(next)_add(int a);\n" : "")
      static int seen[16];
      static const int steps[4] = {1, 1, 1, 1};

      int part\(number)_nothing(int a)
      {
      	return a;
      }

      int part\(number)_add(int a)
      {
      	memset(seen, 0, sizeof(seen));
      	seen[a % 16] = a + steps[a % 4];
      	return \(hasNext ? "part\(next)_add(seen[a % 16])" : "seen[a % 16]");
      }

      int part\(number)_measure(void)
      {
      	int sum = 0;

      	for (int i = 0; i < 16; i++) {
      		BULKHEAD_MARK(2);
      		sum += \(hasNext ? "part\(next)_nothing(1)" : "1");
      		BULKHEAD_MARK(3);
      	}
      	return sum;
      }

      """
  }
}
