// Capability.

import Bulkhead
import BulkheadTesting

let memory = SharedMemory<UInt32, 16>()
let cells = SharedMemory<UInt64, 8>()
let kept = Capability()
let other = Capability()
let key = Capability()

func failure(_ body: () throws(CapabilityError) -> Void) -> CapabilityError? {
  do throws(CapabilityError) { try body() } catch { return error }
  return nil
}

test("a capability reads and writes its bytes, and nothing else") {
  memory[3] = 7
  do throws(CapabilityError) {
    try kept.derive(from: memory, [.read, .write, .keep])
    require(try kept.read(UInt32.self, at: 12) == 7)
    try kept.write(UInt32(9), at: 12)
    require(memory[3] == 9)
  } catch { require(false) }
  require(
    failure { () throws(CapabilityError) in _ = try kept.read(UInt32.self, at: 61) } == .range)
  require(failure { () throws(CapabilityError) in try kept.write(UInt8(1), at: -1) } == .range)
}

test("it can be narrowed, and not widened") {
  memory[2] = 5
  do throws(CapabilityError) {
    try kept.derive(from: memory, [.read, .write, .keep])
    try other.narrow(kept, to: 8..<12, [.read, .keep])
    require(try other.read(UInt32.self) == 5)
  } catch { require(false) }
  require(other.facts == .init(size: 4, rights: [.read, .keep], isSealed: false, isKey: false))
  require(failure { () throws(CapabilityError) in try other.write(UInt8(1)) } == .permission)
  require(
    failure { () throws(CapabilityError) in try other.narrow(to: 0..<2, [.read, .write]) }
      == .permission)
  require(other.facts == nil)
}

test("without the right to be kept it lies on the stack only") {
  require(
    failure { () throws(CapabilityError) in try kept.derive(from: memory, .read) } == .permission)
  let local = Capability()
  require(failure { () throws(CapabilityError) in try local.derive(from: memory, .read) } == nil)
  require(local.facts?.rights == .read)
  require(failure { () throws(CapabilityError) in try kept.copy(local) } == .permission)
}

test("a seal closes it, and its key opens it") {
  do throws(CapabilityError) {
    try kept.derive(from: memory, [.read, .keep])
    try key.makeKey()
    try other.seal(kept, with: key)
  } catch { require(false) }
  require(other.facts?.isSealed == true)
  require(
    failure { () throws(CapabilityError) in _ = try other.read(UInt8.self) } == .permission)
  require(failure { () throws(CapabilityError) in try kept.unseal(other, with: key) } == nil)
  require(kept.facts?.isSealed == false)
}

test("capabilities lie in memory, and are dropped") {
  do throws(CapabilityError) {
    try kept.derive(from: cells, .all)
    try other.derive(from: memory, [.read, .keep])
    try kept.store(other, at: 16)
    other.drop()
    require(other.facts == nil)
    try other.load(from: kept, at: 16)
    require(other.facts?.rights == [.read, .keep])
  } catch { require(false) }
  cells[2] = 0
  require(
    failure { () throws(CapabilityError) in try other.load(from: kept, at: 16) }
      == CapabilityError.none)
}
