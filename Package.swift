// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The rules every kernel module obeys, in one place. Embedded mode is not among
// them: it comes from the toolset the build writes for a board, so that on the
// host the same files stay ordinary Swift and Swift Testing can import them.
let kernelSettings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
  .treatWarning("EmbeddedRestrictions", as: .error),
  .swiftLanguageMode(.v6),
  // The runtime's list of accesses in progress belongs to one stack; a kernel changes stacks.
  .unsafeFlags(["-enforce-exclusivity=unchecked"]),
  // Embedded Swift does this by itself; on the host KernelCore's generics would stay generic.
  .unsafeFlags(
    ["-cross-module-optimization"], .when(platforms: [.linux], configuration: .release)),
]

/// For values that stay where they are.
let cellSettings: [SwiftSetting] = [
  .enableExperimentalFeature("RawLayout"), .enableExperimentalFeature("BuiltinModule"),
]

// An image build (`./bulkhead run`, `test`, …) needs the kernel and nothing of
// the host tools; without them there is no dependency to resolve for each board.
let isImageBuild = Context.environment["BULKHEAD_IMAGE_BUILD"] != nil

/// The files of a folder that are not sources: a driver's `binding.yml`.
func descriptions(in folder: String) -> [String] {
  let root = URL(fileURLWithPath: Context.packageDirectory).appendingPathComponent(folder)
  let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
  return files.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".md") }.sorted()
}

/// For what reads thousands of options or functions: the command line is built for debugging.
let fastSettings: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let kernelTargets: [Target] = [
  .target(name: "CBulkhead", path: "Include", publicHeadersPath: "."),
  .target(name: "KernelCore", swiftSettings: kernelSettings),
  .target(name: "Capability", swiftSettings: kernelSettings + fastSettings),
  .target(
    name: "CPortHost", dependencies: ["CBulkhead"], path: "Sources/Ports/Host/Machine"),
  .target(
    name: "CPortCortexM", dependencies: ["CBulkhead"], path: "Sources/Ports/CortexM/Machine"),
  .target(
    name: "CPortRISCV32", dependencies: ["CBulkhead"], path: "Sources/Ports/RISCV32/Machine"),
  .target(
    name: "Kernel",
    dependencies: [
      "CBulkhead", "KernelCore",
      // On the host capabilities are values of its format.
      .target(name: "Capability", condition: .when(platforms: [.linux])),
      .target(name: "CPortHost", condition: .when(platforms: [.linux])),
      .target(name: "CPortCortexM", condition: .when(traits: ["CortexM"])),
      .target(name: "CPortRISCV32", condition: .when(traits: ["RISCV32"])),
    ], swiftSettings: kernelSettings + cellSettings),
  .target(name: "KernelC", dependencies: ["Kernel", "CBulkhead"], swiftSettings: kernelSettings),
  // The API for applications in Swift; its objects need memory with an address of its own.
  .target(
    name: "Bulkhead", dependencies: ["Kernel", "KernelCore", "CBulkhead"],
    swiftSettings: kernelSettings + cellSettings),
  // Tests written in Swift; its other half is Sources/Harness.
  .target(
    name: "BulkheadTesting", dependencies: ["Bulkhead", "CBulkhead"], swiftSettings: kernelSettings),
  .target(
    name: "Drivers", dependencies: ["Kernel", "CBulkhead"],
    exclude: descriptions(in: "Sources/Drivers"), swiftSettings: kernelSettings),
]

let toolTargets: [Target] = [
  .target(name: "Kconfig", swiftSettings: fastSettings),
  .systemLibrary(name: "CLibFDT", providers: [.apt(["libfdt-dev"])]),
  .target(name: "Devicetree", dependencies: ["CLibFDT"]),
  .target(name: "ELF", swiftSettings: fastSettings),
  .target(
    name: "Simulator", dependencies: ["Capability", "ELF"],
    swiftSettings: fastSettings + [
      // Classes are used by one thread, and a check at each field costs more than the field.
      .unsafeFlags(["-enforce-exclusivity=unchecked"])
    ]),
  .target(name: "CapabilityVectors", dependencies: ["Capability"], swiftSettings: fastSettings),
  .target(
    name: "BoardTool",
    dependencies: [
      "Capability", "Kconfig", "Devicetree", "KernelCore", "ELF",
      .product(name: "Yams", package: "Yams"),
      .product(name: "Subprocess", package: "swift-subprocess"),
    ],
    swiftSettings: fastSettings),
  .target(name: "Study", dependencies: ["BoardTool", "Capability", "ELF", "Simulator"]),
  .executableTarget(
    name: "bulkhead",
    dependencies: [
      "BoardTool", "Kconfig", "CapabilityVectors", "ELF", "Simulator", "Study",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  .target(name: "TestSupport", path: "Tests/Support"),
  .testTarget(name: "KernelCoreTests", dependencies: ["KernelCore", "TestSupport"]),
  .testTarget(
    name: "CapabilityTests", dependencies: ["Capability", "CapabilityVectors", "TestSupport"],
    exclude: ["Vectors"]),
  .testTarget(
    name: "SimulatorTests", dependencies: ["BoardTool", "Simulator", "TestSupport"],
    exclude: ["Programs"]),
  .testTarget(name: "StudyTests", dependencies: ["BoardTool", "Simulator", "Study"]),
  .testTarget(
    name: "KconfigTests", dependencies: ["Kconfig", "BoardTool", "TestSupport"],
    exclude: ["Cases", "Soak/answers.py"]),
  .testTarget(
    name: "BoardToolTests", dependencies: ["BoardTool", "Devicetree", "ELF", "TestSupport"]),
]

let package = Package(
  name: "bulkhead",
  products: [
    .library(
      name: "BulkheadKernel", type: .static,
      targets: ["KernelC", "Drivers", "Bulkhead", "BulkheadTesting"])
  ] + (isImageBuild ? [] : [.executable(name: "bulkhead", targets: ["bulkhead"])]),
  traits: [
    .trait(name: "CortexM", description: "Build for an Arm Cortex-M processor (Armv7-M, Armv8-M)."),
    .trait(name: "RISCV32", description: "Build for a 32-bit RISC-V processor."),
  ],
  dependencies: isImageBuild
    ? []
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
      .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
      .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
  targets: kernelTargets + (isImageBuild ? [] : toolTargets)
)
