// What a user is told, as values and as text.

import Kconfig
import Testing

/// A tree from one file, with a configuration loaded.
func makeTree(_ kconfig: String, config: String = "") throws -> Kconfig {
  try withFiles(["Kconfig": kconfig]) { folder in
    let tree = try Kconfig(file: "Kconfig", sourceTree: folder, environment: [:])
    tree.load(text: config, file: "app.conf")
    return tree
  }
}

/// Why a symbol does not have the value that was asked for.
private func refusal(_ name: String, in tree: Kconfig) -> Kconfig.Refusal? {
  for diagnostic in tree.diagnostics where diagnostic.symbol == name {
    if case .notTaken(_, _, let reason) = diagnostic.kind { return reason }
  }
  return nil
}

/// The error that reading a file throws.
private func failure(_ kconfig: String) -> KconfigError? {
  do {
    _ = try makeTree(kconfig)
    return nil
  } catch {
    return error as? KconfigError
  }
}

@Suite struct DiagnosticTests {
  @Test func anUnknownNameIsReportedWithTheNearestOne() throws {
    let tree = try makeTree(
      "config UART_CONSOLE\n\tbool \"console\"\n", config: "\nCONFIG_UART_CONSOL=y\n")
    let found = try #require(tree.diagnostics.first)
    #expect(found.kind == .unknownSymbol(nearest: "UART_CONSOLE"))
    #expect(found.location == Kconfig.Location(file: "app.conf", line: 2))
    #expect(found.notes.first?.location == Kconfig.Location(file: "Kconfig", line: 1))
    #expect(
      found.description.hasPrefix(
        "app.conf:2: warning: no symbol is named UART_CONSOL; did you mean UART_CONSOLE?"))
  }

  @Test func aNameLikeNoOtherHasNoSuggestion() throws {
    let tree = try makeTree("config A\n\tbool \"a\"\n", config: "CONFIG_SOMETHING=y\n")
    #expect(tree.diagnostics.map(\.kind) == [.unknownSymbol(nearest: nil)])
  }

  @Test func anUnmetDependencyIsNamed() throws {
    let tree = try makeTree(
      """
      config A
      \tbool "a"
      config B
      \tbool "b"
      \tdefault y
      config C
      \tbool "c"
      \tdepends on B && A

      """, config: "CONFIG_C=y\n")
    #expect(refusal("C", in: tree) == .dependencies(expression: "B && A", unmet: ["A"]))
    let found = try #require(tree.diagnostics.first)
    #expect(found.location?.description == "app.conf:1")
    #expect(found.notes.map(\.text) == ["C is defined here", "A is n"])
  }

  @Test func aHiddenPromptIsToldFromADependency() throws {
    let tree = try makeTree(
      "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\" if A\n\tdefault y\n",
      config: "# CONFIG_B is not set\n")
    #expect(refusal("B", in: tree) == .hiddenPrompt(condition: "A", unmet: ["A"]))
  }

  @Test func theSelectingSymbolIsNamed() throws {
    let tree = try makeTree(
      "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n",
      config: "CONFIG_A=y\n# CONFIG_B is not set\n")
    #expect(refusal("B", in: tree) == .selected(by: ["A"]))
  }

  @Test func aSymbolWithoutPromptCannotBeSet() throws {
    let tree = try makeTree("config A\n\tdef_bool n\n", config: "CONFIG_A=y\n")
    #expect(refusal("A", in: tree) == .noPrompt)
  }

  @Test func aNumberOutsideItsRangeIsReportedWithTheRange() throws {
    let tree = try makeTree(
      "config A\n\tint \"a\"\n\trange 1 0010\n\tdefault 5\n", config: "CONFIG_A=11\n")
    #expect(tree.symbols["A"]?.integer == 5)
    #expect(refusal("A", in: tree) == .range(low: "1", high: "10"))
  }

  @Test func theMemberThatWonAChoiceIsNamed() throws {
    let tree = try makeTree(
      """
      choice
      \tprompt "c"
      config A
      \tbool "a"
      config B
      \tbool "b"
      endchoice

      """, config: "CONFIG_A=y\nCONFIG_B=y\n")
    #expect(refusal("A", in: tree) == .choice(selected: "B"))
  }

  @Test func mWithoutModulesIsReported() throws {
    let tree = try makeTree("config A\n\ttristate \"a\"\n", config: "CONFIG_A=m\n")
    #expect(refusal("A", in: tree) == .notModular)
    #expect(tree.symbols["A"]?.value == "y")
  }

  @Test func aValueThatTheTypeCannotHoldIsIgnored() throws {
    let tree = try makeTree(
      "config A\n\tint \"a\"\n\tdefault 3\n", config: "CONFIG_A=three\n")
    #expect(tree.diagnostics.map(\.kind) == [.malformedValue(value: "three", type: .int)])
    #expect(tree.symbols["A"]?.value == "3")
  }

  @Test func aSecondAssignmentInOneFileIsReportedWithTheFirst() throws {
    let tree = try makeTree("config A\n\tint \"a\"\n", config: "CONFIG_A=1\nCONFIG_A=2\n")
    let found = try #require(tree.diagnostics.first)
    #expect(found.kind == .reassigned(old: "1", new: "2"))
    #expect(found.location?.line == 2)
    #expect(found.notes.first?.location?.line == 1)
  }

  @Test func aLineThatIsNoAssignmentIsReported() throws {
    let tree = try makeTree("config A\n\tbool \"a\"\n", config: "# remark\n\n CONFIG_A=y\n")
    #expect(tree.diagnostics.map(\.kind) == [.malformedLine])
    #expect(tree.diagnostics.first?.location?.line == 3)
  }

  @Test func aSelectAgainstDependenciesIsReported() throws {
    let tree = try makeTree(
      """
      config A
      \tbool "a"
      \tselect C
      config B
      \tbool "b"
      config C
      \tbool "c"
      \tdepends on B

      """, config: "CONFIG_A=y\n")
    #expect(tree.diagnostics.map(\.kind) == [.unmetSelect(dependency: "B", by: ["A"])])
    #expect(tree.symbols["C"]?.isOn == true)
  }

  @Test func aDefaultOutsideTheRangeIsReported() throws {
    let tree = try makeTree("config A\n\thex\n\trange 0x10 0x20\n\tdefault 0xFF\n")
    #expect(
      tree.diagnostics.map(\.kind) == [
        .defaultClamped(from: "0xFF", to: "0x20", low: "0x10", high: "0x20")
      ])
  }

  @Test func aCleanTreeAndConfigurationAreSilent() throws {
    let tree = try makeTree(
      "config A\n\tbool \"a\"\n\thelp\n\t  Text.\n", config: "# ok\nCONFIG_A=y\n")
    #expect(tree.diagnostics.isEmpty)
  }

  // MARK: Errors

  @Test func aSyntaxErrorNamesFileAndLine() throws {
    let error = try #require(failure("config A\n\tbool \"a\"\n\tdefualt y\n"))
    #expect(error.location == Kconfig.Location(file: "Kconfig", line: 3))
    #expect(error.description.hasPrefix("Kconfig:3: error: "))
  }

  @Test func aLoopNamesEveryMemberOnce() throws {
    let error = try #require(
      failure(
        """
        config A
        \tbool "a"
        \tdepends on B
        config B
        \tbool "b"
        \tdepends on C
        config C
        \tbool "c"
        \tdepends on A

        """))
    #expect(Set(error.notes.compactMap { $0.location?.line }) == [1, 4, 7])
    #expect(error.notes.contains { $0.text == "A depends on B" })
  }

  @Test func anUnclosedBlockNamesItsStart() throws {
    let error = try #require(failure("config A\n\tbool \"a\"\nif A\n"))
    #expect(error.notes.first?.location?.line == 3)
  }

  @Test func aFileThatSourcesItselfIsAnError() throws {
    let error = try #require(failure("source \"Kconfig\"\n"))
    #expect(error.message.contains("Kconfig is sourced while it is being read"))
  }

  @Test func nestingWithoutEndIsAnErrorNotACrash() throws {
    let parentheses = String(repeating: "(", count: 100_000)
    #expect(failure("config A\n\tbool\n\tdepends on \(parentheses)B\n") != nil)
    #expect(failure(String(repeating: "menu \"m\"\n", count: 10_000)) != nil)
    #expect(failure("f = $(f,$(1))\n$(f,x)\n") != nil)
  }

  @Test func macrosWithoutEndAreAnErrorNotACrash() throws {
    let opened = String(repeating: "$(", count: 100_000)
    let chain = (1..<20_000).map { "v\($0) = $(v\($0 - 1))\n" }.joined()
    for text in ["x := \(opened)\n", "x := \(opened)v\n", chain + "mainmenu \"$(v19999)\"\n"] {
      let error = try #require(failure(text))
      #expect(error.message.hasSuffix(": macros are nested too deeply"))
    }
  }

  @Test func macrosThatDoubleEachOtherAreAnErrorNotAHang() throws {
    for (first, sign) in [("x", ":="), ("x", "="), ("", "=")] {
      let chain = (1..<31).map { "v\($0) \(sign) $(v\($0 - 1))$(v\($0 - 1))\n" }.joined()
      let error = try #require(failure("v0 \(sign) \(first)\n\(chain)mainmenu \"$(v30)\"\n"))
      #expect(error.message.hasSuffix(": a macro expands to too much"))
    }
    let error = try #require(failure("f = $(f,$(1)$(1))\nmainmenu \"$(f,x)\"\n"))
    #expect(error.message.hasSuffix(": a macro expands to too much"))
  }

  @Test func modulesThatDependOnThemselvesAreAnError() throws {
    let tree = try makeTree(
      "config MODULES\n\ttristate \"m\"\n\tdefault A\nconfig A\n\tdef_tristate m\n")
    #expect(tree.diagnostics.contains { $0.severity == .error && $0.kind == .valueLoop })
  }
}
