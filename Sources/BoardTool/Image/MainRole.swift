/// What an application's `main` means for the run.
struct MainRole {
  /// The run ends when it returns: tests, whose outcome it returns.
  var endsRun = false
  /// It returns no status: `void main(void)`.
  var isVoid = false
  /// Beside it there may be a handler of fatal errors.
  var handlesErrors = false
  /// There is a function that says which reports are printed.
  var choosesReports = false
  /// Threads call compartments, of which reports tell.
  var hasCompartments = false
}
