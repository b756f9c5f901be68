/// A private virtual environment with one package of PyPI: nothing of the system changes.
struct PythonEnvironment {
  /// As pip takes it, with its version.
  var package: String
  var folder: Path

  static func kconfiglib(in project: Project) -> PythonEnvironment {
    PythonEnvironment(package: "kconfiglib==14.1.0", folder: project.images / "kconfiglib")
  }

  /// Gives the environment's interpreter, after making the environment if it is not there.
  func interpreter() async throws -> Path {
    let python = folder / "bin/python3"
    let stamp = folder / "installed"
    try folder.parent.createDirectory()
    return try await FileLock.hold(Path(folder.string + ".lock")) {
      if (try? stamp.text()) == package { return python }
      Progress.shared.say("installing \(package)")
      try folder.remove()
      let made = try await Tool.python.run(["-m", "venv", folder.string])
      guard made.status == 0 else {
        try folder.remove()
        throw Failure(
          "python3 cannot make a virtual environment",
          remedy: "apt-get install python3-venv")
      }
      let installed = try await Tool.run(
        python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package])
      guard installed.status == 0 else {
        try folder.remove()
        throw Failure("pip cannot install \(package):\n\(installed.errors.trimmingNewlines)")
      }
      try stamp.write(package)
      return python
    }
  }
}
