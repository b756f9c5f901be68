import Devicetree

/// One device of an image: an enabled node and the binding that serves it.
public struct Device: Sendable {
  public struct Interrupt: Sendable {
    public var line: UInt32
    public var priority: UInt32
    public var handler: String?
  }

  /// The priority of a line whose controller's specifiers name none.
  static let defaultPriority: UInt32 = 1

  public var node: Node
  public var binding: Binding
  public var level: InitLevel
  public var region: Devicetree.Region?
  public var clockFrequency: UInt32
  public var interrupts: [Interrupt]
  public var properties: [PropertyValue]
  public var dependencies: [InitDependency]

  /// What `device_get_binding` finds it by: Zephyr's rule, the label property or else the name.
  public var name: String { node["label"]?.string ?? node.name }

  /// A device that nothing has to start is ready from reset.
  public var hasInit: Bool { binding.`init` != nil }

  /// Comes up when somebody asks for it (`device_init`), not at boot.
  public var isDeferred: Bool { node[KernelProperty.deferredInit] != nil }
}

/// The properties of nodes that mean something to the kernel, whatever the driver.
enum KernelProperty {
  static let initAfter = "kernel,init-after"
  static let initLevel = "kernel,init-level"
  static let initPolicy = "kernel,init-policy"
  static let initDeadline = "kernel,init-deadline-ms"
  static let deferredInit = "kernel,deferred-init"
  static let sharedInterrupt = "kernel,shared-irq"

  static let ofNodes = [
    initAfter, initLevel, initPolicy, initDeadline, deferredInit, sharedInterrupt,
  ]
}
