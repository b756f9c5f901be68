import ELF
import Testing

@testable import BoardTool

struct ReportTests {
  private func read(_ text: String, _ end: ImageRunner.End = .exited(0)) -> SuiteReport {
    var reader = CmockaReader()
    for line in text.split(separator: "\n") { reader.take(String(line)) }
    reader.finish(end, limit: 7)
    var report = SuiteReport(name: "s")
    report.cases = reader.cases
    return report
  }

  @Test func results_are_counted_and_the_summary_is_not() {
    let report = read(
      """
      [==========] group: Running 3 test(s).
      [ RUN      ] a_passes
      [       OK ] a_passes
      [ RUN      ] b_fails
      [  ERROR   ] --- 1 != 2
      [   LINE   ] --- src/main.c:12: error: Failure!
      [  FAILED  ] b_fails
      [ RUN      ] c_is_skipped
      [  SKIPPED ] c_is_skipped
      [==========] group: 3 test(s) run.
      [  PASSED  ] 1 test(s).
      [  SKIPPED ] group: 1 test(s), listed below:
      [  SKIPPED ] c_is_skipped
      [  FAILED  ] group: 1 test(s), listed below:
      [  FAILED  ] b_fails

       1 FAILED TEST(S)
      """, .exited(1))
    #expect(report.passed == 1)
    #expect(report.skipped == 1)
    #expect(report.failed == 1)
    #expect(report.failures[0].name == "b_fails")
    #expect(report.failures[0].reason.contains("1 != 2"))
    #expect(SuiteReport.closingLine([report, report]) == "2 passed, 2 failed")
  }

  @Test func a_test_that_does_not_end_has_failed() {
    let report = read("[ RUN      ] a\n", .timedOut)
    #expect(report.failures.map(\.name) == ["a"])
    #expect(report.failures[0].reason == "did not end within 7 seconds")
  }

  @Test func an_image_that_dies_after_its_tests_has_failed() {
    let report = read("[ RUN      ] a\n[       OK ] a\n", .exited(139))
    #expect(report.passed == 1)
    #expect(report.failures[0].reason == "the image ended by signal 11")
  }

  @Test func no_test_at_all_is_a_failure() {
    #expect(read("hello\n").failed == 1)
  }

  @Test func in_a_shared_image_a_test_carries_its_folder() {
    let report = read(
      """
      [  FOLDER  ] one
      [ RUN      ] a
      [       OK ] a
      [  FOLDER  ] two
      [ RUN      ] a
      [  FAILED  ] a
      """, .exited(1))
    #expect(report.cases.map(\.name) == ["one/a", "two/a"])
    #expect(report.failed == 1)
  }

  @Test func a_failing_group_setup_counts() {
    let report = read("[  FAILED  ] GROUP SETUP\n", .exited(1))
    #expect(report.failures.map(\.name) == ["GROUP SETUP"])
  }

  @Test func junit_escapes_what_xml_cannot_hold() {
    var suite = SuiteReport(name: "a<b")
    suite.cases = [
      .init(name: "x", outcome: .failed("1 < 2 & \"q\"\u{1}")), .init(name: "y", outcome: .passed),
    ]
    let text = JUnit.text([suite])
    #expect(text.contains("<testsuite name=\"a&lt;b\" tests=\"2\" failures=\"1\" skipped=\"0\""))
    #expect(text.contains("1 &lt; 2 &amp; &quot;q&quot;?"))
  }

  @Test func xunit_cases_are_read() {
    let cases = XUnitReader.cases(
      in: """
        <testsuite><testcase classname="A" name="one()" time="0.5" />
        <testcase classname="A" name="two(&quot;x&quot;)" time="1"><failure message="m"/></testcase>
        </testsuite>
        """)
    #expect(cases.map(\.name) == ["A.one()", "A.two(\"x\")"])
    #expect(cases.map(\.outcome) == [.passed, .failed("failed")])
  }

  @Test func each_soak_is_a_suite_with_its_own_minutes() {
    var report = SuiteReport(name: "swift test")
    report.cases = [
      .init(name: "T.ASoak.one()", outcome: .passed, seconds: 1),
      .init(name: "T.ASoak.two(\"a.b\")", outcome: .failed("failed"), seconds: 2),
      .init(name: "T.BSoak.one()", outcome: .passed, seconds: 4),
      .init(name: "(swift test)", outcome: .failed("status 1")),
    ]
    let suites = SwiftTests.bySuite(report)
    #expect(suites.map(\.name) == ["T.ASoak", "T.BSoak", "swift test"])
    #expect(suites.map(\.seconds) == [3, 4, 0])
    #expect(suites.map(\.failed) == [1, 0, 1])
  }

  @Test func columns_line_up() {
    #expect(Table.text([["a", "1"], ["bcd", "22"]]) == "a     1\nbcd  22")
  }
}

