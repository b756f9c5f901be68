// Kconfiglib's answers to written and to random cases; ours must not differ in a byte.

import Foundation
import Kconfig
import Testing

@Suite struct CaseTests {
  @Test func noCaseIsMissing() {
    #expect(Case.all(in: "Written").count == 21)
    #expect(Case.all(in: "Generated").count == 100)
  }

  @Test(arguments: Case.all(in: "Written") + Case.all(in: "Generated"))
  func everyFileAgreesWithKconfiglib(_ example: Case) throws {
    try example.withInputs { folder in
      func resolve() throws -> Kconfig {
        let tree = try Kconfig(
          file: "Kconfig", sourceTree: folder, environment: example.environment)
        try tree.load(config: folder + "/assignments")
        return tree
      }
      if example.isError {
        #expect(throws: KconfigError.self) { try resolve() }
        return
      }
      let tree = try resolve()
      #expect(tree.configText() == example.expected("config"))
      #expect(tree.headerText() == example.expected("header"))
      #expect(tree.minimalText() == example.expected("min"))
    }
  }

  @Test(arguments: Case.all(in: "Written").filter { !$0.isError })
  func writtenConfigurationsReadBackUnchanged(_ example: Case) throws {
    try example.withInputs { folder in
      let tree = try Kconfig(
        file: "Kconfig", sourceTree: folder, environment: example.environment)
      tree.load(text: example.expected("config"), file: "full")
      #expect(tree.configText() == example.expected("config"))
      tree.load(text: example.expected("min"), file: "minimal")
      #expect(tree.configText() == example.expected("config"))
    }
  }
}
