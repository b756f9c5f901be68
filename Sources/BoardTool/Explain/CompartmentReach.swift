import ELF
import KernelCore

/// What a call in a compartment reaches in an image, in numbers.
public struct CompartmentReach: Sendable {
  public var name: String
  /// Regions of the protection, or capabilities, that say so, devices' included.
  public var regions: Int
  /// Bytes of code and constants, its own or not.
  public var code: Int
  /// Bytes of stacks and variables.
  public var memory: Int
  /// Of `memory`: stacks of other threads and calls of the compartment.
  public var otherStacks: Int
  /// Of `code` and `memory`: bytes that nobody asked for, which are there for the bounds' sake.
  public var beyond: Int

  /// Of each compartment, in their order; empty if the image has none.
  ///
  /// Throws if nothing keeps them apart.
  public static func all(in image: Image) throws -> [CompartmentReach] {
    guard let system = try SystemDescription(of: image.application) else { return [] }
    guard image.model.configuration.isOn("USERSPACE") else {
      throw Failure("nothing is kept apart in \(image.application.name): CONFIG_USERSPACE is off")
    }
    let file = try ELFFile(image.elf.bytes())
    if image.model.processor.protection.kind == .cheri {
      let confined = try ConfinedImage(file, of: system.compartments.map(\.name))
      return zip(system.compartments, confined.compartments).map { compartment, found in
        let own = found.stacks.first { $0.name == compartment.placeOfCall }
        let reach = own.map(found.reach) ?? found.shared
        let others = found.stacks.filter { $0 != own && reach.contains($0.address) }
        let beyondReach = found.privateStacks.filter { !reach.contains($0.address) }
        let asked = found.memory.asked - beyondReach.reduce(0) { $0 + $1.size }
        return CompartmentReach(
          name: compartment.name, regions: 2 + compartment.devices.count,
          code: Int(found.code.given.size), memory: Int(reach.size),
          otherStacks: others.reduce(0) { $0 + $1.size },
          beyond: found.code.padding + Int(reach.size) - asked)
      }
    }
    let layout = RegionLayout(image.model.processor.protection)
    let found = try ImageRegions(file)
    let code = try layout.planCode(found.code)
    return try system.compartments.map { compartment in
      guard let stack = found.stacks.first(where: { $0.name == compartment.placeOfCall }) else {
        throw Failure("the image has no stack for calls in \(compartment.name)")
      }
      let names = ["\(compartment.name)_variables"] + compartment.partitions
      let shared = found.partitions.filter { grant in
        names.contains { grant.name == "partition \($0)" }
      }
      let own = try layout.plan(own: [stack] + shared)
      return CompartmentReach(
        name: compartment.name, regions: 1 + own.count + compartment.devices.count,
        code: Int(found.code.given.size), memory: own.reduce(0) { $0 + Int($1.grant.given.size) },
        otherStacks: 0,
        beyond: Int(code.beyond + own.reduce(0) { $0 + $1.beyond }))
    }
  }
}

extension CompartmentReach {
  /// Bytes in reach that nobody asked for, each once; 0 where nothing is kept apart.
  public static func padding(in image: Image) throws -> Int {
    guard image.model.configuration.isOn("USERSPACE") else { return 0 }
    guard image.model.processor.protection.kind != .cheri else {
      return try all(in: image).reduce(0) { $0 + $1.beyond }
    }
    let layout = RegionLayout(image.model.processor.protection)
    let found = try ImageRegions(ELFFile(image.elf.bytes()))
    let own = found.threads.map(\.stack) + found.stacks + found.partitions
    return try Int(layout.planCode(found.code).beyond)
      + own.reduce(0) { try $0 + Int(layout.plan($1, in: layout.own[0]).beyond) }
  }
}

extension SystemDescription.Compartment {
  /// The stack of its first caller.
  fileprivate var placeOfCall: String { "\(name)_caller_0" }
}
