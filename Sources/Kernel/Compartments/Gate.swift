// A function of one compartment that another may call, as the build has written it.

import CBulkhead

/// A gate, by reference.
///
/// Safety: in ROM, where the build has put it.
@safe
struct Gate {
  let record: UnsafePointer<GateRecord>

  init(_ record: UnsafePointer<GateRecord>) { unsafe self.record = unsafe record }

  @safe var fields: GateRecord { unsafe record.pointee }

  var compartment: Compartment { unsafe Compartment(fields.compartment) }
}
