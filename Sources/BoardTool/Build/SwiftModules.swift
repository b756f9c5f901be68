import Devicetree

/// What of an image is written in Swift.
extension ImageBuilder {
  /// What is written in Swift: the application, or each folder that a generated runner calls, and
  /// drivers outside the package.
  ///
  /// A module's names are its own, so folders do not get in each other's way.
  func swiftModules(
    of model: ImageModel, _ generated: Path, in objects: Path
  ) throws -> [SwiftModule] {
    let folders = runnerFolders
    var modules = folders.map { folder in
      SwiftModule(
        name: folder.moduleName, sources: folder.application.swiftSources,
        folder: folder.application.folder, main: folder.mainSymbol,
        object: objects / "shared" / folder.application.name / "application.swift.o",
        scope: folder.initScope)
    }
    if folders.isEmpty {
      modules.append(
        SwiftModule(
          name: "Application", sources: application.swiftSources, folder: application.folder,
          object: objects / "application.swift.o"))
    }
    if model.configuration.isOn("USERSPACE") {
      for index in modules.indices { modules[index].isWithoutPrivileges = true }
    }
    modules += outsideDrivers(of: model).map { driver in
      SwiftModule(
        name: "Driver" + driver.name,
        sources: driver.files.filter { $0.fileExtension == "swift" }, folder: driver.folder,
        object: objects / "driver-\(driver.name).swift.o")
    }
    modules.removeAll(where: \.sources.isEmpty)
    try addStackModule(to: &modules, model, generated, in: objects)
    return modules
  }

  static let stackModule = "StackDivision"

  /// Adds the Swift that divides the pool of stacks: to the application's module if its type is the
  /// application's, or else a module of its own.
  func addStackModule(
    to modules: inout [SwiftModule], _ model: ImageModel, _ generated: Path, in objects: Path
  ) throws {
    let pool = StackPoolSource(pool: StackPool(model))
    guard let text = pool.swiftText else { return }
    let source = generated / "\(Self.stackModule).swift"
    try source.write(text)
    if pool.pool?.division.isApplications != true {
      modules.append(
        SwiftModule(
          name: Self.stackModule, sources: [source], folder: generated,
          object: objects / "\(Self.stackModule).swift.o"))
    } else if let index = modules.firstIndex(where: { !$0.name.hasPrefix("Driver") }) {
      modules[index].sources.append(source)
    } else {
      throw Failure(
        "CONFIG_STACK_ALLOCATOR_TYPE names a type in Swift, and the application has no Swift",
        at: model.configuration.assignments["STACK_ALLOCATOR_TYPE"],
        remedy: "write it in a file src/*.swift, or drop the line and write the functions of "
          + "<bulkhead/stack.h>")
    }
  }
}
