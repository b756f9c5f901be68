import Devicetree
import ELF

extension CompartmentBuild {
  /// Throws if a compartment's code calls a function of the kernel that is no system call: there it
  /// would fault.
  ///
  /// Without protection nobody needs privileges. `calls` are those that are; `units` is what was compiled, with its objects in a folder.
  func refuseKernelCalls(
    in image: Path, but calls: Set<String>, _ units: [Compilation.Unit], _ objects: Path
  ) throws {
    guard isProtected else { return }
    let elf = try ELFFile(image.bytes())
    let kernel = elf.sections.firstIndex { $0.name == ".kernel" }
    let functions = Set(
      elf.symbols.lazy.filter { $0.isFunction && $0.section == kernel }.map(\.name)
    ).subtracting(calls)
    for unit in units {
      guard let name = unit.compartment, let compartment = system.compartment(name) else {
        continue
      }
      let object = try ELFFile((objects / (unit.name + ".o")).bytes())
      let code = object.sections.indices.filter { object.sections[$0].name.hasPrefix(".text") }
      let called = try code.flatMap { try object.relocations(ofSection: $0) }.map(\.symbol)
        .first { $0.section == nil && !$0.isLocal && functions.contains($0.name) }
      guard let called else { continue }
      throw Failure(
        "\(unit.source.relative) calls \(called.name), which needs privileges",
        at: system.place(compartment, .sources),
        remedy: "call it from code that belongs to no compartment; docs/USER_MODE.md tells what "
          + "needs none")
    }
  }

  /// Throws if code of a compartment that capabilities confine calls what is not in its own object, whatever that is.
  func refuseCallsOutside(in image: Path, _ objects: Path) throws {
    guard isConfined else { return }
    let elf = try ELFFile(image.bytes())
    let functions = Set(elf.symbols.lazy.filter(\.isFunction).map(\.name))
    for compartment in system.compartments {
      let object = try ELFFile(
        (objects / "compartments" / (compartment.name + ".o")).bytes())
      let code = object.sections.indices.filter { object.sections[$0].name.hasPrefix(".text") }
      let called = try code.flatMap { try object.relocations(ofSection: $0) }.map(\.symbol)
        .first { $0.section == nil && !$0.isLocal && functions.contains($0.name) }
      guard let called else { continue }
      throw Failure(
        "\(compartment.name) calls \(called.name), which its capability for code does not cover",
        at: system.place(compartment, .sources),
        remedy: "call it from code that belongs to no compartment, or import it from one")
    }
  }
}
