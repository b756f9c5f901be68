import ArgumentParser
import BoardTool

struct Test: AsyncParsableCommand { func run() async throws {} }
struct Bench: AsyncParsableCommand { func run() async throws {} }
struct Size: AsyncParsableCommand { func run() async throws {} }