struct SupportTests {
  @Test(arguments: [
    ("rnu", "run"), ("tset", "test"), ("qemu_mps2_an387", "qemu_mps2_an386"), ("an505", nil),
    ("zzzzzz", nil),
  ])
  func the_nearest_name_is_offered_only_if_near(_ name: String, _ expected: String?) {
    #expect(
      NearestMatch.of(name, among: ["run", "test", "bench", "qemu_mps2_an386"]) == expected)
  }

  @Test func dependencies_of_a_makefile_rule_are_read() {
    let text = "a.o: /x/a.c \\\n  /x/b\\ c.h \\\n /y.h\n"
    #expect(DependencyFile.inputs(in: text) == ["/x/a.c", "/x/b c.h", "/y.h"])
  }

  @Test func includes_are_found_in_any_spelling() {
    let names = IncludeScan.names(in: "#include <a.h>\n #  include \"b/c.h\"\n// #include <d.h>\n")
    #expect(names == ["a.h", "b/c.h"])
  }

  @Test func only_code_addresses_are_looked_up() {
    #expect(Symbolizer.addresses(in: "  pc  0x00001234").map(\.value) == [0x1234])
    let two = Symbolizer.addresses(in: "  pc 0x1235  lr 0x2001")
    #expect(two == [.init(name: "pc", value: 0x1234), .init(name: "lr", value: 0x1ffe)])
    #expect(Symbolizer.addresses(in: "  r0  0x00001234") == [])
    #expect(Symbolizer.addresses(in: "the pc 0x1234") == [])
    #expect(Symbolizer.addresses(in: "  lr  0x00000000") == [])
    #expect(Symbolizer.addresses(in: "  lr  0xfffffff9") == [])
  }

  @Test func a_file_is_not_touched_if_its_text_stays() throws {
    let fixture = try Fixture()
    let file = try fixture.file("a", "text")
    let before = file.modificationTime
    try file.write("text")
    #expect(file.modificationTime == before)
  }

  @Test func other_bytes_are_not_an_elf_file() {
    #expect(throws: ELFError.self) { try ELFFile([1, 2, 3]) }
    #expect(throws: ELFError.self) { try ELFFile([0x7f, 0x45, 0x4c, 0x46, 1, 1]) }
  }

  @Test func folders_with_equal_settings_share_an_image() throws {
    let fixture = try Fixture()
    func folder(
      _ name: String, _ settings: String, _ source: String, in language: String = "c"
    ) throws -> TestFolder {
      try fixture.file("\(name)/src/main.\(language)", source)
      let path = (fixture.folder / name).string
      return TestFolder(
        application: try Application(folder: path, in: fixture.project),
        settings: TestFolder.relevant([settings]))
    }
    let cmocka = "#include <cmocka.h>\n"
    let folders = [
      try folder("a", "", cmocka), try folder("b", "CONFIG_X=y", cmocka),
      try folder("c-d", "# nothing", cmocka), try folder("e", "", "#include <ztest.h>\n"),
      try folder("f", "CONFIG_ZTEST=y", "#include <zephyr/ztest.h>\n"),
      try folder("g", "", "import BulkheadTesting\n", in: "swift"),
      try folder("h", "", "import Bulkhead\nimport BulkheadTesting\n", in: "swift"),
    ]
    let board = try Board.named("host", in: fixture.project)
    let groups = TestFolder.groups(folders, for: board).map { $0.map(\.application.name) }
    #expect(groups == [["a", "c-d", "f"], ["b"], ["e"], ["g", "h"]])
    let runner = TestFolder.runner([folders[0], folders[2], folders[5]])
    #expect(runner.contains("failed |= bulkhead_main_a() != 0;"))
    #expect(runner.contains("failed |= bulkhead_main_c_d() != 0;"))
    #expect(
      runner.contains(
        """
        \tfailed |= bulkhead_main_g(0, NULL) != 0;
        \tfailed |= bulkhead_run_declared_tests() != 0;
        """))
  }

  @Test func an_allocation_is_told_by_its_line() {
    let complaint = "ld.lld: error: undefined symbol: posix_memalign\n>>> referenced by x"
    #expect(SwiftAllocations.areMissed(in: complaint))
    #expect(
      !SwiftAllocations.areMissed(
        in: """
          ld.lld: error: undefined symbol: posix_memalign
          ld.lld: error: undefined symbol: other
          """))
    let output = """
      /a/src/main.swift:3:13: error: cannot use allocating type 'Thing' in -no-allocations mode
      /a/src/main.swift:3:20: error: cannot use allocating type 'Other' in -no-allocations mode
      /b/Pipe.swift:3:13: error: cannot use allocating type 'Thing' in -no-allocations mode
      <unknown>:0: error: cannot use allocating type 'Thing' in -no-allocations mode
      """
    let places = SwiftAllocations.places(in: output, below: Path("/a"))
    #expect(places.map(\.message) == ["cannot use allocating type 'Thing'"])
    #expect(places.first?.location?.line == 3)
  }

  @Test func a_swift_file_that_imports_the_test_module_has_a_harness() throws {
    let fixture = try Fixture()
    let test = try fixture.application(["src/main.swift": "import BulkheadTesting\n"])
    #expect(test.harness == .cmocka && test.hasSwiftTests)
    let plain = try fixture.application(["src/main.swift": "// import BulkheadTesting\n"])
    #expect(plain.harness == .none && !plain.hasSwiftTests)
  }
}
