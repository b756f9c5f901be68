// Questions to a tree, assignments from a program, and the files written.

import Foundation
import Kconfig
import Testing

@Suite struct TreeTests {
  private let text = """
    mainmenu "Board"
    config UART
    \tbool "Serial port"
    \tselect CLOCK
    \thelp
    \t  Talks.

    \t    Indented.
    config CLOCK
    \tbool
    config SPEED
    \tint "Speed" if UART
    \tdefault 9600
    config ADDRESS
    \thex "Address"
    \tdefault 0x40
    config NAME
    \tstring "Name"
    \tdepends on UART

    """

  @Test func aSymbolKnowsItsDefinition() throws {
    let tree = try makeTree(text)
    let uart = try #require(tree.symbols["UART"])
    #expect(tree.title == "Board")
    #expect(uart.locations.map(\.description) == ["Kconfig:2"])
    #expect(uart.prompts == ["Serial port"])
    #expect(uart.help == "Talks.\n\n  Indented.")
    #expect(uart.type == .bool)
    #expect(tree.symbols["CLOCK"]?.selectedBy.map(\.symbol.name) == ["UART"])
    #expect(tree.symbols["NAME"]?.directDependency.description == "UART")
    #expect(tree.symbols["MISSING"] == nil)
    #expect(tree.symbols.map(\.name) == ["UART", "CLOCK", "SPEED", "ADDRESS", "NAME"])
  }

  @Test func anAssignmentChangesWhatFollowsFromIt() throws {
    let tree = try makeTree(text)
    let (uart, clock) = (try #require(tree.symbols["UART"]), try #require(tree.symbols["CLOCK"]))
    let speed = try #require(tree.symbols["SPEED"])
    #expect(!clock.isOn && !speed.isAssignable)
    #expect(tree.set(uart, to: "y"))
    #expect(clock.isOn && speed.isAssignable && !clock.isAssignable)
    #expect(tree.set(speed, to: "115200"))
    #expect(speed.integer == 115_200)
    tree.unset(uart)
    #expect(!clock.isOn)
    #expect(speed.value == "9600")
    #expect(speed.userValue == "115200")
  }

  @Test func aValueOfTheWrongFormIsRefused() throws {
    let tree = try makeTree(text)
    #expect(!tree.set(try #require(tree.symbols["SPEED"]), to: "fast"))
    #expect(!tree.set(try #require(tree.symbols["ADDRESS"]), to: "-1"))
    #expect(!tree.set(try #require(tree.symbols["UART"]), to: "m"))
    #expect(tree.symbols["SPEED"]?.userValue == nil)
  }

  @Test func laterFragmentsWin() throws {
    let tree = try makeTree(text)
    tree.load(text: "CONFIG_UART=y\nCONFIG_SPEED=1\n", file: "one")
    tree.load(text: "CONFIG_SPEED=2\n", file: "two", replace: false)
    #expect(tree.symbols["SPEED"]?.value == "2")
    #expect(tree.symbols["SPEED"]?.userLocation?.description == "two:1")
    #expect(tree.symbols["UART"]?.isOn == true)
    #expect(tree.diagnostics.isEmpty)
    tree.load(text: "CONFIG_SPEED=3\n", file: "three")
    #expect(tree.symbols["UART"]?.isOn == false)
  }

  @Test func settingAMemberSelectsItInItsChoice() throws {
    let tree = try makeTree(
      "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nendchoice\n")
    #expect(tree.choices.first?.selection?.name == "A")
    tree.set(try #require(tree.symbols["B"]), to: "y")
    #expect(tree.choices.first?.selection?.name == "B")
    #expect(tree.symbols["A"]?.value == "n")
  }

  @Test func headersComeFirstVerbatim() throws {
    let tree = try makeTree("config A\n\tbool \"a\"\n", config: "CONFIG_A=y\n")
    #expect(tree.configText(header: "# H\n") == "# H\nCONFIG_A=y\n")
    #expect(tree.headerText(header: "/* H */\n") == "/* H */\n#define CONFIG_A 1\n")
    #expect(tree.minimalText(header: "# H\n") == "# H\nCONFIG_A=y\n")
  }

  @Test func numbersOfAnySizeKeepTheirForm() throws {
    let tree = try makeTree(
      """
      config BIG
      \thex "b"
      \trange 0xFFFFFFFFFFFFFFFF0 0xFFFFFFFFFFFFFFFFF
      config LONG
      \tint
      \trange 123456789012345678901234567890 123456789012345678901234567891

      """, config: "CONFIG_BIG=0xfffffffffffffffF8\n")
    #expect(tree.symbols["BIG"]?.value == "0xfffffffffffffffF8")
    #expect(tree.symbols["LONG"]?.value == "123456789012345678901234567890")
    #expect(tree.symbols["BIG"]?.integer == nil)
  }

  /// Python, and so Kconfiglib, reads decimals of up to 4300 digits and any hexadecimal number.
  @Test func numbersEndWherePythonsDo() throws {
    let tree = try makeTree(
      """
      config A
      \tint "a"
      config B
      \thex "b"
      \trange 0x0 0xF
      \tdefault 0x3

      """)
    let (a, b) = (try #require(tree.symbols["A"]), try #require(tree.symbols["B"]))
    let nines = String(repeating: "9", count: 4300)
    #expect(tree.set(a, to: "-\(nines)") && !tree.set(a, to: nines + "9"))
    #expect(!tree.set(a, to: String(repeating: "0", count: 4301)))
    let zeros = String(repeating: "0", count: 1_000_000)
    #expect(tree.set(b, to: "0x\(zeros)f") && b.integer == 15)
    #expect(tree.set(b, to: "0xf\(zeros)") && b.value == "0x3")
  }

  @Test func longChainsNeedNoDeepStack() throws {
    let count = 20_000
    var text = "config S0\n\tbool \"s\"\n\tdefault y\n"
    for index in 1..<count {
      text += "config S\(index)\n\tbool \"s\"\n\tdepends on S\(index - 1)\n\tdefault y\n"
    }
    let tree = try makeTree(text)
    #expect(tree.symbols["S\(count - 1)"]?.isOn == true)
    #expect(tree.configText().hasSuffix("CONFIG_S\(count - 1)=y\n"))
  }

  @Test func unchangedFilesAreNotTouched() throws {
    try withFiles(["Kconfig": text, "one": "CONFIG_UART=y\n", "two": "CONFIG_SPEED=7\n"]) {
      folder in
      let request = Kconfig.Request(
        kconfig: "Kconfig", configurations: [folder + "/one", folder + "/two"],
        configOutput: folder + "/out", headerOutput: folder + "/out.h",
        minimalOutput: folder + "/out.min", sourceTree: folder, environment: [:])
      #expect(try Kconfig.generate(request).isEmpty)
      let written = try String(contentsOfFile: folder + "/out.min", encoding: .utf8)
      #expect(written == "CONFIG_UART=y\nCONFIG_SPEED=7\n")
      #expect(try !Kconfig.write(written, to: folder + "/out.min"))
      #expect(try Kconfig.write(written + "#\n", to: folder + "/out.min"))
    }
  }

  @Test func aFailureWritesNothing() throws {
    try withFiles(["Kconfig": "config A\n\tbool \"a\"\n"]) { folder in
      let request = Kconfig.Request(
        kconfig: "Kconfig", configurations: ["missing"], configOutput: folder + "/out",
        sourceTree: folder, environment: [:])
      #expect(throws: KconfigError.self) { try Kconfig.generate(request) }
      #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
    }
  }
}
